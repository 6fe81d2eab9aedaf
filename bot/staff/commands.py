"""What staff type: Chinese and English names are equal; everything else in a group is internal (STAFF-3)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.numbers import REFERENCE, split_case


class Verb(StrEnum):
    JOIN = "join"
    BIND = "bind"
    REPLY = "reply"
    NOTE = "note"
    CLAIM = "claim"
    TRIAGE = "triage"
    EVIDENCE = "evidence"
    PROPOSE = "propose"
    HANDOVER = "handover"
    CLOSE = "close"
    CONTACT = "contact"
    CAMPAIGN = "campaign"
    PAPER = "paper"
    DISCLOSE = "disclose"
    WHY = "why"
    TODO = "todo"
    HELP = "help"


NAMES: Final = {
    "join": Verb.JOIN,
    "加入": Verb.JOIN,
    "bind": Verb.BIND,
    "绑定": Verb.BIND,
    "r": Verb.REPLY,
    "reply": Verb.REPLY,
    "回复": Verb.REPLY,
    "note": Verb.NOTE,
    "备注": Verb.NOTE,
    "claim": Verb.CLAIM,
    "接单": Verb.CLAIM,
    "triage": Verb.TRIAGE,
    "改判": Verb.TRIAGE,
    "evidence": Verb.EVIDENCE,
    "要材料": Verb.EVIDENCE,
    "propose": Verb.PROPOSE,
    "出方案": Verb.PROPOSE,
    "handover": Verb.HANDOVER,
    "上交": Verb.HANDOVER,
    "close": Verb.CLOSE,
    "结案": Verb.CLOSE,
    "contact": Verb.CONTACT,
    "联系": Verb.CONTACT,
    "campaign": Verb.CAMPAIGN,
    "群发": Verb.CAMPAIGN,
    "paper": Verb.PAPER,
    "登记同意": Verb.PAPER,
    "disclose": Verb.DISCLOSE,
    "登记提供": Verb.DISCLOSE,
    "why": Verb.WHY,
    "todo": Verb.TODO,
    "待办": Verb.TODO,
    "help": Verb.HELP,
    "帮助": Verb.HELP,
    "start": Verb.HELP,
}
_A_CASE: Final = rf"[\[【(（#]*(?i:{REFERENCE})"
_SLASH: Final = re.compile(
    rf"/([A-Za-z_]+|[\u4e00-\u9fff]+(?![\u4e00-\u9fff]))(?:@[A-Za-z0-9_]+)?(?=\s|$|:|{_A_CASE}|[^\x00-\x7f])[\s:：]*"
)
_CHINESE: Final = re.compile(
    "(" + "|".join(name for name in NAMES if not name.isascii()) + rf")(?=\s|$|:|：|{_A_CASE})[\s:：]*"
)
_LIKE_ONE: Final = re.compile(r"/([^\W\d]{1,20})")


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as it was typed: what, for which case (if one is named first), and the rest."""

    verb: Verb
    case: str
    text: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A slash command that does not exist."""

    name: str


def parse(text: str) -> Typed | Unknown | None:
    """The command in a message, or nothing: then it is talk among colleagues and stays there.

    A Chinese name counts only where it stands alone or before a space, a colon or a case: 回复得太慢了 is talk.
    Whatever begins with a slash was meant as a command: one that is none is told so, and not taken for talk.
    """
    text = text.replace("\u200b", "").strip()
    slash = _SLASH.match(text)
    if slash is not None:
        verb = NAMES.get(slash[1].lower())
        return _typed(verb, text[slash.end() :]) if verb else Unknown(slash[1])
    if (like_one := _LIKE_ONE.match(text)) is not None:
        return Unknown(like_one[1])
    chinese = _CHINESE.match(text)
    return _typed(NAMES[chinese[1]], text[chinese.end() :]) if chinese else None


def _typed(verb: Verb, rest: str) -> Typed:
    rest = rest.strip()
    if verb in (Verb.JOIN, Verb.BIND, Verb.CAMPAIGN):
        return Typed(verb, "", rest)
    case, text = split_case(rest)
    return Typed(verb, case, text.strip(" \t\r\n:：,，"))
