"""What came in, stored before the platform is told so; handled in order within each conversation.

`due_at` stands on the first waiting message of a conversation and on no other: one indexed column gives
what can be handled now, however many wait behind it. Bodies are sealed, and blanked once handled.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, case, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.chats import address_index
from storage.ids import take
from storage.retry import Retry
from storage.sealed import Tampered, Vault
from storage.tables.road import Inbox
from storage.tables.types import table_of, word

_table = table_of(Inbox)
_ahead = _table.alias("ahead")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing that happened on a platform; `body` is its wire JSON."""

    channel: str
    account: str
    chat: str = field(repr=False)
    dedupe_key: str = field(repr=False)
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits to be handled, opened."""

    id: int
    store: str
    channel: str
    conversation: str
    body: str = field(repr=False)
    """`""` where somebody changed the stored bytes: handling it fails, and then a person is told."""
    attempts: int
    received_at: datetime


def insert_new(
    connection: Connection, vault: Vault, arrivals: Sequence[Arrival], now: datetime, *, store: str
) -> int:
    """Store what is not there yet and say how much of it was new (SEC-7: a replay does nothing twice)."""
    if not arrivals:
        return 0
    first = take(connection, len(arrivals))
    rows = [
        {
            "id": number,
            "store": store,
            "channel": one.channel,
            "dedupe_index": _dedupe(vault, one.channel, one.account, one.dedupe_key),
            "conversation": address_index(vault, one.channel, one.account, one.chat),
            "body": vault.system.seal("inbox", "body", number, one.body),
            "received_at": now,
        }
        for number, one in enumerate(arrivals, first)
    ]
    return connection.execute(_insert_new, rows).rowcount


def dead(
    connection: Connection,
    vault: Vault,
    channel: str,
    dedupe_key: str,
    raw: bytes,
    reason: str,
    now: datetime,
    *,
    store: str,
    account: str = "",
) -> bool:
    """Keep an authentic update that cannot be understood. `False`: it was kept already."""
    number = take(connection)
    kept = connection.execute(
        insert(_table)
        .values(
            id=number,
            store=store,
            channel=channel,
            dedupe_index=_dedupe(vault, channel, account, dedupe_key),
            conversation="",
            state="dead",
            body=vault.system.seal("inbox", "body", number, raw),
            attempts=0,
            received_at=now,
            handled_at=now,
            reason=reason,
        )
        .on_conflict_do_nothing()
    )
    return kept.rowcount == 1


def next_unhandled(connection: Connection, vault: Vault, now: datetime, limit: int) -> list[Waiting]:
    """The first message of each conversation whose turn has come, the longest due first."""
    rows = connection.execute(_due, {"now": now, "limit": limit}).all()
    return [_opened(vault, row) for row in rows]


def waits(connection: Connection, conversation: str) -> bool:
    """Whether anything of this conversation is still to be handled."""
    return connection.execute(_waits, {"of": conversation}).first() is not None


def done(connection: Connection, number: int, now: datetime) -> None:
    """It is handled: its body is gone, and the next of its conversation is due.

    Handled once only: a second call changes nothing.
    """
    changed = connection.execute(_done, {"number": number, "now": now}).one_or_none()
    if changed is not None:
        connection.execute(_promote, {"of": changed.conversation, "now": now})


def failed(connection: Connection, number: int, reason: str, now: datetime, retry: Retry) -> bool:
    """Handling it failed: again after a while, with the conversation waiting for it.

    After the last attempt it is a dead letter, the conversation goes on without it, and `True` says that a
    person must be told.
    """
    row = connection.execute(_attempted, {"number": number, "why": reason}).one_or_none()
    if row is None:
        return False
    if not retry.exhausted(row.attempts):
        connection.execute(_again, {"number": number, "at": now + retry.wait(row.attempts)})
        return False
    connection.execute(_buried, {"number": number, "now": now})
    connection.execute(_promote, {"of": row.conversation, "now": now})
    return True


def oldest_waiting(connection: Connection) -> datetime | None:
    """Since when the message that has waited longest has been here."""
    found: datetime | None = connection.execute(_oldest).scalar_one_or_none()
    return found


def counts(connection: Connection) -> dict[str, int]:
    """How many messages wait (`new`) and how many are dead letters (`dead`)."""
    found = {"new": 0, "dead": 0}
    found.update((row.state, row.n) for row in connection.execute(_counts_new).all())
    found.update((row.state, row.n) for row in connection.execute(_counts_dead).all())
    return found


def retire(connection: Connection, before: datetime, limit: int = 500) -> int:
    """Remove up to `limit` messages that were handled, or given up, before this moment; how many it were."""
    old = select(_ahead.c.id).where(_ahead.c.handled_at < before).order_by(_ahead.c.handled_at).limit(limit)
    return connection.execute(delete(_table).where(_table.c.id.in_(old))).rowcount


def _dedupe(vault: Vault, channel: str, account: str, key: str) -> str:
    return vault.index("dedupe", f"{channel}\x1f{account}\x1f{key}")


def _opened(vault: Vault, row: Any) -> Waiting:
    try:
        body = vault.system.open_text("inbox", "body", row.id, row.body)
    except Tampered:
        body = ""  # one row that was changed must not stop all the others
    return Waiting(
        row.id,
        row.store,
        row.channel,
        row.conversation,
        body,
        row.attempts,
        row.received_at,
    )


def _is(state: str) -> ColumnElement[bool]:
    return _table.c.state == word(state)


_someone_ahead = (
    select(_ahead.c.id)
    .where(_ahead.c.conversation == bindparam("conversation"), _ahead.c.state == word("new"))
    .exists()
)
_insert_new = (
    insert(_table)
    .values(
        id=bindparam("id"),
        store=bindparam("store"),
        channel=bindparam("channel"),
        dedupe_index=bindparam("dedupe_index"),
        conversation=bindparam("conversation"),
        state=word("new"),
        body=bindparam("body"),
        attempts=0,
        due_at=case((_someone_ahead, None), else_=bindparam("received_at", type_=_table.c.received_at.type)),
        received_at=bindparam("received_at"),
        handled_at=None,
        reason="",
    )
    .on_conflict_do_nothing()
)
_seen = (
    _table.c.id,
    _table.c.store,
    _table.c.channel,
    _table.c.conversation,
    _table.c.body,
    _table.c.attempts,
    _table.c.received_at,
)
_due = (
    select(*_seen)
    .where(_is("new"), _table.c.due_at <= bindparam("now"))
    .order_by(_table.c.due_at, _table.c.id)
    .limit(bindparam("limit"))
)
_one_new = (_is("new"), _table.c.id == bindparam("number"))
_done = (
    update(_table)
    .where(*_one_new)
    .values(state=word("done"), body=None, due_at=None, handled_at=bindparam("now"))
    .returning(_table.c.conversation)
)
_attempted = (
    update(_table)
    .where(*_one_new)
    .values(attempts=_table.c.attempts + 1, reason=bindparam("why"))
    .returning(_table.c.conversation, _table.c.attempts)
)
_again = update(_table).where(*_one_new).values(due_at=bindparam("at"))
_buried = update(_table).where(*_one_new).values(state=word("dead"), due_at=None, handled_at=bindparam("now"))
_promote = (
    update(_table)
    .where(
        _table.c.id
        == select(_ahead.c.id)
        .where(_ahead.c.conversation == bindparam("of"), _ahead.c.state == word("new"))
        .order_by(_ahead.c.id)
        .limit(1)
        .scalar_subquery(),
        _table.c.due_at.is_(None),
    )
    .values(due_at=bindparam("now"))
)
next_due = select(func.min(_table.c.due_at)).where(_is("new"), _table.c.due_at.is_not(None))
# The oldest of all is the first of its conversation, and those are few.
_waits = select(_table.c.id).where(_table.c.conversation == bindparam("of"), _is("new")).limit(1)
_oldest = select(func.min(_table.c.received_at)).where(_is("new"), _table.c.due_at.is_not(None))
_counts_new = select(word("new").label("state"), func.count().label("n")).where(_is("new"))
_counts_dead = (
    select(word("dead").label("state"), func.count().label("n"))
    .select_from(_table)
    .where(_is("dead"), _table.c.handled_at.is_not(None))
)
