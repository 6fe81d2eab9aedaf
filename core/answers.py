"""What the customer does to an open case: he writes, sends, edits, accepts, objects (FLOW-5, FLOW-7)."""

from dataclasses import replace
from typing import Final

from core.case import (
    Answer,
    Case,
    Decision,
    Event,
    HandOver,
    Happened,
    Proposal,
    RefreshCards,
    Refused,
    Room,
    Severity,
    Stage,
    TellCustomer,
    TellRoom,
)
from core.case_clocks import is_paused, meet_rules, met_by_result, result_undone, resumed
from core.commands import AcceptProposal, CustomerEdits, CustomerWrites, ObjectToProposal
from core.escalation import WayUp, move_up, stage_in_hand
from core.ground import Ground
from core.handling import TOP_TIER
from core.talk import hold
from core.triage import alerts

CUSTOMER: Final = "customer"


def writes(case: Case, command: CustomerWrites, ground: Ground) -> Decision | Refused:
    """It goes to the room; any word at all ends the waiting for evidence. FLOW-7, STAFF-3.

    Words of danger raise the case to `safety`, and alert whoever does not know yet. CMP-4. A call for a person
    learns what they tell; a complaint stays as it was confirmed.
    """
    awaited, before = is_paused(case), case.severity
    case = _endangered(case, command.danger)
    if case.is_for_a_person:
        case = replace(case, facts=case.facts.learning(command.facts))
    case, running = resumed(case, ground)
    if case.stage is Stage.AWAITING_EVIDENCE:
        case = replace(case, stage=stage_in_hand(case))
    if command.wants_person:
        case = hold(case, ground.policy, ground.now)
    kind = Happened.EVIDENCE_RECEIVED if awaited and command.attachments else Happened.CUSTOMER_WROTE
    data = {
        "text": command.text,
        "attachments": list(command.attachments),
        "wants_person": command.wants_person,
        "danger": command.danger,
    }
    key = "case.customer_wants_person" if command.wants_person else "case.customer_wrote"
    args = {"text": command.text, "n": len(command.attachments)}
    told = TellRoom(Room.TIER, key, args)
    return Decision(
        case,
        (Event(kind, CUSTOMER, data, "FLOW-7" if awaited else "FLOW-10"), *running),
        (told, RefreshCards(), *alerts(case, before, ground)),
    )


def edits(case: Case, command: CustomerEdits, ground: Ground) -> Decision | Refused:
    """An edit is shown to the room as one; the earlier words stay in the history. STAFF-3.

    Danger that it tells of alerts like any other. CMP-4.
    """
    before = case.severity
    case = _endangered(case, command.danger)
    told = TellRoom(Room.TIER, "case.customer_edited", {"text": command.text})
    card = () if case.severity is before else (RefreshCards(),)
    return Decision(
        case,
        (Event(Happened.CUSTOMER_EDITED, CUSTOMER, {"text": command.text}, "STAFF-3"),),
        (told, *card, *alerts(case, before, ground)),
    )


def _endangered(case: Case, danger: str) -> Case:
    """Words of danger raise it to `safety`; nothing lowers it again by itself. CMP-4."""
    if not danger:
        return case
    because = tuple(dict.fromkeys((*case.because, danger)))
    return replace(case, severity=Severity.SAFETY, because=because)


def accepts(case: Case, command: AcceptProposal, ground: Ground) -> Decision | Refused:
    """He takes the proposal that stands; his answer also proves that it reached him. FLOW-5."""
    proposal = _standing(case, command.number, ground)
    if isinstance(proposal, Refused):
        return proposal
    # A tier that has it since owes him no opinion any more.
    case = meet_rules(_reached(case, proposal, ground), met_by_result(case), ground)
    case, running = resumed(case, ground)
    proposal = replace(proposal, delivered=True, answer=Answer.ACCEPTED)
    args = {"number": case.number, "option": ground.policy.options[proposal.option].name}
    return Decision(
        replace(case, stage=Stage.ACCEPTED, proposal=proposal),
        (*running, Event(Happened.ACCEPTED, CUSTOMER, {"number": proposal.number}, "FLOW-5")),
        (
            TellCustomer("complaint.accepted", {"number": case.number}),
            TellRoom(Room.TIER, "complaint.accepted_room", args),
            RefreshCards(),
        ),
    )


def objects(case: Case, command: ObjectToProposal, ground: Ground) -> Decision | Refused:
    """He does not take it: the case goes up a tier from the one that made it. FLOW-5.

    Where it has gone up since, and at the top, it stays and is worked on.
    """
    proposal = _standing(case, command.number, ground)
    if isinstance(proposal, Refused):
        return proposal
    case = result_undone(_reached(case, proposal, ground), ground)
    case = replace(case, proposal=replace(proposal, delivered=True, answer=Answer.OBJECTED))
    event = Event(Happened.OBJECTED, CUSTOMER, {"number": proposal.number}, "FLOW-5")
    if case.tier >= TOP_TIER or proposal.tier < case.tier:
        return _stays(case, event, ground)
    room = {"from_tier": ground.policy.tier_name(case.tier), "proposal": proposal.text}
    record = HandOver(case.tier, CUSTOMER, proposal.text, "", ground.now)
    return move_up(case, WayUp(event, "case.objected", room, "complaint.objected", record), ground)


def _stays(case: Case, event: Event, ground: Ground) -> Decision:
    case, running = resumed(case, ground)
    return Decision(
        replace(case, stage=stage_in_hand(case)),
        (*running, event),
        (
            TellRoom(Room.TIER, "complaint.objected_room"),
            TellRoom(Room.OBSERVERS, "complaint.objected_room"),
            RefreshCards(),
            TellCustomer("complaint.objected_stays", {"number": case.number}),
        ),
    )


def _reached(case: Case, proposal: Proposal, ground: Ground) -> Case:
    """Whoever answers a proposal has read it, whatever the platform told us about its delivery."""
    return meet_rules(case, met_by_result(case, proposal.tier), ground)


def _standing(case: Case, number: int, ground: Ground) -> Proposal | Refused:
    """The proposal with that number if it may still be answered, else how things stand."""
    proposal = case.proposal
    args = {"number": case.number, "tier": ground.policy.tier_name(case.tier)}
    if proposal is None or proposal.number != number:
        return Refused("FLOW-5", "refused.proposal_replaced", args)
    if proposal.stands:
        return proposal
    return Refused("FLOW-5", _ANSWERED[proposal.answer], args)


_ANSWERED: Final = {
    Answer.ACCEPTED: "refused.already_accepted",
    Answer.OBJECTED: "refused.already_objected",
    Answer.WITHDRAWN: "refused.proposal_withdrawn",
}
