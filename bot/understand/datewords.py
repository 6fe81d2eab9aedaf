"""A time in the words the customer is shown: 3月7日（周五）, 2023年5月, 2025年2月底前后."""

from datetime import datetime, timedelta

from bot.understand.dates import When

_WEEKDAYS = "一二三四五六日"
_YEAR_PARTS = {(12, 12): "底", (1, 2): "初", (6, 7): "中", (1, 6): "上半年", (7, 12): "下半年"}
_THIRDS = {(1, 7): "初", (1, 11): "上旬", (11, 21): "中旬"}


def say_when(when: When, now: datetime) -> str:
    """The time in Chinese: days of this year with their weekday, other years with the year.

    What the customer hedged carries 前后 or 左右.
    """
    about = "前后" if when.approximate else ""
    match when.grain:
        case "minute":
            return f"{_day(when.start, now)}{when.start:%H:%M}{'左右' if when.approximate else ''}"
        case "hour":
            return f"{_day(when.start, now)}{when.start.hour}点{'左右' if when.approximate else ''}"
        case "part":
            return f"{_day(when.start, now)}{_part(when)}{'左右' if when.approximate else ''}"
        case "day":
            return _day(when.start, now) + about
        case "week":
            return _period(when, now) + about
        case "month":
            return f"{when.start.year}年{when.start.month}月{about}"
        case "year":
            return f"{when.start.year}年{about}"
        case "period":
            return _period(when, now) + about


def _day(at: datetime, now: datetime) -> str:
    """3月7日（周五）; a day of another year carries its year instead of the weekday."""
    if at.year != now.astimezone(at.tzinfo).year:
        return f"{at.year}年{at.month}月{at.day}日"
    return f"{at.month}月{at.day}日（周{_WEEKDAYS[at.weekday()]}）"


def _part(when: When) -> str:
    hour = when.start.hour
    if hour < 5:
        return "凌晨"
    if hour < 8 or when.end.hour == 10:
        return "早上"
    if hour < 11:
        return "上午"
    if hour < 13 and when.end.hour <= 14:
        return "中午"
    if hour < 17:
        return "下午"
    return "傍晚" if hour < 18 else "晚上" if hour < 22 else "夜里"


def _period(when: When, now: datetime) -> str:
    """A third of a month by its name, anything else by its first and last day."""
    start, last = when.start, when.end - timedelta(days=1)
    month = f"{start.year}年{start.month}月"
    if (start.year, start.month) == (last.year, last.month):
        name = _THIRDS.get((start.day, last.day + 1))
        ends_month = (last + timedelta(days=1)).day == 1
        if ends_month and start.day in (21, 25):
            name = "下旬" if start.day == 21 else "底"
        if name is not None:
            return f"{month}{name}"
    if start.day == 1 and when.end.day == 1:
        if (start.month, last.month) in _YEAR_PARTS and start.year == last.year:
            return f"{start.year}年{_YEAR_PARTS[start.month, last.month]}"
        return (
            f"{month}至{last.year}年{last.month}月" if start.year != last.year else f"{month}至{last.month}月"
        )
    return f"{_day(start, now)}至{_day(last, now)}"
