"""The reply to a callback: WeChat waits a few seconds for it, and it costs nothing of what we may send.

While a callback waits its slot is open, and the next text for its sender goes into it. A callback that WeChat
repeats gets what it was answered the first time, and nothing else. Kept in memory only: after a restart the
outbox knows what may be said once more (docs/decisions/8-passive-reply.md).
"""

import asyncio
from collections import OrderedDict, deque
from typing import Final

REMEMBERED: Final = 60.0
"""Seconds for which WeChat may repeat a callback: it does so three times within twenty."""
WRITING: Final = 5.0
"""Seconds in which an answer must have been written."""


MOST: Final = 256
"""So many callbacks wait at a time: beyond that we are behind, and each is answered before WeChat gives it up."""


class Slot:
    """One callback of one sender, and everybody who waits for its answer (WeChat may ask twice at once)."""

    def __init__(self, key: str, sender: str) -> None:
        self.key = key
        self.sender = sender
        loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[str] = loop.create_future()
        """The text; `""` where the answer goes, or went, another way."""
        self._written: asyncio.Future[bool] = loop.create_future()
        self._waiting = 0

    def joined(self) -> None:
        self._waiting += 1

    def left(self, *, written: bool) -> None:
        """One of those who waited has written the answer, or has gone without."""
        self._waiting -= 1
        if not self._written.done() and (written or not self._waiting):
            self._written.set_result(written)
        if not self._waiting and not self.answer.done():
            self.answer.set_result("")

    async def was_written(self) -> bool:
        """Whether WeChat was there to take it. Raises `TimeoutError` where nobody knows."""
        async with asyncio.timeout(WRITING):
            return await asyncio.shield(self._written)


class Passive:
    """The slots of one account."""

    def __init__(self) -> None:
        self._slots: dict[str, Slot] = {}
        self._open: dict[str, deque[Slot]] = {}
        self._ended: OrderedDict[str, float] = OrderedDict()
        self._waiting = 0
        """So many slots are open."""

    def begin(self, key: str, sender: str) -> Slot | None:
        """The callback's slot: a new one while there is room, or the one that it had before. To be left."""
        self._forget()
        slot = self._slots.get(key)
        if slot is None:
            if self._waiting >= MOST:
                return None
            self._waiting += 1
            slot = self._slots[key] = Slot(key, sender)
            self._open.setdefault(sender, deque()).append(slot)
        slot.joined()
        return slot

    def close(self, slot: Slot) -> None:
        """It is answered: with what it holds, else without a word."""
        if not slot.answer.done():
            slot.answer.set_result("")
        self._shut(slot)

    def never_was(self, slot: Slot) -> None:
        """The callback was refused: when it comes again it is as good as new."""
        self.close(slot)
        self._slots.pop(slot.key, None)
        self._ended.pop(slot.key, None)

    async def say(self, sender: str, text: str) -> bool:
        """Whether the text went out as the reply to the oldest callback of that sender that still waits.

        Raises `TimeoutError` where nobody knows.
        """
        slot = self._oldest(sender)
        if slot is None:
            return False
        slot.answer.set_result(text)
        self._shut(slot)
        if await slot.was_written():
            return True
        # Nobody was there: it goes the other way, and a repeated callback must not get it as well.
        slot.answer = asyncio.get_running_loop().create_future()
        slot.answer.set_result("")
        return False

    def pass_by(self, sender: str) -> None:
        """The answer goes another way: the callback need not wait for it."""
        slot = self._oldest(sender)
        if slot is not None:
            self.close(slot)

    def close_all(self) -> None:
        """Nobody need wait any more: the process is about to end."""
        for waiting in [*self._open.values()]:
            for slot in [*waiting]:
                self.close(slot)

    def _oldest(self, sender: str) -> Slot | None:
        waiting = self._open.get(sender)
        while waiting:
            if not waiting[0].answer.done():
                return waiting[0]
            self._shut(waiting[0])
            waiting = self._open.get(sender)
        return None

    def _shut(self, slot: Slot) -> None:
        """Nothing more goes into it; it is remembered for a while."""
        waiting = self._open.get(slot.sender)
        if waiting and slot in waiting:
            waiting.remove(slot)
            self._waiting -= 1
            if not waiting:
                del self._open[slot.sender]
        self._ended.setdefault(slot.key, asyncio.get_running_loop().time() + REMEMBERED)

    def _forget(self) -> None:
        now = asyncio.get_running_loop().time()
        while self._ended and next(iter(self._ended.values())) <= now:
            key, _ = self._ended.popitem(last=False)
            self._slots.pop(key, None)
