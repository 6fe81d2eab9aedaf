"""第二张发错了: a file that he sent by mistake is deleted at once (CMP-1)."""

import re
from typing import Final

from bot.dialogue.around import Around
from bot.dialogue.asking import ask_again
from bot.dialogue.commands import TakeBack, ToCase
from bot.dialogue.evidence import names
from bot.dialogue.reply import Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Evidence, Session
from bot.dialogue.step import Step
from bot.understand.numerals import read_number

WRONG: Final = re.compile(r"[发传选拍弄搞]错|不要(?!删)|不对|(?<!别)(?<!不要)删|去掉|撤[回掉]|不算|不是这")
BARE: Final = re.compile(
    r"(?:不好意思|抱歉|对不起|哎呀?|啊)?[,，\s]*(?:我|刚才?|刚刚)?(?:[发传]错了?|(?:这|那|刚才?那?|刚刚那?|上一?|最后一?)[张个段条份]"
    r"(?:[发传选拍弄搞]错了?|不要了?|不对|删了?|删掉|去掉))"
    r"(?:[,，\s]*(?:请|帮我|给我)?(?:删了?|删掉|删除|去掉|撤回|不要了?|不算)吧?)?[。.!！~]*"
)
"""It speaks of the last one."""
WHICH: Final = re.compile(
    r"第\s*(?P<nth>\d{1,2}|[一二两三四五六七八九十])\s*(?P<unit>[张个段条份])"
    r"|(?P<kind>图片?|照片|视频|语音|文件)\s*(?P<number>\d{1,2}|[一二两三四五六七八九十])"
)
OF_A_KIND: Final = re.compile(r"(?:那个?|这个?|把|刚才的?)*(?P<kind>图片?|照片|视频|语音|录音|文件)")
"""视频不要了: it is clear which where there is one."""
EVERY: Final = re.compile(r"全部|全都|都")
KINDS: Final = {"图": "photo", "照": "photo", "视": "video", "语": "voice", "录": "voice", "文": "document"}
UNITS: Final = {"张": "photo", "段": "video"}
LONGEST: Final = 24
"""Who says more than that tells of something else besides."""


def listen(session: Session, said: Said, around: Around) -> Step | None:
    """The files that he names are taken out of the draft, and the question goes on."""
    in_form = session.conversation is Conversation.COMPLAINT and session.step not in ("", "cancel", "danger")
    text = said.text.strip()
    if not in_form or said.pressed or not session.evidence or len(text) > LONGEST:
        return None
    if not _takes_back(text):
        return None
    meant = _meant(text, session.evidence)
    every = session.evidence
    if not meant:
        told = Text("form.no_such_file", {"names": names(every, every)})
        return Step(session, ask_again(session, around, told))
    gone = tuple(TakeBack(one.id, names(every, (one,))) for one in meant)
    left = tuple(one for one in every if one not in meant)
    session = session.on(evidence=left, album_from=len(left))
    if left:
        told = Text("form.file_gone", {"name": names(every, meant), "n": len(left)})
    else:
        told = Text("form.files_gone", {"name": names(every, meant)})
    if session.step == "evidence":
        return Step(session, Reply((told, Text("form.any_more"))), gone)
    return Step(session, ask_again(session, around, told), gone)


def of_a_case(session: Session, said: Said, around: Around) -> Step | None:
    """Said right after files that went to a case, whoever holds the talk: they are his to take back."""
    case, every, text = around.holding or around.open_case, session.just_sent, said.text.strip()
    if case is None or said.pressed or not every or len(text) > LONGEST or not _takes_back(text):
        return None
    meant = _meant(text, every)
    if not meant:
        return None
    gone = tuple(TakeBack(one.id, names(every, (one,))) for one in meant)
    told = Text("form.file_gone_from_case", {"name": names(every, meant), "number": case.number})
    return Step(session, Reply((told,)), (ToCase(case.id, said.written()), *gone))


def _takes_back(text: str) -> bool:
    named = BARE.fullmatch(text) or WHICH.search(text) or OF_A_KIND.match(text)
    return WRONG.search(text) is not None and (named is not None or _speaks_of_all(text))


def _speaks_of_all(text: str) -> bool:
    return EVERY.search(text) is not None and any(
        name in text for name in ("照片", "图", "视频", "文件", "发错", "传错")
    )


def _meant(text: str, every: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """第二张 counts photos, 第二个 everything, 图2 as they were named to him; nothing where it is not clear."""
    found = WHICH.search(text)
    if found is None and _speaks_of_all(text):
        return every
    if found is None:
        named = OF_A_KIND.match(text)
        alike = every if named is None else tuple(one for one in every if one.kind == KINDS[named["kind"][0]])
        return alike[-1:] if named is None or len(alike) == 1 else ()
    kind = KINDS[found["kind"][0]] if found["kind"] else UNITS.get(found["unit"], "")
    number = read_number(found["nth"] or found["number"])
    alike = tuple(one for one in every if not kind or one.kind == kind) or every
    n = 0 if number is None else int(number.value)
    return alike[n - 1 : n] if 1 <= n <= len(alike) else ()
