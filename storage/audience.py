"""Many customers at once, in the order of their ids: what the gate needs to know of each, in a query for all."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, or_, select

from core.consent import ANY, LedgerEvent
from core.minors import Minor
from storage import consents
from storage.tables.consent import ConsentEventRow
from storage.tables.contact import ContactRow
from storage.tables.people import Chat, Customer
from storage.tables.types import table_of, word

_customers = table_of(Customer)
_chats = table_of(Chat)
_ledger = table_of(ConsentEventRow)
_contacts = table_of(ContactRow)


@dataclass(frozen=True, slots=True)
class Place:
    """A chat of a customer's, and how its platform's window stands."""

    id: int
    channel: str
    kind: str
    closed_at: datetime | None
    allowance: str
    """`storage.pace.Allowance` as it is stored: read only where the platform has a window."""


@dataclass(frozen=True, slots=True)
class Person:
    """One customer, with what the gate rests on for one purpose in his chats."""

    customer: int
    places: tuple[Place, ...]
    """The one in which he spoke last first."""
    events: tuple[LedgerEvent, ...]
    latest: datetime | None
    promotions: tuple[datetime, ...]
    minor: Minor | None


def after(
    connection: Connection, store: str, customer: int, limit: int, purpose: str, since: datetime
) -> list[Person]:
    """The store's next customers beyond this one; `since`: promotional messages before it do not matter."""
    people = connection.execute(_next, {"store": store, "after": customer, "limit": limit}).all()
    if not people:
        return []
    span = {"first": people[0].id, "last": people[-1].id}
    places: dict[int, list[Place]] = defaultdict(list)
    for row in connection.execute(_places, span).all():
        places[row.customer_id].append(
            Place(
                row.id,
                row.channel,
                row.kind,
                row.closed_at,
                row.allowance,
            )
        )
    events: dict[int, list[LedgerEvent]] = defaultdict(list)
    for entry in connection.execute(_events, {**span, "purpose": purpose}).all():
        events[entry.customer_id].append(consents.event_of(entry))
    promotions: dict[int, list[datetime]] = defaultdict(list)
    for sold in connection.execute(_promotions, {**span, "since": since}).all():
        promotions[sold.customer_id].append(sold.decided_at)
    latest: dict[int, datetime] = {}
    for statement in (_recorded, _decided):
        for last in connection.execute(statement, span).all():
            latest[last.customer_id] = max(latest.get(last.customer_id, last.at), last.at)
    return [
        Person(
            one.id,
            tuple(places.get(one.id, ())),
            tuple(events.get(one.id, ())),
            latest.get(one.id),
            tuple(promotions.get(one.id, ())),
            Minor(one.age_group) if one.age_group else None,
        )
        for one in people
    ]


_next = (
    select(_customers.c.id, _customers.c.age_group)
    .where(
        _customers.c.id > bindparam("after"),
        _customers.c.store == bindparam("store"),
        _customers.c.wrapped_key != b"",
    )
    .order_by(_customers.c.id)
    .limit(bindparam("limit"))
)


def _between(column: Any) -> Any:
    return column.between(bindparam("first"), bindparam("last"))


_places = (
    select(
        _chats.c.id,
        _chats.c.customer_id,
        _chats.c.channel,
        _chats.c.kind,
        _chats.c.closed_at,
        _chats.c.allowance,
    )
    .where(_chats.c.customer_id.is_not(None), _between(_chats.c.customer_id))
    .order_by(_chats.c.customer_id, _chats.c.last_said_at.desc(), _chats.c.id)
)
_events: Select[Any] = (
    select(*(column for column in _ledger.c if column.name != "words"))
    .where(
        _between(_ledger.c.customer_id),
        or_(_ledger.c.purpose == bindparam("purpose"), _ledger.c.purpose == ANY),
        or_(_ledger.c.channel == word("chat"), _ledger.c.channel == ANY),
    )
    .order_by(_ledger.c.customer_id, _ledger.c.id)
)
_promotions = select(_contacts.c.customer_id, _contacts.c.decided_at).where(
    _between(_contacts.c.customer_id),
    _contacts.c.channel == word("chat"),
    _contacts.c.promotional,
    or_(_contacts.c.state == word("reserved"), _contacts.c.state == word("shown")),
    _contacts.c.decided_at > bindparam("since", type_=_contacts.c.decided_at.type),
)
_at_recorded: Any = func.max(_ledger.c.recorded_at).label("at")
_recorded = (
    select(_ledger.c.customer_id, _at_recorded)
    .where(_between(_ledger.c.customer_id))
    .group_by(_ledger.c.customer_id)
)
_at_decided: Any = func.max(_contacts.c.decided_at).label("at")
_decided = (
    select(_contacts.c.customer_id, _at_decided)
    .where(_between(_contacts.c.customer_id))
    .group_by(_contacts.c.customer_id)
)
