"""How a case comes to be: an enquiry before anything is filed, a complaint once the summary is confirmed."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from core.calendar import WorkCalendar
from core.case import (
    Case,
    Decision,
    Effect,
    Event,
    Happened,
    Kind,
    PostCard,
    RefreshCards,
    Room,
    Stage,
    TellCustomer,
    TellRoom,
)
from core.case_clocks import clock_of, start_tier_clock, started, with_clock
from core.clocks import ClockName
from core.commands import FileComplaint, OpenEnquiry, Triage
from core.facts import Facts
from core.ground import Ground, ground_of
from core.policy import Policy
from core.talk import hold
from core.timekeeping import meet
from core.triage import alerts, graver

LEAK: Final = "leak"
"""An incident: the customer says that his data got out; the supervisors have it (SAFE-3)."""
OPENED: Final = {"danger": "enquiry.opened_danger", LEAK: "enquiry.opened_leak"}


@dataclass(frozen=True, slots=True)
class NewCase:
    """What storage gives a case before the rules do: its id, its numbers, and whose it is."""

    id: int
    store: str
    number: str
    short_code: str
    customer: int
    chat: int


# --- an enquiry ------------------------------------------------------------------------------------------


def open_enquiry(
    command: OpenEnquiry,
    identity: NewCase,
    policy: Policy,
    calendar: WorkCalendar,
    now: datetime,
    enquiry: Case | None = None,
) -> Decision:
    """A person is wanted: a ZX case with one clock, SLA-2, told of daily once missed. CMP-2, SLA-2.

    Where the customer has an open case already, no second one is made: that one's room hears of it again.
    """
    ground = ground_of(identity.store, policy, calendar, now)
    if enquiry is not None and enquiry.is_open:
        return _wanted_again(enquiry, command, ground)
    case = bare(identity, Kind.ENQUIRY, command.facts, command.triage, now)
    case = replace(
        case, reason=command.reason, clocks=(started(ClockName.FIRST_RESPONSE, ground, daily=True),)
    )
    if command.hold:
        case = hold(case, policy, now)
    key = OPENED.get(command.reason, "enquiry.opened_card")
    room = Room.OBSERVERS if command.reason == LEAK else Room.TIER
    effects: list[Effect] = [PostCard(room, key)]
    if command.reason == "human":
        args = {"number": case.number, "contact_by": case.clocks[0].due}
        effects.append(TellCustomer("enquiry.opened", args))
    event = Event(Happened.OPENED, "customer", {"reason": command.reason}, "CMP-2")
    return Decision(case, (event,), (*effects, *alerts(case, None, ground)))


def _wanted_again(case: Case, command: OpenEnquiry, ground: Ground) -> Decision:
    """Its room hears of it. An enquiry learns what was said since; a complaint stays as it was confirmed."""
    before = case.severity
    facts = case.facts if case.kind is Kind.COMPLAINT else case.facts.learning(command.facts)
    case = replace(case, severity=graver(before, command.triage.severity), facts=facts)
    if case.severity is not before:
        case = replace(case, because=tuple(dict.fromkeys((*case.because, *command.triage.because))))
    if command.hold:
        case = hold(case, ground.policy, ground.now)
    data = {"reason": command.reason, "wants_person": command.hold, "text": ""}
    effects: list[Effect] = [_why_again(case, command), RefreshCards()]
    event = Event(Happened.CUSTOMER_WROTE, "customer", data, "CMP-2")
    return Decision(case, (event,), (*effects, *alerts(case, before, ground)))


def _why_again(case: Case, command: OpenEnquiry) -> TellRoom:
    """A complaint's people read what the customer is telling besides: their card stays as it was confirmed."""
    if command.reason == "danger":
        return TellRoom(Room.TIER, "alert.danger")
    facts = command.facts
    besides = "，".join(facts[slot].shown for slot in facts if facts[slot].known and slot != "safety")
    if case.kind is Kind.COMPLAINT and besides:
        return TellRoom(Room.TIER, "case.customer_wants_person_drafting", {"text": besides})
    return TellRoom(Room.TIER, "case.customer_wants_person_again")


# --- a complaint -----------------------------------------------------------------------------------------


def file_complaint(
    command: FileComplaint,
    identity: NewCase,
    policy: Policy,
    calendar: WorkCalendar,
    now: datetime,
    enquiry: Case | None = None,
) -> Decision:
    """The confirmed summary becomes a complaint at tier 1, with its number and its promises. CMP-3, FLOW-1.

    An open enquiry is turned into it: the same case, claim and talk, its own promise of an answer included.
    """
    ground = ground_of(identity.store, policy, calendar, now)
    if enquiry is not None and enquiry.is_for_a_person and enquiry.is_open:
        case = _turned(enquiry, command, identity, now)
    else:
        enquiry = None
        case = bare(identity, Kind.COMPLAINT, command.facts, command.triage, now)
    case = _promised(case, ground)
    data = {
        "number": case.number,
        "earlier_number": case.earlier_number,
        "evidence": command.evidence,
        "because": list(case.because),
    }
    event = Event(Happened.FILED, "customer", data, "CMP-3")
    cards = _cards(case, enquiry, ground)
    seen = enquiry.severity if enquiry is not None and enquiry.department is case.department else None
    return Decision(case, (event,), (_confirmation(case, ground), *cards, *alerts(case, seen, ground)))


def _turned(enquiry: Case, command: FileComplaint, identity: NewCase, now: datetime) -> Case:
    """The enquiry as a complaint. It changes its department only while nobody has claimed it, and nothing that
    staff have corrected."""
    triage, kept = command.triage, enquiry.corrected
    stays = enquiry.claimed_by is not None or "department" in kept
    return replace(
        enquiry,
        kind=Kind.COMPLAINT,
        number=identity.number,
        earlier_number=enquiry.number,
        department=enquiry.department if stays else triage.department,
        category=enquiry.category if "category" in kept else triage.category,
        severity=graver(enquiry.severity, triage.severity),
        emotion=enquiry.emotion if "emotion" in kept else triage.emotion,
        because=tuple(dict.fromkeys((*enquiry.because, *triage.because))) if kept else triage.because,
        facts=command.facts,
        received_at=now,
        clocks=tuple(replace(clock, daily=False) for clock in enquiry.clocks),
    )


def _promised(case: Case, ground: Ground) -> Case:
    """Four clocks from now; an answer promised or given earlier stands. SLA-1, SLA-2, SLA-3, SLA-5."""
    receipt = meet(started(ClockName.ACKNOWLEDGEMENT, ground), ground.now)
    case = with_clock(case, receipt)
    if clock_of(case, ClockName.FIRST_RESPONSE) is None:
        case = with_clock(case, started(ClockName.FIRST_RESPONSE, ground))
    case = start_tier_clock(case, ground)
    return with_clock(case, started(ClockName.RESULT, ground, daily=True))


def _confirmation(case: Case, ground: Ground) -> TellCustomer:
    """Number, what happens next, by when, and who is responsible. CMP-3."""
    first = clock_of(case, ClockName.FIRST_RESPONSE)
    result = clock_of(case, ClockName.RESULT)
    if first is None or result is None:
        raise AssertionError("a complaint is filed with its promises")
    department = ground.policy.departments[case.department.value].name
    args = {"number": case.number, "department": department, "result_by": result.due}
    if first.met_at is not None:
        return TellCustomer("complaint.filed_in_touch", args)
    if first.due <= ground.now:
        return TellCustomer("complaint.filed_late", args)
    return TellCustomer("complaint.filed", {**args, "contact_by": first.due})


def _cards(case: Case, enquiry: Case | None, ground: Ground) -> tuple[Effect, ...]:
    """Its room has it, and the observers see every complaint. FLOW-1, CMP-9."""
    if enquiry is None:
        cards: tuple[Effect, ...] = (PostCard(Room.TIER, "complaint.arrived"),)
    elif enquiry.department is case.department:
        told = TellRoom(Room.TIER, "complaint.from_enquiry", {"earlier_number": enquiry.number})
        cards = (told, RefreshCards())
    else:
        moved = PostCard(Room.TIER, "complaint.from_enquiry", {"earlier_number": enquiry.number})
        cards = (moved, RefreshCards())
    if ground.policy.observers.told_of_every_complaint:
        return (*cards, PostCard(Room.OBSERVERS, "complaint.arrived"))
    return cards


# --- both ------------------------------------------------------------------------------------------------


def bare(identity: NewCase, kind: Kind, facts: Facts, triage: Triage, now: datetime) -> Case:
    """A case as it arrives in its first queue, without promises yet."""
    return Case(
        id=identity.id,
        store=identity.store,
        kind=kind,
        number=identity.number,
        short_code=identity.short_code,
        customer=identity.customer,
        chat=identity.chat,
        department=triage.department,
        category=triage.category,
        severity=triage.severity,
        emotion=triage.emotion,
        tier=1,
        stage=Stage.WAITING,
        opened_at=now,
        received_at=now,
        clocks=(),
        facts=facts,
        because=triage.because,
    )
