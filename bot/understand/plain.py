"""Customer text in one spelling: half width, lower case, simplified, cut into clauses.

Readers of meaning (safety, anger, withdrawal …) look at this form only. Unlike folding.py it may change the
length, so nothing here is a span of the customer's own words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from bot.understand.patterns import Pattern
from bot.understand.traditional import SIMPLIFIED

_CANTONESE: Final = "冇没呔胎搵找俾给嚟来喺在咗了嘅的睇看佢他哋们嗰那啲些煞刹"
_INVISIBLE: Final = (0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F))
_SELECTORS: Final = (*range(0x2060, 0x2070), *range(0xFE00, 0xFE10))
_CHARACTERS: Final[dict[int, str]] = {
    **SIMPLIFIED,
    **{ord(old): new for old, new in zip(_CANTONESE[::2], _CANTONESE[1::2], strict=True)},
    **dict.fromkeys((*_INVISIBLE, *_SELECTORS), ""),
}
_SOUNDS_LIKE: Final = (
    ("刹车", r"[煞杀沙傻莎纱]车(?!子|间)|刹车车|(?<=踩)闸|脚闸|(?<![道电跳拉水空气])闸(?=[不没失软硬踩坏])"),
    ("刹", r"[杀沙煞](?=不[住下])"),
    ("挡", r"档(?=位)|(?<=[pdnr空跳脱挂降倒换])档"),
    ("失灵", r"(?<=[车盘向动门囊带])(?:[失实时][零林领另铃]|[实时]灵)"),
    ("气囊", r"气[襄囔曩馕]"),
    ("爆", r"暴(?=胎)|(?<=胎)暴|[抱报](?=胎)|放炮(?=了)(?<=[胎轮轱辘子]放炮)"),
    ("自燃", r"自然(?=了(?:我|吧|啊|$))|(?<=车)自然(?=了)"),
    ("冒烟", r"[冒貌][严盐言]"),
    ("方向盘", r"方向[盆盼判牌]"),
    ("安全带", r"安全[代袋]"),
    ("溜车", r"[流留遛]车(?=了|撞|出)"),
    ("踩", r"[采彩睬](?=刹|油|不[住动]|下去|到底)"),
    ("退订", r"推订"),
    # what is said otherwise in the north, the south-west, the south
    ("怎么", r"咋|点样"),
    ("什么", r"啥"),
    ("轮子", r"[轱毂][辘轳]"),
    ("看", r"瞅"),
    ("自己", r"自[个各]儿?|自已"),
    ("没有", r"[莫么]得|没得(?![到出说治救谈商倾])"),
    ("别", r"甭|嫑|唔好|咪(?=再)|请勿(?!扰)|勿(?=[再打发联致将向以用])"),
    ("不用", r"唔使"),
    ("谢谢", r"唔该"),
    ("不", r"唔"),
    ("差点", r"差些"),
    ("孩子", r"细路"),
    ("冒烟", r"出烟"),
    ("一律", r"一概"),
    ("联系", r"联络"),
    ("信息", r"讯息"),
    ("我", r"俺|(?<![你您他她主])本人|我[司方](?!便)"),
)
"""What is meant, and how it is mistyped, misheard by a keyboard, or said in a dialect."""
_FIRST_OF_A_TYPO: Final = (
    "煞杀沙傻莎纱刹闸脚档失实时气暴抱报放自冒貌方安流留遛采彩睬推"
    "咋点啥轱毂瞅莫么没甭嫑俺唔咪请勿差细出一联讯本我"
)
ANY_TYPO: Final = Pattern("|".join(f"({typed})" for _, typed in _SOUNDS_LIKE))
TYPO: Final = Pattern(f"(?=[{_FIRST_OF_A_TYPO}])(?:{ANY_TYPO.expression})")
"""Looked for only where one can begin, which a test holds against `ANY_TYPO`."""
_STOPS: Final = Pattern(r"[,。!?;:…\n\r\t、~()「」『』\"“”【】|]+|(?<!\d)\.+|\.+(?!\d)")
_GAP: Final = Pattern(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])")
_SPACES: Final = Pattern(r"[ \u3000]+")
_NOT_A_WORD: Final = Pattern(r"[\W_]+")


@lru_cache(8)
def plain(text: str) -> str:
    """One spelling of `text`: half width, lower case, simplified characters, nothing invisible."""
    spelled = unicodedata.normalize("NFKC", text).translate(_CHARACTERS).lower()
    return TYPO.sub(_right, spelled)


def _right(typo: re.Match[str]) -> str:
    return _SOUNDS_LIKE[(typo.lastindex or 1) - 1][0]


@lru_cache(8)
def clauses(spelled: str) -> tuple[str, ...]:
    """The clauses of an already plain text, in order; a blank between two Chinese words ends a clause too.

    A text in which blanks stand between single words (刹 车 失 灵) is read without them.
    """
    parts: list[str] = []
    for part in _STOPS.split(spelled):
        words = [word for word in _GAP.split(part.strip()) if word]
        if len(words) > 2 and sum(map(len, words)) < 2.2 * len(words):
            words = ["".join(words)]
        parts.extend(_SPACES.sub(" ", word) for word in words)
    return tuple(part for part in parts if part)


def compact(text: str) -> str:
    """The plain text without blanks, punctuation and emoji: what a control word is compared with."""
    return _NOT_A_WORD.sub("", plain(text))
