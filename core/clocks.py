"""A clock: one promise about time, from its start until a person keeps it (SLA-1 to SLA-5, SLA-8, SLA-9).

Values and pure functions. What a missed clock leads to is the case's business; here is only when the clock
next wants attention, and how it looks afterwards. Each function returns a new clock, or the same one where
nothing changes, so that doing it twice does nothing twice.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from core.calendar import Timetable
from core.deadlines import (
    Base,
    ClockStep,
    Deadline,
    StepKind,
    Unit,
    advance,
    deadline,
    elapsed,
    shifted,
    working_days_deadline,
)
from core.policy_sections import ClockPromise

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


# --- what a clock wants next -------------------------------------------------------------------------------


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
    if clock.met_at is not None:
        return None
    if clock.pause_ends is not None:
        return ClockEvent(ClockEventKind.PAUSE_OVER, clock.pause_ends)
    if clock.breached_at is not None:
        return ClockEvent(ClockEventKind.ALERT, _next_alert(clock)) if clock.daily else None
    for reminder in clock.reminders:
        if reminder.percent not in clock.reminded:
            return ClockEvent(ClockEventKind.REMINDER, reminder.at, reminder.percent)
    return ClockEvent(ClockEventKind.BREACH, clock.due)


def due_event(clock: Clock, now: datetime) -> ClockEvent | None:
    """What the clock wants at `now`, if anything: call it again after each, until it says None (SLA-9)."""
    event = next_event(clock)
    return event if event is not None and event.at <= now else None


def _next_alert(clock: Clock) -> datetime:
    """The first moment after the last alert that is a whole number of days after the due time."""
    last = clock.alerted_at or clock.due
    return clock.due + ((last - clock.due) // ONE_DAY + 1) * ONE_DAY


# --- what is done to a clock -------------------------------------------------------------------------------


def start_clock(
    name: ClockName,
    promise: ClockPromise,
    at: datetime,
    table: Timetable,
    *,
    reminders: tuple[int, ...] = (),
    daily: bool = False,
    not_before: Deadline | None = None,
) -> Clock:
    """A clock that runs from `at` (SLA-1 to SLA-5).

    `reminders` are percents of its own time. `not_before` holds tier 3's clock until the result's deadline,
    where that is later than its own (SLA-9).
    """
    own = deadline(at, promise.amount, promise.unit, table)
    bare = Clock(name.rule, name, promise.unit.base, promise.amount, promise.unit, at, own, daily=daily)
    return _timed(bare, own, not_before, reminders, table)


def meet(clock: Clock, at: datetime) -> Clock:
    """Kept by a person's word or deed at `at`; the first time counts. A pause is over with it."""
    if clock.met_at is not None:
        return clock
    return replace(clock, met_at=at, paused_at=None, pause_ends=None)


def breach(clock: Clock, at: datetime) -> Clock:
    """Missed, as noticed at `at`; the notice itself is the first day's alert."""
    if clock.met_at is not None or clock.breached_at is not None:
        return clock
    return replace(clock, breached_at=at, alerted_at=at)


def remind(clock: Clock, percent: int) -> Clock:
    """That reminder has been given; it is not given again."""
    return clock if percent in clock.reminded else replace(clock, reminded=(*clock.reminded, percent))


def alert(clock: Clock, at: datetime) -> Clock:
    """Today's alert has been given."""
    return replace(clock, alerted_at=at)


def pause(clock: Clock, at: datetime, table: Timetable, *, at_most_working_days: int) -> Clock:
    """Stands still while evidence is awaited, but no longer than so many working days (FLOW-7)."""
    if not clock.is_running:
        return clock
    ends = working_days_deadline(at, at_most_working_days, table).due
    return replace(clock, paused_at=at, pause_ends=ends)


def resume(clock: Clock, at: datetime, table: Timetable, *, not_before: Deadline | None = None) -> Clock:
    """Runs on with what was left of its own time (FLOW-7); nothing past the pause's cap is given back."""
    if clock.paused_at is None or clock.pause_ends is None:
        return clock
    ends = min(at, clock.pause_ends)
    later = shifted(clock.deadline, clock.base, clock.paused_at, ends, table)
    running = replace(clock, paused_at=None, pause_ends=None, pauses=(*clock.pauses, (clock.paused_at, ends)))
    return _timed(running, later, not_before, _percents(clock), table)


def recompute(clock: Clock, table: Timetable, *, not_before: Deadline | None = None) -> Clock:
    """Counts a provisional deadline anew once the holidays are published; the old value is kept (SLA-7).

    A deadline that was not provisional, or whose clock is over, stays as it was promised.
    """
    if not clock.deadline.provisional or clock.met_at is not None or clock.breached_at is not None:
        return clock
    base = clock.unit.base
    again = deadline(clock.started_at, clock.amount, clock.unit, table)
    for begins, ends in clock.pauses:
        again = shifted(again, base, begins, ends, table)
    fresh = _timed(replace(clock, base=base), again, not_before, _percents(clock), table)
    if fresh.deadline == clock.deadline:
        return clock
    return replace(fresh, superseded=(*clock.superseded, clock.deadline))


def _percents(clock: Clock) -> tuple[int, ...]:
    return tuple(reminder.percent for reminder in clock.reminders)


def _timed(
    clock: Clock, own: Deadline, not_before: Deadline | None, percents: tuple[int, ...], table: Timetable
) -> Clock:
    """The clock with the later of both deadlines, and its reminders in that deadline's own time."""
    if not_before is not None and not_before.due > own.due:
        day = table.local_day(not_before.due)
        follows = ClockStep(StepKind.FOLLOWS_RESULT, day, at=not_before.due)
        steps = (*own.steps[:-1], follows, not_before.steps[-1])
        clock = replace(clock, base=Base.WORKING)
        own = Deadline(not_before.due, not_before.provisional, steps)
    timed = replace(clock, deadline=own)
    return replace(timed, reminders=reminder_moments(timed, percents, table))


def reminder_moments(clock: Clock, percents: tuple[int, ...], table: Timetable) -> tuple[Reminder, ...]:
    """When so many percent of the clock's own time are used up; pauses use up nothing (SLA-9)."""
    begins = [clock.started_at, *(ends for _, ends in clock.pauses)]
    ends = [*(begins for begins, _ in clock.pauses), clock.due]
    legs = list(zip(begins, ends, strict=True))
    total = sum((elapsed(clock.base, a, b, table) for a, b in legs), timedelta())
    return tuple(
        Reminder(percent, _used_up(total * percent / 100, clock.base, legs, table)) for percent in percents
    )


def _used_up(
    share: timedelta, base: Base, legs: list[tuple[datetime, datetime]], table: Timetable
) -> datetime:
    """The instant, on the clock's legs, by which that much of its time is used up."""
    for begins, ends in legs:
        length = elapsed(base, begins, ends, table)
        if share <= length:
            return advance(base, begins, share, table)
        share -= length
    return legs[-1][1]
