"""What waits to be said to a customer is called off once he has said no to it (CON-8)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from bot.worker import outcomes
from bot.worker.product import Product
from core.commands import NoteFailure
from storage import cases, unsaid


def call_off(
    connection: Connection,
    product: Product,
    customer: int,
    purposes: Collection[str] | None,
    keep: Collection[str],
    now: datetime,
) -> None:
    """What waits to be said to him is withdrawn (CON-8); whoever wrote some of it hears that it was."""
    spoken = unsaid.cases_cancelled(connection, customer, outcomes.SPOKEN, purposes=purposes, keep=keep)
    unsaid.cancel(connection, customer, now, purposes=purposes, keep=keep)
    for number, role in spoken:
        case = cases.by_id(connection, product.vault, number)
        if case is not None:
            outcomes.note(connection, product, case, NoteFailure(role, "withdrawn", unknown=False), now)
