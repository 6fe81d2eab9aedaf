"""Everything one message says, read once: what a dialogue decides on, and what `understand --json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import itemgetter
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.understand.anger import Emotion, emotion
from bot.understand.courtesy import is_discourteous
from bot.understand.danger import Danger, is_danger_now
from bot.understand.dates import When, read_times
from bot.understand.identifiers import find_identifiers
from bot.understand.safety import SafetyHit, safety_hits
from bot.understand.slots import Found, Slots, find_slots
from bot.understand.triage import Triage, read_triage
from bot.understand.vehicles import Vehicles
from bot.understand.withdrawal import PURPOSES, Withdrawal, read_withdrawal
from bot.understand.words import Word, digits, is_correction, read_words

CUSTOMERS_ZONE: Final = ZoneInfo("Asia/Shanghai")
_LONGEST_BARE_TIME: Final = 24


@dataclass(frozen=True)
class Reading:
    """One customer message with every fact, command and feeling found in it."""

    text: str
    words: frozenset[Word]
    numbers: tuple[int, ...] | None
    correction: bool
    danger: Danger | None
    safety: SafetyHit | None
    emotion: Emotion
    withdrawal: Withdrawal
    slots: Slots
    phones: tuple[str, ...]
    plates: tuple[str, ...]
    vins: tuple[str, ...]

    @cached_property
    def triage(self) -> Triage:
        """Where it belongs and how grave it is; read when somebody asks, and few messages are asked."""
        return read_triage(self.text, self.safety is not None)

    @property
    def is_angry(self) -> bool:
        """True when the customer is angry."""
        return self.emotion == "angry"


def read(
    text: str,
    now: datetime,
    vehicles: Vehicles,
    asked: str | None = None,
    purposes: Mapping[str, tuple[str, ...]] = PURPOSES,
) -> Reading:
    """Read one message. `asked` is the slot the last question was about, `purposes` the names of the store's own.

    `now` is aware; days are those of China's zone.
    """
    hits, numbers = safety_hits(text), find_identifiers(text)
    return Reading(
        text=text,
        words=read_words(text),
        numbers=digits(text),
        correction=is_correction(text),
        danger=is_danger_now(text, hits),
        safety=hits[0] if hits else None,
        emotion=emotion(text),
        withdrawal=read_withdrawal(text, purposes),
        slots=find_slots(text, now.astimezone(CUSTOMERS_ZONE), vehicles, asked, numbers),
        phones=tuple(phone.e164 for phone in numbers.phones),
        plates=tuple(plate.value for plate in numbers.plates),
        vins=tuple(vin.value for vin in numbers.vins),
    )


def as_json(reading: Reading, now: datetime) -> dict[str, Any]:
    """The object that `understand --json` prints; every key is always present, an unknown slot is null.

    `when` is the time the message names at all; the slot `when` is that of the event alone.
    """
    slots = reading.slots
    mileage = _value(slots.mileage_km)
    return {
        "safety": reading.safety is not None,
        "anger": reading.is_angry,
        "when": _interval(_named_time(reading, now)),
        "mileage_km": mileage,
        "slots": {
            "model": _value(slots.model),
            "plate": _value(slots.plate),
            "vin": _value(slots.vin),
            "mileage_km": mileage,
            "when": _interval(_value(slots.when)),
            "where": _value(slots.where),
            "purchase": _interval(_value(slots.purchase)),
            "expectation": _value(slots.expectation),
        },
        "department": reading.triage.department,
        "category": reading.triage.category,
        "severity": reading.triage.severity,
        "withdraw": _scope(reading.withdrawal),
        "courtesy_hold": is_discourteous(reading.text),
        "phones": list(reading.phones),
        "plates": list(reading.plates),
        "vins": list(reading.vins),
    }


def _named_time(reading: Reading, now: datetime) -> When | None:
    """The event's time, else that of the purchase by its date, else a time that is most of the message."""
    slots = reading.slots
    if slots.when is not None:
        return slots.when.value
    if slots.purchase is None and len(reading.text) > _LONGEST_BARE_TIME:
        return None
    times = read_times(reading.text, now.astimezone(CUSTOMERS_ZONE), asked=False)
    named = next((time for time, _ in sorted(times, key=itemgetter(1))), None)
    if named is None:
        return None
    is_the_purchase = slots.purchase is not None and slots.purchase.span == named.span
    return named if is_the_purchase or 2 * len(named.words) >= len(reading.text) else None


def _scope(withdrawal: Withdrawal) -> str:
    """A message alone knows no last purpose, so 不需要此类服务 is the same as 退订 here."""
    return "all_marketing" if withdrawal.scope == "purpose:last" else withdrawal.scope


def _interval(when: When | None) -> dict[str, str] | None:
    if when is None:
        return None
    return {"start": when.start.isoformat(), "end": when.end.isoformat(), "grain": when.grain}


def _value(found: Found[Any] | None) -> Any:
    return None if found is None else found.value
