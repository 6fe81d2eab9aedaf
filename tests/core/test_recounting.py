"""A deadline over holidays nobody had published is counted anew once they are, and whoever was told is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import WorkCalendar
from core.case import Case, Decision, Happened, RefreshCards
from core.clocks import ClockName
from core.commands import CheckDeadlines, Command, FileComplaint, HandOverUp
from core.complaint import decide
from core.opening import file_complaint
from tests.core.desk import ADVISER, FACTS, POLICY, clock, kinds, new, rooms, told, triage

UNPUBLISHED = WorkCalendar(frozenset(), frozenset(), frozenset({2025}))
PUBLISHED = WorkCalendar(
    frozenset({date(2026, 1, 1), date(2026, 1, 2)}), frozenset(), frozenset({2025, 2026})
)
FILED = datetime(2025, 12, 29, 2, tzinfo=UTC)
"""A Monday, 10:00 in the store."""
HALF_OF_FIRST = FILED + timedelta(minutes=15)


def moment(month: int, day: int, hour: int) -> datetime:
    return datetime(2025 if month == 12 else 2026, month, day, hour, tzinfo=UTC)


def filed(calendar: WorkCalendar, now: datetime = FILED) -> Case:
    return file_complaint(FileComplaint(FACTS, triage()), new(), POLICY, calendar, now, None).case


def do(case: Case, command: Command, calendar: WorkCalendar, now: datetime) -> Decision:
    found = decide(case, command, POLICY, calendar, now)
    assert isinstance(found, Decision), found
    return found


@pytest.mark.rule("SLA-7")
def test_a_result_moved_by_published_holidays_is_told_to_the_customer_and_the_room() -> None:
    case = filed(UNPUBLISHED)
    assert clock(case, ClockName.RESULT).due == moment(1, 5, 10)
    swept = do(case, CheckDeadlines(), PUBLISHED, HALF_OF_FIRST)
    result = clock(swept.case, ClockName.RESULT)
    assert (result.due, result.deadline.provisional) == (moment(1, 7, 10), False)
    assert [old.due for old in result.superseded] == [moment(1, 5, 10)]
    (event,) = [event for event in swept.events if event.kind is Happened.RECOUNTED]
    assert (event.rule, event.data) == (
        "SLA-7",
        {"clock": "SLA-5", "before": "2026-01-05T10:00:00+00:00", "due": "2026-01-07T10:00:00+00:00"},
    )
    assert [(text.key, text.args["by"], text.satisfies) for text in told(swept)] == [
        ("complaint.recounted", moment(1, 7, 10), ())
    ]
    assert rooms(swept)[0] == ("tier", "case.recounted")
    assert RefreshCards() in swept.effects


@pytest.mark.rule("SLA-7")
def test_it_is_told_once_and_not_before_the_holidays_are_published() -> None:
    case = filed(UNPUBLISHED)
    too_early = do(case, CheckDeadlines(), UNPUBLISHED, HALF_OF_FIRST)
    assert kinds(too_early.events) == [Happened.REMINDED]
    assert told(too_early) == []
    swept = do(too_early.case, CheckDeadlines(), PUBLISHED, HALF_OF_FIRST)
    assert kinds(swept.events) == [Happened.RECOUNTED]
    assert do(swept.case, CheckDeadlines(), PUBLISHED, HALF_OF_FIRST) == Decision(swept.case)


@pytest.mark.rule("SLA-7")
def test_a_deadline_that_only_becomes_firm_is_told_to_nobody() -> None:
    plain = WorkCalendar(frozenset(), frozenset(), frozenset({2025, 2026}))
    swept = do(filed(UNPUBLISHED), CheckDeadlines(), plain, FILED)
    assert kinds(swept.events) == [Happened.RECOUNTED]
    assert swept.effects == ()
    assert not clock(swept.case, ClockName.RESULT).deadline.provisional


@pytest.mark.rule("SLA-7")
@pytest.mark.rule("SLA-9")
def test_tier_threes_clock_moves_with_the_result_it_waits_for() -> None:
    case = filed(UNPUBLISHED)
    for _ in range(2):
        case = do(case, HandOverUp(ADVISER, "检查了", "修不好"), UNPUBLISHED, FILED).case
    assert clock(case, ClockName.TIER3).due == moment(1, 5, 10)
    swept = do(case, CheckDeadlines(), PUBLISHED, FILED).case
    assert clock(swept, ClockName.TIER3).due == clock(swept, ClockName.RESULT).due == moment(1, 7, 10)


@pytest.mark.rule("SLA-7")
def test_a_weekend_worked_for_the_holidays_may_bring_a_deadline_forward_and_it_is_missed_by_the_new_one() -> (
    None
):
    makeup = WorkCalendar(frozenset(), frozenset({date(2026, 1, 3)}), frozenset({2025, 2026}))
    swept = do(filed(UNPUBLISHED), CheckDeadlines(), makeup, moment(1, 3, 10))
    assert clock(swept.case, ClockName.RESULT).due == moment(1, 3, 10)
    missed = [event.data["due"] for event in swept.events if event.kind is Happened.MISSED]
    assert "2026-01-03T10:00:00+00:00" in missed


@pytest.mark.rule("SLA-7")
@given(
    st.integers(0, 14 * 24 * 60),
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 1, 20)), max_size=10),
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 1, 20)), max_size=4),
)
def test_counted_anew_it_is_what_it_would_have_been_with_the_holidays_known(
    minutes: int, holidays: frozenset[date], worked: frozenset[date]
) -> None:
    known = WorkCalendar(holidays, worked, frozenset({2025, 2026}))
    now = datetime(2025, 12, 17, tzinfo=UTC) + timedelta(minutes=minutes)
    swept = do(filed(UNPUBLISHED, now), CheckDeadlines(), known, now).case
    meant = filed(known, now)
    assert [(one.name, one.deadline, one.reminders) for one in swept.clocks] == [
        (one.name, one.deadline, one.reminders) for one in meant.clocks
    ]
