"""One clock from start to end: reminders, breach, daily alerts, pauses, recomputing."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.work_calendar import china_calendar
from core.calendar import OpeningHours, Span, Timetable, WorkCalendar
from core.clocks import Clock, ClockEvent, ClockEventKind, ClockName, due_event, next_event
from core.deadlines import Base, StepKind, elapsed
from core.policy import load_policy
from core.timekeeping import alert, breach, meet, pause, recompute, remind, resume, start_clock

POLICY = load_policy("dealer")
TABLE = POLICY.timetable(china_calendar())
HALF_AND_FOUR_FIFTHS = POLICY.clocks.reminders.percent


def utc(month: int, day: int, hour: int, minute: int = 0, second: int = 0, year: int = 2025) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


WEDNESDAY = utc(3, 12, 2, 32)  # 10:32 in Shanghai


def started(name: ClockName, at: datetime = WEDNESDAY, *, daily: bool = False) -> Clock:
    promise = getattr(POLICY.clocks, name.value)
    return start_clock(name, promise, at, TABLE, reminders=HALF_AND_FOUR_FIFTHS, daily=daily)


@pytest.mark.parametrize(
    ("name", "rule_id", "due"),
    [
        pytest.param(ClockName.ACKNOWLEDGEMENT, "SLA-1", utc(3, 13, 2, 32), marks=pytest.mark.rule("SLA-1")),
        pytest.param(ClockName.FIRST_RESPONSE, "SLA-2", utc(3, 12, 3, 2), marks=pytest.mark.rule("SLA-2")),
        pytest.param(ClockName.TIER1, "SLA-3", utc(3, 13, 10), marks=pytest.mark.rule("SLA-3")),
        pytest.param(ClockName.TIER2, "SLA-4", utc(3, 13, 2, 32), marks=pytest.mark.rule("SLA-4")),
        pytest.param(ClockName.TIER3, "SLA-9", utc(3, 13, 2, 32), marks=pytest.mark.rule("SLA-9")),
        pytest.param(ClockName.RESULT, "SLA-5", utc(3, 19, 10), marks=pytest.mark.rule("SLA-5")),
    ],
)
def test_each_clock_keeps_its_own_promise(name: ClockName, rule_id: str, due: datetime) -> None:
    clock = started(name)
    assert (clock.rule, clock.due) == (rule_id, due)


# --- reminders and breach ---


@pytest.mark.rule("SLA-9")
@pytest.mark.parametrize(
    ("name", "half", "four_fifths"),
    [
        (ClockName.FIRST_RESPONSE, utc(3, 12, 2, 47), utc(3, 12, 2, 56)),
        (ClockName.TIER2, utc(3, 12, 14, 32), utc(3, 12, 21, 44)),
        # 448 min today and 540 tomorrow are 988; half is 46 min into tomorrow, 80 % is 342.4
        (ClockName.TIER1, utc(3, 13, 1, 46), utc(3, 13, 6, 42, 24)),
    ],
)
def test_reminders_come_at_half_and_four_fifths_of_the_clocks_own_time(
    name: ClockName, half: datetime, four_fifths: datetime
) -> None:
    assert [(reminder.percent, reminder.at) for reminder in started(name).reminders] == [
        (50, half),
        (80, four_fifths),
    ]


@pytest.mark.rule("SLA-9")
def test_nothing_is_due_an_instant_before_and_the_reminder_at_the_instant() -> None:
    clock = started(ClockName.FIRST_RESPONSE)
    half = utc(3, 12, 2, 47)
    assert due_event(clock, half - timedelta(microseconds=1)) is None
    assert due_event(clock, half) == ClockEvent(ClockEventKind.REMINDER, half, 50)


@pytest.mark.rule("SLA-9")
def test_after_a_long_sleep_everything_comes_once_and_in_order() -> None:
    clock, now, seen = started(ClockName.FIRST_RESPONSE), WEDNESDAY + timedelta(days=9), []
    while (event := due_event(clock, now)) is not None:
        seen.append(event.kind)
        clock = (
            remind(clock, event.percent)
            if event.kind is ClockEventKind.REMINDER and event.percent
            else breach(clock, now)
        )
    assert seen == [ClockEventKind.REMINDER, ClockEventKind.REMINDER, ClockEventKind.BREACH]
    assert next_event(clock) is None


@pytest.mark.rule("SLA-9")
def test_a_missed_clock_that_is_told_daily_is_told_once_for_days_nobody_looked() -> None:
    clock = started(ClockName.RESULT, daily=True)  # due the 19th, 18:00
    clock = breach(replace(clock, reminded=(50, 80)), utc(3, 19, 10))
    assert next_event(clock) == ClockEvent(ClockEventKind.ALERT, utc(3, 20, 10))
    woken = utc(3, 23, 4)
    clock = alert(clock, woken)
    assert due_event(clock, woken) is None
    assert next_event(clock) == ClockEvent(ClockEventKind.ALERT, utc(3, 23, 10))
    assert next_event(meet(clock, utc(3, 23, 5))) is None


@pytest.mark.rule("SLA-9")
def test_a_breach_noticed_late_is_that_days_alert() -> None:
    clock = breach(started(ClockName.RESULT, daily=True), utc(3, 21, 12))  # due the 19th, noticed on the 21st
    assert next_event(clock) == ClockEvent(ClockEventKind.ALERT, utc(3, 22, 10))


@pytest.mark.rule("SLA-9")
def test_a_clock_met_in_time_is_never_missed_and_one_met_late_keeps_both() -> None:
    clock = started(ClockName.TIER2)
    assert breach(meet(clock, clock.due), clock.due + timedelta(days=1)).breached_at is None
    late = meet(breach(clock, clock.due), clock.due + timedelta(hours=1))
    assert (late.breached_at, late.met_at) == (clock.due, clock.due + timedelta(hours=1))


def test_doing_a_thing_twice_does_nothing_the_second_time() -> None:
    clock = started(ClockName.TIER1)
    later = WEDNESDAY + timedelta(minutes=5)
    for once in (meet(clock, WEDNESDAY), breach(clock, WEDNESDAY), remind(clock, 50)):
        assert meet(meet(once, later), later + timedelta(minutes=1)) == meet(once, later)
        assert breach(breach(once, later), later + timedelta(minutes=1)) == breach(once, later)
        assert remind(remind(once, 50), 50) == remind(once, 50)
    paused = pause(clock, later, TABLE, at_most_working_days=5)
    assert pause(paused, later + timedelta(minutes=1), TABLE, at_most_working_days=5) == paused
    assert resume(clock, later, TABLE) == clock


# --- tier 3 ---


@pytest.mark.rule("SLA-9")
@pytest.mark.parametrize(
    ("received", "due", "base"),
    [
        (utc(3, 14, 2), utc(3, 19, 10), Base.WORKING),  # the result's deadline is later
        (utc(3, 18, 9, 59, 59), utc(3, 19, 10), Base.WORKING),
        (utc(3, 18, 10), utc(3, 19, 10), Base.ROUND_THE_CLOCK),  # the same instant
        (utc(3, 19, 2), utc(3, 20, 2), Base.ROUND_THE_CLOCK),  # 24 h from receipt
        (utc(3, 25, 2), utc(3, 26, 2), Base.ROUND_THE_CLOCK),  # the result is overdue already
    ],
)
def test_tier_three_ends_with_the_result_but_has_at_least_a_day(
    received: datetime, due: datetime, base: Base
) -> None:
    result = started(ClockName.RESULT).deadline
    clock = start_clock(
        ClockName.TIER3, POLICY.clocks.tier3, received, TABLE, reminders=(50, 80), not_before=result
    )
    assert (clock.due, clock.base) == (due, base)
    follows = [step.kind for step in clock.deadline.steps].count(StepKind.FOLLOWS_RESULT)
    assert follows == (1 if base is Base.WORKING else 0)


# --- pauses ---


@pytest.mark.rule("FLOW-7")
def test_a_pause_is_capped_at_five_working_days() -> None:
    clock = pause(started(ClockName.RESULT), utc(3, 13, 2), TABLE, at_most_working_days=5)
    cap = utc(3, 20, 10)  # Thursday 13th is not counted; 14, 17, 18, 19, 20
    assert next_event(clock) == ClockEvent(ClockEventKind.PAUSE_OVER, cap)
    assert due_event(clock, cap - timedelta(seconds=1)) is None
    assert resume(clock, utc(4, 20, 2), TABLE) == resume(clock, cap, TABLE)


@pytest.mark.rule("FLOW-7")
@pytest.mark.rule("SLA-8")
def test_what_was_left_is_left_again_and_the_reminders_move_along() -> None:
    clock = started(ClockName.TIER2)  # 24 h from 10:32
    paused = pause(clock, WEDNESDAY + timedelta(hours=6), TABLE, at_most_working_days=5)
    again = resume(paused, WEDNESDAY + timedelta(hours=16), TABLE)
    assert again.due == WEDNESDAY + timedelta(hours=34)
    assert [reminder.at - WEDNESDAY for reminder in again.reminders] == [
        timedelta(hours=22),
        timedelta(hours=10) + timedelta(hours=24) * 0.8,
    ]


def test_a_clock_that_is_met_while_it_stands_still_is_over() -> None:
    paused = pause(started(ClockName.TIER2), WEDNESDAY, TABLE, at_most_working_days=5)
    met = meet(paused, WEDNESDAY + timedelta(hours=1))
    assert (met.paused_at, met.pause_ends) == (None, None)
    assert resume(met, WEDNESDAY + timedelta(hours=2), TABLE) == met


@pytest.mark.rule("SLA-9")
@pytest.mark.rule("FLOW-7")
def test_after_a_pause_tier_three_still_ends_with_the_result() -> None:
    received, paused_at, resumed_at = utc(3, 18, 12), utc(3, 18, 14), utc(3, 20, 2)
    result = started(ClockName.RESULT)  # due the 19th, 18:00
    tier3 = start_clock(
        ClockName.TIER3, POLICY.clocks.tier3, received, TABLE, reminders=(50, 80), not_before=result.deadline
    )
    assert (tier3.due, tier3.base) == (utc(3, 19, 12), Base.ROUND_THE_CLOCK)
    result, tier3 = (pause(clock, paused_at, TABLE, at_most_working_days=5) for clock in (result, tier3))
    result = resume(result, resumed_at, TABLE)
    assert result.due == utc(3, 21, 2)  # 9 working hours were left: 8 on the 20th, 1 on the 21st
    tier3 = resume(tier3, resumed_at, TABLE, not_before=result.deadline)
    assert tier3.due == utc(3, 21, 2)  # its own 22 hours would end earlier, at midnight UTC
    assert tier3.base is Base.WORKING


# --- SLA-7: a calendar is published ---


UNPUBLISHED = WorkCalendar(frozenset(), frozenset(), frozenset({2025}))
PUBLISHED = WorkCalendar(
    frozenset({date(2026, 1, 1), date(2026, 1, 2)}), frozenset(), frozenset({2025, 2026})
)


def with_calendar(calendar: WorkCalendar) -> Timetable:
    return Timetable(calendar, OpeningHours.daily(Span(time(9), time(18))), ZoneInfo("Asia/Shanghai"))


@pytest.mark.rule("SLA-7")
def test_a_provisional_deadline_is_counted_anew_once_the_holidays_are_published() -> None:
    filed = utc(12, 29, 2)  # Monday
    before = start_clock(
        ClockName.RESULT, POLICY.clocks.result, filed, with_calendar(UNPUBLISHED), reminders=(50, 80)
    )
    assert (before.due, before.deadline.provisional) == (utc(1, 5, 10, year=2026), True)
    after = recompute(before, with_calendar(PUBLISHED))
    assert (after.due, after.deadline.provisional) == (utc(1, 7, 10, year=2026), False)
    assert after.superseded == (before.deadline,)
    assert recompute(after, with_calendar(PUBLISHED)) == after


@pytest.mark.rule("SLA-7")
@pytest.mark.rule("FLOW-7")
def test_a_pause_is_counted_anew_with_the_rest() -> None:
    result = POLICY.clocks.result
    clock = start_clock(ClockName.RESULT, result, utc(12, 29, 2), with_calendar(UNPUBLISHED))
    clock = pause(clock, utc(12, 30, 2), with_calendar(UNPUBLISHED), at_most_working_days=5)
    clock = resume(clock, utc(12, 31, 2), with_calendar(UNPUBLISHED))
    assert clock.due == utc(1, 6, 10, year=2026)  # Tuesday 10:00 to Wednesday 10:00: one working day later
    again = recompute(clock, with_calendar(PUBLISHED))
    assert again.due == utc(1, 8, 10, year=2026)
    assert again.pauses == clock.pauses


@pytest.mark.rule("SLA-7")
def test_a_pause_that_leads_past_the_published_years_makes_a_deadline_provisional() -> None:
    table = with_calendar(UNPUBLISHED)
    clock = start_clock(ClockName.TIER1, POLICY.clocks.tier1, utc(12, 29, 2), table)
    assert not clock.deadline.provisional
    clock = resume(pause(clock, utc(12, 29, 3), table, at_most_working_days=5), utc(12, 31, 8), table)
    assert (clock.due, clock.deadline.provisional) == (utc(1, 2, 6, year=2026), True)


@pytest.mark.rule("SLA-7")
def test_a_firm_or_finished_promise_is_never_rewritten() -> None:
    firm = started(ClockName.RESULT)
    assert recompute(firm, with_calendar(UNPUBLISHED)) == firm
    provisional = start_clock(
        ClockName.RESULT, POLICY.clocks.result, utc(12, 29, 2), with_calendar(UNPUBLISHED)
    )
    met = meet(provisional, utc(12, 30, 2))
    assert recompute(met, with_calendar(PUBLISHED)) == met


# --- a life at random ---


class AnyLife(RuleBasedStateMachine):
    """A clock under any order of waiting, pausing, resuming and meeting, with a sweep after every wait."""

    clock: Clock
    now: datetime

    @initialize(
        name=st.sampled_from(ClockName),
        minute=st.integers(0, 1_400_000),
        daily=st.booleans(),
    )
    def begin(self, name: ClockName, minute: int, daily: bool) -> None:
        self.now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
        self.clock = started(name, self.now, daily=daily)
        self.total = elapsed(self.clock.base, self.now, self.clock.due, TABLE)
        self.spent = timedelta()
        self.seen: list[tuple[ClockEventKind, int | None]] = []

    def pass_time(self, until: datetime) -> None:
        """The oracle: own time is spent only while the clock is not paused."""
        if self.clock.paused_at is None:
            self.spent += elapsed(self.clock.base, self.now, until, TABLE)
        self.now = until

    @rule(minutes=st.integers(1, 4000))
    def wait(self, minutes: int) -> None:
        until = self.now + timedelta(minutes=minutes)
        while (event := due_event(self.clock, until)) is not None:
            self.pass_time(max(self.now, event.at))
            self.seen.append((event.kind, event.percent))
            self.fire(event)
        self.pass_time(until)

    def fire(self, event: ClockEvent) -> None:
        match event.kind:
            case ClockEventKind.REMINDER:
                assert event.percent is not None
                assert abs(self.spent - self.total * event.percent / 100) < timedelta(milliseconds=1)
                self.clock = remind(self.clock, event.percent)
            case ClockEventKind.BREACH:
                assert self.spent == self.total
                self.clock = breach(self.clock, self.now)
            case ClockEventKind.ALERT:
                self.clock = alert(self.clock, self.now)
            case ClockEventKind.PAUSE_OVER:
                self.clock = resume(self.clock, event.at, TABLE)

    @precondition(lambda self: self.clock.is_running)
    @rule()
    def ask_for_evidence(self) -> None:
        self.clock = pause(self.clock, self.now, TABLE, at_most_working_days=5)

    @precondition(lambda self: self.clock.paused_at is not None)
    @rule()
    def evidence_comes(self) -> None:
        self.clock = resume(self.clock, self.now, TABLE)

    @rule()
    def a_person_answers(self) -> None:
        self.clock = meet(self.clock, self.now)

    @rule()
    def the_process_restarts(self) -> None:
        self.clock = Clock.from_json(json.loads(json.dumps(self.clock.to_json())))

    @invariant()
    def each_once(self) -> None:
        once = [seen for seen in self.seen if seen[0] in (ClockEventKind.REMINDER, ClockEventKind.BREACH)]
        assert len(once) == len(set(once))

    @invariant()
    def missed_only_when_its_time_was_spent(self) -> None:
        if self.clock.breached_at is not None:
            assert self.spent >= self.total
        elif self.clock.met_at is None:
            assert self.spent <= self.total
            assert next_event(self.clock) is not None


TestAnyLife = pytest.mark.rule("SLA-8")(AnyLife.TestCase)
