"""Parts of a day and clock times inside the day already named (昨天 + 半夜 + 两点).

Times here are naive local times, as in `scopes`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Literal

from bot.understand.pieces import Piece

Grain = Literal["minute", "hour", "part", "day", "week", "period", "month", "year"]

_DAY = timedelta(days=1)
_PARTS: dict[str, tuple[int, int]] = {
    "早高峰": (7, 9), "晚高峰": (17, 19),
    "凌晨": (0, 6), "拂晓": (4, 7), "后半夜": (24, 30),
    "清晨": (5, 8), "大清早": (5, 8), "清早": (5, 8),
    "一大早": (5, 9), "一早": (5, 9), "大早上": (6, 10), "早上": (6, 10), "早晨": (6, 10), "早间": (6, 10),
    "上午": (8, 12), "晌午": (11, 14), "正午": (11, 13), "中午": (11, 14), "午间": (11, 14),
    "大中午": (11, 14),
    "午后": (13, 16), "下午": (13, 18), "傍晚": (17, 20), "黄昏": (17, 20), "晚上": (18, 24),
    "晚间": (18, 24),
    "夜晚": (18, 24), "大晚上": (18, 24), "夜里": (22, 29), "夜间": (20, 29), "深夜": (22, 28),
    "半夜": (23, 28), "大半夜": (23, 28), "三更半夜": (23, 28), "午夜": (23, 25),
}  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """An interval named so far, end exclusive; `assumed` is the unit that had to be guessed."""

    start: datetime
    end: datetime
    grain: Grain
    assumed: str | None = None
    approximate: bool = False
    part: str | None = None


def clock_time(piece: Piece, scope: Scope | None, now: datetime) -> Iterator[Scope]:
    """The readings of a part of a day or a clock time; with no day said, the last that has begun."""
    if piece.kind == "part":
        yield from _part(piece.name, scope, now)
    else:
        yield from _clock(piece, scope, now)


def _part(name: str, scope: Scope | None, now: datetime) -> Iterator[Scope]:
    first, last = _PARTS[name]
    if scope is not None and scope.grain != "day":
        yield replace(scope, part=name)
        return
    if scope is not None:
        yield _hours(scope, first, last, name)
        return
    for back in range(2):
        yield _hours(_day(now - back * _DAY, assumed="day" if back else None), first, last, name)


def _hours(day: Scope, first: int, last: int, name: str) -> Scope:
    return replace(
        day,
        start=day.start + timedelta(hours=first),
        end=day.start + timedelta(hours=last),
        grain="part",
        part=name,
    )


def _day(at: datetime, assumed: str | None = None) -> Scope:
    start = datetime.combine(at.date(), time())
    return Scope(start, start + _DAY, "day", assumed)


def _clock(piece: Piece, scope: Scope | None, now: datetime) -> Iterator[Scope]:
    if scope is None:
        yield from _clock(piece, _day(now), now)
        return
    if scope.grain not in ("day", "part"):
        yield scope
        return
    day = datetime.combine(scope.start.date(), time())
    if scope.part is not None and _PARTS[scope.part][0] >= 24:
        day -= _DAY
    for hour, assumed in _hours_meant(piece.numbers[0], scope.part):
        at = day + timedelta(hours=hour)
        if at > now and at - _DAY <= now and day.date() == now.date() and hour >= 24:
            at -= _DAY
        minutes = piece.numbers[1:]
        start = at + timedelta(minutes=sum(minutes))
        yield Scope(
            start,
            start + (timedelta(minutes=1) if minutes else timedelta(hours=1)),
            "minute" if minutes else "hour",
            assumed or scope.assumed,
            scope.approximate or piece.fuzzy,
            scope.part,
        )


def _hours_meant(hour: int, part: str | None) -> Iterator[tuple[int, str | None]]:
    """The hours since midnight that a clock face means in a part of the day; 24 and on: the next day."""
    if hour > 12 or (part is None and hour == 0):
        yield hour, None
    elif part is None:
        first, second = (hour + 12, hour) if 1 <= hour <= 6 else (hour, hour + 12)
        yield first, None if hour == 12 else "half_day"
        if hour != 12:
            yield second, "half_day"
    elif part in ("凌晨", "拂晓"):
        yield hour % 12, None
    elif _PARTS[part][0] < 11:
        yield hour, None
    elif _PARTS[part][0] < 18:
        yield hour if hour >= 10 else hour + 12, None
    elif hour in (0, 12):
        yield 24, None
    else:
        yield hour + 24 if hour < 5 else hour + 12, None
