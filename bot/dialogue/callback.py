"""请给我回电: a call that the customer asks for himself, in the hour he names where he does (GATE-8)."""

from datetime import UTC, datetime
from typing import Final

from bot.dialogue import enquiry
from bot.dialogue.around import Around
from bot.dialogue.asking import aside
from bot.dialogue.commands import ToCase
from bot.dialogue.reply import Text
from bot.dialogue.said import Said
from bot.dialogue.session import Call, Conversation, Session
from bot.dialogue.step import Step
from bot.understand.calls import asks_for_call
from bot.understand.coming import read_coming
from core.commands import AskForCall

HOURS: Final = ("minute", "hour", "part")
"""Only a time within a day is an hour that he chose: 明天 lifts no quiet hours."""
BRIEF: Final = 24
"""A longer message says more than that, and is heard as what it is besides."""


def asks(said: Said) -> bool:
    """Whether he asks to be called; who stops something in the same words asks for nothing."""
    if said.pressed or said.edited or said.reading.withdrawal.scope != "none":
        return False
    return asks_for_call(said.text)


def hour_in(said: Said, now: datetime) -> tuple[datetime, datetime] | None:
    """The hour that he names, in UTC."""
    when = read_coming(said.text, now)
    if when is None or when.grain not in HOURS:
        return None
    return when.start.astimezone(UTC), when.end.astimezone(UTC)


def noted(session: Session, said: Said, around: Around) -> Session:
    """Where there is no case yet the wish waits for one."""
    in_form = session.conversation in (Conversation.COMPLAINT, Conversation.ENQUIRY)
    if not asks(said) or around.held or not (in_form or around.open_case is None):
        return session
    return session.on(call=Call(hour_in(said, around.now)))


def listen(session: Session, said: Said, around: Around) -> Step | None:
    """A message that says nothing else; the case's room reads it, or he is asked what it is about."""
    if not asks(said) or around.held or not _only_that(said):
        return None
    if session.conversation in (Conversation.COMPLAINT, Conversation.ENQUIRY):
        session, reply = aside(session, around, Text("call.noted"))
        return Step(session, reply)
    case = around.open_case
    if case is None:
        return enquiry.choose(session, around, Text("call.about_what"))
    wish = ToCase(case.id, AskForCall(hour_in(said, around.now)))
    return Step(session, None, (ToCase(case.id, said.written()), wish))


def with_wish(step: Step, said: Said, around: Around) -> Step:
    """A message that goes to a case, and asks for a call among other things, asks that case's people."""
    to_case = next((one for one in step.commands if isinstance(one, ToCase)), None)
    if to_case is None or not asks(said):
        return step
    if any(isinstance(one, ToCase) and isinstance(one.command, AskForCall) for one in step.commands):
        return step
    wish = ToCase(to_case.case, AskForCall(hour_in(said, around.now), told=not around.held))
    return Step(step.session, step.reply, (*step.commands, wish), step.alone)


def _only_that(said: Said) -> bool:
    return (
        len(said.text) <= BRIEF and said.reading.triage.category in ("other", "inquiry") and not said.evidence
    )
