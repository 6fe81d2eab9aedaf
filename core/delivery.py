"""What becomes of words to the customer on the road: they arrived, or somebody must look (SLA-9, STAFF-3)."""

from dataclasses import replace

from core.case import Answer, Case, Decision, Event, Happened, Refused, Room, TellRoom
from core.case_clocks import meet_rules
from core.clocks import ClockName, breach
from core.commands import NoteDelivery, NoteFailure
from core.escalation import check_deadlines
from core.ground import Ground


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
        case = replace(case, proposal=replace(case.proposal, delivered=True))
    data = {"role": command.role, "satisfies": sorted(rules), "at": there.now.isoformat()}
    return late.and_then(
        Decision(meet_rules(case, rules, there), (Event(Happened.DELIVERED, "bot", data, "FLOW-10"),))
    )


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
    """Not delivered, or nobody knows: every room with a card hears why; the case stays as it is. STAFF-3."""
    del ground
    key = "case.delivery_unknown" if command.unknown else "case.not_delivered"
    data = {"role": command.role, "reason": command.reason, "unknown": command.unknown}
    return Decision(
        case,
        (Event(Happened.UNDELIVERED, "bot", data, "STAFF-3"),),
        (TellRoom(Room.ALL, key, {"role": command.role, "reason": command.reason}),),
    )
