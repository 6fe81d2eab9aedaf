"""The ledger can only grow, and says the same afterwards as when it was written."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from core.consent import ANY, Ledger, LedgerEvent, Question, Standing, consent_state
from storage import consents
from storage.consents import Prompt, PromptItem
from storage.database import Database, open_database
from storage.migrate import migrate
from storage.sealed import Tampered, Vault
from storage.tables.consent import LEDGER_TRIGGERS, ConsentEventRow
from storage.tables.types import table_of
from tests.storage.plans import plan
from tests.storage.samples import new_customer

HOUR = timedelta(hours=1)


@pytest.fixture
def owner(connection: Connection, vault: Vault, now: datetime) -> tuple[int, int]:
    return new_customer(connection, vault, now)


@pytest.fixture
def grant(owner: tuple[int, int], now: datetime) -> LedgerEvent:
    return LedgerEvent(
        0,
        owner[0],
        "phone:1",
        "testdrive_booking",
        "sms",
        Ledger.GIVEN,
        now,
        now - HOUR,
        "notice-3",
        "cafe",
        now + timedelta(days=730),
    )


@pytest.fixture
def stop(owner: tuple[int, int], now: datetime) -> LedgerEvent:
    return LedgerEvent(
        0,
        owner[0],
        ANY,
        ANY,
        ANY,
        Ledger.WITHDRAWN,
        now + HOUR,
        spared=frozenset({"safety_recall", "complaint"}),
    )


@pytest.mark.rule("CON-7")
def test_the_ledger_comes_back_in_its_order_and_folds(
    connection: Connection, vault: Vault, now: datetime, grant: LedgerEvent, stop: LedgerEvent
) -> None:
    given = consents.append(connection, vault, grant, now, source="chat", words="同意", prompt=3)
    ledger = consents.of_customer(connection, grant.customer)
    assert ledger == (given,)
    assert replace(given, seq=0) == grant
    question = Question("phone:1", "testdrive_booking", "sms")
    assert consent_state(ledger, question, "cafe", now + HOUR).kind is Standing.GIVEN
    stopped = consents.append(connection, vault, stop, now + 2 * HOUR, source="chat", words="TD")
    assert stopped.seq > given.seq
    ledger = consents.of_customer(connection, grant.customer)
    assert ledger == (given, stopped)
    assert consent_state(ledger, question, "cafe", now + HOUR).kind is Standing.WITHDRAWN


def test_a_ledger_is_one_customers(
    connection: Connection, vault: Vault, now: datetime, stop: LedgerEvent
) -> None:
    other, _ = new_customer(connection, vault, now, "7002")
    consents.append(connection, vault, stop, now, source="chat")
    assert consents.of_customer(connection, other) == ()


COLUMNS = [column.name for column in table_of(ConsentEventRow).columns]


@pytest.mark.rule("CON-7")
@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_the_ledger_can_be_changed(
    connection: Connection, vault: Vault, now: datetime, grant: LedgerEvent, column: str
) -> None:
    consents.append(connection, vault, grant, now, source="chat", words="同意")
    with pytest.raises(IntegrityError, match="append-only"):
        connection.execute(text(f"UPDATE consent_event SET {column} = '7'"))


@pytest.mark.rule("CON-7")
def test_no_line_of_the_ledger_can_be_deleted(
    connection: Connection, vault: Vault, now: datetime, grant: LedgerEvent
) -> None:
    consents.append(connection, vault, grant, now, source="chat")
    with pytest.raises(IntegrityError, match="append-only"):
        connection.execute(text("DELETE FROM consent_event"))


@pytest.mark.rule("CON-7")
def test_a_migrated_database_guards_the_ledger_too(tmp_path: Path) -> None:
    database = open_database(tmp_path / "migrated.db")
    migrate(database)
    guards = database.run_sync(
        lambda connection: (
            connection.execute(
                text(
                    "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'consent_event' ORDER BY name"
                )
            )
            .scalars()
            .all()
        )
    )
    database.close()
    assert tuple(guards) == LEDGER_TRIGGERS


def test_what_was_said_is_kept_with_what_it_meant(
    connection: Connection, vault: Vault, now: datetime, grant: LedgerEvent
) -> None:
    given = consents.append(connection, vault, grant, now, source="chat", words="同意短信")
    assert consents.words_of(connection, vault, given.seq) == "同意短信"
    assert consents.of_customer(connection, grant.customer) == (given,)
    assert consents.words_of(connection, vault, 404) == ""


@pytest.mark.rule("SEC-1")
def test_flipped_words_do_not_open(
    connection: Connection, vault: Vault, now: datetime, grant: LedgerEvent
) -> None:
    given = consents.append(connection, vault, grant, now, source="chat", words="同意")
    connection.execute(text("DROP TRIGGER consent_event_unchanged"))
    connection.execute(text("UPDATE consent_event SET words = CAST(words || x'00' AS BLOB)"))
    with pytest.raises(Tampered):
        consents.words_of(connection, vault, given.seq)


@pytest.fixture
def shown(owner: tuple[int, int], now: datetime) -> Prompt:
    items = (PromptItem("testdrive_booking", "sms", "cafe"), PromptItem("order_progress", "chat", "beef"))
    return Prompt("nonce-1", *owner, "booking", "notice-3", items, now)


@pytest.mark.rule("CON-6")
def test_a_prompt_is_found_by_its_nonce_and_answered_first_once(
    connection: Connection, now: datetime, shown: Prompt
) -> None:
    stored = consents.put_prompt(connection, shown)
    assert replace(stored, id=0) == shown
    assert consents.prompt(connection, "nonce-1") == stored
    assert consents.prompt(connection, "nonce-2") is None
    assert consents.answer_prompt(connection, "nonce-1", now + HOUR)
    assert not consents.answer_prompt(connection, "nonce-1", now + 2 * HOUR)
    answered = replace(stored, answered_at=now + HOUR)
    assert consents.prompt(connection, "nonce-1") == answered
    assert not consents.answer_prompt(connection, "nonce-2", now)


@pytest.mark.rule("CON-6")
def test_a_nonce_is_used_once(connection: Connection, shown: Prompt) -> None:
    consents.put_prompt(connection, shown)
    with pytest.raises(IntegrityError):
        consents.put_prompt(connection, shown)


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (consents._of_customer, "ix_consent_event_customer"),
        (consents._prompt, "sqlite_autoindex_prompt"),
    ],
)
def test_the_ledger_is_read_by_index(database: Database, statement: object, index: str) -> None:
    found = plan(database, statement)
    assert index in found
    assert "TEMP B-TREE" not in found
