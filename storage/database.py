"""One writer thread with group commit, one reader beside it.

Storage functions are plain `fn(connection, …)` and commit nothing. `run` hands one to the writer, which
takes up to sixteen that are waiting into one transaction; whoever awaits goes on after the commit. When one
of a group fails the group is rolled back and its functions run one by one, so that it fails alone: a
function may therefore run twice, and must touch nothing but its connection.
"""

import asyncio
import contextlib
import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from storage.prepared import PreparedConnection

P = ParamSpec("P")
T = TypeVar("T")

GROUP = 16
BUSY_MS = 5_000
STATEMENTS = 512
"""So many stay parsed in each connection: more than we have."""


class DatabaseProblem(Exception):
    """The database cannot do it; the sentence says why and what to do."""


class DiskFull(DatabaseProblem):
    """Nothing was stored: there is no room."""


class Busy(DatabaseProblem):
    """Another process has been writing for too long."""


class LockedByAnother(DatabaseProblem):
    """Another `serve` works on this data."""


class NewerSchema(DatabaseProblem):
    """The database was written by a newer version of the product."""


class NotADatabase(DatabaseProblem):
    """The file is something else."""


class _Job:
    """A function that waits its turn, and whoever waits for it: in an event loop, or in a thread of his own."""

    __slots__ = ("call", "future", "loop")

    def __init__(
        self,
        call: Callable[[Connection], Any],
        future: "Future[Any] | asyncio.Future[Any]",
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self.call = call
        self.future = future
        self.loop = loop

    def begins(self) -> bool:
        """Whether anybody still waits for it."""
        if isinstance(self.future, Future):
            return self.future.set_running_or_notify_cancel()
        return not self.future.cancelled()

    def ends(self, result: Any, problem: BaseException | None) -> None:
        """To be called where its waiter lives."""
        if self.future.done():
            return
        if problem is None:
            self.future.set_result(result)
        else:
            self.future.set_exception(problem)


_Ended = tuple[_Job, Any, BaseException | None]


class _Worker:
    """A thread with a connection of its own that carries out jobs in groups, in the order they came."""

    def __init__(self, engine: Engine, name: str, path: str) -> None:
        self._engine = engine
        self._path = path
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._closed = False
        self._gate = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    async def run(self, call: Callable[[Connection], Any]) -> Any:
        loop = asyncio.get_running_loop()
        job = _Job(call, loop.create_future(), loop)
        self._put(job)
        return await job.future  # type: ignore[misc]

    def run_sync(self, call: Callable[[Connection], Any]) -> Any:
        future: Future[Any] = Future()
        self._put(_Job(call, future))
        return future.result()

    def close(self) -> None:
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _put(self, job: _Job) -> None:
        with self._gate:
            if self._closed:
                raise DatabaseProblem("The database is closed.")
            self._queue.put(job)

    def _work(self) -> None:
        with PreparedConnection(self._engine) as connection:
            while True:
                job = self._queue.get()
                group: list[_Job] = []
                while job is not None and len(group) < GROUP:
                    if job.begins():
                        group.append(job)
                    try:
                        if len(group) == GROUP:
                            break
                        job = self._queue.get_nowait()
                    except Empty:
                        break
                if group:
                    _tell(self._together(connection, group))
                if job is None:
                    return

    def _together(self, connection: Connection, group: list[_Job]) -> list[_Ended]:
        try:
            with connection.begin():
                results = [job.call(connection) for job in group]
        except BaseException as problem:  # noqa: BLE001 - whatever it is, it is handed to whoever asked
            if len(group) == 1:
                return [(group[0], None, _named(problem, self._path))]
            return [ended for job in group for ended in self._together(connection, [job])]
        return [(job, result, None) for job, result in zip(group, results, strict=True)]


def _tell(ended: list[_Ended]) -> None:
    """Whoever waits goes on; an event loop is woken once for all who wait there."""
    loops: dict[asyncio.AbstractEventLoop, list[_Ended]] = {}
    for job, result, problem in ended:
        if job.loop is None:
            job.ends(result, problem)
        else:
            loops.setdefault(job.loop, []).append((job, result, problem))
    for loop, theirs in loops.items():
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_end_all, theirs)


def _end_all(ended: list[_Ended]) -> None:
    for job, result, problem in ended:
        job.ends(result, problem)


class Database:
    """The store's data. Made by `open_database`; `close` it."""

    def __init__(self, engine: Engine, path: Path, lock: int | None) -> None:
        self.path = path
        self._engine = engine
        self._lock = lock
        self._reader_engine = _engine(path, reading=True)
        self._writer = _Worker(engine, "database-writer", str(path))
        self._reader: _Worker | None = None
        self._seen: int | None = None

    async def run(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """`fn(connection, …)` in a transaction; returns after it is on the disk.

        Raises what `fn` raises (then nothing of it is stored), or a `DatabaseProblem`.
        """
        result: T = await self._writer.run(lambda connection: fn(connection, *args, **kw))
        return result

    def run_sync(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """The same for the command line, which has no event loop."""
        result: T = self._writer.run_sync(lambda connection: fn(connection, *args, **kw))
        return result

    async def read(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """`fn` on a connection that can only read, beside the writer: for pages and figures."""
        if self._reader is None:
            self._reader = _Worker(self._reader_engine, "database-reader", str(self.path))
        result: T = await self._reader.run(lambda connection: fn(connection, *args, **kw))
        return result

    async def changed_outside(self) -> bool:
        """Whether another process (a command) has stored something since the last time we asked.

        Ask once a second; it costs one pragma and no disk access.
        """
        version = await self.run(_data_version)
        changed = self._seen is not None and version != self._seen
        self._seen = version
        return changed

    def empty(self) -> bool:
        """Whether there is not a single table: only then may a keyring be created."""
        return self.run_sync(_tables) == 0

    def checkpoint(self) -> None:
        """Deleted bytes leave the write-ahead log too. To be called after an erasure."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

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
    lock = _take_lock(path.parent / "serve.lock") if serving else None
    engine = _engine(path, reading=False)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT count(*) FROM sqlite_master"))
    except BaseException as problem:  # noqa: BLE001 - named and raised again
        engine.dispose()
        if lock is not None:
            os.close(lock)
        raise _named(problem, str(path)) from None
    return Database(engine, path, lock)


def _engine(path: Path, *, reading: bool) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        hide_parameters=True,
        connect_args={
            "timeout": BUSY_MS / 1000,
            "check_same_thread": False,
            "cached_statements": STATEMENTS,
        },
    )

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            f"busy_timeout = {BUSY_MS}",
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
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

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


def _data_version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())


def _tables(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one())


def _named(problem: BaseException, path: str) -> BaseException:
    """The operator's sentence for what SQLite says; anything else as it is."""
    cause = problem.orig if isinstance(problem, DBAPIError) else problem
    if not isinstance(cause, sqlite3.Error):
        return problem
    name = getattr(cause, "sqlite_errorname", None) or ""
    if name == "SQLITE_FULL" or name.startswith("SQLITE_IOERR_SHM"):
        return DiskFull(f"The disk of {path} is full: nothing was stored, make room.")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Busy(f"Another process has kept {path} locked for {BUSY_MS // 1000} seconds: try again.")
    if name == "SQLITE_NOTADB":
        return NotADatabase(f"{path} is not a database of ours: move it away, or put your backup back.")
    if name.startswith("SQLITE_CORRUPT"):
        return NotADatabase(f"{path} is damaged: put your backup back.")
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM")):
        return DatabaseProblem(f"{path} cannot be opened for writing: check its owner and its permissions.")
    return problem
