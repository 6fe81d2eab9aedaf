"""Provisional deadlines are counted anew before anything falls due by them, once the holidays are published."""

from core.case import Case, Decision, Effect, Event, Happened, RefreshCards, Room, TellCustomer, TellRoom
from core.case_clocks import active_clocks, clock_of, with_clock
from core.clocks import ClockName
from core.ground import Ground
from core.timekeeping import recompute


def recounted(case: Case, ground: Ground) -> Decision:
    """The case by the calendar as it is published now; old and new times stand in its history. SLA-7.

    Where a time moves its room is told, and the customer where it is his result's: he was promised the old one.
    """
    after = case
    # The result's clock comes first: tier 3's waits for it (SLA-9).
    for clock in sorted(active_clocks(case), key=lambda clock: clock.name is ClockName.TIER3):
        result = clock_of(after, ClockName.RESULT) if clock.name is ClockName.TIER3 else None
        anew = recompute(clock, ground.table, not_before=result.deadline if result is not None else None)
        after = with_clock(after, anew)
    pairs = [(old, new) for old, new in zip(case.clocks, after.clocks, strict=True) if old != new]
    events = tuple(
        Event(
            Happened.RECOUNTED,
            "clock",
            {"clock": new.rule, "before": old.due.isoformat(), "due": new.due.isoformat()},
            "SLA-7",
        )
        for old, new in pairs
    )
    moved = {new.name: new.due for old, new in pairs if old.due != new.due}
    told: tuple[Effect, ...] = (TellRoom(Room.TIER, "case.recounted"), RefreshCards()) if moved else ()
    if ClockName.RESULT in moved:
        args = {"number": case.number, "by": moved[ClockName.RESULT]}
        told += (TellCustomer("complaint.recounted", args),)
    return Decision(after, events, told)
