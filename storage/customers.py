"""Customers: somebody with a key of his own. What is known about him is sealed with it, elsewhere."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from core.minors import Minor
from storage.ids import take
from storage.sealed import SubjectKey, Vault
from storage.tables.people import Customer as CustomerRow
from storage.tables.types import table_of

_table = table_of(CustomerRow)
_insert = insert(_table)
_age_group = select(_table.c.age_group).where(_table.c.id == bindparam("customer_id"))
_put_age_group = (
    update(_table).where(_table.c.id == bindparam("customer_id")).values(age_group=bindparam("group"))
)
_by_id = select(_table.c.id, _table.c.store, _table.c.wrapped_key).where(
    _table.c.id == bindparam("customer_id")
)


class NoSuchCustomer(LookupError):
    """There is no such customer, or not any more: his key is gone, and with it everything it sealed."""


@dataclass(frozen=True, slots=True)
class Customer:
    id: int
    store: str
    key: SubjectKey = field(repr=False, compare=False)


def add(connection: Connection, vault: Vault, store: str, now: datetime) -> Customer:
    """A new customer of this store, with a fresh key."""
    customer_id = take(connection)
    wrapped = vault.new_key(customer_id)
    row = {
        "id": customer_id,
        "store": store,
        "wrapped_key": wrapped,
        "age_group": None,
        "created_at": now,
    }
    connection.execute(_insert, row)
    return Customer(customer_id, store, vault.key(customer_id, wrapped))


def by_id(connection: Connection, vault: Vault, customer_id: int) -> Customer:
    """Raises `NoSuchCustomer`, or `Tampered` when his key is not the one we wrapped for him."""
    row = connection.execute(_by_id, {"customer_id": customer_id}).one_or_none()
    if row is None or not row.wrapped_key:
        raise NoSuchCustomer(f"there is no customer {customer_id}")
    return Customer(row.id, row.store, vault.key(row.id, row.wrapped_key))


def key_of(connection: Connection, vault: Vault, customer_id: int) -> SubjectKey:
    """The key that opens what belongs to this customer. Raises as `by_id`."""
    return by_id(connection, vault, customer_id).key


def age_group(connection: Connection, customer_id: int) -> Minor | None:
    """What he has said of his age (CON-13); None where he said nothing, or that he is grown up."""
    found: str | None = connection.execute(_age_group, {"customer_id": customer_id}).scalar_one_or_none()
    return Minor(found) if found else None


def put_age_group(connection: Connection, customer_id: int, group: Minor | None) -> None:
    """From now on, until he says otherwise."""
    value = None if group is None else group.value
    connection.execute(_put_age_group, {"customer_id": customer_id, "group": value})
