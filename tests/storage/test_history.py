"""The history keeps every event in order, sealed, and no customer's message stands in a case twice."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from core.case import Case, Event, Happened
from storage import history
from storage.database import Database
from storage.sealed import Tampered, Vault
from tests.storage.plans import plan
from tests.storage.samples import stored_case

WROTE = Event(Happened.CUSTOMER_WROTE, "customer", {"text": "还是响", "attachments": [3]}, "FLOW-10")
CLAIMED = Event(Happened.CLAIMED, "工号07", {}, "STAFF-2")


@pytest.fixture
def case(connection: Connection, vault: Vault, now: datetime) -> Case:
    return stored_case(connection, vault, now)


@pytest.mark.rule("FLOW-10")
def test_events_come_back_whole_and_in_the_order_of_storing(
    connection: Connection, vault: Vault, now: datetime, case: Case
) -> None:
    later = now + timedelta(minutes=5)
    history.append(connection, vault, case, [WROTE, CLAIMED], now)
    history.append(connection, vault, case, [], later)
    history.append(connection, vault, case, [CLAIMED], later)
    assert history.of_case(connection, vault, case) == [(now, WROTE), (now, CLAIMED), (later, CLAIMED)]


def test_a_case_without_events_has_an_empty_history(connection: Connection, vault: Vault, case: Case) -> None:
    assert history.of_case(connection, vault, case) == []


def test_a_message_stands_in_a_case_only_once(
    connection: Connection, vault: Vault, now: datetime, case: Case
) -> None:
    assert not history.holds(connection, case.id, 5)
    history.append(connection, vault, case, [WROTE, CLAIMED], now, inbox_id=5)
    assert history.holds(connection, case.id, 5)
    with pytest.raises(IntegrityError):
        history.append(connection, vault, case, [WROTE], now, inbox_id=5)


def test_one_message_may_stand_in_two_cases(
    connection: Connection, vault: Vault, now: datetime, case: Case
) -> None:
    other = stored_case(connection, vault, now, "7002")
    for each in (case, other):
        history.append(connection, vault, each, [CLAIMED], now, inbox_id=5)
        assert history.holds(connection, each.id, 5)


@pytest.mark.rule("SEC-1")
def test_an_event_moved_to_another_line_does_not_open(
    connection: Connection, vault: Vault, now: datetime, case: Case
) -> None:
    history.append(connection, vault, case, [WROTE, CLAIMED], now)
    connection.execute(text("UPDATE case_event SET data = (SELECT data FROM case_event ORDER BY id LIMIT 1)"))
    with pytest.raises(Tampered):
        history.of_case(connection, vault, case)


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (history._of_case, "ix_case_event_case"),
        (history._stands, "sqlite_autoindex_case_event"),
    ],
)
def test_the_history_is_read_by_index(database: Database, statement: object, index: str) -> None:
    found = plan(database, statement)
    assert index in found
    assert "TEMP B-TREE" not in found
