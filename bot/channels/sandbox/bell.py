"""Wakes whoever waits for something new."""

import asyncio


class Bell:
    """Rings once for everybody who waits; who counted the rings before he looked misses none."""

    def __init__(self) -> None:
        self.rings = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        self.rings += 1
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        self._waiting.clear()

    async def beyond(self, rings: int, seconds: float) -> bool:
        """Whether it rang more than `rings` times; returns as soon as it did, or after `seconds`."""
        if self.rings > rings:
            return True
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            async with asyncio.timeout(seconds):
                await waiting
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(waiting)
        return True
