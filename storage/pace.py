"""How fast and how often a chat may be spoken to; pure arithmetic.

Rates are GCRA: one number, the moment from which the whole burst is allowed again (`tat`), stands for the
bucket. Windows count the messages that the customer's own act allows us.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


class Rate(Protocol):
    """`bot.channels.capabilities.Rate`."""

    @property
    def per_minute(self) -> float: ...
    @property
    def burst(self) -> int: ...


class Window(Protocol):
    """`bot.channels.capabilities.Window`."""

    @property
    def after_message(self) -> tuple[int, timedelta]: ...
    @property
    def after_other(self) -> tuple[int, timedelta]: ...
    @property
    def keep_last(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Pace:
    """What limits one kind of chat of one platform; `None` is no limit."""

    chat: Rate | None = None
    account: Rate | None = None
    window: Window | None = None


def interval(rate: Rate) -> float:
    """Seconds between two messages in the long run."""
    return 60.0 / rate.per_minute


def allowed_at(rate: Rate, tat: float) -> float:
    """The first timestamp at which one more may go out."""
    return tat - interval(rate) * (rate.burst - 1)


def spent(rate: Rate, tat: float, at: float) -> float:
    """The new `tat` after one went out at `at`."""
    return max(tat, at) + interval(rate)


def slots_left(window: Window, opened_at: datetime | None, opened_by: str, used: int, now: datetime) -> int:
    """How many messages the window still has room for; its last instant is outside."""
    if opened_at is None:
        return 0
    count, lasts = window.after_message if opened_by == "message" else window.after_other
    return max(0, count - used) if now < opened_at + lasts else 0
