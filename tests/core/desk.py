"""A store with one complaint on its desk: what the tests of cases share."""

from collections.abc import Iterable
from datetime import UTC, datetime

from core.calendar import WorkCalendar
from core.case import (
    Actor,
    Case,
    Decision,
    Department,
    Event,
    Happened,
    Refused,
    Severity,
    TellCustomer,
    TellRoom,
)
from core.clocks import Clock, ClockName
from core.commands import CheckDeadlines, Command, FileComplaint, NoteDelivery, OpenEnquiry, Triage
from core.complaint import decide
from core.facts import Facts
from core.opening import NewCase, file_complaint, open_enquiry
from core.policy import load_policy

POLICY = load_policy("dealer")
WORKSHOP = load_policy("workshop")
CALENDAR = WorkCalendar(frozenset(), frozenset(), frozenset({2024, 2025, 2026}))
"""No holidays: every Monday to Friday is worked, and open 01:00–10:00 UTC (9:00–18:00 in Shanghai)."""
OPENED = datetime(2025, 3, 12, 2, 30, tzinfo=UTC)
"""A Wednesday, 10:30 in the store."""
FACTS = Facts().fill("phenomenon", "刹车异响", shown="刹车异响", words="刹车异响")

ADVISER = Actor("工号07", "service_advisor", "aftersales")
LEADER = Actor("工号08", "team_leader", "aftersales")
MANAGER = Actor("工号20", "service_manager", "aftersales")
GENERAL = Actor("工号30", "general_manager", None)
OBSERVER = Actor("工号40", "observer", None)
SELLER = Actor("工号50", "sales_consultant", "sales")


def at(text: str) -> datetime:
    """An instant of March 2025, as `12 02:30`, in UTC."""
    return datetime.strptime(f"2025-03-{text} +0000", "%Y-%m-%d %H:%M %z")


def triage(department: Department = Department.AFTERSALES, severity: Severity = Severity.MINOR) -> Triage:
    return Triage(department, "brake", severity, "calm")


def new(number: str = "TS20250312-0001") -> NewCase:
    return NewCase(1, "main", number, "A012", 5, 6)


def file(
    severity: Severity = Severity.MINOR,
    now: datetime = OPENED,
    enquiry: Case | None = None,
    department: Department = Department.AFTERSALES,
) -> Decision:
    command = FileComplaint(FACTS, triage(department, severity))
    return file_complaint(command, new(), POLICY, CALENDAR, now, enquiry)


def enquire(
    reason: str = "human",
    now: datetime = OPENED,
    hold: bool = True,
    severity: Severity = Severity.MINOR,
    enquiry: Case | None = None,
) -> Decision:
    command = OpenEnquiry(reason, FACTS, triage(severity=severity), hold)
    return open_enquiry(command, new("ZX20250312-0001"), POLICY, CALENDAR, now, enquiry)


def ask(case: Case, command: Command, now: datetime = OPENED) -> Decision | Refused:
    return decide(case, command, POLICY, CALENDAR, now)


def do(case: Case, command: Command, now: datetime = OPENED) -> Decision:
    """What the command comes to, which must be admitted."""
    found = ask(case, command, now)
    assert isinstance(found, Decision), found
    return found


def refused(case: Case, command: Command, now: datetime = OPENED) -> Refused:
    found = ask(case, command, now)
    assert isinstance(found, Refused), found
    return found


def after(case: Case, *steps: tuple[Command, datetime]) -> Case:
    """The case after these commands, each at its time."""
    for command, now in steps:
        case = do(case, command, now).case
    return case


def sent(decision: Decision, now: datetime) -> Case:
    """The case once everything that the decision tells the customer was delivered at `now`."""
    case = decision.case
    for effect in told(decision):
        case = do(case, NoteDelivery(effect.satisfies, effect.role, now), now).case
    return case


def swept(case: Case, now: datetime) -> Decision:
    return do(case, CheckDeadlines(), now)


def told(decision: Decision) -> list[TellCustomer]:
    return [effect for effect in decision.effects if isinstance(effect, TellCustomer)]


def rooms(decision: Decision) -> list[tuple[str, str]]:
    """(room, key) of everything said to rooms."""
    return [(effect.room.value, effect.key) for effect in decision.effects if isinstance(effect, TellRoom)]


def kinds(events: Iterable[Event]) -> list[Happened]:
    return [event.kind for event in events]


def clock(case: Case, name: ClockName) -> Clock:
    return next(one for one in case.clocks if one.name is name)
