"""How old somebody says he is himself: 我13岁, 我今年12, 我上小学, 我未满14; never of his child or his car (CON-13).

Pure. Read narrowly: what is told of the past, of others, in quotation marks or under a condition says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.understand.numerals import read_number
from bot.understand.patterns import Pattern
from bot.understand.plain import clauses, plain

_HINT: Final = Pattern(r"岁|今年|周岁|虚岁|[上读念]|成年|[满到够]|学生|中生|小孩|years? old|i'?m|i am")
_QUOTED: Final = Pattern(r"[“\"「『《][^”\"」』》]*[”\"」』》]")
_ME: Final = r"(?:我|本人|俺)(?:自己)?"
_NUMBER: Final = r"([0-9]{1,3}|[一二两三四五六七八九十]{1,3})"
_TAIL: Final = r"(?:半|多|整|左右)?(?:了|啦|呢|哦|喔|噢|吧|啊|呀|哈|而已|的样子|诶|欸)*"
_GOES_ON: Final = (
    r"(?=$|可|能|想|要|怎么|咋|是不是|行|还|也|没|不|请|你们|有|吗|么|嘛"
    r"|的?(?:学生|女生|男生|小学生|女孩|男孩)$)"
)
_LITTLE: Final = (
    r"(?:今年|现在|其实|真的|真|才|刚刚|刚|只有|只|就|还是|还|也|都|已经|是|今|马上|大概|差不多|"
    r"周岁|实岁|满)*"
)
_AGED: Final = Pattern(
    rf"{_ME}{_LITTLE}(快要?|即将|将近|虚岁)?{_LITTLE}{_NUMBER} ?(?:周岁|岁){_TAIL}{_GOES_ON}"
)
_BARE: Final = Pattern(
    rf"{_ME}(?:现在|其实|也|都|已经|还)*(?:今年|才|刚满|满|(虚岁))(?:才|刚|刚满|只有|满|就|还只有)*{_NUMBER}"
    r"(?:了|啦|呢|哦|啊|而已)*$"
)
_UNDER: Final = Pattern(
    rf"(?:{_ME}|^)(?:今年|现在|还|其实|都|是)*(?:没有?满|未满|不满|没到|不到|没够|不够|未到|不足)"
    rf"{_NUMBER}(?:周岁|岁)?(?:呢|了|啦|啊|哦|的)*$"
)
_SCHOOL: Final = Pattern(
    rf"{_ME}(?:今年|现在|还|才|刚|只|也|就|其实|真的|正)*(?:在)?(?:上|读|念|是个?|是一[个名])"
    r"(幼儿园|学前班|小学(?:生)?|[一二三四五六1-6]年级|初[一二三123]|初中生?|高[一二三123]|高中生?|中学生?)"
    r"(?:[一二三四五六1-6]年级|学生|的学生|在读|了|呢|啦|哦|啊|而已)*$"
)
_MINOR: Final = Pattern(
    rf"{_ME}(?:现在|还|才|只|也|就|其实|都)*(?:是|属于)?(?:个|一个|一名)?(?:未成年人?|没有?成年|不是成年人|小孩子?)(?:呢|啊|哦|的|啦)*$"
)
_GROWN: Final = Pattern(
    rf"(?:{_ME}|^)(?:今年|现在|已经|早就|早|都|其实|是|就是)*(?:成年人?|大人|满(?:18|十八)(?:周?岁)?|不是未成年人?)(?:了|啦|啊|的)*$"
)
_ENGLISH: Final = Pattern(r"\bi(?:'?m| am)(?: only| just| still)? ([0-9]{1,3})(?: years? old)?\s*$")
_NOT_NOW: Final = Pattern(
    r"如果|假如|要是|若是|假设|假装|就算|即使|哪怕|万一|当(?!然)|等|自从|从|以前|那时|小时候|当年|在$|像|以为|当成|当作|骗"
)
_ONLY: Final = Pattern(
    r"(?:我|刚才|刚刚|不好意思|对不起|抱歉|你好|您好|说错了?|打错了?|写错了?|弄错了?|搞错了?|其实|哦|嗯|请问|谢谢|更正|一下|改一下|年龄)*$"
)
_YEARS: Final = (
    ("幼儿园", 5),
    ("学前班", 5),
    ("小学", 10),
    ("年级", 10),
    ("初一", 12),
    ("初1", 12),
    ("初", 15),
    ("中学", 15),
    ("高", 17),
)
"""What a school says of who goes there; 初中 is where one turns fourteen: he is asked to say it himself."""
OLDEST: Final = 110
YOUNGEST: Final = 3
LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class Stated:
    """What he says of himself."""

    years: int
    """At most so old, where it is said of a minor."""
    alone: bool
    """The message says nothing else."""


def read_age(text: str) -> Stated | None:
    """The age that the writer says he has; the last one where he corrects himself. None where he says none."""
    if len(text) > LONGEST or _HINT.search(spelled := plain(text)) is None:
        return None
    parts = clauses(_QUOTED.sub(" ", spelled))
    read = [_of_clause(part) for part in parts]
    stated = [years for years, _ in read if years is not None]
    if not stated:
        return None
    alone = all(
        whole if years is not None else _ONLY.match(part)
        for part, (years, whole) in zip(parts, read, strict=True)
    )
    return Stated(stated[-1], bool(alone))


def _of_clause(clause: str) -> tuple[int | None, bool]:
    """The age in one clause, and whether the clause is nothing but it."""
    for pattern, years_of in _READERS:
        found = pattern.search(clause)
        if found is None or _NOT_NOW.search(clause[: found.start()]):
            continue
        years = years_of(*found.groups())
        if years is not None and YOUNGEST <= years <= OLDEST:
            whole = found.end() == len(clause) and _ONLY.match(clause[: found.start()]) is not None
            return years, whole
    return None, False


def _number(words: str) -> int | None:
    found = read_number(words)
    return None if found is None or found.value != int(found.value) else int(found.value)


def _aged(nearly: str | None, words: str) -> int | None:
    """快14岁 and 虚岁14 are thirteen."""
    years = _number(words)
    return years if years is None or not nearly else years - 1


def _under(words: str) -> int | None:
    years = _number(words)
    return None if years is None else years - 1


def _at_school(name: str) -> int | None:
    return next(years for part, years in _YEARS if part in name)


_READERS: Final = (
    (_UNDER, _under),
    (_AGED, _aged),
    (_BARE, _aged),
    (_SCHOOL, _at_school),
    (_MINOR, lambda: 17),
    (_GROWN, lambda: 18),
    (_ENGLISH, _number),
)
