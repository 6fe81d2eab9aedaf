"""A folded text cut into the words that date something.

A piece has a level: the pieces of one date stand in falling size (year, month, day, part of day, clock), so
that 去年 + 国庆 + 第二天 or 上周五 + 晚上 + 十点 need no pattern of their own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

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


_FESTIVAL_NAMES = {"八月十五": "中秋", "正月里": "正月"}
_YEARS_BACK = {"大前年": 3, "前年": 2, "去年": 1, "上年": 1, "上一年": 1, "今年": 0, "本年": 0, "本年度": 0}
_DAYS_BACK = {"大前": 3, "前": 2, "昨": 1, "琴": 1, "寻": 1, "今": 0}
_WEEKDAY = (
    {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6, "末": 7} | {str(i + 1): i for i in range(7)}
)
_PARTS = {
    "早": "早上", "晚": "晚上", "夜": "夜里", "晨": "早上", "朝早": "早上", "头晌": "上午", "上昼": "上午",
    "下晌": "下午", "后晌": "下午", "下昼": "下午", "擦黑": "傍晚", "黑天": "晚上", "天黑": "晚上",
    "黑夜": "夜里",
}  # fmt: skip


def read_pieces(folded: str) -> list[Piece]:
    """The dating words of a folded text, left to right."""
    found: list[Piece] = []
    for match in DAY_WORD.finditer(folded):
        found.extend(_READERS[match.lastgroup or ""](match))
    return found


def _back(word: str) -> int:
    """上上个 → 2, 上 → 1, 这个 → 0."""
    return word.count("上") + word.count("前")


def _int(words: str) -> int:
    number = read_number(words)
    return 0 if number is None else int(number.value)


def _one(match: re.Match[str], kind: Kind, *numbers: int, name: str = "", fuzzy: bool = False) -> list[Piece]:
    return [Piece(kind, *match.span(), name, numbers, fuzzy)]


def _two(match: re.Match[str], larger: tuple[Kind, int], smaller: tuple[Kind, int]) -> list[Piece]:
    """One word that says two things, each with its half of the place."""
    start, end = match.span()
    middle = (start + end) // 2
    return [
        Piece(larger[0], start, middle, "", (larger[1],)),
        Piece(smaller[0], middle, end, "", (smaller[1],)),
    ]


def _iso(match: re.Match[str]) -> list[Piece]:
    year = int(match["iso_y"])
    month = next(int(match[f"iso_m{i}"]) for i in range(1, 5) if match[f"iso_m{i}"])
    day = next(int(match[f"iso_d{i}"]) for i in range(1, 5) if match[f"iso_d{i}"])
    return _one(match, "date", year if year > 99 else 2000 + year, month, day)


def _year(match: re.Match[str]) -> list[Piece]:
    digits = match["y4"] or read_digits(match["ycn"] or "") or _two_digit_year(match["y2"])
    return _one(match, "year", int(digits), fuzzy=match["y2"] is not None)


def _festival(match: re.Match[str]) -> list[Piece]:
    name = _FESTIVAL_NAMES.get(match["fe"], match["fe"])
    return _one(match, "festival", name=f"{name}|{match['fe_s'] or ''}")


def _newyear(match: re.Match[str]) -> list[Piece]:
    return _one(match, "festival", name="春节|前" if match[0].endswith("前") else "春节|后")


def _month(match: re.Match[str]) -> list[Piece]:
    return [*_one(match, "month", _int(match["mo"])), *_third(match, match["mo_p"])]


def _relmonth(match: re.Match[str]) -> list[Piece]:
    return [*_one(match, "month", -_back(match["rm"]), name="back"), *_third(match, match["rm_p"])]


def _third(match: re.Match[str], words: str | None) -> list[Piece]:
    """The third of the month that stands right behind it (上个月底)."""
    return [Piece("third", match.end(), match.end(), words)] if words else []


def _weekday(match: re.Match[str]) -> list[Piece]:
    weeks = () if match["wd_o"] is None else (_back(match["wd_o"]),)
    return _one(match, "weekday", _WEEKDAY[match["wd"]], *weeks)


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
    if unit == "分" and not match["ago_u"].startswith("分钟"):
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


_READERS: Final[dict[str, Callable[[re.Match[str]], list[Piece]]]] = {
    "block": lambda match: _one(match, "block"),
    "again": lambda match: _one(match, "again"),
    "iso": _iso,
    "isomonth": lambda match: _two(match, ("year", int(match["im_y"])), ("month", int(match["im_m"]))),
    "year": _year,
    "relyear": lambda match: _one(match, "year", -_YEARS_BACK[match["ry"]], name="back"),
    "season": lambda match: _one(match, "season", name=match["se_a"] or match["se_b"] or match["se_c"]),
    "festival": _festival,
    "newyear": _newyear,
    "relmonth": _relmonth,
    "month": _month,
    "third": lambda match: _one(match, "third", name=match["th"].removeprefix("月")),
    "weekday": _weekday,
    "week": lambda match: _one(match, "week", _back(match["wk"])),
    "season_day": lambda match: _one(match, "relday", 0, fuzzy=True),
    "relday": lambda match: _one(match, "relday", _DAYS_BACK[match["rd"].rstrip("天日儿")]),
    "day": lambda match: _one(match, "day", _int(match["da"] or match["da2"])),
    "md": lambda match: _two(match, ("month", int(match["md_m"])), ("day", int(match["md_d"]))),
    "part": lambda match: _one(match, "part", name=_PARTS.get(match["pa"], match["pa"])),
    "clock": _clock,
    "justnow": lambda match: _one(match, "justnow"),
    "vague": lambda match: _one(match, "recent", name=match[0]),
    "ago": _ago,
    "recent": _recent,
}
"""What each kind of dating word (`DAY_WORD`'s group) comes to."""
