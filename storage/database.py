"""The store's data: one writer, one reader beside it, and the file that one `serve` holds.

Storage functions are plain `fn(connection, …)` and commit nothing.
"""

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text

from storage.prepared import PreparedConnection, driver_of
from storage.problems import PATIENCE, DatabaseProblem, LockedByAnother, named
from storage.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")

_LOCK: Final = "serve.lock"
STATEMENTS: Final = 512
"""So many stay parsed in each connection: more than we have."""


class Database:
    """The store's data. Made by `open_database`; `close` it."""

    def __init__(self, engine: Engine, path: Path, lock: int | None) -> None:
        self.path = path
        self._engine = engine
        self._lock = lock
        self._reader_engine = _engine(path, reading=True)
        self._writer = Writer(engine, str(path))
        self._reader: PreparedConnection | None = None
        self._seen: int | None = None

    @property
    def alone(self) -> bool:
        """Whether it is ours that serves, and nobody else's: what another one held is free."""
        return self._lock is not None

    async def run(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """`fn(connection, …)` in a transaction; returns after it is on the disk.

        Raises what `fn` raises (then nothing of it is stored), or a `DatabaseProblem`.
        """
        return await self._writer.run(lambda connection: fn(connection, *args, **kw))

    def run_sync(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """The same for the command line, which has no event loop."""
        return self._writer.run_sync(lambda connection: fn(connection, *args, **kw))

    async def read(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """`fn` on a connection that can only read; it neither waits for the writer nor holds it up.

        For short looks: it runs in the event loop.
        """
        try:
            if self._reader is None:
                self._reader = PreparedConnection(self._reader_engine)
            with self._reader.begin():
                return fn(self._reader, *args, **kw)
        except Exception as problem:  # noqa: BLE001 - named and raised again
            raise named(problem, str(self.path)) from None

    async def changed_outside(self) -> bool:
        """Whether another process (a command) has stored something since the last time we asked.

        Ask once a second; it costs one pragma and no disk access.
        """
        version = await self.run(_data_version)
        changed = self._seen is not None and version != self._seen
        self._seen = version
        return changed

    async def truncate_log(self) -> bool:
        """What was deleted leaves the write-ahead log too (SAFE-5). False while somebody still reads there: what
        is written later, or the next start, gets it done."""
        return await asyncio.to_thread(self._truncate_log)

    def _truncate_log(self) -> bool:
        raw = sqlite3.connect(self.path, timeout=PATIENCE)
        try:
            busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:
            return False
        finally:
            raw.close()
        return not busy

    def empty(self) -> bool:
        """Whether there is not a single table: only then may a keyring be created."""
        return self.run_sync(_tables) == 0

    def close(self) -> None:
        """Finish what was handed in, then let go of everything. May be called twice."""
        self._writer.close()
        if self._reader is not None:
            self._reader.close()
        self._engine.dispose()
        self._reader_engine.dispose()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def open_database(path: Path, *, serving: bool = False) -> Database:
    """The database in the file `path`, made empty when it is not there.

    `serving` takes the lock that one `serve` holds; commands open beside it. Raises `DatabaseProblem`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise DatabaseProblem(f"The directory {path.parent} cannot be made ({problem.strerror}).") from None
    lock = _take_lock(path.parent / _LOCK) if serving else None
    engine = _engine(path, reading=False)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT count(*) FROM sqlite_master"))
    except BaseException as problem:  # noqa: BLE001 - named and raised again
        engine.dispose()
        if lock is not None:
            os.close(lock)
        raise named(problem, str(path)) from None
    return Database(engine, path, lock)


def _engine(path: Path, *, reading: bool) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        hide_parameters=True,
        connect_args={
            "timeout": PATIENCE,
            "check_same_thread": False,
            "cached_statements": STATEMENTS,
        },
    )

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
            "query_only = ON" if reading else "query_only = OFF",
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer that begins as a reader may find at its first write that it came too late.
        driver_of(connection).execute("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _take_lock(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise LockedByAnother(
            f"Another serve is working on {path.parent}: stop it first, or use another YINUO_DATA_DIR."
        ) from None
    return descriptor


def is_served(path: Path) -> bool:
    """Whether a `serve` works on the database in the file `path` now. Changes nothing."""
    try:
        descriptor = os.open(path.parent / _LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _data_version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())


def _tables(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one())
