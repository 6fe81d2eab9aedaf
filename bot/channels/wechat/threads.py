"""A few threads for what would block the event loop. A WeChat that is silent does not keep the process from ending."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class Threads:
    """At most so many, each begun when it is needed. Unlike an executor's, they end with the process."""

    def __init__(self, most: int, name: str) -> None:
        self._most = most
        self._name = name
        self._begun = 0
        self._busy = 0
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._closed = False

    def run(self, work: Callable[[], T]) -> "asyncio.Future[T]":
        """What `work` gives, or raises, in one of the threads."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def job() -> None:
            found: T | None = None
            problem: BaseException | None = None
            try:
                found = work()
            except BaseException as raised:  # noqa: BLE001 - handed to whoever waits
                problem = raised
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(self._over, future, found, problem)

        self._busy += 1
        if self._busy > self._begun < self._most:
            self._begun += 1
            name = f"{self._name}-{self._begun}"
            threading.Thread(target=self._at_work, name=name, daemon=True).start()
        self._jobs.put(job)
        return future

    def close(self) -> None:
        """Nothing more is begun; what a thread is at ends by itself, or with the process."""
        self._closed = True
        for _ in range(self._begun):
            self._jobs.put(None)

    def _at_work(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not self._closed:
                job()

    def _over(self, future: "asyncio.Future[Any]", found: object, problem: BaseException | None) -> None:
        self._busy -= 1
        if future.cancelled():
            return
        if problem is None:
            future.set_result(found)
        else:
            future.set_exception(problem)
