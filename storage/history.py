"""What happened in a case, line by line, in the order in which it was stored (FLOW-10)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from core.case import Case, Event, Happened
from storage.customers import key_of
from storage.ids import take
from storage.sealed import Vault
from storage.sealed_json import open_json, seal_json
from storage.tables.cases import CaseEventRow
from storage.tables.types import table_of

_events = table_of(CaseEventRow)
_insert = insert(_events)
_of_case = select(_events).where(_events.c.case_id == bindparam("case")).order_by(_events.c.id)
_stands = select(_events.c.id).where(
    _events.c.case_id == bindparam("case"), _events.c.inbox_id == bindparam("inbox")
)


def append(
    connection: Connection,
    vault: Vault,
    case: Case,
    events: Sequence[Event],
    now: datetime,
    inbox_id: int | None = None,
) -> None:
    """These events happened at `now`.

    `inbox_id` is the message that caused them; the first event carries it. The same message cannot stand in
    a case twice: that is an `IntegrityError`, and the transaction with it is undone.
    """
    if not events:
        return
    key = key_of(connection, vault, case.customer)
    first = take(connection, len(events))
    rows = [
        {
            "id": first + n,
            "case_id": case.id,
            "customer_id": case.customer,
            "at": now,
            "actor": event.actor,
            "kind": event.kind.value,
            "rule": event.rule,
            "data": seal_json(key, "case_event", "data", first + n, dict(event.data)),
            "inbox_id": inbox_id if n == 0 else None,
        }
        for n, event in enumerate(events)
    ]
    connection.execute(_insert, rows)


def holds(connection: Connection, case: int, inbox_id: int) -> bool:
    """Whether this message stands in the case already."""
    return connection.execute(_stands, {"case": case, "inbox": inbox_id}).first() is not None


def of_case(connection: Connection, vault: Vault, case: Case) -> list[tuple[datetime, Event]]:
    """The whole history, oldest first."""
    rows = connection.execute(_of_case, {"case": case.id}).all()
    if not rows:
        return []
    key = key_of(connection, vault, case.customer)

    def event(row: Row[Any]) -> Event:
        data = open_json(key, "case_event", "data", row.id, row.data)
        return Event(Happened(row.kind), row.actor, data, row.rule)

    return [(row.at, event(row)) for row in rows]
