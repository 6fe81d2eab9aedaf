"""One writer, commits in groups, failures alone, and one sentence for each way a file can be wrong."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from storage import ids, meta, writer
from storage.database import Database, is_served, open_database
from storage.migrate import check, head, migrate, version
from storage.problems import Busy, DatabaseProblem, DiskFull, LockedByAnother, NewerSchema, NotADatabase
from storage.tables import metadata
from storage.writer import GROUP


def put(connection: Connection, key: str) -> str:
    meta.put(connection, key, 1)
    return key


def fail(connection: Connection, key: str) -> str:
    meta.put(connection, key, 1)
    raise LookupError(key)


def keys(connection: Connection) -> set[str]:
    return set(connection.exec_driver_sql("SELECT key FROM meta").scalars())


@pytest.fixture(params=["fast", "slow"], autouse=True)
def disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow one is waited for beside the event loop."""
    monkeypatch.setattr(writer, "SLOW", 3600.0 if request.param == "fast" else 0.0)


async def in_one_group(
    database: Database, *jobs: tuple[Callable[[Connection, str], str], str]
) -> list[object]:
    """What is asked for before the loop goes on shares a transaction."""
    asked = [database.run(fn, key) for fn, key in jobs]
    return list(await asyncio.gather(*asked, return_exceptions=True))


async def test_what_returned_is_on_the_disk(database: Database) -> None:
    """Another connection sees it at once."""
    assert await database.run(put, "a") == "a"
    with sqlite3.connect(database.path) as other:
        assert other.execute("SELECT key FROM meta").fetchall() == [("a",)]
    assert await database.read(keys) == {"a"}


@pytest.mark.parametrize("bad", [0, 3, GROUP - 1])
async def test_one_that_fails_in_a_group_fails_alone(database: Database, bad: int) -> None:
    """Its own writes are gone, the others' are there, whoever came first."""
    jobs = [(fail if n == bad else put, str(n)) for n in range(GROUP)]
    results = await in_one_group(database, *jobs)
    assert [n for n, result in enumerate(results) if isinstance(result, LookupError)] == [bad]
    assert await database.run(keys) == {str(n) for n in range(GROUP) if n != bad}


async def test_many_waiters_are_all_served_in_their_order(database: Database) -> None:
    """More than one group."""
    numbers = await asyncio.gather(*(database.run(ids.take) for _ in range(5 * GROUP + 3)))
    assert numbers == sorted(set(numbers))


async def test_ids_of_work_that_was_undone_are_given_out_to_nobody_twice(database: Database) -> None:
    """A block of ids belongs to its transaction, and goes with it."""

    def broken(connection: Connection) -> None:
        taken.append(ids.take(connection))
        raise ValueError

    taken: list[int] = []
    kept = [await database.run(ids.take)]
    with pytest.raises(ValueError):
        await database.run(broken)
    kept += [await database.run(ids.take, 40), await database.run(ids.take)]
    assert kept == sorted(set(kept))
    assert kept[2] >= kept[1] + 40


async def test_a_reader_cannot_write(database: Database) -> None:
    """Pages and figures change nothing."""
    with pytest.raises((OperationalError, DatabaseProblem)):
        await database.read(put, "a")
    assert await database.run(keys) == set()


async def test_work_done_beside_the_server_is_noticed_and_its_own_is_not(database: Database) -> None:
    """`staff invite` writes while `serve` runs."""
    assert await database.changed_outside() is False
    await database.run(put, "own")
    assert await database.changed_outside() is False
    beside = open_database(database.path)
    beside.run_sync(put, "beside")
    beside.close()
    assert [await database.changed_outside() for _ in range(2)] == [True, False]


def test_two_servers_exclude_each_other_and_commands_do_not(tmp_path: Path) -> None:
    """The lock goes with its holder."""
    path = tmp_path / "yinuo.db"
    assert not is_served(path)
    serving = open_database(path, serving=True)
    assert is_served(path)
    open_database(path).close()
    with pytest.raises(LockedByAnother, match="Another serve"):
        open_database(path, serving=True)
    serving.close()
    assert not is_served(path)
    open_database(path, serving=True).close()


async def test_while_another_process_has_the_file_the_loop_goes_on_and_nothing_is_lost(
    database: Database,
) -> None:
    """What waits is stored as soon as the file is free."""
    beside = sqlite3.connect(database.path, isolation_level=None)
    beside.execute("BEGIN IMMEDIATE")
    waiting = asyncio.ensure_future(database.run(put, "a"))
    turns = 0
    while turns < 1000:
        await asyncio.sleep(0)
        turns += 1
    assert not waiting.done()
    beside.execute("ROLLBACK")
    beside.close()
    assert await waiting == "a"
    assert await database.run(keys) == {"a"}


async def test_a_file_that_stays_locked_is_named(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever, in the loop or without one; afterwards work goes on."""
    monkeypatch.setattr(writer, "PATIENCE", 0.02)
    beside = sqlite3.connect(database.path, isolation_level=None)
    beside.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy, match="Another process"):
        await database.run(put, "a")
    with pytest.raises(Busy, match="Another process"):
        database.run_sync(put, "a")
    beside.close()
    assert await database.run(keys) == set()
    assert await database.run(put, "a") == "a"


async def test_whoever_does_not_wait_any_more_is_not_served(database: Database) -> None:
    """What was cancelled before its turn is not done."""
    kept, dropped = (asyncio.ensure_future(database.run(put, key)) for key in "ab")
    await asyncio.sleep(0)
    dropped.cancel()
    assert await kept == "a"
    assert await database.run(keys) == {"a"}


async def test_a_closed_database_says_so(database: Database) -> None:
    """Before its turn or after."""
    waiting = asyncio.ensure_future(database.run(put, "a"))
    await asyncio.sleep(0)
    database.close()
    for late in (waiting, database.run(put, "b")):
        with pytest.raises(DatabaseProblem, match="closed"):
            await late


async def test_a_full_disk_stores_nothing_and_says_so(database: Database) -> None:
    """No half of it; afterwards there is room again and work goes on."""
    pages = "PRAGMA max_page_count = {}"
    now = database.run_sync(lambda c: c.exec_driver_sql("PRAGMA page_count").scalar_one())
    database.run_sync(lambda c: c.exec_driver_sql(pages.format(now + 1)))

    def much(connection: Connection) -> None:
        for n in range(200):
            meta.put(connection, f"key{n}", "x" * 1000)

    with pytest.raises(DiskFull, match="make room"):
        await database.run(much)
    assert await database.run(keys) == set()
    database.run_sync(lambda c: c.exec_driver_sql(pages.format(100_000)))
    await database.run(much)
    assert len(await database.run(keys)) == 200


def test_a_file_that_is_something_else_is_named(tmp_path: Path) -> None:
    """And left as it is; the lock is free again."""
    path = tmp_path / "yinuo.db"
    path.write_bytes(b"PK\x03\x04" + b"no database " * 200)
    content = path.read_bytes()
    for _ in range(2):
        with pytest.raises(NotADatabase, match="not a database of ours"):
            open_database(path, serving=True)
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """One sentence, no traceback of the database's."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(DatabaseProblem, match="cannot be made"):
        open_database(tmp_path / "file" / "data" / "yinuo.db")


def test_an_empty_database_is_known_as_such(tmp_path: Path) -> None:
    """Only then may a keyring be created."""
    database = open_database(tmp_path / "yinuo.db")
    assert database.empty()
    migrate(database)
    assert not database.empty()
    database.close()
    with pytest.raises(DatabaseProblem, match="closed"):
        database.run_sync(keys)


def test_the_settings_that_keep_data_are_on(database: Database) -> None:
    """WAL, FULL (2), foreign keys, secure delete."""
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")

    def read(connection: Connection) -> list[object]:
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in pragmas]

    assert database.run_sync(read) == ["wal", 2, 1, 1]


def test_parameters_stand_in_no_error(database: Database) -> None:
    """SEC-6: an error may reach a log."""

    def wrong(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (?)", ("13812345678",))

    with pytest.raises(OperationalError) as caught:
        database.run_sync(wrong)
    assert "138" not in str(caught.value)


# --- migrations -------------------------------------------------------------------------------------------


def test_a_new_database_is_brought_to_the_newest_version_with_every_table(tmp_path: Path) -> None:
    """The second time there is nothing to do."""
    database = open_database(tmp_path / "yinuo.db")
    assert migrate(database) == ("", head())
    assert migrate(database) == (head(), head())
    tables = database.run_sync(
        lambda c: set(c.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    )
    assert set(metadata.tables) <= tables
    database.close()


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    """One sentence names both versions."""
    database = open_database(tmp_path / "yinuo.db")
    migrate(database)
    database.run_sync(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchema, match="9999"):
        migrate(database)
    assert database.run_sync(version) == "9999"
    database.close()


def test_every_table_stands_in_a_revision() -> None:
    """A table that was changed needs `python -m storage.migrate revision`."""
    check()
