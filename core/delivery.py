"""What becomes of words to the customer on the road: they arrived, or somebody must look (SLA-9, STAFF-3)."""

from dataclasses import replace

from core.case import (
    Answer,
    Case,
    Decision,
    Event,
    Happened,
    RefreshCards,
    Refused,
    Room,
    Stage,
    TellRoom,
)
from core.case_clocks import meet_rules, resumed
from core.clocks import ClockName
from core.commands import NoteDelivery, NoteFailure
from core.escalation import check_deadlines, stage_in_hand
from core.ground import Ground
from core.timekeeping import breach


def delivered(case: Case, command: NoteDelivery, ground: Ground) -> Decision | Refused:
    """A person's words reached the customer: their clocks stop at that moment. SLA-2, SLA-5, SLA-9.

    A deadline that passed before is missed first, though the sweep had not come by yet. A notice of the bot's
    own satisfies nothing, and an offer that the customer has turned down meanwhile is no result.
    """
    if command.role == "notice":
        return Decision(case)
    there = replace(ground, now=min(command.at, ground.now))
    late = check_deadlines(case, there) if case.is_open else _late_after_closing(case, command, there)
    case = late.case
    rules = set(command.satisfies)
    if command.role == "proposal" and case.proposal is not None:
        if case.proposal.answer is Answer.OBJECTED:
            rules.discard(ClockName.RESULT.rule)
            rules.discard(ClockName.TIER3.rule)
        case = _awaits_an_answer(replace(case, proposal=replace(case.proposal, delivered=True)))
    case = meet_rules(case, rules, there)
    data = {"role": command.role, "satisfies": sorted(rules), "at": there.now.isoformat()}
    shown = (RefreshCards(),) if case.is_open and case != late.case else ()
    return late.and_then(Decision(case, (Event(Happened.DELIVERED, "bot", data, "FLOW-10"),), shown))


def _awaits_an_answer(case: Case) -> Case:
    """An earlier offer may have failed behind which this one was on its way."""
    proposal = case.proposal
    if proposal is None or not proposal.stands or proposal.tier != case.tier:
        return case
    return replace(case, stage=Stage.PROPOSED) if case.stage is stage_in_hand(case) else case


def _late_after_closing(case: Case, command: NoteDelivery, ground: Ground) -> Decision:
    """The closing text arrived after a deadline: that promise was missed, and the history says so."""
    missed = [
        clock
        for clock in case.clocks
        if clock.rule in command.satisfies
        and clock.met_at is None
        and clock.breached_at is None
        and clock.due <= ground.now
    ]
    clocks = tuple(breach(clock, ground.now) if clock in missed else clock for clock in case.clocks)
    events = tuple(
        Event(Happened.MISSED, "clock", {"due": clock.due.isoformat()}, clock.rule) for clock in missed
    )
    return Decision(replace(case, clocks=clocks), events)


def failed(case: Case, command: NoteFailure, ground: Ground) -> Decision | Refused:
    """Not delivered, or nobody knows: every room with a card hears what, and why. STAFF-3.

    Of a customer whom no question has reached no answer is awaited, and no clock stands still for him (FLOW-7).
    """
    after, running = (case, ()) if command.unknown else _not_asked(case, command.role, ground)
    key = "case.delivery_unknown" if command.unknown else "case.not_delivered"
    data = {"role": command.role, "reason": command.reason, "unknown": command.unknown}
    told = TellRoom(Room.ALL, key, {"role": command.role, "reason": command.reason})
    return Decision(
        after,
        (Event(Happened.UNDELIVERED, "bot", data, "STAFF-3"), *running),
        (told,) if after == case else (told, RefreshCards()),
    )


def _not_asked(case: Case, role: str, ground: Ground) -> tuple[Case, tuple[Event, ...]]:
    """The case in the hands of staff again, where what was lost had put it into the customer's."""
    if role == "evidence" and case.stage is Stage.AWAITING_EVIDENCE:
        case, running = resumed(case, ground)
        return replace(case, stage=stage_in_hand(case)), running
    lost = role == "proposal" and case.proposal is not None and not case.proposal.delivered
    if lost and case.stage is Stage.PROPOSED:
        return replace(case, stage=stage_in_hand(case)), ()
    return case, ()
