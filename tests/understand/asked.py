"""What the readers make of one message, as their tests ask it: the first of what they find, or all of it."""

from datetime import datetime

from bot.understand.dates import When, read_times
from bot.understand.safety import SafetyHit, safety_hits


def find_when(text: str, now: datetime, *, asked: bool = False) -> When | None:
    """The time a message is about: the first one that names a day or more, else the first clock time."""
    found = read_times(text, now, asked)
    named = [when for when, clock_only in found if not clock_only]
    return next(iter(named or [when for when, _ in found]), None)


def find_all(text: str, now: datetime) -> tuple[When, ...]:
    """Every time named in a message, left to right."""
    return tuple(when for when, _ in read_times(text, now, asked=False))


def is_safety(text: str) -> SafetyHit | None:
    """The first hazard that the customer reports as real, or None."""
    return next(iter(safety_hits(text)), None)
