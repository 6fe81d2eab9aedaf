"""What is to be said: put in the decision's own transaction, sent in the order of its ids within each chat.

States: `queued`, `held` (until somebody speaks there), `sending` (a worker has it), and at the end `sent`,
`failed` or `unknown`. Claiming stands in `storage.lanes`, settling in `storage.settling`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.customers import key_of
from storage.ids import take
from storage.sealed import SubjectKey, Vault
from storage.tables.road import Lane, Outbox
from storage.tables.types import table_of, word, words

_table = table_of(Outbox)
_lane = table_of(Lane)

KEPT = ("card", "thread")
"""Roles whose rows stay when their bodies go: later messages are edits of them, or stand under them."""


@dataclass(frozen=True, slots=True)
class NewOutgoing:
    """Something to be said. `kind` and `body` are the tag and the wire JSON of a neutral body."""

    store: str
    chat_id: int
    kind: str
    body: str = field(repr=False)
    role: str = ""
    """`card` and `thread` mean something here: they are where `thread_case` speaks."""
    purpose: str = ""
    customer_id: int | None = None
    """Whose data it holds: it is sealed with his key."""
    case_id: int | None = None
    bare: str | None = field(default=None, repr=False)
    plain: bool = False
    repeat: str = "again"
    not_after: datetime | None = None
    thread_case: bool = False
    """Speak in the case's topic, else as a reply to its card, in that chat."""
    target_id: int | None = None
    """The message (a row of ours, in the same chat) that this one changes or removes."""
    satisfies: str = ""
    """The clocks that its delivery stops, as rule ids with commas."""
    parts_from: int | None = None
    """The first of the messages put right before it that belong to it, where one send does not hold it."""


@dataclass(frozen=True, slots=True)
class Status:
    """How far a message has come."""

    id: int
    chat: int
    state: str
    reason: str
    reference: str
    settled_at: datetime | None
    in_parts: bool = False
    """It is the last of several sends, and no change reaches the others."""


def active(state: ColumnElement[str]) -> ColumnElement[bool]:
    """Not finished yet. Written like the condition of the index that finds it."""
    return state.in_(words("queued", "held", "sending"))


def put(
    connection: Connection, vault: Vault, new: NewOutgoing, now: datetime, key: SubjectKey | None = None
) -> int:
    """Queue it; its id is our own idempotency key. `key` saves looking up the customer's."""
    if new.repeat not in ("again", "never"):
        raise ValueError("repeat is either 'again' or 'never'")
    number = take(connection)
    seal = key or key_for(connection, vault, new.customer_id)
    connection.execute(
        _put,
        {
            "id": number,
            "store": new.store,
            "chat_id": new.chat_id,
            "customer_id": new.customer_id,
            "case_id": new.case_id,
            "kind": new.kind,
            "role": new.role,
            "purpose": new.purpose,
            "body": seal.seal("outbox", "body", number, new.body),
            "bare": None if new.bare is None else seal.seal("outbox", "bare", number, new.bare),
            "plain": new.plain and _stands_by_itself(new),
            "repeat": new.repeat,
            "created_at": now,
            "due_at": now,
            "not_after": new.not_after,
            "thread_case": new.thread_case,
            "target_id": new.target_id,
            "satisfies": new.satisfies,
            "parts_from": new.parts_from,
        },
    )
    connection.execute(_wake, {"chat_id": new.chat_id, "due_at": now})
    return number


def _stands_by_itself(new: NewOutgoing) -> bool:
    """It needs no place, no second wording and no ticket of its own: what expires is judged as it is sent."""
    return new.bare is None and new.not_after is None and not new.thread_case and new.target_id is None


def put_revision(
    connection: Connection,
    vault: Vault,
    new: NewOutgoing,
    now: datetime,
    *,
    whole: str,
    whole_bare: str | None = None,
    key: SubjectKey | None = None,
) -> int:
    """Change the message `new.target_id`; the id of the row that will do it.

    While the message itself still waits its body is replaced (by `whole`, the new content as a message of
    its own); while an older change of it waits, that one is. Otherwise the change is queued: so one card
    that changes twenty times while its group is full is sent twice at most.
    """
    if new.target_id is None:
        raise ValueError("a revision needs the message it changes")
    waiting = connection.execute(_waiting_for, {"target": new.target_id}).all()
    if not waiting:
        return put(connection, vault, new, now, key)
    row = waiting[-1]
    seal = key or key_for(connection, vault, row.customer_id)
    is_target = row.id == new.target_id
    body, bare = (whole, whole_bare) if is_target else (new.body, new.bare)
    connection.execute(
        _rewrite,
        {
            "number": row.id,
            "new_body": seal.seal("outbox", "body", row.id, body),
            "new_bare": None if bare is None else seal.seal("outbox", "bare", row.id, bare),
        },
    )
    return int(row.id)


def is_whole(connection: Connection, chat_id: int, first: int, last: int) -> bool:
    """Whether every part of a message arrived: the rows of that chat from `first` up to `last`, without it."""
    wanted = {"chat": chat_id, "first": first, "last": last}
    return connection.execute(_missing, wanted).first() is None


def status(connection: Connection, number: int) -> Status | None:
    """How far message `number` has come; `None` once it is forgotten."""
    row = connection.execute(_status, {"number": number}).one_or_none()
    if row is None:
        return None
    in_parts = row.parts_from is not None
    return Status(row.id, row.chat_id, row.state, row.reason, row.reference, row.settled_at, in_parts)


def latest_body(connection: Connection, vault: Vault, target: int) -> str | None:
    """The newest wire JSON of a message and its changes, sent or on its way; `None` where that cannot be said."""
    row = connection.execute(_latest, {"target": target}).first()
    if row is None or row.body is None or row.state in ("failed", "unknown"):
        return None
    return key_for(connection, vault, row.customer_id).open_text("outbox", "body", row.id, row.body)


def sent_about(connection: Connection, customer_id: int) -> list[tuple[int, int]]:
    """(message, chat) of everything about this customer that stands on a platform, oldest first."""
    rows = connection.execute(_sent_about, {"customer": customer_id})
    return [(row.id, row.chat_id) for row in rows.all()]


def depths(connection: Connection) -> dict[str, int]:
    """How many messages stand in each state that wants attention."""
    found = dict.fromkeys(("queued", "held", "sending", "failed", "unknown"), 0)
    for statement in _depths:
        found.update((row.state, row.n) for row in connection.execute(statement).all())
    return found


def retire(connection: Connection, before: datetime, limit: int = 500) -> int:
    """Forget up to `limit` messages that ended before this moment; how many it were.

    Of cards and topics the body goes and the platform's number stays.
    """
    old = [
        (row.id, row.role in KEPT)
        for row in connection.execute(_old, {"before": before, "limit": limit}).all()
    ]
    kept = [number for number, stays in old if stays]
    gone = [number for number, stays in old if not stays]
    if kept:
        connection.execute(update(_table).where(_table.c.id.in_(kept)).values(body=None, bare=None))
    if gone:
        connection.execute(delete(_table).where(_table.c.id.in_(gone)))
    return len(old)


def key_for(connection: Connection, vault: Vault, customer_id: int | None) -> SubjectKey:
    """The key of whose data it holds; the system's own for nobody's."""
    return vault.system if customer_id is None else key_of(connection, vault, customer_id)


# The other columns are named by the values that it is executed with.
_put = insert(_table).values(
    owner=None,
    leased_until=None,
    settled_at=None,
    state=word("queued"),
    attempts=0,
    doubts=0,
    claims=0,
    reason="",
    reference="",
    references_json="[]",
    waited=False,
)
_lane_insert = insert(_lane).values(
    chat_id=bindparam("chat_id"), due_at=bindparam("due_at"), owner=None, tat=0.0, held=False
)
# A lane that has a moment already is parked, woken or leased: it will look for itself.
_wake = _lane_insert.on_conflict_do_update(
    index_elements=["chat_id"],
    set_={"due_at": _lane_insert.excluded.due_at},
    where=_lane.c.due_at.is_(None),
)
_waits = and_(active(_table.c.state), _table.c.state != word("sending"))
_waiting_for = (
    select(_table.c.id, _table.c.customer_id)
    .where(
        _waits,
        or_(
            _table.c.id == bindparam("target"),
            and_(_table.c.target_id == bindparam("target"), _table.c.kind == word("revision")),
        ),
    )
    .order_by(_table.c.id)
)
_rewrite = (
    update(_table)
    .where(_table.c.id == bindparam("number"))
    .values(body=bindparam("new_body"), bare=bindparam("new_bare"))
)
_status = select(
    _table.c.id,
    _table.c.chat_id,
    _table.c.state,
    _table.c.reason,
    _table.c.reference,
    _table.c.settled_at,
    _table.c.parts_from,
).where(_table.c.id == bindparam("number"))
_missing = select(_table.c.id).where(
    _table.c.id >= bindparam("first"),
    _table.c.id < bindparam("last"),
    _table.c.chat_id == bindparam("chat"),
    _table.c.state != word("sent"),
)
_latest = (
    select(_table.c.id, _table.c.state, _table.c.body, _table.c.customer_id)
    .where(or_(_table.c.id == bindparam("target"), _table.c.target_id == bindparam("target")))
    .order_by(_table.c.id.desc())
    .limit(1)
)
_sent_about = (
    select(_table.c.id, _table.c.chat_id)
    .where(
        _table.c.customer_id == bindparam("customer"),
        _table.c.kind == word("message"),
        _table.c.state == word("sent"),
        _table.c.reference != "",
    )
    .order_by(_table.c.id)
)
_how_many: tuple[Any, Any] = (_table.c.state, func.count().label("n"))
_depths = (
    select(*_how_many).where(active(_table.c.state)).group_by(_table.c.state),
    select(*_how_many)
    .where(_table.c.state.in_(words("failed", "unknown")), _table.c.settled_at.is_not(None))
    .group_by(_table.c.state),
)
_old = (
    select(_table.c.id, _table.c.role)
    .where(
        _table.c.settled_at.is_not(None),
        _table.c.body.is_not(None),
        _table.c.settled_at < bindparam("before", type_=_table.c.settled_at.type),
    )
    .order_by(_table.c.settled_at)
    .limit(bindparam("limit"))
)
