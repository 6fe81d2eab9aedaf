"""A number has a version, is found only by whoever knows it, and is gone when it is removed."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from storage import phones
from storage.database import Database
from storage.sealed import Tampered, Vault
from tests.storage.plans import plan
from tests.storage.samples import new_customer

NUMBER = "+8613800001234"
OTHER = "+8613900005678"


@pytest.fixture
def customer(connection: Connection, vault: Vault, now: datetime) -> int:
    return new_customer(connection, vault, now)[0]


@pytest.mark.rule("CON-1")
def test_every_new_number_is_a_contact_point_of_its_own(
    connection: Connection, vault: Vault, now: datetime, customer: int
) -> None:
    assert phones.current(connection, vault, customer) is None
    first = phones.add(connection, vault, customer, NUMBER, now)
    second = phones.add(connection, vault, customer, OTHER, now + timedelta(days=1))
    back = phones.add(connection, vault, customer, NUMBER, now + timedelta(days=2))
    assert [phone.contact_point for phone in (first, second, back)] == ["phone:1", "phone:2", "phone:3"]
    assert phones.current(connection, vault, customer) == back
    assert back.number == NUMBER


@pytest.mark.rule("CON-1")
def test_the_same_number_again_is_the_same_contact_point(
    connection: Connection, vault: Vault, now: datetime, customer: int
) -> None:
    first = phones.add(connection, vault, customer, NUMBER, now)
    assert phones.add(connection, vault, customer, NUMBER, now + timedelta(days=1)) == first


def test_a_number_finds_everybody_whose_it_is_now(
    connection: Connection, vault: Vault, now: datetime, customer: int
) -> None:
    spouse, _ = new_customer(connection, vault, now, "7002")
    for each in (customer, spouse):
        phones.add(connection, vault, each, NUMBER, now)
    assert phones.owners(connection, vault, NUMBER) == [customer, spouse]
    phones.add(connection, vault, spouse, OTHER, now)
    assert phones.owners(connection, vault, NUMBER) == [customer]


def test_a_removed_number_leaves_nothing_but_its_version(
    connection: Connection, vault: Vault, now: datetime, customer: int
) -> None:
    phones.add(connection, vault, customer, NUMBER, now)
    assert phones.remove(connection, customer, now)
    assert not phones.remove(connection, customer, now)
    assert phones.current(connection, vault, customer) is None
    assert phones.owners(connection, vault, NUMBER) == []
    kept = connection.execute(text("SELECT number, number_index, version FROM phone")).one()
    assert tuple(kept) == (None, None, 1)
    assert phones.add(connection, vault, customer, NUMBER, now).version == 2


@pytest.mark.rule("SEC-1")
def test_a_number_moved_to_another_customer_does_not_open(
    connection: Connection, vault: Vault, now: datetime, customer: int
) -> None:
    other, _ = new_customer(connection, vault, now, "7002")
    phones.add(connection, vault, customer, NUMBER, now)
    phones.add(connection, vault, other, OTHER, now)
    connection.execute(text("UPDATE phone SET number = (SELECT number FROM phone ORDER BY id LIMIT 1)"))
    with pytest.raises(Tampered):
        phones.current(connection, vault, other)


def test_a_number_shows_in_no_representation(
    connection: Connection, vault: Vault, now: datetime, customer: int
) -> None:
    assert NUMBER not in repr(phones.add(connection, vault, customer, NUMBER, now))


def test_numbers_are_found_by_index(database: Database) -> None:
    assert "ix_phone_number" in plan(database, phones._owners)
    assert "sqlite_autoindex_phone" in plan(database, phones._current)


@pytest.mark.rule("CON-12")
@pytest.mark.parametrize(
    ("typed", "his"),
    [
        ("13800001234", True),
        ("+8613800001234", True),
        ("8613800001234", True),
        ("1234", True),
        ("1235", False),
        ("00001234", False),
        ("13900005678", False),
    ],
)
def test_a_number_is_known_whole_or_by_its_last_four_digits(
    connection: Connection, vault: Vault, now: datetime, customer: int, typed: str, his: bool
) -> None:
    assert phones.add(connection, vault, customer, NUMBER, now).is_written(typed) is his
