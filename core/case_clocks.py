"""The clocks of a case: which run for it now, and how its words and steps stop, pause and resume them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from core.case import Case, Event, Happened, Kind
from core.clocks import Clock, ClockName
from core.deadlines import Deadline
from core.ground import Ground
from core.timekeeping import meet, pause, remind, resume, start_clock

TIER_CLOCK: Final = {1: ClockName.TIER1, 2: ClockName.TIER2, 3: ClockName.TIER3}


def clock_of(case: Case, name: ClockName) -> Clock | None:
    """The case's clock of that name, if it was ever started."""
    return next((clock for clock in case.clocks if clock.name is name), None)


def active_clocks(case: Case) -> tuple[Clock, ...]:
    """The clocks that may still want something: none once closed, and of the tiers' only the present one's.

    A tier's clock is never spent by another tier (SLA-8), so one that was left behind says nothing any more.
    """
    if not case.is_open:
        return ()
    left_behind = {name for tier, name in TIER_CLOCK.items() if tier != case.tier}
    return tuple(clock for clock in case.clocks if clock.name not in left_behind)


def with_clock(case: Case, clock: Clock) -> Case:
    """The case with that clock in the place of the one of its name, or added."""
    if clock_of(case, clock.name) is None:
        return replace(case, clocks=(*case.clocks, clock))
    return replace(case, clocks=tuple(clock if old.name is clock.name else old for old in case.clocks))


def started(
    name: ClockName, ground: Ground, *, daily: bool = False, not_before: Deadline | None = None
) -> Clock:
    """A clock of that name running from now, with the policy's promise and reminders."""
    promise = getattr(ground.policy.clocks, name.value)
    percents = ground.policy.clocks.reminders.percent
    return start_clock(
        name, promise, ground.now, ground.table, reminders=percents, daily=daily, not_before=not_before
    )


def start_tier_clock(case: Case, ground: Ground) -> Case:
    """The present tier's own clock, from now. Tier 3's ends with the result's, at least 24 h away (SLA-9)."""
    name = TIER_CLOCK[case.tier]
    result = clock_of(case, ClockName.RESULT)
    not_before = result.deadline if result is not None and name is ClockName.TIER3 else None
    return with_clock(case, started(name, ground, not_before=not_before))


def met_by_first_words() -> tuple[str, ...]:
    """What any words of a person satisfy once they are delivered (SLA-2)."""
    return (ClockName.FIRST_RESPONSE.rule,)


def met_by_result(case: Case, tier: int | None = None) -> tuple[str, ...]:
    """What a proposal or closing text of that tier (the present one) satisfies once it is delivered."""
    if case.kind is Kind.ENQUIRY:
        return met_by_first_words()
    return (*met_by_first_words(), TIER_CLOCK[tier or case.tier].rule, ClockName.RESULT.rule)


def pause_for_evidence(case: Case, ground: Ground) -> Case:
    """The result's clock and the present tier's stand still, no longer than the cap (FLOW-7)."""
    names = (ClockName.RESULT, TIER_CLOCK[case.tier])
    cap = ground.policy.awaiting.working_days_at_most
    return _each(
        case,
        lambda clock: (
            pause(clock, ground.now, ground.table, at_most_working_days=cap) if clock.name in names else clock
        ),
    )


def is_paused(case: Case) -> bool:
    return any(clock.paused_at is not None for clock in case.clocks)


def resumed(case: Case, ground: Ground) -> tuple[Case, tuple[Event, ...]]:
    """Every paused clock runs on with what was left of it; nothing, where none was paused (FLOW-7)."""
    if not is_paused(case):
        return case, ()
    case = _each(
        case,
        lambda clock: resume(clock, ground.now, ground.table) if clock.name is ClockName.RESULT else clock,
    )
    result = clock_of(case, ClockName.RESULT)
    case = _each(
        case,
        lambda clock: resume(
            clock,
            ground.now,
            ground.table,
            not_before=result.deadline if result is not None and clock.name is ClockName.TIER3 else None,
        ),
    )
    return case, (Event(Happened.CLOCKS_RESUMED, "clock", {"at": ground.now.isoformat()}, "FLOW-7"),)


def meet_rules(case: Case, rules: Iterable[str], ground: Ground) -> Case:
    """The clocks of these rules are kept now. The result is also what tier 3's clock waits for."""
    kept = set(rules)
    if ClockName.RESULT.rule in kept:
        kept.add(ClockName.TIER3.rule)
    return _each(case, lambda clock: meet(clock, ground.now) if clock.rule in kept else clock)


def result_undone(case: Case, ground: Ground) -> Case:
    """An objection takes the mark off the result; its due time stays, past reminders keep silent."""

    def undo(clock: Clock) -> Clock:
        if clock.name not in (ClockName.RESULT, ClockName.TIER3):
            return clock
        clock = replace(clock, met_at=None)
        for reminder in clock.reminders:
            if reminder.at <= ground.now:
                clock = remind(clock, reminder.percent)
        return clock

    return _each(case, undo)


def _each(case: Case, change: Callable[[Clock], Clock]) -> Case:
    return replace(case, clocks=tuple(change(clock) for clock in case.clocks))
