"""Everything the bot says: sentences by key, in TOML files, one folder a language.

A sentence is a template; what a customer wrote is always an argument of it, never a template. A key whose
value is a list has several wordings, so that a question asked again sounds different.
"""

import string
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from bot.texts import notices

FOLDER: Final = Path(__file__).parent
WEEKDAYS: Final = "一二三四五六日"


class UnknownText(KeyError):
    """No sentence stands under that key: a mistake in the code, found by the closed-world test."""


@cache
def sentences(language: str = "zh") -> Mapping[str, str | tuple[str, ...]]:
    """Every sentence of a language by its dotted key; `notice.SCENE` is the consent notice in use there."""
    found: dict[str, str | tuple[str, ...]] = {}
    for file in sorted((FOLDER / language).glob("*.toml")):
        for key, text in _flatten(tomllib.loads(file.read_text("utf8")), ""):
            if key in found:
                raise ValueError(f"{file.name}: {key} stands twice")
            found[key] = text
    for scene in {notice.scene for notice in notices.published(language).values()}:
        found[f"notice.{scene}"] = notices.in_use(scene, language).wording
    return found


def say(key: str, args: Mapping[str, Any], now: datetime, *, variant: int = 0) -> str:
    """The sentence under `key` with its arguments filled in.

    `now` is aware and in the reader's zone: instants among the arguments are shown on its clock, as
    `{when:time}` 11:02, `{when:day}` 3月19日（周三）, `{when:full}` both, `{when:soon}` both or, today, the time alone.
    Spans are said in days, or, of opening time, as `{left:hours}`: a day of that is no day.
    """
    try:
        text = sentences()[key]
    except KeyError:
        raise UnknownText(key) from None
    if isinstance(text, tuple):
        text = text[variant % len(text)]
    if "{" not in text and "}" not in text:
        return text
    return _Clerk(now).vformat(text, (), args)


def word(key: str) -> str:
    """A name that has no arguments and one wording: 严重."""
    found = sentences()[key]
    if not isinstance(found, str):
        raise UnknownText(key)
    return found


def known(key: str) -> bool:
    return key in sentences()


class _Clerk(string.Formatter):
    """Fills in a sentence; knows how instants and spans are said in Chinese."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, datetime):
            return self._instant(value.astimezone(self.now.tzinfo), format_spec or "soon")
        if isinstance(value, timedelta):
            return hours(value) if format_spec == "hours" else span(value)
        return str(format(value, format_spec))

    def _instant(self, at: datetime, how: str) -> str:
        time = f"{at.hour:02d}:{at.minute:02d}"
        day = f"{at.month}月{at.day}日（周{WEEKDAYS[at.weekday()]}）"
        if at.year != self.now.year:
            day = f"{at.year}年{day}"
        if how == "time" or (how == "soon" and at.date() == self.now.date()):
            return time
        return day if how == "day" else f"{day}{time}"


def span(length: timedelta) -> str:
    """A length of time as a clerk says it: 2天3小时, 45分钟."""
    minutes = max(0, int(length.total_seconds()) // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days}天{hours}小时" if hours else f"{days}天"
    if hours:
        return f"{hours}小时{rest}分钟" if rest else f"{hours}小时"
    return f"{rest}分钟"


def hours(length: timedelta) -> str:
    """A length of opening time, of which nine hours may be a day: 52小时30分钟."""
    whole, rest = divmod(max(0, int(length.total_seconds()) // 60), 60)
    if whole:
        return f"{whole}小时{rest}分钟" if rest else f"{whole}小时"
    return f"{rest}分钟"


def _flatten(table: Mapping[str, Any], path: str) -> Sequence[tuple[str, str | tuple[str, ...]]]:
    found: list[tuple[str, str | tuple[str, ...]]] = []
    for name, value in table.items():
        key = f"{path}.{name}" if path else name
        if isinstance(value, dict):
            found.extend(_flatten(value, key))
        else:
            found.append((key, tuple(value) if isinstance(value, list) else str(value)))
    return found
