"""A customer links his chats on two platforms: by his own act in each, never by a guess (CON-1, CON-6).

What a code is worth only the store's records know; here it is asked for, sent on and answered.
"""

from typing import Final

from bot.dialogue.around import Around
from bot.dialogue.asking import aside
from bot.dialogue.commands import AnswerLink, AskLinkCode, Command, SendLinkCode, Unlink
from bot.dialogue.reply import Choice, Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Session
from bot.dialogue.step import Step
from bot.understand.linking import Wish, read_linking

PREFIX: Final = "link:"
UNLINK: Final = "link:end"
NUMBERED: Final = ("summary", "consents")
"""Where numbers mean lines of what is shown: no other choice may be put there."""


def listen(session: Session, said: Said, around: Around) -> Step | None:
    nonce = _asked_now(session)
    if nonce and said.spoken and (said.digits == (1,) or session.labels[:1] == (said.text.strip(),)):
        return Step(session, Reply((Text("linking.spoken"),), choices(nonce)))
    command = _asked(said)
    if command is None:
        return None
    if isinstance(command, SendLinkCode) and session.step in NUMBERED:
        session, reply = aside(session, around, Text("linking.not_now"))
        return Step(session, reply)
    session, reply = aside(session, around)
    return Step(session, reply, (command,))


def _asked_now(session: Session) -> str:
    """The question that waits for his answer, while its choices are the ones shown; `""` for none."""
    first, yes = next(iter(session.options), ""), f"{PREFIX}yes:"
    return first.removeprefix(yes) if first.startswith(yes) else ""


def _asked(said: Said) -> Command | None:
    if said.pressed.startswith(PREFIX):
        _, act, *nonce = said.pressed.split(":")
        return AnswerLink(nonce[0], yes=act == "yes") if nonce else Unlink()
    if said.pressed or said.edited:
        return None
    if said.code:
        return SendLinkCode(said.code)
    match read_linking(said.text):
        case Wish.LINK:
            return AskLinkCode()
        case Wish.UNLINK:
            return Unlink()
    return None


def choices(nonce: str) -> tuple[Choice, ...]:
    """The two answers, bound to the very question (CON-6)."""
    return (Choice(f"{PREFIX}yes:{nonce}", "choice.link"), Choice(f"{PREFIX}no:{nonce}", "choice.not_link"))
