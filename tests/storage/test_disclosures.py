"""What was given to whom can be added to and read, and by nobody changed or taken away (CON-10)."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from storage import cases, disclosures, staff
from storage.database import open_database
from storage.disclosures import Disclosure
from storage.migrate import migrate
from storage.sealed import Vault
from storage.tables.disclosure import DISCLOSURE_TRIGGERS
from tests.storage.samples import stored_case

RECIPIENT = {"name": "安行保险", "contact": "95000", "purpose": "报价", "method": "电话", "data": "手机号"}


@pytest.fixture
def given(connection: Connection, vault: Vault, now: datetime) -> Disclosure:
    case = stored_case(connection, vault, now)
    week = now + timedelta(days=7)
    clerk = staff.invite(connection, vault, "sales_consultant", "sales", "main", "code", now, week)
    found = cases.by_id(connection, vault, case.id)
    assert found is not None
    new = Disclosure(
        "main", now, found.customer, found.id, clerk.id, clerk.code, "sales", "share:insurer", RECIPIENT, 7
    )
    disclosures.put(connection, new)
    return new


@pytest.mark.rule("CON-10")
def test_it_comes_back_as_it_was_written_the_newest_first(connection: Connection, given: Disclosure) -> None:
    assert disclosures.of_customer(connection, given.customer) == [given]
    assert disclosures.of_customer(connection, given.customer + 999) == []
    disclosures.put(connection, given)
    assert disclosures.of_customer(connection, given.customer) == [given, given]


@pytest.mark.rule("CON-10")
@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM disclosure", "UPDATE disclosure SET recipient = '{}'", "UPDATE disclosure SET id = id"],
)
def test_nobody_changes_it_or_takes_it_away(
    connection: Connection, given: Disclosure, statement: str
) -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        connection.execute(text(statement))
    assert disclosures.of_customer(connection, given.customer) == [given]


@pytest.mark.rule("CON-10")
def test_a_migrated_database_guards_it_too(tmp_path: Path) -> None:
    database = open_database(tmp_path / "migrated.db")
    migrate(database)
    statement = text(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'disclosure' ORDER BY name"
    )
    guards = database.run_sync(lambda connection: connection.execute(statement).scalars().all())
    database.close()
    assert tuple(guards) == DISCLOSURE_TRIGGERS
