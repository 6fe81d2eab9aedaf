"""What is done to a clock: started, met, missed, paused, run on, counted anew (SLA-1 to SLA-5, SLA-9, FLOW-7).

Each function returns a new clock, or the same one where nothing changes, so that doing it twice does nothing
twice.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from core.calendar import Timetable
from core.clocks import Clock, ClockName, Reminder
from core.deadlines import (
    Base,
    ClockStep,
    Deadline,
    StepKind,
    advance,
    deadline,
    elapsed,
    shifted,
    working_days_deadline,
)
from core.policy_sections import ClockPromise


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
    return replace(timed, reminders=_reminder_moments(timed, percents, table))


def _reminder_moments(clock: Clock, percents: tuple[int, ...], table: Timetable) -> tuple[Reminder, ...]:
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
