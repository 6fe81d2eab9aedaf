"""Cases are stored whole, found by what people call them, and never overwritten by an older decision."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from core.case import Case, Stage
from storage import cases, moments
from storage.changed import Changed
from storage.database import Database
from storage.sealed import Tampered, Vault
from tests.storage.plans import plan
from tests.storage.samples import clock_due, new_case, new_customer, stored_case


@pytest.fixture
def case(connection: Connection, vault: Vault, now: datetime) -> Case:
    return stored_case(connection, vault, now)


def test_a_case_comes_back_as_it_went_in(connection: Connection, vault: Vault, case: Case) -> None:
    assert cases.by_id(connection, vault, case.id) == case


def test_an_unknown_case_is_nothing(connection: Connection, vault: Vault) -> None:
    assert cases.by_id(connection, vault, 404) is None
    assert cases.by_reference(connection, vault, "main", "TS20261122-0404") is None


@pytest.mark.parametrize(
    "typed", ["TS20261122-0001", " ts20261122-0001 ", "ZX20261122-0001", "A001", "a001", "Ａ００１"]
)
def test_a_case_is_found_by_number_earlier_number_and_short_code(
    connection: Connection, vault: Vault, case: Case, typed: str
) -> None:
    assert cases.by_reference(connection, vault, "main", typed) == case
    assert cases.by_reference(connection, vault, "other", typed) is None


def test_a_short_code_that_came_round_again_means_the_latest(
    connection: Connection, vault: Vault, now: datetime, case: Case
) -> None:
    later = replace(new_case(connection, case.customer, case.chat, now), short_code=case.short_code)
    cases.insert(connection, vault, later)
    assert cases.by_reference(connection, vault, "main", "A001") == later


@pytest.mark.parametrize("field", ["number", "earlier_number"])
def test_no_number_is_given_twice_in_a_store(
    connection: Connection, vault: Vault, now: datetime, case: Case, field: str
) -> None:
    again = new_case(connection, case.customer, case.chat, now)
    with pytest.raises(IntegrityError):
        cases.insert(connection, vault, replace(again, **{field: getattr(case, field)}))


def test_saving_raises_the_version_and_keeps_all_else(
    connection: Connection, vault: Vault, case: Case
) -> None:
    changed = replace(case, tier=2, claimed_by=None, proposal=None, emotion="angry")
    saved = cases.save(connection, vault, changed, 0)
    assert saved == replace(changed, version=1)
    assert cases.by_id(connection, vault, case.id) == saved


@pytest.mark.rule("STAFF-2")
def test_a_decision_made_on_an_older_version_is_not_stored(
    connection: Connection, vault: Vault, case: Case
) -> None:
    first = cases.save(connection, vault, replace(case, claimed_by="工号01"), case.version)
    with pytest.raises(Changed):
        cases.save(connection, vault, replace(case, claimed_by="工号02"), case.version)
    assert cases.by_id(connection, vault, case.id) == first


def test_open_cases_are_listed_for_customer_chat_and_claimer(
    connection: Connection, vault: Vault, now: datetime, case: Case
) -> None:
    second = new_case(connection, case.customer, case.chat, now, tier=2)
    cases.insert(connection, vault, second)
    closed = replace(new_case(connection, case.customer, case.chat, now), stage=Stage.CLOSED, closed_at=now)
    cases.insert(connection, vault, closed)
    stored_case(connection, vault, now, "7002")
    assert cases.open_of_customer(connection, vault, case.customer) == [case, second]
    assert cases.open_of_chat(connection, vault, case.chat) == [case, second]
    assert len(cases.claimed_by(connection, vault, "main", "工号07")) == 3
    assert cases.claimed_by(connection, vault, "other", "工号07") == []
    assert cases.latest_of_customer(connection, vault, case.customer) == [closed]
    assert cases.latest_of_customer(connection, vault, case.customer, 3) == [closed, second, case]


@pytest.mark.rule("SLA-9")
def test_a_case_is_due_when_its_first_clock_wants_attention(
    connection: Connection, vault: Vault, now: datetime
) -> None:
    customer, chat = new_customer(connection, vault, now)
    late = new_case(connection, customer, chat, now, due=now + timedelta(hours=5))
    early = new_case(connection, customer, chat, now, due=now + timedelta(hours=3))
    for case in (late, early):
        cases.insert(connection, vault, case)
    reminder = now + timedelta(hours=1)  # half of early's four hours
    assert moments.look(connection).cases == reminder
    assert cases.due(connection, reminder - timedelta(microseconds=1), 10) == []
    assert cases.due(connection, reminder, 10) == [early.id]
    assert cases.due(connection, now + timedelta(days=1), 10) == [early.id, late.id]
    assert cases.due(connection, now + timedelta(days=1), 1) == [early.id]


def test_a_closed_case_is_never_due(connection: Connection, vault: Vault, now: datetime, case: Case) -> None:
    overdue = (clock_due(now - timedelta(hours=1)),)
    closed = replace(case, clocks=overdue, stage=Stage.CLOSED, closed_at=now)
    cases.save(connection, vault, closed, 0)
    assert moments.look(connection).cases is None
    assert cases.due(connection, now + timedelta(days=9), 10) == []


@pytest.mark.rule("SEC-1")
def test_details_of_one_case_do_not_open_in_another(
    connection: Connection, vault: Vault, now: datetime, case: Case
) -> None:
    other = new_case(connection, case.customer, case.chat, now)
    cases.insert(connection, vault, other)
    connection.execute(
        text("UPDATE cases SET details = (SELECT details FROM cases WHERE id = :a) WHERE id = :b"),
        {"a": case.id, "b": other.id},
    )
    with pytest.raises(Tampered):
        cases.by_id(connection, vault, other.id)


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (cases._of_customer, "_customer"),  # of two that serve as well SQLite takes the one made last
        (cases._of_chat, "ix_cases_open_chat"),
        (cases._claimed, "ix_cases_open_claimed"),
        (cases._latest, "ix_cases_customer"),
        (cases._due, "ix_cases_due"),
        (cases.next_due, "ix_cases_due"),
        (cases._by_short_code, "ix_cases_short_code"),
        (cases._by_number, "sqlite_autoindex_cases"),
    ],
)
def test_no_question_reads_the_whole_table(database: Database, statement: object, index: str) -> None:
    found = plan(database, statement)
    assert index in found
    assert "SCAN cases\n" not in found
    assert "TEMP B-TREE" not in found
