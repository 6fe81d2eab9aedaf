"""What was understood, as it goes into a slot: plain value, Chinese rendering, the customer's own words."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from bot.understand.dates import When
from bot.understand.datewords import say_when
from bot.understand.reading import Reading
from bot.understand.slots import Found, Slots

WISHES = {
    "repair": "维修",
    "replace": "换车",
    "refund": "退车退款",
    "explanation": "解释说明",
    "apology": "道歉",
    "compensation": "赔偿",
}
"""What a customer may expect, as he reads it."""


HOW_MUCH: Final = re.compile(r"(?:多久|几天|什么时候|啥时候|多少钱)[^，,。]{0,4}(?:修|换|赔|退|好)")


@dataclass(frozen=True, slots=True)
class Heard:
    """One fact of a message."""

    value: Any
    """Plain data: a time is `[start, end, grain]`, instants ISO in UTC."""
    shown: str
    words: str
    unsure: bool = False


def heard_slots(reading: Reading, now: datetime) -> dict[str, Heard]:
    """Every fact of the message but what happened, in the order in which they are echoed."""
    slots = reading.slots
    heard = {
        "model": _words(slots.model),
        "purchase": _time(slots.purchase, now),
        "mileage_km": _mileage(slots),
        "when": _time(slots.when, now),
        "where": None if _is_no_place(reading, slots.where) else _words(slots.where),
        "expectation": _wish(reading),
        "plate": _words(slots.plate),
        "vin": _words(slots.vin),
    }
    return {name: found for name, found in heard.items() if found is not None}


def _is_no_place(reading: Reading, found: Found[str] | None) -> bool:
    """A whole message that is a question, a command, anger, a car or a wish is no place, though one was asked for."""
    if found is None or found.words.strip() != reading.text.strip():
        return False
    others = (reading.slots.model, reading.slots.expectation)
    if reading.text.strip() in WISHES.values() or any(
        one is not None and one.words.strip() == found.words.strip() for one in others
    ):
        return True
    is_command = reading.text.strip().startswith(("/", "／"))
    return is_command or reading.is_angry or reading.triage.category == "inquiry"


def exact(name: str, heard: Heard) -> Heard:
    """A correction is taken at its word: 两万三 said to put it right is 23000, not about that."""
    return replace(heard, shown=f"{heard.value}公里") if name == "mileage_km" and not heard.unsure else heard


def _words(found: Found[str] | None) -> Heard | None:
    if found is None or not any(one.isalpha() for one in found.value):
        return None
    return Heard(found.value, found.value, found.words, found.approximate)


def _mileage(slots: Slots) -> Heard | None:
    found = slots.mileage_km
    if found is None:
        return None
    about = "约" if found.approximate or _rounded(found.words) else ""
    return Heard(found.value, f"{about}{found.value}公里", found.words, found.approximate)


def _rounded(words: str) -> bool:
    """三万二 is said of a round number: shown with 约, while 23000 is taken at its word."""
    return any(character in words for character in "一二两三四五六七八九十万千wWkK多约")


def _wish(reading: Reading) -> Heard | None:
    """多久能修好 asks when, and wishes for nothing; a choice's own name is one whatever was asked."""
    found, said = reading.slots.expectation, reading.text.strip()
    if found is not None and HOW_MUCH.search(said) is None:
        return Heard(found.value, WISHES[found.value], found.words)
    named = next((code for code, name in WISHES.items() if name == said), None)
    return None if named is None else Heard(named, WISHES[named], said)


def _time(found: Found[When] | None, now: datetime) -> Heard | None:
    if found is None:
        return None
    when = found.value
    value = [when.start.isoformat(), when.end.isoformat(), when.grain]
    return Heard(value, say_when(when, now), found.words, found.approximate)
