"""Contacts with customers: every decision of the gate, the attempts it reserved, and what came of them.

A decision is written down in its own transaction, before anything is shown or sent (GATE-1); an attempt counts
from then on, unless it surely came to nothing.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, insert, select, update

from core.intent import Allowed, Denied, Verdict
from storage.customers import key_of
from storage.ids import take
from storage.sealed import Vault
from storage.tables.contact import ContactRow
from storage.tables.types import table_of, word, words

_contacts = table_of(ContactRow)
_counts = _contacts.c.state.in_(words("reserved", "shown"))


@dataclass(frozen=True, slots=True)
class NewContact:
    """What a decision was about."""

    store: str
    staff: int
    staff_code: str
    department: str | None
    customer: int
    case: int | None
    purpose: str
    channel: str
    contact_point: str
    number_index: str | None
    promotional: bool
    word: str = field(default="", repr=False)
    """What the caller will say, so that the customer knows him (SAFE-2)."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as it stands."""

    id: int
    store: str
    decided_at: datetime
    staff: int
    staff_code: str
    department: str | None
    customer: int
    case: int | None
    purpose: str
    channel: str
    contact_point: str
    state: str
    basis: str
    expires_at: datetime | None
    message: int | None
    """The outbox row that carries it."""
    shown_at: datetime | None
    outcome: str
    outcome_at: datetime | None
    due_at: datetime | None

    @property
    def is_live(self) -> bool:
        """Whether its ticket may still be used."""
        return self.state == "reserved"


def record(connection: Connection, vault: Vault, new: NewContact, verdict: Verdict, now: datetime) -> int:
    """The decision with all its reasons; an allowed one reserves its attempt by this very row."""
    number = take(connection)
    allowed = verdict if isinstance(verdict, Allowed) else None
    denied = verdict if isinstance(verdict, Denied) else None
    reasons = [[reason.rule, reason.key] for reason in denied.reasons] if denied else []
    connection.execute(
        _insert,
        {
            "id": number,
            "store": new.store,
            "decided_at": now,
            "staff_id": new.staff,
            "staff_code": new.staff_code,
            "department": new.department,
            "customer_id": new.customer,
            "case_id": new.case,
            "purpose": new.purpose,
            "channel": new.channel,
            "contact_point": new.contact_point,
            "number_index": new.number_index,
            "promotional": new.promotional,
            "state": "reserved" if allowed else "denied",
            "basis": allowed.basis if allowed else "",
            "reasons": json.dumps(reasons),
            "next_at": denied.next_at if denied else None,
            "expires_at": allowed.expires_at if allowed else None,
            "word": _sealed_word(connection, vault, number, new),
        },
    )
    return number


def carried_by(connection: Connection, contact: int, message: int) -> None:
    """The one message that may use its ticket."""
    connection.execute(_carry, {"this": contact, "message": message})


def shown(connection: Connection, contact: int, now: datetime, due_at: datetime | None) -> bool:
    """It went out, or may have: it is a contact. When it next wants attention. False where it was none to show."""
    changed = connection.execute(_shown, {"this": contact, "now": now, "due": due_at})
    return changed.rowcount == 1


def void(connection: Connection, contact: int) -> None:
    """It surely came to nothing: its attempt is given back."""
    connection.execute(_void, {"this": contact})


def report(connection: Connection, contact: int, outcome: str, now: datetime) -> bool:
    """What the clerk says came of it; only his first word counts."""
    return connection.execute(_report, {"this": contact, "what": outcome, "now": now}).rowcount == 1


def attend(connection: Connection, contact: int, due_at: datetime | None) -> None:
    """When it next wants attention."""
    connection.execute(_attend, {"this": contact, "due": due_at})


# --- what is known -----------------------------------------------------------------------------------------


def by_id(connection: Connection, contact: int) -> Contact | None:
    row = connection.execute(_by_id, {"this": contact}).one_or_none()
    return None if row is None else _read(row)


def by_message(connection: Connection, message: int) -> Contact | None:
    """The contact that this outbox row carries."""
    row = connection.execute(_by_message, {"message": message}).one_or_none()
    return None if row is None else _read(row)


def word_of(connection: Connection, vault: Vault, contact: Contact) -> str:
    """The word that its caller says."""
    sealed: bytes | None = connection.execute(_word, {"this": contact.id}).scalar_one_or_none()
    if sealed is None:
        return ""
    return key_of(connection, vault, contact.customer).open_text("contact", "word", contact.id, sealed)


def calls(
    connection: Connection, number_index: str, after: datetime, besides: int | None = None
) -> tuple[datetime, ...]:
    """Attempts at that number after this moment: of everybody, for anything; `besides` this contact."""
    asked = {"index": number_index, "after": after, "besides": besides or 0}
    return tuple(row.decided_at for row in connection.execute(_calls, asked))


def promotions(
    connection: Connection, customer: int, channel: str, after: datetime, besides: int | None = None
) -> tuple[datetime, ...]:
    """Promotional messages to him over that channel after this moment; `besides` this contact."""
    asked = {"customer": customer, "channel": channel, "after": after, "besides": besides or 0}
    return tuple(row.decided_at for row in connection.execute(_promotions, asked))


def latest(connection: Connection, customer: int) -> datetime | None:
    """The last moment at which anything about contacting him was decided."""
    found: datetime | None = connection.execute(_latest, {"customer": customer}).scalar_one_or_none()
    return found


def of_customer(connection: Connection, customer: int, after: datetime) -> list[Contact]:
    """His contacts that were shown after this moment, newest first (SAFE-1)."""
    asked = {"customer": customer, "after": after}
    return [_read(row) for row in connection.execute(_of_customer, asked).all()]


def spoken_with(connection: Connection, customer: int) -> dict[int, datetime]:
    """By case, when the last call about it was decided of which the clerk says that he spoke with him."""
    rows = connection.execute(_spoken, {"customer": customer}).all()
    return {row.case_id: row.last for row in rows}


def of_others(connection: Connection, number_index: str, customer: int, after: datetime) -> list[Contact]:
    """Contacts at that number after this moment that were about somebody else who left it too, newest first."""
    asked = {"index": number_index, "customer": customer, "after": after}
    return [_read(row) for row in connection.execute(_of_others, asked).all()]


def live_of_customer(connection: Connection, customer: int) -> list[Contact]:
    """Those whose ticket may still be used, or whose number may still stand on somebody's screen."""
    return [_read(row) for row in connection.execute(_live, {"customer": customer}).all()]


def live_of_staff(connection: Connection, staff: int) -> list[Contact]:
    """The same, of one member of staff."""
    return [_read(row) for row in connection.execute(_live_of_staff, {"staff": staff}).all()]


def unreported(connection: Connection, staff: int) -> list[Contact]:
    """His contacts of which he has not said what came of them, oldest first (GATE-7)."""
    return [_read(row) for row in connection.execute(_unreported, {"staff": staff}).all()]


def due(connection: Connection, now: datetime, limit: int) -> list[int]:
    """The contacts that want attention now, the longest due first."""
    return list(connection.execute(_due, {"now": now, "limit": limit}).scalars())


def _sealed_word(connection: Connection, vault: Vault, number: int, new: NewContact) -> bytes | None:
    if not new.word:
        return None
    return key_of(connection, vault, new.customer).seal("contact", "word", number, new.word)


def _read(row: Row[Any]) -> Contact:
    return Contact(
        row.id,
        row.store,
        row.decided_at,
        row.staff_id,
        row.staff_code,
        row.department,
        row.customer_id,
        row.case_id,
        row.purpose,
        row.channel,
        row.contact_point,
        row.state,
        row.basis,
        row.expires_at,
        row.outbox_id,
        row.shown_at,
        row.outcome,
        row.outcome_at,
        row.due_at,
    )


_columns: Collection[Any] = [column for column in _contacts.c if column.name != "word"]


def _whole(*conditions: Any) -> Select[Any]:
    return select(*_columns).where(*conditions)


_insert = insert(_contacts).values(outcome="", outbox_id=None, shown_at=None, outcome_at=None, due_at=None)
_change = update(_contacts).where(_contacts.c.id == bindparam("this"))
_reserved = _change.where(_contacts.c.state == word("reserved"))
_carry = _reserved.where(_contacts.c.outbox_id.is_(None)).values(outbox_id=bindparam("message"))
_shown = _reserved.values(
    state=word("shown"),
    shown_at=bindparam("now", type_=_contacts.c.shown_at.type),
    due_at=bindparam("due", type_=_contacts.c.due_at.type),
)
_void = _reserved.values(state=word("void"), due_at=None)
_report = _change.where(_contacts.c.state == word("shown"), _contacts.c.outcome == "").values(
    outcome=bindparam("what"), outcome_at=bindparam("now", type_=_contacts.c.outcome_at.type)
)
_attend = _change.values(due_at=bindparam("due", type_=_contacts.c.due_at.type))
_by_id = _whole(_contacts.c.id == bindparam("this"))
_by_message = _whole(_contacts.c.outbox_id == bindparam("message"))
_word = select(_contacts.c.word).where(_contacts.c.id == bindparam("this"))
_calls = select(_contacts.c.decided_at).where(
    _contacts.c.number_index == bindparam("index"),
    _counts,
    _contacts.c.decided_at > bindparam("after", type_=_contacts.c.decided_at.type),
    _contacts.c.id != bindparam("besides"),
)
_promotions = select(_contacts.c.decided_at).where(
    _contacts.c.customer_id == bindparam("customer"),
    _contacts.c.channel == bindparam("channel"),
    _contacts.c.promotional,
    _counts,
    _contacts.c.decided_at > bindparam("after", type_=_contacts.c.decided_at.type),
    _contacts.c.id != bindparam("besides"),
)
_latest = select(func.max(_contacts.c.decided_at)).where(_contacts.c.customer_id == bindparam("customer"))
_of_customer = _whole(
    _contacts.c.customer_id == bindparam("customer"),
    _contacts.c.state == word("shown"),
    _contacts.c.shown_at > bindparam("after", type_=_contacts.c.shown_at.type),
).order_by(_contacts.c.id.desc())
_of_others = _whole(
    _contacts.c.number_index == bindparam("index"),
    _counts,
    _contacts.c.state == word("shown"),
    _contacts.c.customer_id != bindparam("customer"),
    _contacts.c.shown_at > bindparam("after", type_=_contacts.c.shown_at.type),
).order_by(_contacts.c.id.desc())
_last_call: Any = func.max(_contacts.c.decided_at).label("last")
_spoken = (
    select(_contacts.c.case_id, _last_call)
    .where(
        _contacts.c.customer_id == bindparam("customer"),
        _contacts.c.channel == word("call"),
        _contacts.c.outcome.in_(words("reached", "refused")),
        _contacts.c.case_id.is_not(None),
    )
    .group_by(_contacts.c.case_id)
)
_is_live = _contacts.c.state.in_(words("reserved", "shown"))
_live = _whole(
    _contacts.c.customer_id == bindparam("customer"), _is_live, _contacts.c.outcome == ""
).order_by(_contacts.c.id)
_live_of_staff = _whole(
    _contacts.c.staff_id == bindparam("staff"), _is_live, _contacts.c.outcome == ""
).order_by(_contacts.c.id)
_unreported = _whole(
    and_(
        _contacts.c.staff_id == bindparam("staff"),
        _contacts.c.state == word("shown"),
        _contacts.c.number_index.is_not(None),
        _contacts.c.outcome == "",
    )
).order_by(_contacts.c.id)
_due = (
    select(_contacts.c.id)
    .where(
        _contacts.c.due_at.is_not(None),
        _contacts.c.due_at <= bindparam("now", type_=_contacts.c.due_at.type),
    )
    .order_by(_contacts.c.due_at, _contacts.c.id)
    .limit(bindparam("limit"))
)
next_due = select(func.min(_contacts.c.due_at)).where(_contacts.c.due_at.is_not(None))
