"""授权书: everything he agreed to and refused, as a paper to keep; as data for a program on request (CON-9)."""

import re
from typing import Final

from bot.dialogue.asking import aside
from bot.dialogue.session import Around, Reply, Said, SendPaper, Session, Step, Text

ASKED: Final = re.compile(
    r"(?:请?(?:给我|发我|我要|我想要|看看?|查看|导出|下载))?(?:一份)?(?:我的)?(?:个人信息使用)?(?:授权书|同意书|同意记录)"
    r"(?P<data>的?(?:json(?:-?ld)?|数据|机器可读版?))?[。.!！]?",
    re.IGNORECASE,
)


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
