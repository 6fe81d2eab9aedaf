"""A conversation is stored whole and never overwritten by a turn that began earlier."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from storage import moments, talks
from storage.changed import Changed
from storage.customers import key_of
from storage.database import Database
from storage.sealed import Tampered, Vault
from storage.talks import Talk
from tests.storage.plans import plan
from tests.storage.samples import new_customer

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_a_talk_begins_and_goes_on(connection: Connection, vault: Vault, now: datetime) -> None:
    customer, chat = new_customer(connection, vault, now)
    assert talks.load(connection, vault, chat) is None
    key, later = key_of(connection, vault, customer), now + timedelta(minutes=1)
    first = talks.save(connection, vault, chat, customer, {"a": 1}, now, due_at=later, expected_version=0)
    assert talks.load(connection, vault, chat) == Talk(chat, customer, {"a": 1}, first, later, now, key)
    second = talks.save(connection, vault, chat, customer, {}, later, due_at=None, expected_version=first)
    assert talks.load(connection, vault, chat) == Talk(chat, customer, {}, second, None, later, key)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(state=PLAIN)
def test_any_plain_data_survives(connection: Connection, vault: Vault, now: datetime, state: Any) -> None:
    customer, chat = new_customer(connection, vault, now)
    known = talks.load(connection, vault, chat)
    version = 0 if known is None else known.version
    talks.save(connection, vault, chat, customer, state, now, due_at=None, expected_version=version)
    loaded = talks.load(connection, vault, chat)
    assert loaded is not None
    assert loaded.state == state


@pytest.mark.parametrize("expected", [0, 2])
def test_a_turn_on_another_version_is_not_stored(
    connection: Connection, vault: Vault, now: datetime, expected: int
) -> None:
    customer, chat = new_customer(connection, vault, now)
    talks.save(connection, vault, chat, customer, "kept", now, due_at=None, expected_version=0)
    with pytest.raises(Changed):
        talks.save(connection, vault, chat, customer, "lost", now, due_at=None, expected_version=expected)
    loaded = talks.load(connection, vault, chat)
    assert loaded is not None
    assert loaded.state == "kept"


def test_talks_fall_due_in_the_order_of_their_moments(
    connection: Connection, vault: Vault, now: datetime
) -> None:
    chats = []
    for hours in (2, 1, None):
        customer, chat = new_customer(connection, vault, now, f"80{hours}")
        due = None if hours is None else now + timedelta(hours=hours)
        talks.save(connection, vault, chat, customer, {}, now, due_at=due, expected_version=0)
        chats.append(chat)
    hour = timedelta(hours=1)
    assert moments.look(connection).talks == now + hour
    assert talks.due(connection, now + hour - timedelta(microseconds=1), 9) == []
    assert talks.due(connection, now + hour, 9) == [chats[1]]
    assert talks.due(connection, now + 2 * hour, 9) == [chats[1], chats[0]]


@pytest.mark.rule("SEC-1")
def test_a_talk_moved_to_another_customer_does_not_open(
    connection: Connection, vault: Vault, now: datetime
) -> None:
    for name in ("7001", "7002"):
        customer, chat = new_customer(connection, vault, now, name)
        talks.save(connection, vault, chat, customer, name, now, due_at=None, expected_version=0)
    connection.execute(text("UPDATE talk SET state = (SELECT state FROM talk ORDER BY chat_id LIMIT 1)"))
    with pytest.raises(Tampered):
        talks.load(connection, vault, chat)


def test_due_talks_are_found_by_index(database: Database) -> None:
    for statement in (talks._due, talks.next_due):
        assert "ix_talk_due" in plan(database, statement)
