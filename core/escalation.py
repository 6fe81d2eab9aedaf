"""What the clocks do: remind, tell, and carry a case up a tier, each exactly once (SLA-9, FLOW-5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from core.case import (
    Answer,
    Case,
    Decision,
    Effect,
    Event,
    HandOver,
    Happened,
    Kind,
    PostCard,
    RefreshCards,
    Room,
    Stage,
    TellCustomer,
    TellRoom,
)
from core.case_clocks import TIER_CLOCK, active_clocks, clock_of, resumed, start_tier_clock, with_clock
from core.clocks import Clock, ClockEvent, ClockEventKind, ClockName, due_event, next_event
from core.ground import Ground
from core.recounting import recounted
from core.timekeeping import alert, breach, remind

TIMED_OUT: Final = "超时未处理"
"""What the history says in place of the hand-over record, when the clock carried the case up (SLA-9)."""

REMINDERS: Final = {
    ClockName.ACKNOWLEDGEMENT: "reminder.acknowledgement",
    ClockName.FIRST_RESPONSE: "reminder.first_response",
    ClockName.TIER1: "reminder.tier1",
    ClockName.TIER2: "reminder.tier2",
    ClockName.TIER3: "reminder.tier3",
    ClockName.RESULT: "reminder.result",
}
TIER_ROOM: Final = {1: Room.TIER_1, 2: Room.TIER_2, 3: Room.TIER_3}


def next_moment(case: Case) -> datetime | None:
    """When the case next wants the sweep; None when time can do nothing to it any more. SLA-9."""
    moments = [event.at for clock in active_clocks(case) if (event := next_event(clock)) is not None]
    return min(moments, default=None)


def check_deadlines(case: Case, ground: Ground) -> Decision:
    """Everything that fell due up to now, in the order of its moments, each exactly once. SLA-9."""
    decision = recounted(case, ground)
    while (due := _first_due(decision.case, ground.now)) is not None:
        clock, event = due
        decision = decision.and_then(_CONSEQUENCE[event.kind](decision.case, clock, event, ground))
    return decision


def _first_due(case: Case, now: datetime) -> tuple[Clock, ClockEvent] | None:
    due = [(clock, event) for clock in active_clocks(case) if (event := due_event(clock, now)) is not None]
    return min(due, key=lambda found: found[1].at, default=None)


def _remind(case: Case, clock: Clock, event: ClockEvent, ground: Ground) -> Decision:
    """Half, and four fifths, of the time are gone: its room is told. SLA-9."""
    del ground
    percent = event.percent or 0
    data = {"clock": clock.rule, "percent": percent, "due": clock.due.isoformat()}
    return Decision(
        with_clock(case, remind(clock, percent)),
        (Event(Happened.REMINDED, "clock", data, "SLA-9"),),
        (_to_tier(case, REMINDERS[clock.name], {"percent": percent, "due": clock.due}),),
    )


def _missed(case: Case, clock: Clock, event: ClockEvent, ground: Ground) -> Decision:
    """The promise is broken: those whom it concerns are told, and a tier's own clock carries the case up."""
    del event
    missed = Decision(
        with_clock(case, breach(clock, ground.now)),
        (Event(Happened.MISSED, "clock", {"due": clock.due.isoformat()}, clock.rule),),
    )
    if clock.name in (ClockName.TIER1, ClockName.TIER2):
        return missed.and_then(move_up(missed.case, _by_the_clock(case, ground), ground))
    return replace(missed, effects=_alarm(case, clock))


def _alarm(case: Case, clock: Clock) -> tuple[Effect, ...]:
    result = clock_of(case, ClockName.RESULT)
    if clock.name is ClockName.TIER3 and result is not None and result.due == clock.due:
        return ()  # the same instant was told as the result's
    args = {"due": clock.due}
    if clock.name in (ClockName.RESULT, ClockName.TIER3):
        return _to_the_top(case, "alert.result", args)
    return (
        _to_tier(case, "alert.first_response", args),
        TellRoom(Room.OBSERVERS, "alert.first_response", args),
    )


def _told_again(case: Case, clock: Clock, event: ClockEvent, ground: Ground) -> Decision:
    """Missed and still not done: told once a day. Days on which nobody could tell make one. SLA-9."""
    del event
    args = {"due": clock.due}
    if case.kind is Kind.ENQUIRY:
        key = "alert.enquiry_daily" if clock.met_at is None else "alert.enquiry_unclosed"
        effects: tuple[Effect, ...] = (_to_tier(case, key, args), TellRoom(Room.OBSERVERS, key, args))
    else:
        effects = _to_the_top(case, "alert.result_daily", args)
    data = {"clock": clock.rule, "due": clock.due.isoformat(), "daily": True}
    event_of = Event(Happened.REMINDED, "clock", data, "SLA-9")
    return Decision(with_clock(case, alert(clock, ground.now)), (event_of,), effects)


def _pause_over(case: Case, clock: Clock, event: ClockEvent, ground: Ground) -> Decision:
    """Evidence was awaited long enough: the clocks run on from the cap, and its room is told. FLOW-7."""
    del clock
    case, events = resumed(case, ground)
    return Decision(
        case if case.stage is not Stage.AWAITING_EVIDENCE else replace(case, stage=stage_in_hand(case)),
        events,
        (_to_tier(case, "case.evidence_overdue", {"since": event.at}), RefreshCards()),
    )


_CONSEQUENCE: Final[Mapping[ClockEventKind, Callable[[Case, Clock, ClockEvent, Ground], Decision]]] = {
    ClockEventKind.REMINDER: _remind,
    ClockEventKind.BREACH: _missed,
    ClockEventKind.ALERT: _told_again,
    ClockEventKind.PAUSE_OVER: _pause_over,
}


def stage_in_hand(case: Case) -> Stage:
    """Where a case is while nothing is awaited of the customer."""
    return Stage.WAITING if case.claimed_by is None else Stage.HANDLING


# --- up a tier -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WayUp:
    """Why a case goes up: what the history, the rooms and the customer are told of it."""

    event: Event
    room_key: str
    room_args: Mapping[str, Any]
    customer_key: str
    record: HandOver | None = None
    answer: Answer | None = None
    """What becomes of a proposal that still stands; None leaves it standing."""


def _by_the_clock(case: Case, ground: Ground) -> WayUp:
    data = {"record": TIMED_OUT, "from": case.tier, "to": case.tier + 1}
    return WayUp(
        Event(Happened.ESCALATED, "clock", data, "SLA-9"),
        "case.escalated",
        {"from_tier": ground.policy.tier_name(case.tier), "record": TIMED_OUT},
        "complaint.escalated",
    )


def move_up(case: Case, way: WayUp, ground: Ground) -> Decision:
    """The next tier has it from now on, unclaimed and with its own clock; the one before is done (SLA-8)."""
    case, events = resumed(case, ground)
    proposal = case.proposal
    if proposal is not None and proposal.stands and way.answer is not None:
        proposal = replace(proposal, answer=way.answer)
    case = start_tier_clock(
        replace(
            case,
            tier=case.tier + 1,
            stage=Stage.WAITING,
            claimed_by=None,
            received_at=ground.now,
            proposal=proposal,
            hand_overs=(*case.hand_overs, way.record) if way.record else case.hand_overs,
        ),
        ground,
    )
    by = next(clock.due for clock in case.clocks if clock.name is TIER_CLOCK[case.tier])
    return Decision(
        case,
        (*events, way.event),
        (
            PostCard(Room.TIER, way.room_key, way.room_args),
            TellRoom(Room.OBSERVERS, way.room_key, way.room_args),
            RefreshCards(),
            TellCustomer(
                way.customer_key,
                {"number": case.number, "tier": ground.policy.tier_name(case.tier), "by": by},
            ),
        ),
    )


def _to_tier(case: Case, key: str, args: Mapping[str, Any]) -> TellRoom:
    """For the room of the tier that has it at this moment, wherever the case goes next."""
    return TellRoom(TIER_ROOM[case.tier], key, args)


def _to_the_top(case: Case, key: str, args: Mapping[str, Any]) -> tuple[Effect, ...]:
    """Tier 3 and the observers, and the tier that has the case."""
    rooms = dict.fromkeys((TIER_ROOM[case.tier], Room.TIER_3, Room.OBSERVERS))
    return tuple(TellRoom(room, key, args) for room in rooms)
