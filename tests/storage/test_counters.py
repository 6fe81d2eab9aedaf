"""Numbers run on without a gap, though transactions fail."""

import pytest
from sqlalchemy import Connection

from storage import counters
from storage.database import Database


def test_each_name_counts_from_one(connection: Connection) -> None:
    assert [counters.take(connection, "main:20261122") for _ in range(3)] == [1, 2, 3]
    assert counters.take(connection, "main:20261123") == 1


def test_a_transaction_that_fails_takes_no_number(database: Database) -> None:
    def take_and_fail(connection: Connection) -> None:
        counters.take(connection, "main")
        raise RuntimeError("after taking")

    assert database.run_sync(counters.take, "main") == 1
    with pytest.raises(RuntimeError):
        database.run_sync(take_and_fail)
    assert database.run_sync(counters.take, "main") == 2
