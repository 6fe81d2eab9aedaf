"""The moments that promises become, against tables by hand and a slow oracle that steps minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.work_calendar import china_calendar
from core.calendar import OpeningHours, Span, Timetable
from core.deadlines import (
    Base,
    Deadline,
    StepKind,
    Unit,
    advance,
    deadline,
    elapsed,
    hours_deadline,
    opening_minutes_deadline,
    shifted,
    working_days_deadline,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAILY = Timetable(china_calendar(), OpeningHours.daily(Span(time(9), time(18))), SHANGHAI)
BROKEN_WEEK = Timetable(
    china_calendar(),
    OpeningHours(
        (
            *((Span(time(9), time(12)), Span(time(13, 30), time(18))),) * 5,
            (Span(time(10), time(15)),),
            (),
        )
    ),
    SHANGHAI,
)
TABLES = st.sampled_from([DAILY, BROKEN_WEEK])
MINUTE = timedelta(minutes=1)
FROM, UNTIL = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)
MOMENTS = st.integers(0, int((UNTIL - FROM) / MINUTE)).map(lambda n: FROM + n * MINUTE)


def utc(month: int, day: int, hour: int, minute: int = 0, second: int = 0, year: int = 2025) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


# --- SLA-2: opening minutes ---


@pytest.mark.rule("SLA-2")
@pytest.mark.parametrize(
    ("start", "due"),
    [
        (utc(3, 12, 2, 32), utc(3, 12, 3, 2)),  # 10:32 → 11:02
        (utc(3, 12, 0, 0), utc(3, 12, 1, 30)),  # 8:00, before opening → 9:30
        (utc(3, 12, 1, 0), utc(3, 12, 1, 30)),  # the opening instant
        (utc(3, 12, 9, 30), utc(3, 12, 10, 0)),  # 17:30 → the closing instant itself
        (utc(3, 12, 9, 30, 1), utc(3, 13, 1, 0, 1)),  # a second later → the next morning
        (utc(3, 12, 9, 45), utc(3, 13, 1, 15)),  # 15 minutes today, 15 tomorrow
        (utc(3, 12, 10, 0), utc(3, 13, 1, 30)),  # the closing instant
        (utc(3, 12, 16, 30), utc(3, 13, 1, 30)),  # 0:30 at night, already the 13th there
        (utc(10, 1, 2, 0), utc(10, 1, 2, 30)),  # a holiday; the store is open every day
    ],
)
def test_thirty_opening_minutes_pass_only_while_the_store_is_open(start: datetime, due: datetime) -> None:
    assert opening_minutes_deadline(start, 30, DAILY).due == due


@pytest.mark.rule("SLA-8")
def test_the_steps_of_opening_minutes_say_what_each_day_gave() -> None:
    found = opening_minutes_deadline(utc(3, 15, 6, 50), 30, BROKEN_WEEK)  # Saturday 14:50, closes 15:00
    assert [(step.kind, step.day, step.minutes) for step in found.steps] == [
        (StepKind.OPEN_MINUTES, date(2025, 3, 15), 10),
        (StepKind.SHUT, date(2025, 3, 16), None),
        (StepKind.OPEN_MINUTES, date(2025, 3, 17), 20),
        (StepKind.DUE, date(2025, 3, 17), None),
    ]
    assert found.due == utc(3, 17, 1, 20)


# --- SLA-4: hours ---


@pytest.mark.rule("SLA-4")
def test_twenty_four_hours_run_through_weekends_and_holidays() -> None:
    found = hours_deadline(utc(9, 30, 9, 0), 24, DAILY)
    assert found.due == utc(10, 1, 9, 0)
    assert not found.provisional
    assert [step.kind for step in found.steps] == [StepKind.HOURS, StepKind.DUE]


# --- SLA-3, SLA-5, SLA-7: working days ---


@pytest.mark.rule("SLA-7")
@pytest.mark.rule("SLA-5")
@pytest.mark.rule("SLA-3")
@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (utc(3, 12, 2, 32), 5, utc(3, 19, 10)),  # Wednesday → next Wednesday 18:00
        (utc(3, 12, 2, 32), 1, utc(3, 13, 10)),
        (utc(3, 11, 15, 59, 59), 1, utc(3, 12, 10)),  # 23:59:59 on the 11th
        (utc(3, 11, 16, 0, 0), 1, utc(3, 13, 10)),  # midnight: the day of filing is the 12th
        (utc(3, 14, 9), 1, utc(3, 17, 10)),  # Friday → Monday
        (utc(3, 15, 2), 1, utc(3, 17, 10)),  # Saturday → Monday
        (utc(1, 24, 2), 1, utc(1, 26, 10)),  # Friday → the make-up Sunday
        (utc(1, 24, 2), 5, utc(2, 7, 10)),  # 26, 27, then 5, 6, 7 February
        (utc(1, 24, 2), 6, utc(2, 8, 10)),  # and the make-up Saturday
        (utc(9, 27, 2), 1, utc(9, 28, 10)),  # Saturday → the make-up Sunday
        (utc(9, 30, 2), 1, utc(10, 9, 10)),  # over National Day
        (utc(9, 30, 2), 3, utc(10, 11, 10)),  # 9, 10, and the make-up Saturday
        (utc(2, 13, 2, year=2026), 1, utc(2, 14, 10, year=2026)),  # Friday → the make-up Saturday
        (utc(9, 30, 2, year=2026), 2, utc(10, 9, 10, year=2026)),  # 8 and 9 October
        (utc(9, 30, 2, year=2026), 3, utc(10, 10, 10, year=2026)),
    ],
)
def test_working_days_end_at_closing_time_of_the_last(start: datetime, days: int, due: datetime) -> None:
    found = working_days_deadline(start, days, DAILY)
    assert found.due == due
    assert not found.provisional


@pytest.mark.rule("SLA-7")
def test_a_deadline_past_the_published_years_is_provisional() -> None:
    last = max(china_calendar().published_years)
    within = working_days_deadline(datetime(last, 12, 1, tzinfo=UTC), 5, DAILY)
    beyond = working_days_deadline(datetime(last, 12, 30, tzinfo=UTC), 5, DAILY)
    assert (within.provisional, beyond.provisional) == (False, True)


@pytest.mark.rule("SLA-8")
def test_the_steps_say_day_by_day_why_a_day_counts() -> None:
    found = working_days_deadline(utc(9, 30, 2), 3, DAILY)
    assert [(step.kind, step.day.day, step.count) for step in found.steps] == [
        (StepKind.FILING_DAY, 30, None),
        *[(StepKind.HOLIDAY, day, None) for day in range(1, 9)],
        (StepKind.WORKING_DAY, 9, 1),
        (StepKind.WORKING_DAY, 10, 2),
        (StepKind.MAKEUP_DAY, 11, 3),
        (StepKind.DUE, 11, None),
    ]
    assert found.steps[1].name == "国庆节"


# --- against the oracle ---


def ticks(base: Base, table: Timetable, at: datetime) -> bool:
    """The oracle: whether the base's time passes during the minute that begins at `at`."""
    if base is Base.ROUND_THE_CLOCK:
        return True
    local = at.astimezone(table.zone)
    if base is Base.WORKING:
        day = local.date()
        worked = day in table.calendar.makeup_workdays or (
            day not in table.calendar.holidays and day.weekday() < 5
        )
        if not worked:
            return False
    wall = local.time().replace(second=0)
    return any(span.opens <= wall < span.closes for span in table.hours.week[local.weekday()])


@given(MOMENTS, st.integers(0, 3000), st.sampled_from(Base), TABLES)
def test_elapsed_counts_the_minutes_that_the_oracle_counts(
    begins: datetime, length: int, base: Base, table: Timetable
) -> None:
    counted = sum(ticks(base, table, begins + n * MINUTE) for n in range(length))
    assert elapsed(base, begins, begins + length * MINUTE, table) == counted * MINUTE


@given(MOMENTS, st.integers(1, 700), st.sampled_from(Base), TABLES)
def test_advance_ends_where_the_oracle_has_counted_enough(
    start: datetime, minutes: int, base: Base, table: Timetable
) -> None:
    at, left = start, minutes
    while left:
        left -= ticks(base, table, at)
        at += MINUTE
    assert advance(base, start, minutes * MINUTE, table) == at


@pytest.mark.rule("SLA-7")
@given(MOMENTS, st.integers(1, 8), TABLES)
def test_working_days_agree_with_the_oracle(start: datetime, days: int, table: Timetable) -> None:
    day = start.astimezone(table.zone).date()
    left = days
    while left:
        day += timedelta(days=1)
        noon = datetime.combine(day, time(11), table.zone)
        left -= ticks(Base.WORKING, table, noon)
    closes = 15 if table is BROKEN_WEEK and day.weekday() == 5 else 18
    assert working_days_deadline(start, days, table).due == datetime.combine(day, time(closes), table.zone)


@given(MOMENTS, st.integers(1, 60), st.sampled_from(Unit), TABLES)
def test_a_deadline_survives_the_way_through_json(
    start: datetime, amount: int, unit: Unit, table: Timetable
) -> None:
    found = deadline(start, min(amount, 9) if unit is Unit.WORKING_DAYS else amount, unit, table)
    assert Deadline.from_json(found.to_json()) == found
    assert found.due.utcoffset() == timedelta()
    assert found.steps[-1].kind is StepKind.DUE


# --- pauses ---


@pytest.mark.rule("FLOW-7")
@given(MOMENTS, st.integers(0, 8000), st.integers(0, 8000), st.sampled_from(Unit), TABLES)
def test_a_pause_moves_the_deadline_by_what_was_left(
    start: datetime, before: int, length: int, unit: Unit, table: Timetable
) -> None:
    first = deadline(start, 5 if unit is Unit.WORKING_DAYS else 120, unit, table)
    paused = min(start + before * MINUTE, first.due)
    resumed = paused + length * MINUTE
    later = shifted(first, unit.base, paused, resumed, table)
    left = elapsed(unit.base, paused, first.due, table)
    assert elapsed(unit.base, resumed, later.due, table) == left
    assert later.due >= first.due or left == timedelta()


@pytest.mark.rule("FLOW-7")
def test_five_working_days_paused_for_two_end_two_working_days_later() -> None:
    first = working_days_deadline(utc(3, 12, 2, 32), 5, DAILY)  # due Wednesday 19th, 18:00
    later = shifted(first, Base.WORKING, utc(3, 13, 2), utc(3, 17, 2), DAILY)  # Thursday 10:00, Monday 10:00
    assert later.due == utc(3, 21, 10)
    told = [(step.kind, step.day.day, step.minutes) for step in later.steps if step.kind is not StepKind.DUE]
    assert told[-6:] == [
        (StepKind.PAUSED, 17, 44 * 60),
        (StepKind.OPEN_MINUTES, 17, 8 * 60),
        (StepKind.OPEN_MINUTES, 18, 9 * 60),
        (StepKind.OPEN_MINUTES, 19, 9 * 60),
        (StepKind.OPEN_MINUTES, 20, 9 * 60),
        (StepKind.OPEN_MINUTES, 21, 9 * 60),
    ]
    over_a_weekend = shifted(first, Base.WORKING, utc(3, 13, 2), utc(3, 14, 10), DAILY)
    named = [step.kind for step in over_a_weekend.steps if step.day.day in (15, 16)]
    assert named[-2:] == [StepKind.WEEKEND, StepKind.WEEKEND]
