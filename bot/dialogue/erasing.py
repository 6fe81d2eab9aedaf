"""删除: what goes and what must stay is said first; then it is done, and may be taken back for a day (SAFE-5)."""

import re
from dataclasses import replace
from typing import Final

from bot.dialogue import opt_out
from bot.dialogue.around import Around
from bot.dialogue.asking import aside, deletes_the_draft
from bot.dialogue.commands import Command, EraseMe, KeepMe, RemoveNumber, Withdraw
from bot.dialogue.reply import Choice, Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Session
from bot.dialogue.step import Step
from bot.understand.privacy import Ask, read_privacy
from bot.understand.words import Word

CONFIRM: Final = "erase:confirm"
BOTH: Final = "erase:both"
UNDO: Final = "erase:undo"
_NUMBER: Final = re.compile(
    r"(?:请|麻烦|帮我|把|将|给我)*(?:删掉?|删除掉?|去掉|清除|移除|抹掉)(?:我的?|一下)*(?:手机号?码?|电话号?码?|号码)(?:吧|了|掉)?"
    r"|(?:请|麻烦|帮我)*(?:把|将)(?:我的?)?(?:手机号?码?|电话号?码?|号码)(?:给我|从系统里?|都)*(?:删|清|去|抹)(?:了|掉|除|掉吧|了吧)?"
)
_CONFIRMED: Final = re.compile(r"(?:我)?(?:确认|确定)(?:要)?删除")
_BOTH: Final = re.compile(
    r"我?(?:确认|确定)?要?(?:两边|两个(?:平台|聊天)?)的?(?:都|一起|全)要?删除?(?:掉|了)?"
)
_TAKEN_BACK: Final = re.compile(
    r"(?:恢复|保留)(?:我的?)?(?:资料|信息|数据)"
    r"|(?:取消|撤销|不要?|别)(?:再)?删除?(?:了|我的?(?:资料|信息|数据))?"
)


def asks(said: Said) -> bool:
    """Whether the turn needs to know which consents are in force: erasing ends them."""
    confirmed = not said.pressed and _CONFIRMED.fullmatch(_plain(said)) is not None
    return said.pressed == CONFIRM or confirmed or _wants_both(said)


def _wants_both(said: Said) -> bool:
    return said.pressed == BOTH or (not said.pressed and _BOTH.fullmatch(_plain(said)) is not None)


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
    if asks(said) and not (_wants_both(said) and around.linked is None):
        ended = around.in_force
        both = around.linked is not None and _wants_both(said)
        command = EraseMe(said.text, ended, around.nonce if ended else "", both)
        return Step(_forgotten(session), Reply(()), (command,))
    asked = Word.ERASE in said.words or (plain and read_privacy(plain) is Ask.ERASE)
    if asked and not deletes_the_draft(session, said):
        return _ask(session, said, around)
    return None


def _ask(session: Session, said: Said, around: Around) -> Step:
    """Words that ask to be forgotten stop every contact at once (CON-8); the rest waits for a clear yes."""
    texts = _what_happens(around)
    commands: tuple[Command, ...] = ()
    if said.reading.withdrawal.scope != "none":
        stopped = opt_out.stop(session, opt_out.scope_of(said, around), said, around)
        session = stopped.session
        commands = tuple(_leaving(command) for command in stopped.commands)
        texts = (Text("erase.stopped"), *texts)
    both = () if around.linked is None else (Choice(BOTH, "choice.erase_both"),)
    return Step(session, Reply(texts, (Choice(CONFIRM, "choice.erase"), *both)), commands)


def _leaving(command: Command) -> Command:
    """What runs in a chat that he linked to this one is not stopped by it: whether that goes, too, he is asked."""
    return replace(command, leaving=True) if isinstance(command, Withdraw) else command


def _what_happens(around: Around) -> tuple[Text, ...]:
    """What goes, what stays and why, and until when it may be taken back."""
    hours = around.policy.erasure.undo_hours
    held = _mine(around).open_case
    texts: tuple[Text, ...] = (Text("erase.what"),)
    if around.linked is not None:
        other = Text(f"platform.{around.linked.platform}")
        texts = (*texts, Text("erase.linked", {"other": other}))
    if held is not None:
        texts = (*texts, Text("erase.held", {"number": held.number}))
    return (*texts, Text("erase.confirm", {"hours": hours}))


def _mine(around: Around) -> Around:
    """Without the cases of his other chat: they are not deleted with this one."""
    if around.linked is None:
        return around
    return replace(around, cases=tuple(case for case in around.cases if case.customer == around.customer))


def _forgotten(session: Session) -> Session:
    """The draft goes with everything else; the talk begins anew."""
    return Session(last_ref=session.last_ref)


def _plain(said: Said) -> str:
    return said.text.strip(" 　。.!！~吧")
