"""How a promise becomes a moment: counting hours, opening minutes and working days (SLA-2, SLA-4, SLA-7).

Every function here is about time only. A deadline carries the steps by which it was reached, so that `/why`
can say them (SLA-8); the sentences stand in the texts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import Any, Final

from core.calendar import ONE_DAY, DayKind, Timetable

NOTHING: Final = timedelta()
MINUTE: Final = timedelta(minutes=1)


class Base(StrEnum):
    """Which time a clock counts."""

    ROUND_THE_CLOCK = "round_the_clock"
    OPENING = "opening"
    """Opening hours, on whatever day."""
    WORKING = "working"
    """Opening hours of working days."""


class Unit(StrEnum):
    """What a promise is counted in."""

    OPENING_MINUTES = "opening_minutes"
    HOURS = "hours"
    WORKING_DAYS = "working_days"

    @property
    def base(self) -> Base:
        return _BASE_OF[self]


_BASE_OF = {
    Unit.OPENING_MINUTES: Base.OPENING,
    Unit.HOURS: Base.ROUND_THE_CLOCK,
    Unit.WORKING_DAYS: Base.WORKING,
}


class StepKind(StrEnum):
    """What one line of `/why` says. Each has a sentence in the texts."""

    FILING_DAY = "filing_day"
    """The day of filing does not count."""
    HOLIDAY = "holiday"
    WEEKEND = "weekend"
    SHUT = "shut"
    """A working day without opening hours."""
    WORKING_DAY = "working_day"
    MAKEUP_DAY = "makeup_day"
    OPEN_MINUTES = "open_minutes"
    """`minutes` of that day's opening hours were used, up to `at`."""
    HOURS = "hours"
    """`count` hours round the clock, up to `at`."""
    PAUSED = "paused"
    """The clock stood still from `since` until `at`; `minutes` of its own time were left."""
    FOLLOWS_RESULT = "follows_result"
    """It ends with the result's own clock, which is later."""
    DUE = "due"


@dataclass(frozen=True, slots=True)
class ClockStep:
    """One step of the count. `day` is local to the store, instants are aware UTC."""

    kind: StepKind
    day: date
    count: int | None = None
    minutes: int | None = None
    name: str = ""
    since: datetime | None = None
    at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data; what is empty is left out."""
        whole = {
            "kind": self.kind.value,
            "day": self.day.isoformat(),
            "count": self.count,
            "minutes": self.minutes,
            "name": self.name,
            "since": self.since and self.since.isoformat(),
            "at": self.at and self.at.isoformat(),
        }
        return {key: value for key, value in whole.items() if value not in (None, "")}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "ClockStep":
        return cls(
            StepKind(data["kind"]),
            date.fromisoformat(data["day"]),
            data.get("count"),
            data.get("minutes"),
            data.get("name", ""),
            datetime.fromisoformat(data["since"]) if "since" in data else None,
            datetime.fromisoformat(data["at"]) if "at" in data else None,
        )


@dataclass(frozen=True, slots=True)
class Deadline:
    """A promised moment in UTC, and how it was reached. Provisional: counted over unpublished holidays."""

    due: datetime
    provisional: bool
    steps: tuple[ClockStep, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "due": self.due.isoformat(),
            "provisional": self.provisional,
            "steps": [step.to_json() for step in self.steps],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Deadline":
        steps = tuple(ClockStep.from_json(step) for step in data["steps"])
        return cls(datetime.fromisoformat(data["due"]), data["provisional"], steps)


def deadline(start: datetime, amount: int, unit: Unit, table: Timetable) -> Deadline:
    """The moment by which `amount` of `unit`, counted from `start`, is over."""
    if unit is Unit.HOURS:
        return hours_deadline(start, amount, table)
    if unit is Unit.OPENING_MINUTES:
        return opening_minutes_deadline(start, amount, table)
    return working_days_deadline(start, amount, table)


def hours_deadline(start: datetime, hours: int, table: Timetable) -> Deadline:
    """So many hours round the clock; weekends and holidays count too (SLA-4)."""
    due = start.astimezone(UTC) + timedelta(hours=hours)
    day = table.local_day(due)
    steps = (ClockStep(StepKind.HOURS, day, count=hours, since=start, at=due), _due_step(due, table))
    return Deadline(due, False, steps)


def opening_minutes_deadline(start: datetime, minutes: int, table: Timetable) -> Deadline:
    """So many minutes while the store is open, on whatever day (SLA-2).

    What is not used up at closing time goes on at the next opening. A deadline that falls on a closing time
    is due then, not at the next opening.
    """
    start = start.astimezone(UTC)
    due = advance(Base.OPENING, start, timedelta(minutes=minutes), table)
    return Deadline(due, False, (*_used(Base.OPENING, start, due, table), _due_step(due, table)))


def _used(base: Base, start: datetime, due: datetime, table: Timetable) -> Iterator[ClockStep]:
    """Which day uses up how much of the opening hours between the two, and which day nothing."""
    day = table.local_day(start)
    while day <= table.local_day(due):
        spans = table.spans_on(day)
        if not spans or (base is Base.WORKING and not table.calendar.is_working(day)):
            yield _day_step(day, 0, table) if base is Base.WORKING else ClockStep(StepKind.SHUT, day)
        elif used := sum(
            (max(NOTHING, min(due, shut) - max(start, opens)) for opens, shut in spans), NOTHING
        ):
            yield ClockStep(StepKind.OPEN_MINUTES, day, minutes=used // MINUTE, at=min(due, spans[-1][1]))
        day += ONE_DAY


def working_days_deadline(start: datetime, days: int, table: Timetable) -> Deadline:
    """Closing time of the last of so many working days; the day of filing does not count (SLA-7)."""
    day = table.local_day(start)
    steps = [ClockStep(StepKind.FILING_DAY, day)]
    provisional = False
    counted = 0
    while counted < days:
        day += ONE_DAY
        provisional = provisional or not table.calendar.is_published(day)
        if table.counts_as_working(day):
            counted += 1
        steps.append(_day_step(day, counted, table))
    due = table.spans_on(day)[-1][1]
    return Deadline(due, provisional, (*steps, _due_step(due, table)))


def _day_step(day: date, counted: int, table: Timetable) -> ClockStep:
    """Why this day counts or does not; `counted` includes it if it does."""
    kind = table.calendar.kind(day)
    if kind is DayKind.HOLIDAY:
        return ClockStep(StepKind.HOLIDAY, day, name=table.calendar.names.get(day, ""))
    if kind is DayKind.WEEKEND:
        return ClockStep(StepKind.WEEKEND, day)
    if not table.hours.spans_on(day):
        return ClockStep(StepKind.SHUT, day)
    return ClockStep(StepKind.MAKEUP_DAY if kind is DayKind.MAKEUP else StepKind.WORKING_DAY, day, counted)


def _due_step(due: datetime, table: Timetable) -> ClockStep:
    return ClockStep(StepKind.DUE, table.local_day(due), at=due)


def shifted(before: Deadline, base: Base, paused: datetime, resumed: datetime, table: Timetable) -> Deadline:
    """The deadline after a pause: what was left at its beginning is left at its end (FLOW-7, SLA-8)."""
    left = elapsed(base, paused, before.due, table)
    due = advance(base, resumed, left, table)
    first, last = table.local_day(resumed), table.local_day(due)
    unpublished = base is Base.WORKING and not (
        table.calendar.is_published(first) and table.calendar.is_published(last)
    )
    steps = tuple(step for step in before.steps if step.kind is not StepKind.DUE)
    pause = ClockStep(StepKind.PAUSED, first, minutes=left // MINUTE, since=paused, at=resumed)
    after = () if base is Base.ROUND_THE_CLOCK else _used(base, resumed, due, table)
    return Deadline(due, before.provisional or unpublished, (*steps, pause, *after, _due_step(due, table)))


def elapsed(base: Base, begins: datetime, ends: datetime, table: Timetable) -> timedelta:
    """How much of the base's own time lies between two instants; nothing when the first is the later."""
    if ends <= begins:
        return timedelta()
    if base is Base.ROUND_THE_CLOCK:
        return ends - begins
    total = timedelta()
    for opens, closes in _open_spans(base, begins, table):
        if opens >= ends:
            return total
        total += min(closes, ends) - opens
    raise AssertionError("opening spans never end")


def advance(base: Base, start: datetime, duration: timedelta, table: Timetable) -> datetime:
    """The first instant by which `duration` of the base's own time has passed; `start` itself for nothing."""
    if base is Base.ROUND_THE_CLOCK or duration <= timedelta():
        return start + max(duration, timedelta())
    for opens, closes in _open_spans(base, start, table):
        if closes - opens >= duration:
            return opens + duration
        duration -= closes - opens
    raise AssertionError("opening spans never end")


def _open_spans(base: Base, start: datetime, table: Timetable) -> Iterator[tuple[datetime, datetime]]:
    """The spans in which the base's time passes, from `start` on, without end."""
    first = table.local_day(start)
    for n in count():
        day = first + n * ONE_DAY
        if base is Base.WORKING and not table.calendar.is_working(day):
            continue
        for opens, closes in table.spans_on(day):
            if closes > start:
                yield max(opens, start), closes
