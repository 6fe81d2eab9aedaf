"""One access token for all processes: sealed, replaced by the last one put, forced by one at a time."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from storage import tokens
from storage.database import Database
from storage.sealed import Vault
from storage.tables.tokens import PlatformToken
from storage.tables.types import table_of
from storage.tokens import Token

ACCOUNT = "wechat:wx0123456789abcdef"
APART = timedelta(minutes=5)
SECOND = timedelta(seconds=1)


def test_what_was_put_last_is_what_everybody_gets(
    connection: Connection, vault: Vault, now: datetime
) -> None:
    assert tokens.get(connection, vault, ACCOUNT) is None
    for value in ("first", "second"):
        tokens.put(connection, vault, ACCOUNT, Token(value, now))
    assert tokens.get(connection, vault, ACCOUNT) == Token("second", now)
    assert tokens.get(connection, vault, "wechat:another") is None


@pytest.mark.rule("SEC-1")
def test_it_is_sealed_for_its_account_and_shown_nowhere(
    database: Database, vault: Vault, now: datetime, tmp_path: Path
) -> None:
    canary = Token("canary-access-token-0123456789", now)
    database.run_sync(tokens.put, vault, ACCOUNT, canary)
    files = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert b"canary" not in files
    assert "canary" not in repr(canary)


@pytest.mark.rule("SEC-1")
def test_one_that_does_not_open_is_as_good_as_none(
    connection: Connection, vault: Vault, now: datetime
) -> None:
    tokens.put(connection, vault, "wechat:another", Token("another's", now))
    table = table_of(PlatformToken)
    connection.execute(update(table).values(account=ACCOUNT))
    assert tokens.get(connection, vault, ACCOUNT) is None


def test_one_process_in_five_minutes_may_have_it_replaced(
    connection: Connection, vault: Vault, now: datetime
) -> None:
    asked = [now, now, now + APART - SECOND, now + APART, now + APART]
    given = [tokens.may_force(connection, ACCOUNT, at, APART) for at in asked]
    assert given == [True, False, False, True, False]
    tokens.put(connection, vault, ACCOUNT, Token("fresh", now))
    assert not tokens.may_force(connection, ACCOUNT, now + APART, APART)
    assert tokens.may_force(connection, "wechat:another", now, APART)
