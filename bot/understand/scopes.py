"""What each dating word means inside the time already named: a narrowing chain of intervals.

Every reader yields candidates, the most likely first and then further into the past; `dates` takes the first
whole reading that has begun by now. Times here are naive local times; only `dates` puts the zone on.
"""

import calendar
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.understand.clocktimes import Grain, Scope, clock_time
from bot.understand.festivals import first_day, holiday_days
from bot.understand.patterns import Pattern
from bot.understand.pieces import Piece

_DAY = timedelta(days=1)
_SEASONS: dict[str, tuple[int, int]] = {
    "年初": (1, 2), "年中": (6, 2), "年底": (12, 1), "年末": (12, 1), "上半年": (1, 6), "下半年": (7, 6),
    "春天": (3, 3), "春季": (3, 3), "开春": (2, 2),
    "夏天": (6, 3), "夏季": (6, 3), "入夏": (5, 2), "暑假": (7, 2),
    "三伏": (7, 2), "三伏天": (7, 2), "秋天": (9, 3), "秋季": (9, 3), "冬天": (12, 3), "冬季": (12, 3),
    "入冬": (11, 2), "寒假": (1, 2), "夏": (6, 3),
}  # fmt: skip
_SHORT_SEASON = {"初": "年初", "底": "年底", "末": "年底", "尾": "年底", "中": "年中"}
_THIRDS: dict[str, tuple[int, int]] = {
    "初": (1, 7), "头": (1, 7), "上旬": (1, 11), "中旬": (11, 21), "中": (11, 21), "下旬": (21, 40),
    "底": (25, 40), "末": (25, 40), "尾": (25, 40),
}  # fmt: skip
_UNIT_DAYS = {"天": 1, "周": 7, "月": 30, "年": 365}
_VAGUE_DAYS = (
    (Pattern("些[天日]|近"), (14, 0)),
    (Pattern("久"), (30, 1)),
    (Pattern("^这"), (30, 0)),
    (Pattern("^前"), (60, 7)),
)


def narrow(piece: Piece, scope: Scope | None, now: datetime, following: str | None) -> Iterator[Scope]:
    """The readings of a piece inside `scope` (None: nothing was said before it), nearest to now first."""
    match piece.kind:
        case "year":
            yield _year(now.year + piece.numbers[0] if piece.name == "back" else piece.numbers[0])
        case "date":
            yield from _days(_date(*piece.numbers))
        case "season":
            yield from _season(piece.name, scope, now)
        case "festival":
            yield from _festival(piece.name, scope, now)
        case "month":
            yield from _month(piece, scope, now)
        case "third":
            yield from _third(piece.name, scope, now)
        case "week":
            monday = _midnight(now) - timedelta(days=now.weekday() + 7 * piece.numbers[0])
            yield Scope(monday, monday + 7 * _DAY, "week")
        case "weekday":
            yield from _weekday(piece.numbers, scope, now)
        case "relday":
            for day in _relative_day(piece.numbers[0], scope, now):
                yield replace(day, approximate=piece.fuzzy)
        case "day":
            yield from _day_of_month(piece.numbers[0], scope, now)
        case "ago":
            yield _ago(piece, now, following)
        case "recent":
            yield _recent(piece, now)
        case "justnow":
            start = max(_midnight(now), now - timedelta(minutes=30))
            yield Scope(start, now + timedelta(minutes=1), "part", approximate=True)
        case "part" | "clock":
            yield from clock_time(piece, scope, now)


def _midnight(at: datetime) -> datetime:
    return datetime.combine(at.date(), time())


def _date(year: int, month: int, day: int) -> date | None:
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def _days(
    first: date | None, count: int = 1, grain: Grain = "day", assumed: str | None = None
) -> Iterator[Scope]:
    if first is not None:
        start = datetime.combine(first, time())
        yield Scope(start, start + count * _DAY, grain, assumed)


def _year(year: int) -> Scope:
    return Scope(datetime(year, 1, 1), datetime(year + 1, 1, 1), "year")  # noqa: DTZ001 - local, see the module


def _months(year: int, month: int, count: int = 1) -> Scope:
    """`count` whole months from one that may lie outside 1..12."""
    first, last = year * 12 + month - 1, year * 12 + month - 1 + count
    start = datetime(first // 12, first % 12 + 1, 1)  # noqa: DTZ001
    return Scope(start, datetime(last // 12, last % 12 + 1, 1), "month" if count == 1 else "period")  # noqa: DTZ001


def _years(scope: Scope | None, now: datetime) -> Iterator[tuple[int, str | None]]:
    """The year that was said, or this year and back, each with what it assumes."""
    if scope is not None:
        yield scope.start.year, None
        return
    for back in range(9):
        yield now.year - back, "year" if back else None


def _season(name: str, scope: Scope | None, now: datetime) -> Iterator[Scope]:
    month, count = _SEASONS[_SHORT_SEASON.get(name, name)]
    for year, assumed in _years(scope, now):
        season = replace(_months(year, month, count), grain="period", assumed=assumed)
        yield season
        if scope is not None and month == 12 and count > 1:
            yield replace(_months(year - 1, month, count), grain="period", assumed="year")


def _festival(name: str, scope: Scope | None, now: datetime) -> Iterator[Scope]:
    festival, _, suffix = name.partition("|")
    for year, assumed in _years(scope, now):
        first = first_day(festival, year)
        if first is None:
            continue
        whole = suffix.endswith(("期间", "假", "假期", "周", "几天"))
        days = holiday_days(festival, whole=whole)
        if suffix in ("前", "前夕"):
            yield from _days(first - 7 * _DAY, 7, "period", assumed)
        elif suffix == "后":
            yield from _days(first + days * _DAY, 7, "period", assumed)
        elif suffix.endswith("最后一天"):
            last = holiday_days(festival, whole=True) - 1
            yield from _days(first + last * _DAY, 1, "day", assumed)
        elif suffix == "前后":
            yield from _days(first - 3 * _DAY, days + 6, "period", assumed)
        elif suffix.startswith("第"):
            yield from _days(first + ("一二三四五六七".index(suffix[1])) * _DAY, 1, "day", assumed)
        elif suffix.endswith("天") and suffix[0] in "前后":
            count = {"一": 1, "两": 2, "二": 2, "三": 3}.get(suffix[1]) or (
                int(suffix[1]) if suffix[1].isdigit() else 0
            )
            offset = count or 3
            moved = first - offset * _DAY if suffix[0] == "前" else first + (days - 1 + offset) * _DAY
            yield from _days(moved, 1 if count else 3, "day" if count else "period", assumed)
        else:
            yield from _days(first, days, "period" if days > 1 else "day", assumed)


def _month(piece: Piece, scope: Scope | None, now: datetime) -> Iterator[Scope]:
    number = piece.numbers[0]
    if piece.name == "back":
        yield _months(now.year, now.month + number)
        return
    for year, assumed in _years(scope, now):
        yield replace(_months(year, number), assumed=assumed)


def _months_back(scope: Scope | None, now: datetime) -> Iterator[Scope]:
    if scope is not None:
        if scope.grain in ("month", "period", "day"):
            yield replace(_months(scope.start.year, scope.start.month), assumed=scope.assumed)
        return
    for back in range(13):
        yield replace(_months(now.year, now.month - back), assumed="month" if back else None)


def _third(name: str, scope: Scope | None, now: datetime) -> Iterator[Scope]:
    if name.endswith("最后一天"):
        for month in _months_back(scope, now):
            yield replace(month, start=month.end - _DAY, grain="day")
        return
    first, last = _THIRDS[name]
    for month in _months_back(scope, now):
        start = month.start + (first - 1) * _DAY
        yield replace(month, start=start, end=min(month.start + (last - 1) * _DAY, month.end), grain="period")


def _day_of_month(number: int, scope: Scope | None, now: datetime) -> Iterator[Scope]:
    for month in _months_back(scope, now):
        yield from _days(_date(month.start.year, month.start.month, number), assumed=month.assumed)


def _weekday(numbers: tuple[int, ...], scope: Scope | None, now: datetime) -> Iterator[Scope]:
    weekday, count, grain = numbers[0], 1, "day"
    if weekday == 7:
        weekday, count, grain = 5, 2, "period"
    if scope is not None and scope.grain != "week":
        # 3月7号周五: the weekday adds nothing; 上个月的周五: too vague to pick one.
        yield scope
        return
    if scope is not None:
        weeks_back = iter((0,))
        monday = scope.start
    else:
        weeks_back = iter(numbers[1:] or range(3))
        monday = _midnight(now) - timedelta(days=now.weekday())
    for back in weeks_back:
        start = monday + timedelta(days=weekday - 7 * back)
        assumed = "week" if back and len(numbers) == 1 else None
        yield Scope(start, start + count * _DAY, "period" if grain == "period" else "day", assumed)


def _relative_day(back: int, scope: Scope | None, now: datetime) -> Iterator[Scope]:
    day = now.date() - back * _DAY
    if scope is None:
        yield from _days(day)
        return
    yield from _days(_date(scope.start.year, day.month, day.day))


def _ago(piece: Piece, now: datetime, following: str | None) -> Scope:
    """Days and weeks ago are a day, months ago a month, years ago a year; minutes and hours ago a minute."""
    whole, half = piece.numbers
    match piece.name:
        case "分" | "时":
            minutes = (whole + half / 2) * (60 if piece.name == "时" else 1) * (1.25 if piece.fuzzy else 1)
            start = (now - timedelta(minutes=minutes)).replace(second=0, microsecond=0)
            return Scope(start, start + timedelta(minutes=1), "minute", approximate=True)
        case "天":
            start = _midnight(now) - timedelta(days=whole)
            if piece.fuzzy:
                return Scope(start - _DAY, start + _DAY * min(whole, 2), "period", approximate=True)
            return Scope(start, start + _DAY, "day")
        case "周" if following == "weekday":
            start = _midnight(now) - timedelta(days=now.weekday() + 7 * whole)
            return Scope(start, start + 7 * _DAY, "week")
        case "周":
            start = _midnight(now) - timedelta(days=7 * whole + 3 * half)
            if piece.fuzzy:
                return Scope(start - 3 * _DAY, start + 2 * _DAY, "period", approximate=True)
            return Scope(start, start + _DAY, "day", approximate=True)
        case "月" if whole == 0:
            start = _midnight(now) - timedelta(days=15)
            return Scope(start, start + _DAY, "day", approximate=True)
        case "月":
            month = _months(now.year, now.month - whole)
            if not (half or piece.fuzzy):
                return replace(month, approximate=True)
            end = _midnight(now) - timedelta(days=30 * whole)
            return Scope(end - 30 * _DAY, end, "period", approximate=True)
        case "年" if half or not whole:
            return replace(_months(now.year - whole, now.month - 6 * half), approximate=True)
        case _:
            if piece.fuzzy:
                return replace(_months(now.year - whole, now.month - 9, 9), approximate=True)
            return replace(_year(now.year - whole), approximate=True)


def _recent(piece: Piece, now: datetime) -> Scope:
    """前几天, 这两天, 最近一个月 and the vaguer 前阵子, 最近: from so many days ago to today."""
    today = _midnight(now)
    if piece.numbers:
        whole, half = piece.numbers
        first, last = int(_UNIT_DAYS[piece.name] * (whole + half / 2)), 0
    else:
        first, last = next((days for words, days in _VAGUE_DAYS if words.search(piece.name)), (14, 0))
    return Scope(today - first * _DAY, today + (1 - last) * _DAY, "period", approximate=True)
