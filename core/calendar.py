"""Which days are worked, and at which hours the store is open: the ground every clock stands on (SLA-7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    WORKING = "working"
    MAKEUP = "makeup"
    """A Saturday or Sunday that is worked for a holiday (调休)."""
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """China's working days, as data handed in.

    `published_years` are the years whose holidays the State Council has announced. In any other year Monday
    to Friday are taken as worked, and whatever was counted there is provisional.
    """

    holidays: frozenset[date]
    makeup_workdays: frozenset[date]
    published_years: frozenset[int]
    names: Mapping[date, str] = field(default_factory=dict, hash=False)
    """The holidays' Chinese names."""

    def kind(self, day: date) -> DayKind:
        """What sort of day it is; a holiday on a Sunday is a holiday. SLA-7."""
        if self.is_published(day):
            if day in self.makeup_workdays:
                return DayKind.MAKEUP
            if day in self.holidays:
                return DayKind.HOLIDAY
        return DayKind.WEEKEND if day.isoweekday() >= 6 else DayKind.WORKING

    def is_working(self, day: date) -> bool:
        return self.kind(day) in (DayKind.WORKING, DayKind.MAKEUP)

    def is_published(self, day: date) -> bool:
        return day.year in self.published_years


@dataclass(frozen=True, slots=True)
class Span:
    """From `opens` until `closes` on one day; the first instant is inside, the last is not."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if not self.opens < self.closes:
            raise ValueError(f"opens {self.opens} must come before closes {self.closes}")


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The spans of each weekday, Monday first, in the store's own time."""

    week: tuple[tuple[Span, ...], ...]

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("opening hours have seven days")
        if not any(self.week[:5]):
            raise ValueError("the store must be open on some day from Monday to Friday")
        for spans in self.week:
            if any(a.closes > b.opens for a, b in pairwise(spans)):
                raise ValueError("opening spans of a day must stand in order and not overlap")

    @classmethod
    def daily(cls, *spans: Span) -> "OpeningHours":
        """The same spans on all seven days."""
        return cls((spans,) * 7)

    def spans_on(self, day: date) -> tuple[Span, ...]:
        return self.week[day.weekday()]


@dataclass(frozen=True, slots=True)
class Timetable:
    """A store's calendar, opening hours and zone: all that a clock must know of the world."""

    calendar: WorkCalendar
    hours: OpeningHours
    zone: ZoneInfo

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def instant(self, day: date, at: time) -> datetime:
        """That local time as aware UTC."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def counts_as_working(self, day: date) -> bool:
        """A working day on which the store is shut is nobody's working day, so it does not count (SLA-7)."""
        return self.calendar.is_working(day) and bool(self.hours.spans_on(day))

    def spans_on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The opening spans of that day as aware UTC instants."""
        return tuple(
            (self.instant(day, s.opens), self.instant(day, s.closes)) for s in self.hours.spans_on(day)
        )

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is on duty: the opening instant is inside, the closing instant is not."""
        return any(opens <= at < closes for opens, closes in self.spans_on(self.local_day(at)))

    def next_opening(self, at: datetime) -> datetime:
        """The first instant, not before `at`, at which the store is open."""
        day = self.local_day(at)
        while True:
            for opens, closes in self.spans_on(day):
                if at < closes:
                    return max(at, opens)
            day += ONE_DAY
