"""Requests to be forgotten, and how far each has come (SAFE-5)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from storage.ids import take
from storage.tables.erasure import ErasureRow
from storage.tables.types import table_of, word, words

_requests = table_of(ErasureRow)


@dataclass(frozen=True, slots=True)
class Request:
    id: int
    customer: int
    chat: int
    state: str
    requested_at: datetime
    due_at: datetime | None
    undo: str
    suppressed: bool


def put(
    connection: Connection,
    customer: int,
    chat: int,
    now: datetime,
    due_at: datetime,
    *,
    undo: str,
    suppressed: bool,
) -> int:
    """He asked; it is carried out at `due_at` unless he takes it back."""
    number = take(connection)
    connection.execute(
        _insert,
        {
            "id": number,
            "customer_id": customer,
            "chat_id": chat,
            "requested_at": now,
            "due_at": due_at,
            "undo": undo,
            "suppressed": suppressed,
        },
    )
    return number


def standing(connection: Connection, customer: int) -> Request | None:
    """His request that is neither carried out nor taken back."""
    row = connection.execute(_standing, {"customer": customer}).first()
    return None if row is None else _read(row)


def by_id(connection: Connection, number: int) -> Request | None:
    row = connection.execute(_by_id, {"this": number}).one_or_none()
    return None if row is None else _read(row)


def hold(connection: Connection, number: int, again_at: datetime) -> None:
    """An open case keeps his data: it is looked at again then."""
    connection.execute(_hold, {"this": number, "again": again_at})


def clear(connection: Connection, number: int, again_at: datetime) -> None:
    """What stands about him in groups is being taken away; the rest follows then."""
    connection.execute(_clear, {"this": number, "again": again_at})


def end(connection: Connection, number: int, state: str, now: datetime, removed: Mapping[str, int]) -> None:
    """It was carried out (`done`), or taken back (`undone`)."""
    connection.execute(
        _end, {"this": number, "ended": state, "now": now, "counts": json.dumps(dict(removed))}
    )


def due(connection: Connection, now: datetime, limit: int) -> list[int]:
    """What is to be carried out now, the longest due first."""
    return list(connection.execute(_due, {"now": now, "limit": limit}).scalars())


def _read(row: Row[Any]) -> Request:
    return Request(
        row.id,
        row.customer_id,
        row.chat_id,
        row.state,
        row.requested_at,
        row.due_at,
        row.undo,
        row.suppressed,
    )


_insert = insert(_requests).values(state=word("waiting"), finished_at=None, removed="{}")
_change = update(_requests).where(_requests.c.id == bindparam("this"))
_hold = _change.values(state=word("held"), due_at=bindparam("again", type_=_requests.c.due_at.type))
_clear = _change.values(state=word("clearing"), due_at=bindparam("again", type_=_requests.c.due_at.type))
_end = _change.values(
    state=bindparam("ended"),
    due_at=None,
    finished_at=bindparam("now", type_=_requests.c.finished_at.type),
    removed=bindparam("counts"),
)
_by_id = select(_requests).where(_requests.c.id == bindparam("this"))
_standing = (
    select(_requests)
    .where(
        _requests.c.customer_id == bindparam("customer"),
        _requests.c.state.in_(words("waiting", "held", "clearing")),
    )
    .order_by(_requests.c.id.desc())
    .limit(1)
)
_due = (
    select(_requests.c.id)
    .where(
        _requests.c.due_at.is_not(None),
        _requests.c.due_at <= bindparam("now", type_=_requests.c.due_at.type),
    )
    .order_by(_requests.c.due_at, _requests.c.id)
    .limit(bindparam("limit"))
)
next_due = select(func.min(_requests.c.due_at)).where(_requests.c.due_at.is_not(None))
