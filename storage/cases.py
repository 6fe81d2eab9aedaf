"""Cases go in and come out whole; who saves one that somebody else changed meanwhile must decide again."""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, func, or_, select

from core.case import Case, Department, Kind, Severity, Stage
from core.clocks import Clock
from core.escalation import next_moment
from storage.case_details import details_from_json, details_to_json
from storage.changed import Changed
from storage.customers import key_of
from storage.sealed import Vault
from storage.sealed_json import open_json, seal_json
from storage.tables.cases import CaseRow
from storage.tables.people import Customer
from storage.tables.types import table_of, word

_cases = table_of(CaseRow)
_customers = table_of(Customer)
_whole = (
    select(_cases, _customers.c.wrapped_key)
    .join(_customers, _customers.c.id == _cases.c.customer_id)
    .where(_customers.c.wrapped_key != b"")
)
"""A case of an erased customer is none any more: only its figures stay."""
_open: Final[ColumnElement[bool]] = _cases.c.stage != word("closed")


def _oldest_first(*conditions: ColumnElement[bool]) -> Select[Any]:
    return _whole.where(*conditions).order_by(_cases.c.id)


_insert = sa.insert(_cases)
_save = sa.update(_cases).where(_cases.c.id == bindparam("this"), _cases.c.version == bindparam("expected"))
_by_id = _whole.where(_cases.c.id == bindparam("id"))
_by_number = _whole.where(
    _cases.c.store == bindparam("store"),
    or_(_cases.c.number == bindparam("text"), _cases.c.earlier_number == bindparam("text")),
)
_by_short_code = (
    _whole.where(_cases.c.store == bindparam("store"), _cases.c.short_code == bindparam("text"))
    .order_by(_cases.c.id.desc())
    .limit(1)
)
_latest = (
    _whole.where(_cases.c.customer_id == bindparam("customer"))
    .order_by(_cases.c.id.desc())
    .limit(bindparam("limit"))
)
_of_customer = _oldest_first(_open, _cases.c.customer_id == bindparam("customer"))
_of_customers = _oldest_first(_open, _cases.c.customer_id.between(bindparam("first"), bindparam("last")))
_of_chat = _oldest_first(_open, _cases.c.chat_id == bindparam("chat"))
_claimed = _oldest_first(
    _open, _cases.c.store == bindparam("store"), _cases.c.claimed_by == bindparam("code")
)
_every_open = _oldest_first(_open, _cases.c.store == bindparam("store"))
_last_closed = select(func.max(_cases.c.closed_at), func.count(), func.count(_cases.c.closed_at)).where(
    _cases.c.customer_id == bindparam("customer")
)
_return = (
    sa.update(_cases)
    .where(_cases.c.customer_id == bindparam("customer"), _cases.c.chat_id == bindparam("there"))
    .values(chat_id=bindparam("own"), version=_cases.c.version + 1)
)
_due = (
    select(_cases.c.id)
    .where(_cases.c.next_due_at.is_not(None), _cases.c.next_due_at <= bindparam("now"))
    .order_by(_cases.c.next_due_at, _cases.c.id)
    .limit(bindparam("limit"))
)
_provisional = select(_cases.c.id).where(_open, _cases.c.clocks.like('%"provisional": true%'))
next_due = select(func.min(_cases.c.next_due_at)).where(_cases.c.next_due_at.is_not(None))


# --- in ----------------------------------------------------------------------------------------------------


def insert(connection: Connection, vault: Vault, case: Case) -> None:
    """A case that is new; its id comes from `storage.ids`, its numbers from `storage.counters`."""
    connection.execute(_insert, _row(connection, vault, case))


def save(connection: Connection, vault: Vault, case: Case, expected_version: int) -> Case:
    """The case as it is now, with the version it has from now on.

    Raises `Changed`, and stores nothing, when the stored version is not the one the decision was made on.
    """
    saved = replace(case, version=expected_version + 1)
    row = _row(connection, vault, saved)
    this = row.pop("id")
    del row["customer_id"], row["opened_at"]
    if connection.execute(_save, {"this": this, "expected": expected_version, **row}).rowcount != 1:
        raise Changed(f"case {case.id} is not at version {expected_version} any more")
    return saved


# --- out ---------------------------------------------------------------------------------------------------


def by_id(connection: Connection, vault: Vault, case_id: int) -> Case | None:
    row = connection.execute(_by_id, {"id": case_id}).one_or_none()
    return None if row is None else _case(vault, row)


def by_reference(connection: Connection, vault: Vault, store: str, text: str) -> Case | None:
    """The case with this number, earlier number or short code, in whatever width and case it was typed.

    Short codes come round again: the latest case that has it is meant.
    """
    wanted = {"store": store, "text": unicodedata.normalize("NFKC", text).strip().upper()}
    row = connection.execute(_by_number, wanted).first() or connection.execute(_by_short_code, wanted).first()
    return None if row is None else _case(vault, row)


def latest_of_customer(connection: Connection, vault: Vault, customer: int, limit: int = 1) -> list[Case]:
    """His newest cases, open or closed, newest first."""
    return _all(vault, connection.execute(_latest, {"customer": customer, "limit": limit}))


def open_of_customer(connection: Connection, vault: Vault, customer: int) -> list[Case]:
    """Oldest first, as all lists of open cases are."""
    return _all(vault, connection.execute(_of_customer, {"customer": customer}))


def open_of_customers(connection: Connection, vault: Vault, first: int, last: int) -> list[Case]:
    """Those of every customer from the one to the other."""
    return _all(vault, connection.execute(_of_customers, {"first": first, "last": last}))


def last_closed(connection: Connection, customer: int) -> tuple[datetime | None, bool]:
    """When the last of his cases was closed, and whether one is open now."""
    last, every, closed = connection.execute(_last_closed, {"customer": customer}).one()
    return last, every > closed


def open_of_chat(connection: Connection, vault: Vault, chat: int) -> list[Case]:
    return _all(vault, connection.execute(_of_chat, {"chat": chat}))


def every_open(connection: Connection, vault: Vault, store: str) -> list[Case]:
    """All that is not closed."""
    return _all(vault, connection.execute(_every_open, {"store": store}))


def claimed_by(connection: Connection, vault: Vault, store: str, code: str) -> list[Case]:
    """The open cases that this member of staff has claimed."""
    return _all(vault, connection.execute(_claimed, {"store": store, "code": code}))


def due(connection: Connection, now: datetime, limit: int) -> list[int]:
    """Ids of the cases one of whose clocks wants attention, the longest overdue first."""
    return list(connection.execute(_due, {"now": now, "limit": limit}).scalars())


def provisional(connection: Connection) -> list[int]:
    """Ids of the open cases one of whose deadlines was counted over holidays that nobody had published."""
    return list(connection.execute(_provisional).scalars())


def return_to(connection: Connection, customer: int, there: int, own: int) -> None:
    """His cases that were spoken of in that chat are spoken of in his own again. Whoever decides about one of them
    meanwhile decides again."""
    connection.execute(_return, {"customer": customer, "there": there, "own": own})


# --- one row -----------------------------------------------------------------------------------------------


def _row(connection: Connection, vault: Vault, case: Case) -> dict[str, Any]:
    key = key_of(connection, vault, case.customer)
    return {
        "id": case.id,
        "store": case.store,
        "kind": case.kind.value,
        "number": case.number,
        "earlier_number": case.earlier_number,
        "short_code": case.short_code,
        "customer_id": case.customer,
        "chat_id": case.chat,
        "department": case.department.value,
        "category": case.category,
        "severity": case.severity.value,
        "emotion": case.emotion,
        "tier": case.tier,
        "stage": case.stage.value,
        "claimed_by": case.claimed_by,
        "opened_at": case.opened_at,
        "received_at": case.received_at,
        "held_until": case.held_until,
        "closed_at": case.closed_at,
        "next_due_at": next_moment(case) if case.is_open else None,
        "clocks": json.dumps([clock.to_json() for clock in case.clocks]),
        "details": seal_json(key, "cases", "details", case.id, details_to_json(case)),
        "version": case.version,
    }


def _all(vault: Vault, rows: Iterable[Row[Any]]) -> list[Case]:
    return [_case(vault, row) for row in list(rows)]


def _case(vault: Vault, row: Row[Any]) -> Case:
    key = vault.key(row.customer_id, row.wrapped_key)
    return Case(
        id=row.id,
        store=row.store,
        kind=Kind(row.kind),
        number=row.number,
        short_code=row.short_code,
        customer=row.customer_id,
        chat=row.chat_id,
        department=Department(row.department),
        category=row.category,
        severity=Severity(row.severity),
        emotion=row.emotion,
        tier=row.tier,
        stage=Stage(row.stage),
        opened_at=row.opened_at,
        received_at=row.received_at,
        clocks=tuple(Clock.from_json(clock) for clock in json.loads(row.clocks)),
        earlier_number=row.earlier_number,
        claimed_by=row.claimed_by,
        held_until=row.held_until,
        closed_at=row.closed_at,
        version=row.version,
        **details_from_json(open_json(key, "cases", "details", row.id, row.details)),
    )
