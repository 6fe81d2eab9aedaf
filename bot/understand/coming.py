"""A time that is still to come, in the customer's words: 明天下午3点, 周六上午, 下周三, 15号.

`dates` reads towards the past, because complaints are about it; whoever books something means the next day
that fits. A time that is over already is none.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from bot.understand.clocktimes import Grain
from bot.understand.dates import When
from bot.understand.folding import fold
from bot.understand.numerals import read_number
from bot.understand.patterns import Pattern

_N: Final = r"[0-9]{1,2}|二?十[一二三四五六七八九]?|三十一?|[一二两三四五六七八九零]"
_DAY: Final = Pattern(
    r"(?P<name>大后|今|明|后)(?:天|儿|日|(?=[早晚]))"
    r"|(?P<next>下{0,2})(?:这|本)?个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末1-7])(?![0-9点]|年)"
    rf"|(?:(?P<month>{_N})月)?(?P<day>{_N})[号日](?!车|门|店|线)"
)
_PART: Final = Pattern(r"(?P<part>凌晨|早上|上午|中午|午后|下午|傍晚|晚上|早(?!点)|晚(?!点))")
_MINUTE: Final = r"[0-5][0-9]|半|一刻|三刻|[二三四五]?十[一二三四五六七八九]?"
_CLOCK: Final = Pattern(
    rf"(?P<h>{_N})(?:(?::(?P<m>[0-5][0-9]))|[点时](?P<m2>{_MINUTE})?分?)(?:钟|整)?"
    rf"(?:(?:到|至|-|~)(?P<till>{_N})[点时])?(?P<after>之?以?后)?"
)
_GLUE: Final = Pattern(r"(?:的|,|，| |在|大概|大约|左右)*")
_NOT_COMING: Final = Pattern(
    r"昨[天晚日]|前天|上+个?(?:周|星期|礼拜|月)|[每天]天|每个?(?:周|星期|礼拜|月)|刚才|去年"
)
"""Who speaks of a day that was, or of every day, names none to come."""

_DAYS_ON: Final = {"今": 0, "明": 1, "后": 2, "大后": 3}
_WEEKDAYS: Final = {
    **{c: i for i, c in enumerate("一二三四五六日")},
    **{str(i + 1): i for i in range(7)},
    "天": 6,
    "末": 5,
}
_PARTS: Final = {
    "凌晨": (0, 6), "早上": (8, 10), "早": (8, 10), "上午": (9, 12), "中午": (11, 14), "午后": (13, 16),
    "下午": (13, 18), "傍晚": (17, 20), "晚上": (18, 22), "晚": (18, 22),
}  # fmt: skip
_MINUTES: Final = {"半": 30, "一刻": 15, "三刻": 45}
_LONG: Final = timedelta(hours=3)
"""“五点以后”: for so long."""


class _Span(NamedTuple):
    start: datetime
    end: datetime
    grain: Grain


def read_coming(text: str, now: datetime) -> When | None:
    """The first time to come that the text names. `now` is aware, in the customer's zone.

    A clock time without a day is today's, or tomorrow's where today's is over; 周三 is the next one.
    """
    folded = fold(text)
    if _NOT_COMING.search(folded):
        return None
    for begin in range(len(folded)):
        if folded[max(0, begin - 1) : begin].isdigit():
            continue
        found = _at(folded, begin, now.replace(tzinfo=None))
        if found is None and _DAY.match(folded, begin):
            return None  # a day that is over: what stands behind it is no other day's
        if found is not None:
            span, end = found
            start, until = (at.replace(tzinfo=now.tzinfo) for at in (span.start, span.end))
            return When(start, until, span.grain, False, text[begin:end], (begin, end), None)
    return None


def _at(folded: str, begin: int, now: datetime) -> tuple[_Span, int] | None:
    """The time that begins exactly there, and where its words end."""
    day, end = _DAY.match(folded, begin), begin
    if day is not None:
        end = day.end()
    part = _PART.match(folded, _past_glue(folded, end) if day else begin)
    if part is not None:
        end = part.end()
    clock = _CLOCK.match(folded, _past_glue(folded, end) if day or part else begin)
    if clock is not None:
        end = clock.end()
    if day is None and part is None and clock is None:
        return None
    part_name = None if part is None else part["part"]
    for first in _days_of(day, now.date()):
        span = _span(first, 2 if day and day["weekday"] == "末" else 1, part_name, clock)
        if span is not None and span.end > now and not (clock and span.start <= now):
            return span, end
    return None


def _past_glue(folded: str, at: int) -> int:
    glue = _GLUE.match(folded, at)
    return at if glue is None else glue.end()


def _days_of(day: re.Match[str] | None, today: date) -> list[date]:
    """The days that the words may mean, the nearest first."""
    if day is None:
        return [today, today + timedelta(days=1)]
    if day["name"]:
        return [today + timedelta(days=_DAYS_ON[day["name"]])]
    if day["weekday"]:
        monday = today - timedelta(days=today.weekday())
        this = monday + timedelta(days=_WEEKDAYS[day["weekday"]])
        if day["next"]:
            return [this + timedelta(weeks=len(day["next"]))]
        return [this + timedelta(weeks=ahead) for ahead in range(2)]
    number, months = _int(day["day"]), range(13)
    if day["month"]:
        years = [(today.year + ahead, _int(day["month"])) for ahead in range(2)]
    else:
        years = [divmod(today.year * 12 + today.month - 1 + ahead, 12) for ahead in months]
        years = [(year, month + 1) for year, month in years]
    return [
        date(year, month, number)
        for year, month in years
        if 1 <= month <= 12 and 1 <= number <= calendar.monthrange(year, month)[1]
    ]


def _span(first: date, count: int, part: str | None, clock: re.Match[str] | None) -> _Span | None:
    midnight = datetime.combine(first, time())
    if clock is None and part is None:
        return _Span(midnight, midnight + timedelta(days=count), "day" if count == 1 else "period")
    if clock is None:
        begins, ends = _PARTS[part or ""]
        return _Span(midnight + timedelta(hours=begins), midnight + timedelta(hours=ends), "part")
    hour = _hour(_int(clock["h"]), part)
    minutes = clock["m"] or clock["m2"] or ""
    minute = _MINUTES.get(minutes) if minutes in _MINUTES else _int(minutes) if minutes else 0
    if hour > 23 or minute is None:
        return None
    start = midnight + timedelta(hours=hour, minutes=minute)
    end = start + (_LONG if clock["after"] else timedelta(hours=1))
    if clock["till"]:
        end = max(end, midnight + timedelta(hours=_hour(_int(clock["till"]), part)))
    return _Span(start, end, "minute" if minute else "hour")


def _hour(hour: int, part: str | None) -> int:
    """三点 is in the afternoon, unless he says otherwise: nobody books for three at night."""
    if part in ("凌晨", "早上", "早", "上午") or hour > 12:
        return hour
    if part is not None and part != "中午":
        return hour if hour == 12 else hour + 12
    return hour + 12 if hour < 7 else hour


def _int(words: str) -> int:
    number = read_number(words)
    return -1 if number is None else int(number.value)
