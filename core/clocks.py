"""A clock: one promise about time, from its start until a person keeps it (SLA-1 to SLA-5, SLA-8, SLA-9).

What was promised, what has become of it, and when it next wants attention. `core.timekeeping` is what is done
to a clock; what a missed one leads to is the case's business (`core.escalation`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from core.deadlines import (
    Base,
    Deadline,
    Unit,
)

ONE_DAY = timedelta(hours=24)


class ClockName(StrEnum):
    """The clocks of a case, by the keys of the policy's `clocks`."""

    ACKNOWLEDGEMENT = "acknowledgement"
    FIRST_RESPONSE = "first_response"
    TIER1 = "tier1"
    TIER2 = "tier2"
    TIER3 = "tier3"
    RESULT = "result"

    @property
    def rule(self) -> str:
        return _RULE_OF[self]


_RULE_OF = {
    ClockName.ACKNOWLEDGEMENT: "SLA-1",
    ClockName.FIRST_RESPONSE: "SLA-2",
    ClockName.TIER1: "SLA-3",
    ClockName.TIER2: "SLA-4",
    ClockName.TIER3: "SLA-9",
    ClockName.RESULT: "SLA-5",
}


@dataclass(frozen=True, slots=True)
class Reminder:
    percent: int
    at: datetime

    def to_json(self) -> dict[str, Any]:
        return {"percent": self.percent, "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Reminder":
        return cls(data["percent"], datetime.fromisoformat(data["at"]))


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise as it was made: a policy that changes later moves no deadline.

    `met_at` is when a person kept it, `breached_at` when it was missed; a late answer sets both.
    """

    rule: str
    name: ClockName
    base: Base
    amount: int
    unit: Unit
    started_at: datetime
    deadline: Deadline
    reminders: tuple[Reminder, ...] = ()
    daily: bool = False
    """Whether, once missed, it is told every day until it is met."""
    met_at: datetime | None = None
    breached_at: datetime | None = None
    paused_at: datetime | None = None
    pause_ends: datetime | None = None
    """While paused: when it runs on even if nothing came."""
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    reminded: tuple[int, ...] = ()
    alerted_at: datetime | None = None
    superseded: tuple[Deadline, ...] = ()
    """Provisional deadlines that a published calendar replaced, oldest first (SLA-7)."""

    @property
    def due(self) -> datetime:
        return self.deadline.due

    @property
    def is_running(self) -> bool:
        """Neither kept nor missed nor paused."""
        return self.met_at is None and self.breached_at is None and self.paused_at is None

    def to_json(self) -> dict[str, Any]:
        """Plain data; `from_json` gives the equal clock back."""
        return {
            "rule": self.rule,
            "name": self.name.value,
            "base": self.base.value,
            "amount": self.amount,
            "unit": self.unit.value,
            "started_at": self.started_at.isoformat(),
            "deadline": self.deadline.to_json(),
            "reminders": [reminder.to_json() for reminder in self.reminders],
            "daily": self.daily,
            **{key: _iso(getattr(self, key)) for key in _MOMENTS},
            "pauses": [[begins.isoformat(), ends.isoformat()] for begins, ends in self.pauses],
            "reminded": list(self.reminded),
            "superseded": [old.to_json() for old in self.superseded],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Clock":
        return cls(
            data["rule"],
            ClockName(data["name"]),
            Base(data["base"]),
            data["amount"],
            Unit(data["unit"]),
            datetime.fromisoformat(data["started_at"]),
            Deadline.from_json(data["deadline"]),
            tuple(Reminder.from_json(reminder) for reminder in data["reminders"]),
            data["daily"],
            **{key: _moment(data[key]) for key in _MOMENTS},
            pauses=tuple(
                (datetime.fromisoformat(begins), datetime.fromisoformat(ends))
                for begins, ends in data["pauses"]
            ),
            reminded=tuple(data["reminded"]),
            superseded=tuple(Deadline.from_json(old) for old in data["superseded"]),
        )


_MOMENTS = ("met_at", "breached_at", "paused_at", "pause_ends", "alerted_at")


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


class ClockEventKind(StrEnum):
    REMINDER = "reminder"
    BREACH = "breach"
    ALERT = "alert"
    """The daily alert of a clock that was missed and is not met."""
    PAUSE_OVER = "pause_over"


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """The moment at which a clock wants attention, and for what."""

    kind: ClockEventKind
    at: datetime
    percent: int | None = None


def next_event(clock: Clock) -> ClockEvent | None:
    """What the clock wants next, be it past or to come; None when it wants nothing any more (SLA-9).

    A clock is missed when its due instant comes and nobody has met it. Days on which nobody asked bring one
    alert, not one each.
    """
    if clock.met_at is not None and not _told_until_closed(clock):
        return None
    if clock.pause_ends is not None:
        return ClockEvent(ClockEventKind.PAUSE_OVER, clock.pause_ends)
    if clock.breached_at is not None:
        return ClockEvent(ClockEventKind.ALERT, _next_alert(clock)) if clock.daily else None
    for reminder in clock.reminders:
        if reminder.percent not in clock.reminded:
            return ClockEvent(ClockEventKind.REMINDER, reminder.at, reminder.percent)
    return ClockEvent(ClockEventKind.BREACH, clock.due)


def _told_until_closed(clock: Clock) -> bool:
    """An enquiry that was not answered in time: a late answer alone does not end it (SLA-2)."""
    return clock.daily and clock.name is ClockName.FIRST_RESPONSE and clock.breached_at is not None


def due_event(clock: Clock, now: datetime) -> ClockEvent | None:
    """What the clock wants at `now`, if anything: call it again after each, until it says None (SLA-9)."""
    event = next_event(clock)
    return event if event is not None and event.at <= now else None


def _next_alert(clock: Clock) -> datetime:
    """The first moment after the last alert that is a whole number of days after the due time."""
    last = clock.alerted_at or clock.due
    return clock.due + ((last - clock.due) // ONE_DAY + 1) * ONE_DAY
