"""The numbers that customers left: sealed, found by blind index, each with a version of its own (CON-1)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from storage import suppressions
from storage.customers import key_of
from storage.ids import take
from storage.sealed import Vault
from storage.tables.consent import PhoneRow
from storage.tables.types import table_of

_phones = table_of(PhoneRow)
_last_version = select(func.max(_phones.c.version)).where(_phones.c.customer_id == bindparam("customer"))
_current = (
    select(_phones)
    .where(_phones.c.customer_id == bindparam("customer"), _phones.c.removed_at.is_(None))
    .order_by(_phones.c.version.desc())
    .limit(1)
)
_after = (
    select(_phones.c.id, _phones.c.customer_id, _phones.c.version)
    .where(_phones.c.id > bindparam("after"), _phones.c.removed_at.is_(None))
    .order_by(_phones.c.id)
    .limit(bindparam("limit"))
)
_owners = (
    select(_phones.c.customer_id)
    .where(_phones.c.number_index == bindparam("index"), _phones.c.removed_at.is_(None))
    .order_by(_phones.c.id)
)
_remove = (
    update(_phones)
    .where(_phones.c.customer_id == bindparam("customer"), _phones.c.removed_at.is_(None))
    .values(removed_at=bindparam("now"), number=None, number_index=None, suppression=None)
)


@dataclass(frozen=True, slots=True)
class Phone:
    """One version of a customer's number."""

    id: int
    customer: int
    version: int
    number: str = field(repr=False)
    """E.164."""
    added_at: datetime
    index: str = ""
    """The blind index of the number."""
    suppression: str = ""
    """What the number is called in the list of suppressions."""

    @property
    def contact_point(self) -> str:
        """As the consent ledger names it."""
        return f"phone:{self.version}"

    def is_written(self, typed: str) -> bool:
        """Whether somebody wrote this number: whole, with or without +86, or its last four digits."""
        if len(typed) == 4:
            return self.number.endswith(typed)
        return self.number in (typed, f"+86{typed}", f"+{typed}")


def add(connection: Connection, vault: Vault, customer: int, number: str, now: datetime) -> Phone:
    """His number from now on, in E.164; an older one is removed.

    The number he has already keeps its version, and so the consents that were given with it.
    """
    present = current(connection, vault, customer)
    if present is not None and present.number == number:
        return present
    remove(connection, customer, now)
    last: int | None = connection.execute(_last_version, {"customer": customer}).scalar_one()
    index, suppression = number_index(vault, number), suppressions.digest(vault, number)
    phone = Phone(take(connection), customer, (last or 0) + 1, number, now, index, suppression)
    connection.execute(
        insert(_phones),
        {
            "id": phone.id,
            "customer_id": customer,
            "version": phone.version,
            "number": key_of(connection, vault, customer).seal("phone", "number", phone.id, number),
            "number_index": index,
            "suppression": suppression,
            "added_at": now,
        },
    )
    return phone


def current(connection: Connection, vault: Vault, customer: int) -> Phone | None:
    """The number he can be reached at, if he left one."""
    row = connection.execute(_current, {"customer": customer}).one_or_none()
    return None if row is None else _read(connection, vault, row)


@dataclass(frozen=True, slots=True)
class Kept:
    """That a number is there, without the number."""

    id: int
    customer: int
    version: int

    @property
    def contact_point(self) -> str:
        return f"phone:{self.version}"


def after(connection: Connection, last: int, limit: int) -> list[Kept]:
    """The numbers that are kept, in the order in which they came, from the one after `last` on."""
    rows = connection.execute(_after, {"after": last, "limit": limit}).all()
    return [Kept(row.id, row.customer_id, row.version) for row in rows]


def owners(connection: Connection, vault: Vault, number: str) -> list[int]:
    """The customers whose number this is now."""
    return list(connection.execute(_owners, {"index": number_index(vault, number)}).scalars())


def remove(connection: Connection, customer: int, now: datetime) -> bool:
    """The number is deleted; only that there was one remains. False when there was none."""
    return connection.execute(_remove, {"customer": customer, "now": now}).rowcount > 0


def number_index(vault: Vault, number: str) -> str:
    """By what a number in E.164 is found."""
    return vault.index("phone", number)


def _read(connection: Connection, vault: Vault, row: Row[Any]) -> Phone:
    number = key_of(connection, vault, row.customer_id).open_text("phone", "number", row.id, row.number)
    return Phone(
        row.id, row.customer_id, row.version, number, row.added_at, row.number_index, row.suppression or ""
    )
