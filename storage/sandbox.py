"""Who is on the imitated platform: customers, staff, rooms' members, topics, and the faults to come."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from storage.ids import take
from storage.sealed import Vault
from storage.tables.sandbox import SandboxCustomer, SandboxFault, SandboxMember, SandboxPerson, SandboxThread
from storage.tables.types import table_of

_customer = table_of(SandboxCustomer)
_person = table_of(SandboxPerson)
_member = table_of(SandboxMember)
_thread = table_of(SandboxThread)
_fault = table_of(SandboxFault)

_customer_of = select(_customer).where(_customer.c.chat == bindparam("chat"))
_person_of = select(_person).where(_person.c.chat == bindparam("chat"))
_member_of = select(_member).where(
    _member.c.room == bindparam("room"), _member.c.person == bindparam("person")
)
_oldest_fault = select(_fault).where(_fault.c.chat == bindparam("chat")).order_by(_fault.c.id).limit(1)


@dataclass(frozen=True, slots=True)
class Customer:
    row: int
    id: str
    profile: str
    blocked: bool
    changes: int
    window_until: datetime | None
    window_left: int
    tap_until: datetime | None
    tap_left: int

    def tapped(self, now: datetime) -> int:
        """How many messages his last follow, tap or scan still allows."""
        return self.tap_left if self.tap_until is not None and now < self.tap_until else 0

    def wrote(self, now: datetime) -> int:
        """How many his last message still allows."""
        return self.window_left if self.window_until is not None and now < self.window_until else 0

    def closes_at(self, now: datetime) -> datetime | None:
        """Until when anything may be sent to him; `None` where nothing may."""
        ends = (self.tap_until if self.tapped(now) else None, self.window_until if self.wrote(now) else None)
        return max((end for end in ends if end is not None), default=None)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the staff's side; `code` is what he was registered under, `""` for a stranger."""

    row: int
    id: str
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Member:
    row: int
    present: bool
    changes: int


@dataclass(frozen=True, slots=True)
class Thread:
    id: int
    chat: str
    name: str


@dataclass(frozen=True, slots=True)
class Fault:
    chat: str
    kind: str
    remaining: int


def chat_index(vault: Vault, chat: str) -> str:
    """The blind index under which everything about one chat is found."""
    return vault.index("sandbox chat", chat)


# --- customers ---------------------------------------------------------------------------------------


def add_customer(connection: Connection, vault: Vault, customer_id: str, profile: str) -> Customer:
    row = take(connection)
    connection.execute(
        insert(_customer).values(
            id=row,
            chat=chat_index(vault, f"customer:{customer_id}"),
            profile=profile,
            blocked=False,
            changes=0,
            window_left=0,
            tap_left=0,
            sealed=_seal(vault, "sandbox_customer", row, {"id": customer_id}),
        )
    )
    return Customer(row, customer_id, profile, False, 0, None, 0, None, 0)


def find_customer(connection: Connection, vault: Vault, customer_id: str) -> Customer | None:
    index = chat_index(vault, f"customer:{customer_id}")
    row = connection.execute(_customer_of, {"chat": index}).one_or_none()
    return _as_customer(row, customer_id) if row else None


def all_customers(connection: Connection, vault: Vault) -> list[Customer]:
    """Every customer, the first who came first."""
    rows = connection.execute(select(_customer).order_by(_customer.c.id))
    return [
        _as_customer(row, _open(vault, "sandbox_customer", row.id, row.sealed)["id"]) for row in rows.all()
    ]


def set_blocked(connection: Connection, customer: Customer, blocked: bool) -> Customer:
    """He blocked us or came back; nothing changes when it was so already."""
    if customer.blocked == blocked:
        return customer
    changed = replace(customer, blocked=blocked, changes=customer.changes + 1)
    connection.execute(
        update(_customer)
        .where(_customer.c.id == customer.row)
        .values(blocked=blocked, changes=changed.changes)
    )
    return changed


def set_window(
    connection: Connection, customer: Customer, left: int, until: datetime, *, tap: bool = False
) -> None:
    """From now on `left` messages may be sent to him before `until`, for what he wrote, or did (`tap`)."""
    values = {"tap_left": left, "tap_until": until} if tap else {"window_left": left, "window_until": until}
    connection.execute(update(_customer).where(_customer.c.id == customer.row).values(**values))


def _as_customer(row: Row[Any], customer_id: str) -> Customer:
    return Customer(
        row.id,
        customer_id,
        row.profile,
        row.blocked,
        row.changes,
        row.window_until,
        row.window_left,
        row.tap_until,
        row.tap_left,
    )


# --- staff and rooms ---------------------------------------------------------------------------------


def keep_person(connection: Connection, vault: Vault, person_id: str, name: str, code: str) -> Person:
    """Somebody is known to the platform from now on, or under a new name."""
    known = find_person(connection, vault, person_id)
    row = known.row if known else take(connection)
    sealed = _seal(vault, "sandbox_person", row, {"id": person_id, "name": name, "code": code})
    if known:
        connection.execute(update(_person).where(_person.c.id == row).values(sealed=sealed))
    else:
        index = chat_index(vault, f"staff:{person_id}")
        connection.execute(insert(_person).values(id=row, chat=index, sealed=sealed))
    return Person(row, person_id, name, code)


def find_person(connection: Connection, vault: Vault, person_id: str) -> Person | None:
    index = chat_index(vault, f"staff:{person_id}")
    row = connection.execute(_person_of, {"chat": index}).one_or_none()
    return _as_person(vault, row) if row else None


def all_people(connection: Connection, vault: Vault) -> list[Person]:
    rows = connection.execute(select(_person).order_by(_person.c.id))
    return [_as_person(vault, row) for row in rows.all()]


def find_member(connection: Connection, room: str, person: Person) -> Member | None:
    """How somebody stands to a room; `None` when he was never in it."""
    row = connection.execute(_member_of, {"room": room, "person": person.row}).one_or_none()
    return Member(row.id, row.present, row.changes) if row else None


def set_member(connection: Connection, room: str, person: Person, present: bool) -> Member:
    """He is in the room, or not any more; nothing changes when it was so already."""
    known = find_member(connection, room, person)
    if known is None:
        row = take(connection)
        connection.execute(
            insert(_member).values(id=row, room=room, person=person.row, present=present, changes=0)
        )
        return Member(row, present, 0)
    if known.present == present:
        return known
    changed = Member(known.row, present, known.changes + 1)
    connection.execute(
        update(_member).where(_member.c.id == known.row).values(present=present, changes=changed.changes)
    )
    return changed


def members_of_rooms(connection: Connection, vault: Vault) -> dict[str, list[Person]]:
    """Who is in which room now, the first who came first."""
    rows = connection.execute(
        select(_member.c.room, _person.c.id, _person.c.sealed)
        .join(_person, _person.c.id == _member.c.person)
        .where(_member.c.present)
        .order_by(_member.c.id)
    )
    members: dict[str, list[Person]] = {}
    for row in rows.all():
        members.setdefault(row.room, []).append(_as_person(vault, row))
    return members


def _as_person(vault: Vault, row: Row[*tuple[Any, ...]]) -> Person:
    content = _open(vault, "sandbox_person", row.id, row.sealed)
    return Person(row.id, content["id"], content["name"], content["code"])


# --- topics ------------------------------------------------------------------------------------------


def add_thread(connection: Connection, vault: Vault, chat: str, name: str) -> int:
    row = take(connection)
    sealed = _seal(vault, "sandbox_thread", row, {"chat": chat, "name": name})
    connection.execute(insert(_thread).values(id=row, chat=chat_index(vault, chat), sealed=sealed))
    return row


def has_thread(connection: Connection, vault: Vault, chat: str, thread: str) -> bool:
    """Whether the chat has a topic of this id."""
    if not thread.isascii() or not thread.isdigit() or len(thread) > 18:
        return False
    found = select(_thread.c.id).where(_thread.c.id == int(thread), _thread.c.chat == chat_index(vault, chat))
    return connection.execute(found).first() is not None


def all_threads(connection: Connection, vault: Vault) -> list[Thread]:
    rows = connection.execute(select(_thread).order_by(_thread.c.id))
    opened = [(row.id, _open(vault, "sandbox_thread", row.id, row.sealed)) for row in rows.all()]
    return [Thread(row, content["chat"], content["name"]) for row, content in opened]


# --- faults ------------------------------------------------------------------------------------------


def add_fault(connection: Connection, vault: Vault, chat: str, kind: str, count: int) -> None:
    """The next `count` sends to the chat fail so, after the faults that were ordered before."""
    connection.execute(
        insert(_fault).values(id=take(connection), chat=chat_index(vault, chat), kind=kind, remaining=count)
    )


def next_fault(connection: Connection, vault: Vault, chat: str, spared: str = "") -> str | None:
    """The fault that meets this send; it is used up by it. A fault of the kind `spared` waits."""
    row = connection.execute(_oldest_fault, {"chat": chat_index(vault, chat)}).one_or_none()
    if row is None or row.kind == spared:
        return None
    if row.remaining > 1:
        connection.execute(update(_fault).where(_fault.c.id == row.id).values(remaining=row.remaining - 1))
    else:
        connection.execute(delete(_fault).where(_fault.c.id == row.id))
    return str(row.kind)


def faults_of(connection: Connection, vault: Vault, chats: list[str]) -> list[Fault]:
    """The faults that these chats still have to come, the next one first."""
    names = {chat_index(vault, chat): chat for chat in chats}
    rows = connection.execute(select(_fault).order_by(_fault.c.id))
    return [Fault(names[row.chat], row.kind, row.remaining) for row in rows.all() if row.chat in names]


# --- sealing -----------------------------------------------------------------------------------------


def _seal(vault: Vault, table: str, row: int, content: dict[str, str]) -> bytes:
    return vault.sandbox.seal(table, "sealed", row, json.dumps(content, ensure_ascii=False))


def _open(vault: Vault, table: str, row: int, sealed: bytes) -> dict[str, str]:
    content: dict[str, str] = json.loads(vault.sandbox.open_text(table, "sealed", row, sealed))
    return content
