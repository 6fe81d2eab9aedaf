"""Where the conversation in a chat stands: plain data that only the dialogue understands."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from storage.changed import Changed
from storage.customers import key_of
from storage.sealed import SubjectKey, Vault
from storage.sealed_json import open_json, seal_json
from storage.tables.people import Customer
from storage.tables.talks import TalkRow
from storage.tables.types import table_of

_talks = table_of(TalkRow)
_customers = table_of(Customer)
_load = (
    select(_talks, _customers.c.wrapped_key)
    .join(_customers, _customers.c.id == _talks.c.customer_id)
    .where(_talks.c.chat_id == bindparam("chat"))
)
_insert = insert(_talks)
_save = update(_talks).where(_talks.c.chat_id == bindparam("this"), _talks.c.version == bindparam("expected"))
_due = (
    select(_talks.c.chat_id)
    .where(_talks.c.due_at.is_not(None), _talks.c.due_at <= bindparam("now"))
    .order_by(_talks.c.due_at)
    .limit(bindparam("limit"))
)
next_due = select(func.min(_talks.c.due_at)).where(_talks.c.due_at.is_not(None))


@dataclass(frozen=True, slots=True)
class Talk:
    """One chat's session as it was stored."""

    chat: int
    customer: int
    state: Any
    """Plain JSON data."""
    version: int
    due_at: datetime | None
    updated_at: datetime
    key: SubjectKey = field(repr=False, compare=False)
    """The customer's."""


def load(connection: Connection, vault: Vault, chat: int) -> Talk | None:
    """None while nothing has been said there."""
    row = connection.execute(_load, {"chat": chat}).one_or_none()
    if row is None:
        return None
    key = vault.key(row.customer_id, row.wrapped_key)
    state = open_json(key, "talk", "state", chat, row.state)
    return Talk(chat, row.customer_id, state, row.version, row.due_at, row.updated_at, key)


def save(
    connection: Connection,
    vault: Vault,
    chat: int,
    customer: int,
    state: Any,
    now: datetime,
    *,
    due_at: datetime | None,
    expected_version: int,
    key: SubjectKey | None = None,
) -> int:
    """The session as it is from now on; returns its new version.

    `expected_version` is the loaded one, 0 where there was none. Raises `Changed` when it is another.
    `key` saves looking up the customer's.
    """
    row = {
        "customer_id": customer,
        "state": seal_json(key or key_of(connection, vault, customer), "talk", "state", chat, state),
        "version": expected_version + 1,
        "due_at": due_at,
        "updated_at": now,
    }
    if expected_version == 0:
        if connection.execute(_load, {"chat": chat}).first() is not None:
            raise Changed(f"the talk in chat {chat} has begun meanwhile")
        connection.execute(_insert, {"chat_id": chat, **row})
    elif connection.execute(_save, {"this": chat, "expected": expected_version, **row}).rowcount != 1:
        raise Changed(f"the talk in chat {chat} is not at version {expected_version} any more")
    return expected_version + 1


def due(connection: Connection, now: datetime, limit: int) -> list[int]:
    """Chats whose talk wants attention, the longest overdue first."""
    return list(connection.execute(_due, {"now": now, "limit": limit}).scalars())
