"""A folded text cut into the words that date something.

A piece has a level: the pieces of one date stand in falling size (year, month, day, part of day, clock), so
that 去年 + 国庆 + 第二天 or 上周五 + 晚上 + 十点 need no pattern of their own.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

from bot.understand.daywords import DAY_WORD
from bot.understand.numerals import read_digits, read_number

Kind = Literal[
    "block", "year", "season", "festival", "month", "third", "week", "day", "date", "relday", "weekday",
    "ago", "recent", "justnow", "part", "clock", "again",
]  # fmt: skip

LEVEL: dict[Kind, int] = {
    "block": 0, "year": 1, "season": 2, "festival": 2, "month": 3, "third": 4, "week": 4, "day": 5, "date": 5,
    "relday": 5, "weekday": 5, "ago": 5, "recent": 5, "justnow": 6, "part": 6, "clock": 7, "again": 0,
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """One dating word: what it is, its number(s) or name, and where it stands."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    numbers: tuple[int, ...] = field(default=())
    fuzzy: bool = False

    @property
    def level(self) -> int:
        """1 for a year down to 7 for a clock time."""
        if self.kind == "ago":
            return {"年": 1, "月": 3, "周": 4}.get(self.name, 5)
        return LEVEL[self.kind]


_FESTIVAL_NAMES = {"八月十五": "中秋"}
_YEARS_BACK = {"大前年": 3, "前年": 2, "去年": 1, "上年": 1, "上一年": 1, "今年": 0, "本年": 0, "本年度": 0}
_DAYS_BACK = {"大前": 3, "前": 2, "昨": 1, "今": 0}
_WEEKDAY = (
    {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6, "末": 7} | {str(i + 1): i for i in range(7)}
)
_PARTS = {"早": "早上", "晚": "晚上", "夜": "夜里", "晨": "早上", "早上": "早上", "晚上": "晚上"}


def read_pieces(folded: str) -> list[Piece]:
    """The dating words of a folded text, left to right."""
    found: list[Piece] = []
    for match in DAY_WORD.finditer(folded):
        found.extend(_read(match))
    return found


def _back(word: str) -> int:
    """上上个 → 2, 上 → 1, 这个 → 0."""
    return word.count("上") + word.count("前")


def _int(words: str) -> int:
    number = read_number(words)
    return 0 if number is None else int(number.value)


def _read(match: re.Match[str]) -> list[Piece]:
    name = match.lastgroup or ""
    start, end = match.span()
    g = match.group

    def one(kind: Kind, *numbers: int, name: str = "", fuzzy: bool = False) -> list[Piece]:
        return [Piece(kind, start, end, name, numbers, fuzzy)]

    if name in ("block", "again"):
        return one("block" if name == "block" else "again")
    if name == "iso":
        year = int(g("iso_y"))
        month = next(int(g(f"iso_m{i}")) for i in range(1, 5) if g(f"iso_m{i}"))
        day = next(int(g(f"iso_d{i}")) for i in range(1, 5) if g(f"iso_d{i}"))
        return one("date", year if year > 99 else 2000 + year, month, day)
    if name == "isomonth":
        middle = (start + end) // 2
        return [
            Piece("year", start, middle, "", (int(g("im_y")),)),
            Piece("month", middle, end, "", (int(g("im_m")),)),
        ]
    if name == "year":
        digits = g("y4") or read_digits(g("ycn") or "") or _two_digit_year(g("y2"))
        return one("year", int(digits), fuzzy=g("y2") is not None)
    if name == "relyear":
        return one("year", -_YEARS_BACK[g("ry")], name="back")
    if name == "season":
        return one("season", name=g("se_a") or g("se_b") or g("se_c"))
    if name == "festival":
        return one("festival", name=f"{_FESTIVAL_NAMES.get(g('fe'), g('fe'))}|{g('fe_s') or ''}")
    if name == "newyear":
        return one("festival", name="春节|前" if g().endswith("前") else "春节|后")
    if name in ("relmonth", "month"):
        piece = (
            Piece("month", start, end, "back", (-_back(g("rm")),))
            if name == "relmonth"
            else Piece("month", start, end, "", (_int(g("mo")),))
        )
        part = g("rm_p") or g("mo_p")
        return [piece, Piece("third", end, end, part)] if part else [piece]
    if name == "third":
        return one("third", name=g("th").removeprefix("月"))
    if name == "weekday":
        offset = g("wd_o")
        return one("weekday", _WEEKDAY[g("wd")], *(() if offset is None else (_back(offset),)))
    if name == "week":
        return one("week", _back(g("wk")))
    if name == "season_day":
        return one("relday", 0, fuzzy=True)
    if name == "relday":
        return one("relday", _DAYS_BACK[g("rd").rstrip("天日儿")])
    if name == "day":
        return one("day", _int(g("da") or g("da2")))
    if name == "md":
        middle = (start + end) // 2
        return [
            Piece("month", start, middle, "", (int(g("md_m")),)),
            Piece("day", middle, end, "", (int(g("md_d")),)),
        ]
    if name == "part":
        return one("part", name=_PARTS.get(g("pa"), g("pa")))
    if name == "clock":
        return _clock(match)
    if name == "justnow":
        return one("justnow")
    if name == "vague":
        return one("recent", name=g())
    if name == "ago":
        return _ago(match)
    if name == "recent":
        return _recent(match)
    raise AssertionError(name)


def _two_digit_year(words: str) -> str:
    if "十" in words:
        return str(2000 + _int(words))
    return f"20{read_digits(words)}"


def _clock(match: re.Match[str]) -> list[Piece]:
    hour = match["ck_h"] or match["ck_h2"]
    minute = match["ck_m"] or match["ck_m2"]
    numbers = [_int(hour)]
    if minute == "半":
        numbers.append(30)
    elif minute and minute.endswith("刻"):
        numbers.append(15 * _int(minute[0]))
    elif minute:
        numbers.append(_int(minute.removesuffix("分").lstrip("零〇") or "0"))
    kind = "colon" if match["ck_h2"] else "cn" if not hour.isdigit() else "point"
    return [Piece("clock", *match.span(), kind, tuple(numbers), bool(match["ck_z"]))]


_UNIT = {
    "分": "分",
    "小": "时",
    "钟": "时",
    "天": "天",
    "日": "天",
    "周": "周",
    "星": "周",
    "礼": "周",
    "月": "月",
    "年": "年",
}


def _ago(match: re.Match[str]) -> list[Piece]:
    """Numbers: whole units, then halves of one (一个半月前 is 1, 1)."""
    unit = _UNIT[match["ago_u"][0]]
    if match["ago_u"].startswith("分钟") is False and unit == "分":
        return []
    if unit == "月" and not match["ago_c"] and "俩" not in match["ago_n"]:
        return []
    words, fuzzy = (
        match["ago_n"],
        bool(match["ago_more"] or match["ago_half"] == "多" or match["ago_tail"] == "多"),
    )
    return _count_piece(
        "ago", match, words, unit, half=match["ago_half"] == "半" or match["ago_tail"] == "半", fuzzy=fuzzy
    )


def _recent(match: re.Match[str]) -> list[Piece]:
    words, unit = match["rec_n"], _UNIT[match["rec_u"][0]]
    if match["rec_how"] in ("这", "前") and words == "一" and unit == "天":
        return []
    return _count_piece("recent", match, words, unit, half=False, fuzzy=True)


def _count_piece(
    kind: Kind, match: re.Match[str], words: str, unit: str, *, half: bool, fuzzy: bool
) -> list[Piece]:
    if words in ("几", "好几", "数"):
        return [Piece(kind, *match.span(), unit, (5 if unit in "分天" else 3, 0), fuzzy=True)]
    if words == "半":
        return [Piece(kind, *match.span(), unit, (0, 1), fuzzy)]
    fuzzy = fuzzy or "几" in words
    number = read_number(words.replace("十几", "十五"))
    if number is None or (unit == "年" and number.value > 15):
        return []
    whole = int(number.value)
    halves = int(half or number.value != whole)
    return [Piece(kind, *match.span(), unit, (whole, halves), fuzzy or number.approximate)]
