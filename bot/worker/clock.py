"""What time it is: the machine's, or in the sandbox one that stands still until it is moved."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final, Protocol

from sqlalchemy import Connection

from storage import meta
from storage.database import Database

KEPT_AS: Final = "sandbox.clock"


class Clock(Protocol):
    virtual: bool

    def now(self) -> datetime:
        """Aware UTC."""

    async def move(self, to: datetime) -> None:
        """See `VirtualClock.move`."""


class CannotMove(ValueError):
    """The clock is real, or would go back; the sentence is for the reader."""


class RealClock:
    virtual = False

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def move(self, to: datetime) -> None:
        raise CannotMove("真实时钟不能拨动：请用 YINUO_SANDBOX__CLOCK=virtual 启动沙盒。")


class VirtualClock:
    """Stands still between moves, survives a restart; on a move every timer on the way fires in order."""

    virtual = True

    def __init__(self, database: Database, at: datetime) -> None:
        self._database = database
        self._at = at
        self._moving = asyncio.Lock()
        self.next_due: Callable[[], Awaitable[datetime | None]] | None = None
        """Asks the worker for the next due moment; set when the parts are joined."""
        self.settled: Callable[[], Awaitable[None]] | None = None
        """Waits until everything due at this instant is done."""

    @classmethod
    async def open(cls, database: Database, start: datetime) -> "VirtualClock":
        """The clock where it stood; at `start` the first time."""
        kept = await database.run(_get)
        clock = cls(database, kept or start.astimezone(UTC))
        if kept is None:
            await database.run(_put, clock._at)
        return clock

    def now(self) -> datetime:
        return self._at

    async def move(self, to: datetime) -> None:
        """It is `to` now; what fell due on the way happened at its own moment, in order."""
        assert self.next_due is not None
        assert self.settled is not None
        async with self._moving:
            if to < self._at:
                raise CannotMove("时钟不能往回拨。")
            await self.settled()
            past = None
            while (due := await self.next_due()) is not None and due <= to:
                if due == past:  # what fell due then cannot be done: time goes on without it
                    break
                past = due if due <= self._at else None
                await self._set(max(due, self._at))
                await self.settled()
            await self._set(to)
            await self.settled()

    async def _set(self, at: datetime) -> None:
        self._at = at
        await self._database.run(_put, at)


def _get(connection: Connection) -> datetime | None:
    kept = meta.get(connection, KEPT_AS)
    return None if kept is None else datetime.fromisoformat(kept)


def _put(connection: Connection, at: datetime) -> None:
    meta.put(connection, KEPT_AS, at.isoformat())
