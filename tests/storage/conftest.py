"""A database in a directory of its own, a vault, and an open transaction for each test."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage.database import Database, open_database
from storage.keyring import new_keyring
from storage.prepared import PreparedConnection
from storage.sealed import Vault
from storage.tables import metadata

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
"""Noon on a Sunday in Shanghai."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "yinuo.db")
    opened.run_sync(metadata.create_all)
    yield opened
    opened.close()


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """One transaction that is thrown away afterwards."""
    with PreparedConnection(database._engine) as opened, opened.begin() as transaction:
        yield opened
        if transaction.is_active:
            transaction.rollback()


@pytest.fixture
def vault() -> Vault:
    return Vault(new_keyring())


@pytest.fixture
def now() -> datetime:
    return NOW
