"""删除: what goes and what must stay is said first; then it is done, and may be taken back for a day (SAFE-5)."""

import re
from typing import Final

from bot.dialogue import opt_out
from bot.dialogue.asking import aside
from bot.dialogue.session import (
    Around,
    Choice,
    Command,
    EraseMe,
    KeepMe,
    RemoveNumber,
    Reply,
    Said,
    Session,
    Step,
    Text,
)
from bot.understand.words import Word

CONFIRM: Final = "erase:confirm"
UNDO: Final = "erase:undo"
_NUMBER: Final = re.compile(
    r"(?:请|麻烦|帮我|把|将|给我)*(?:删掉?|删除掉?|去掉|清除|移除|抹掉)(?:我的?|一下)*(?:手机号?码?|电话号?码?|号码)(?:吧|了|掉)?"
    r"|(?:请|麻烦|帮我)*(?:把|将)(?:我的?)?(?:手机号?码?|电话号?码?|号码)(?:给我|从系统里?|都)*(?:删|清|去|抹)(?:了|掉|除|掉吧|了吧)?"
)
_CONFIRMED: Final = re.compile(r"(?:我)?(?:确认|确定)(?:要)?删除")
_TAKEN_BACK: Final = re.compile(
    r"(?:恢复|保留)(?:我的?)?(?:资料|信息|数据)"
    r"|(?:取消|撤销|不要?|别)(?:再)?删除?(?:了|我的?(?:资料|信息|数据))?"
)


def asks(said: Said) -> bool:
    """Whether the turn needs to know which consents are in force: erasing ends them."""
    return said.pressed == CONFIRM or (not said.pressed and _CONFIRMED.fullmatch(_plain(said)) is not None)


def listen(session: Session, said: Said, around: Around) -> Step | None:
    plain = "" if said.pressed else _plain(said)
    if _NUMBER.fullmatch(plain):
        session, reply = aside(session, around)
        return Step(session, reply, (RemoveNumber(),))
    if said.pressed == UNDO or _TAKEN_BACK.fullmatch(plain):
        if said.spoken:
            session, reply = aside(session, around, Text("erase.spoken"))
            return Step(session, reply)
        return Step(session, Reply(()), (KeepMe(),))
    if asks(said):
        ended = around.in_force
        return Step(
            _forgotten(session), Reply(()), (EraseMe(said.text, ended, around.nonce if ended else ""),)
        )
    if Word.ERASE in said.words:
        return _ask(session, said, around)
    return None


def _ask(session: Session, said: Said, around: Around) -> Step:
    """Words that ask to be forgotten stop every contact at once (CON-8); the rest waits for a clear yes."""
    texts = _what_happens(around)
    commands: tuple[Command, ...] = ()
    if said.reading.withdrawal.scope != "none":
        stopped = opt_out.stop(session, said.reading.withdrawal.scope, said, around)
        session, commands = stopped.session, stopped.commands
        texts = (Text("erase.stopped"), *texts)
    return Step(session, Reply(texts, (Choice(CONFIRM, "choice.erase"),)), commands)


def _what_happens(around: Around) -> tuple[Text, ...]:
    """What goes, what stays and why, and until when it may be taken back."""
    hours = around.policy.erasure.undo_hours
    held = around.open_case
    texts: tuple[Text, ...] = (Text("erase.what"),)
    if held is not None:
        texts = (*texts, Text("erase.held", {"number": held.number}))
    return (*texts, Text("erase.confirm", {"hours": hours}))


def _forgotten(session: Session) -> Session:
    """The draft goes with everything else; the talk begins anew."""
    return Session(last_ref=session.last_ref)


def _plain(said: Said) -> str:
    return said.text.strip(" 　。.!！~吧")
