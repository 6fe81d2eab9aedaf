"""Enquiries that are no call for a person: a service is wanted, or a number was left (CON-4, SLA-2)."""

from dataclasses import replace
from datetime import datetime

from core.calendar import WorkCalendar
from core.case import Case, Decision, Event, Happened, Kind, PostCard, Room, Severity, TellCustomer
from core.case_clocks import started
from core.clocks import ClockName
from core.commands import BookService, LeaveNumber, Triage
from core.facts import Facts
from core.ground import Ground, ground_of
from core.opening import NewCase, bare
from core.policy import Policy
from core.talk import hold
from core.triage import alerts

INQUIRY = "inquiry"


def book(
    command: BookService, identity: NewCase, policy: Policy, calendar: WorkCalendar, now: datetime
) -> Decision:
    """The service is arranged: its department has it, and he knows by when somebody answers. CON-4, SLA-2."""
    ground = ground_of(identity.store, policy, calendar, now)
    case = _with_its_clock(identity, command.facts, command.triage, ground)
    case = replace(case, reason="booking", scene=command.scene)
    if command.hold:
        case = hold(case, policy, now)
    scene = policy.scenes[command.scene]
    args = {
        "scene": scene.name,
        "number": case.number,
        "department": policy.departments[case.department.value].name,
        "contact_by": case.clocks[0].due,
        "facts": "，".join(case.facts[slot].shown for slot in case.facts if case.facts[slot].known),
    }
    key = "enquiry.booked" if args["facts"] else "enquiry.booked_bare"
    effects = (PostCard(Room.TIER, "enquiry.booking_card", {"scene": scene.name}), TellCustomer(key, args))
    event = Event(Happened.OPENED, "customer", {"reason": "booking", "scene": command.scene}, "CON-4")
    return Decision(case, (event,), (*effects, *alerts(case, None, ground)))


def leave_number(
    command: LeaveNumber, identity: NewCase, policy: Policy, calendar: WorkCalendar, now: datetime
) -> Decision:
    """Its department learns what he agreed to, and has a case to name to the gate. GATE-6, SLA-2."""
    ground = ground_of(identity.store, policy, calendar, now)
    triage = Triage(command.department, INQUIRY, Severity.MINOR, "calm")
    case = replace(_with_its_clock(identity, Facts(), triage, ground), reason="number")
    names = "、".join(policy.purposes[code].name for code in command.purposes)
    event = Event(
        Happened.OPENED, "customer", {"reason": "number", "purposes": list(command.purposes)}, "CON-1"
    )
    return Decision(case, (event,), (PostCard(Room.TIER, "enquiry.number_card", {"purposes": names}),))


def _with_its_clock(identity: NewCase, facts: Facts, triage: Triage, ground: Ground) -> Case:
    case = bare(identity, Kind.ENQUIRY, facts, triage, ground.now)
    return replace(case, clocks=(started(ClockName.FIRST_RESPONSE, ground, daily=True),))
