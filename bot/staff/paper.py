"""What staff key in of a signed paper: `/登记同意 CASE PURPOSE call|sms|chat 日期 [时间] [号码]`. Pure."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from bot.staff.contact import CHANNELS
from core.policy import Channel, Policy

_FULL: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_SHORT: Final = re.compile(r"(\d{1,2})[-/.月](\d{1,2})[日号]?")
_TIME: Final = re.compile(r"(\d{1,2})[:：点](\d{1,2})?分?")
_NUMBER: Final = re.compile(r"(?:尾号)?(\+?\d{4,15})")
_DAYS: Final = {"今天": 0, "昨天": 1, "前天": 2}


@dataclass(frozen=True, slots=True)
class KeyedIn:
    """What he typed. `number` is the whole number on the paper or its last four digits; `""` for none."""

    purpose: str
    channel: Channel
    day: date
    at: time | None = None
    number: str = ""


def read_paper(text: str, policy: Policy, today: date) -> KeyedIn | str:
    """“试驾回访 电话 3月10日 5678”; the key of what is missing or cannot be read, else. A day without its year is
    the last one of that name."""
    name, way, *rest = [*text.split(), "", ""][: max(2, len(text.split()))]
    purpose, channel = policy.purpose_named(name) if name else None, CHANNELS.get(way.lower())
    if purpose is None:
        return "paper_consent.no_such_purpose" if name else "paper_consent.how"
    if channel is None:
        return "paper_consent.no_way"
    day = _day(rest[0], today) if rest else None
    if day is None:
        return "paper_consent.no_day"
    at, left = _time(rest[1:])
    number = _NUMBER.fullmatch(left[0]) if left else None
    if len(left) > 1 or (left and number is None) or (at is None and _looks_like_time(rest[1:])):
        return "paper_consent.not_read"
    return KeyedIn(purpose, channel, day, at, number[1] if number else "")


def _day(word: str, today: date) -> date | None:
    if word in _DAYS:
        return today - timedelta(days=_DAYS[word])
    full, short = _FULL.fullmatch(word), _SHORT.fullmatch(word)
    if full is not None:
        return _date(*(int(part) for part in full.groups() if part))
    if short is None:
        return None
    month, of_month = int(short[1]), int(short[2])
    this_year = _date(today.year, month, of_month)
    if this_year is not None and this_year <= today:
        return this_year
    return _date(today.year - 1, month, of_month)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _looks_like_time(words: list[str]) -> bool:
    return bool(words) and _TIME.fullmatch(words[0]) is not None


def _time(words: list[str]) -> tuple[time | None, list[str]]:
    found = _TIME.fullmatch(words[0]) if words else None
    if found is None:
        return None, words
    try:
        return time(int(found[1]), int(found[2] or 0)), words[1:]
    except ValueError:
        return None, words[1:]
