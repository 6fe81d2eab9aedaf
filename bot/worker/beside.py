"""Work that goes on beside the loop: sends and fetches, which wait for a platform. Its end wakes the loop."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

LAST_ONES: Final = 5.0
"""Seconds that what is under way has to end in when the process is told to stop."""


class Beside:
    """The tasks that are under way."""

    def __init__(self, wake: asyncio.Event) -> None:
        self._wake = wake
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """From now on it goes on by itself."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wake.set()

    async def close(self) -> None:
        """A send that is broken off would count as unknown, and a person be asked: it has a while to end."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LAST_ONES)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
