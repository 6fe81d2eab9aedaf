"""What every decision stands on besides its case: the promises, the store's working time, and now."""

from dataclasses import dataclass
from datetime import datetime

from core.calendar import Timetable, WorkCalendar
from core.case import Case
from core.policy import Policy


@dataclass(frozen=True, slots=True)
class Ground:
    """The policy in force, the store's timetable, and the instant of the decision."""

    policy: Policy
    table: Timetable
    now: datetime


def ground_of(store: str, policy: Policy, calendar: WorkCalendar, now: datetime) -> Ground:
    """The ground for a decision about a case of that store."""
    return Ground(policy, policy.timetable(calendar, store), now)


def ground_for(case: Case, policy: Policy, calendar: WorkCalendar, now: datetime) -> Ground:
    return ground_of(case.store, policy, calendar, now)
