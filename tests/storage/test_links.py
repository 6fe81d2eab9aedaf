"""A code is good once and for a while; a customer has one link that stands; nothing leads to him once he is gone."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from storage import cases, erasure, links
from storage.database import Database
from storage.links import Side
from storage.sealed import Vault
from tests.storage.plans import plan
from tests.storage.samples import new_case, new_customer

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
CODE = "7KQ4-M2XR-0VWA"


@pytest.fixture
def one(connection: Connection, vault: Vault, now: datetime) -> Side:
    return Side(*new_customer(connection, vault, now, "7001"))


@pytest.fixture
def other(connection: Connection, vault: Vault, now: datetime) -> Side:
    return Side(*new_customer(connection, vault, now, "7002"))


@pytest.mark.rule("CON-6")
def test_a_code_is_kept_as_a_keyed_hash_only(
    connection: Connection, vault: Vault, now: datetime, one: Side
) -> None:
    links.issue(connection, vault, CODE, one, now, now + DAY)
    rows = connection.exec_driver_sql("SELECT * FROM link_code").all()
    assert len(rows) == 1
    assert not any(part in str(rows) for part in (CODE, CODE.replace("-", ""), "7KQ4"))


@pytest.mark.rule("CON-6")
def test_it_is_good_until_the_very_instant_at_which_it_expires(
    connection: Connection, vault: Vault, now: datetime, one: Side
) -> None:
    links.issue(connection, vault, CODE, one, now, now + DAY)
    assert links.sent(connection, vault, CODE, now + DAY - INSTANT) == one
    assert links.sent(connection, vault, " 7kq4 m2xrOVWA ", now) == one
    assert links.sent(connection, vault, CODE, now + DAY) is None
    assert links.sent(connection, vault, "7KQ4-M2XR-0VWB", now) is None


@pytest.mark.rule("CON-6")
def test_it_is_used_up_by_being_sent_and_its_question_by_being_answered(
    connection: Connection, vault: Vault, now: datetime, one: Side, other: Side
) -> None:
    links.issue(connection, vault, CODE, one, now, now + DAY)
    assert links.ask(connection, vault, CODE, other.chat, "n1") == now + DAY
    assert links.sent(connection, vault, CODE, now) is None
    assert links.asked(connection, "n1") == links.Asked(one, other.chat, now + DAY)
    links.answer(connection, "n1", linked=True)
    assert links.asked(connection, "n1") is None


@pytest.mark.rule("CON-6")
def test_a_newer_code_puts_an_end_to_the_older_and_to_its_question(
    connection: Connection, vault: Vault, now: datetime, one: Side, other: Side
) -> None:
    links.issue(connection, vault, CODE, one, now, now + DAY)
    links.ask(connection, vault, CODE, other.chat, "n1")
    links.issue(connection, vault, "7KQ4-M2XR-0VWB", one, now, now + DAY)
    links.issue(connection, vault, "7KQ4-M2XR-0VWC", one, now + INSTANT, now + DAY)
    assert links.asked(connection, "n1") is None
    assert links.sent(connection, vault, "7KQ4-M2XR-0VWB", now) is None
    assert links.sent(connection, vault, "7KQ4-M2XR-0VWC", now) == one
    assert len(links.issued(connection, one.customer, now - INSTANT)) == 3
    assert links.issued(connection, one.customer, now) == [now + INSTANT]


@pytest.mark.rule("CON-1")
def test_a_link_is_seen_from_both_sides_and_stands_alone(
    connection: Connection, vault: Vault, now: datetime, one: Side, other: Side
) -> None:
    third = Side(*new_customer(connection, vault, now, "7003"))
    links.put(connection, one, other, now)
    assert links.of(connection, one.customer) == links.Link(one, other, "telegram", now)
    assert links.of(connection, other.customer) == links.Link(other, one, "telegram", now)
    assert links.people(connection, one.customer) == (one.customer, other.customer)
    assert links.people(connection, third.customer) == (third.customer,)
    with pytest.raises(IntegrityError):
        links.put(connection, third, one, now)


@pytest.mark.rule("CON-1")
def test_an_ended_link_is_none_and_may_be_made_again(
    connection: Connection, vault: Vault, now: datetime, one: Side, other: Side
) -> None:
    for _ in range(2):
        links.put(connection, one, other, now)
        link = links.of(connection, other.customer)
        assert link is not None
        links.end(connection, link, now)
        assert links.of(connection, one.customer) is links.of(connection, other.customer) is None


@pytest.mark.rule("CON-1")
def test_his_cases_return_to_his_own_chat_and_nobody_elses_do(
    connection: Connection, vault: Vault, now: datetime, one: Side, other: Side
) -> None:
    mine = new_case(connection, one.customer, other.chat, now)
    theirs = new_case(connection, other.customer, other.chat, now)
    for case in (mine, theirs):
        cases.insert(connection, vault, case)
    cases.return_to(connection, one.customer, other.chat, one.chat)
    stored = [cases.by_id(connection, vault, case.id) for case in (mine, theirs)]
    assert [case.chat for case in stored if case] == [one.chat, other.chat]
    assert [case.version for case in stored if case] == [mine.version + 1, theirs.version]


@pytest.mark.rule("SAFE-5")
def test_when_one_is_forgotten_nothing_leads_from_the_other_to_him(
    connection: Connection, vault: Vault, now: datetime, one: Side, other: Side
) -> None:
    links.put(connection, one, other, now)
    links.issue(connection, vault, CODE, one, now, now + DAY)
    links.issue(connection, vault, "7KQ4-M2XR-0VWB", other, now, now + DAY)
    links.ask(connection, vault, "7KQ4-M2XR-0VWB", one.chat, "n1")
    links.tried(connection, one.customer, now)
    erasure.shred(connection, vault, one.customer, now)
    for table in ("link", "link_code", "link_try"):
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
    assert links.of(connection, other.customer) is None


def test_codes_and_tries_are_forgotten_after_a_while(
    connection: Connection, vault: Vault, now: datetime, one: Side
) -> None:
    links.issue(connection, vault, CODE, one, now - 3 * DAY, now - 2 * DAY)
    links.issue(connection, vault, "7KQ4-M2XR-0VWB", one, now, now + DAY)
    links.tried(connection, one.customer, now - 2 * DAY)
    assert links.retire(connection, now - DAY) == 2
    assert links.retire(connection, now - DAY) == 0
    assert links.sent(connection, vault, "7KQ4-M2XR-0VWB", now) == one


def test_whether_he_is_linked_is_one_look_into_an_index(database: Database) -> None:
    """Every turn of every customer asks for it."""
    steps = plan(database, links._standing)
    assert steps.count("USING INDEX ix_link_customer") == 2
    assert "SCAN" not in steps
