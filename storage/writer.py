"""One writer with group commit: what waits is done in the event loop; a slow disk is waited for beside it.

Up to sixteen functions share a transaction; whoever awaits one goes on after the commit. When one of a group
fails the group is rolled back and its functions run one by one, so that it fails alone: a function may
therefore run twice, and must touch nothing but its connection. `docs/decisions/2-one-writer.md` says why they
run in the loop.
"""

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine

from storage.prepared import PreparedConnection, driver_of
from storage.problems import PATIENCE, DatabaseProblem, is_busy, named

T = TypeVar("T")
Call = Callable[[Connection], Any]

GROUP: Final = 16
SOON: Final = 0.01
"""Seconds until another look whether the file is free."""

SLOW: Final = 0.005
"""Seconds of a commit from which on the next is left to another thread: handing it over costs a tenth of that."""

_Job = tuple[Call, "asyncio.Future[Any]"]


class Writer:
    """Serves one event loop at a time, and threads that have none. To be closed."""

    def __init__(self, engine: Engine, path: str) -> None:
        self._connection = PreparedConnection(engine)
        driver_of(self._connection).execute(
            "PRAGMA busy_timeout = 0"
        )  # we wait ourselves: the loop must go on
        self._path = path
        self._waiting: deque[_Job] = deque()
        self._apart: deque[_Job] = deque()
        """Those of a group that failed: each gets a transaction of its own."""
        self._at_work = False
        self._locked_since: float | None = None
        self._open = threading.Lock()
        """Held as long as a transaction is open."""
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="database-commit")
        self._last_commit = 0.0
        """Seconds that it took."""
        self._closed = False

    async def run(self, call: Callable[[Connection], T]) -> T:
        """Its result, after the commit."""
        self._refuse_when_closed()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._waiting.append((call, future))
        if not self._at_work:
            self._at_work = True
            loop.call_soon(self._next, loop)
        return await future

    def run_sync(self, call: Callable[[Connection], T]) -> T:
        """The same for the command line: in this thread, and alone in its transaction."""
        self._refuse_when_closed()
        try:
            with self._open:
                self._begin_patiently()
                return self._carried_out(call)
        except Exception as problem:  # noqa: BLE001 - named and raised again
            raise named(problem, self._path) from None

    def close(self) -> None:
        """Finish what was begun. May be called twice."""
        self._closed = True
        self._disk.shutdown()
        with self._open:
            self._connection.close()

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise DatabaseProblem("The database is closed.")

    # --- a thread of its own -----------------------------------------------------------------------------

    def _begin_patiently(self) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self._connection.begin()
            except Exception as problem:
                if not is_busy(problem) or time.monotonic() > until:
                    raise
                time.sleep(SOON)
            else:
                return

    def _carried_out(self, call: Callable[[Connection], T]) -> T:
        try:
            result = call(self._connection)
            self._connection.commit()
        except BaseException:
            self._connection.rollback()
            raise
        return result

    # --- the event loop ----------------------------------------------------------------------------------

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        """One transaction: its functions here; its commit too, unless the disk is slow."""
        group = self._take()
        if not group:
            self._at_work = False
            return
        if not self._open.acquire(blocking=False):
            self._again(loop, group)
            return
        try:
            self._refuse_when_closed()
            self._connection.begin()
        except Exception as problem:  # noqa: BLE001 - handed to whoever asked, unless the file is only locked
            self._open.release()
            self._not_begun(loop, group, problem)
            return
        self._locked_since = None
        try:
            results = [call(self._connection) for call, _ in group]
        except BaseException as problem:  # noqa: BLE001 - whatever it is, it is handed to whoever asked
            self._connection.rollback()
            self._open.release()
            self._failed(group, problem)
            loop.call_soon(self._next, loop)
            return
        if self._last_commit < SLOW:
            loop.call_soon(self._written, loop, group, results, self._commit())
        else:
            disk = self._disk.submit(self._commit)
            disk.add_done_callback(
                lambda done: _back_in(loop, self._written, loop, group, results, done.result())
            )

    def _take(self) -> list[_Job]:
        """What shares the next transaction; nobody waits any more for what was cancelled."""
        group: list[_Job] = []
        source, size = (self._apart, 1) if self._apart else (self._waiting, GROUP)
        while source and len(group) < size:
            job = source.popleft()
            if not job[1].done():
                group.append(job)
        return group or (self._take() if self._apart or self._waiting else [])

    def _again(self, loop: asyncio.AbstractEventLoop, group: list[_Job]) -> None:
        self._waiting.extendleft(reversed(group))
        loop.call_later(SOON, self._next, loop)

    def _not_begun(self, loop: asyncio.AbstractEventLoop, group: list[_Job], problem: Exception) -> None:
        """Another process has the file: a little later again, and after a while it is said."""
        now = time.monotonic()
        self._locked_since = self._locked_since or now
        if is_busy(problem) and now - self._locked_since < PATIENCE:
            self._again(loop, group)
            return
        self._locked_since = None
        for job in group:
            self._failed([job], problem)
        loop.call_soon(self._next, loop)

    def _commit(self) -> BaseException | None:
        """What went wrong, if anything did. Here or in the disk's thread: nobody uses the connection meanwhile."""
        began = time.perf_counter()
        try:
            self._connection.commit()
        except BaseException as problem:  # noqa: BLE001 - handed to whoever asked
            self._connection.rollback()
            return problem
        finally:
            self._last_commit = time.perf_counter() - began
            self._open.release()
        return None

    def _written(
        self,
        loop: asyncio.AbstractEventLoop,
        group: list[_Job],
        results: list[Any],
        problem: BaseException | None,
    ) -> None:
        if problem is not None:
            self._failed(group, problem)
        else:
            for (_, future), result in zip(group, results, strict=True):
                if not future.done():
                    future.set_result(result)
        self._next(loop)

    def _failed(self, group: list[_Job], problem: BaseException) -> None:
        """Each of a group is tried by itself; one that was alone has failed."""
        if len(group) > 1:
            self._apart.extend(group)
        elif not group[0][1].done():
            group[0][1].set_exception(named(problem, self._path))


def _back_in(loop: asyncio.AbstractEventLoop, call: Callable[..., None], *args: Any) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
        loop.call_soon_threadsafe(call, *args)
