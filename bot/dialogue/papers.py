"""授权书: everything he agreed to and refused, as a paper to keep; as data for a program on request (CON-9)."""

from bot.dialogue.around import Around
from bot.dialogue.asking import aside
from bot.dialogue.commands import SendPaper
from bot.dialogue.reply import Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Session
from bot.dialogue.step import Step
from bot.understand.papers import ASKED


def listen(session: Session, said: Said, around: Around) -> Step | None:
    found = None if said.pressed else ASKED.fullmatch(said.text.strip())
    if found is None and said.pressed != "word:paper":
        return None
    as_data = found is not None and bool(found["data"])
    if as_data and not around.takes_files:
        session, reply = aside(session, around, Text("paper.no_files"))
        return Step(session, reply)
    session, reply = aside(session, around, Text("paper.here_as_data" if as_data else "paper.here"))
    return Step(
        session, Reply(reply.texts, reply.choices), (SendPaper("record" if as_data else "authorisation"),)
    )
