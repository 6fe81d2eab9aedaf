"""What one turn comes to: `step(session, said, around) -> Step` is pure."""

from dataclasses import dataclass

from bot.dialogue.commands import Command
from bot.dialogue.reply import Reply
from bot.dialogue.session import Session


@dataclass(frozen=True, slots=True)
class Step:
    """What a turn comes to. No reply means silence."""

    session: Session
    reply: Reply | None = None
    commands: tuple[Command, ...] = ()
    alone: Reply | None = None
    """A message of its own, after the reply: the question that must stand alone (CON-3)."""
