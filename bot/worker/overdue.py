"""What fell due in a case, each thing exactly once, and before anything else is done with it (SLA-9)."""

from datetime import datetime

from sqlalchemy import Connection

from bot.worker import casecards, effects
from bot.worker.product import Product
from core.case import Case, RefreshCards, Refused
from core.commands import CheckDeadlines
from core.complaint import decide
from core.escalation import next_moment
from storage import cases


def check_case(connection: Connection, product: Product, case_id: int, now: datetime) -> None:
    """Everything that fell due in one case; its cards count down anew each time (STAFF-2)."""
    case = cases.by_id(connection, product.vault, case_id)
    if case is None:
        return
    decision = decide(case, CheckDeadlines(), product.policy, product.calendar, now)
    if not isinstance(decision, Refused):
        effects.apply(connection, product, case, decision, now)
        if decision.events and RefreshCards() not in decision.effects:
            casecards.refresh(connection, product, decision.case, now)


def caught_up(connection: Connection, product: Product, case: Case, now: datetime) -> Case:
    """The case as it stands once time has had its say: nobody is in time because the sweep came after him."""
    due = next_moment(case)
    if due is None or due > now:
        return case
    check_case(connection, product, case.id, now)
    return cases.by_id(connection, product.vault, case.id) or case
