"""The imitated platform itself: durable, and awake to whoever waits for news."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from bot.channels.language import Receipt
from bot.channels.sandbox import sendings
from bot.channels.sandbox.arrivals import Arrived, Refused
from bot.channels.sandbox.bell import Bell
from bot.channels.sandbox.needs import Clock, Queues
from bot.channels.sandbox.places import room_id
from bot.channels.sandbox.profiles import STAFF_PROFILE
from bot.channels.sandbox.sendings import Prepared
from bot.channels.sandbox.taps import Taps
from storage import sandbox, sandbox_events
from storage.database import Database
from storage.sandbox_events import Event, File
from storage.sealed import Vault

P = ParamSpec("P")
T = TypeVar("T")


class Platform:
    """One for all profiles: customers of each, and the staff's rooms."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        queues: Queues,
        staff_profile: str = STAFF_PROFILE,
    ) -> None:
        self.clock = clock
        self.staff_profile = staff_profile
        self._taps = Taps(clock)
        self.queues = queues
        self._database = database
        self._vault = vault
        self._bell = Bell()
        self._closed = False

    async def happen(
        self,
        act: Callable[Concatenate[Connection, Vault, datetime, P], Arrived | Refused],
        *args: P.args,
        **kw: P.kwargs,
    ) -> Arrived | Refused:
        """Somebody did something (one of `arrivals`); returns when it is durable."""
        done = await self._database.run(act, self._vault, self.clock.now(), *args, **kw)
        self._bell.ring()
        if isinstance(done, Arrived):
            return replace(done, updates=tuple(self._taps.seen(update) for update in done.updates))
        return done

    async def happen_in_rooms(
        self,
        act: Callable[Concatenate[Connection, Vault, datetime, str, P], Arrived | Refused],
        *args: P.args,
        **kw: P.kwargs,
    ) -> Arrived | Refused:
        """The same of somebody of the staff, whose rooms imitate `staff_profile`."""

        def in_rooms(connection: Connection, vault: Vault, now: datetime) -> Arrived | Refused:
            return act(connection, vault, now, self.staff_profile, *args, **kw)

        return await self.happen(in_rooms)

    async def show(self, prepared: Prepared) -> Receipt:
        """The product sends something; returns when it is durable, or refused."""
        tapped = self._taps.fresh(prepared.outgoing)
        receipt = await self._database.run(sendings.deliver, self._vault, self.clock.now(), prepared, tapped)
        self._taps.shown(prepared.outgoing, receipt)
        self._bell.ring()
        return receipt

    async def change(
        self, fn: Callable[Concatenate[Connection, Vault, P], T], *args: P.args, **kw: P.kwargs
    ) -> T:
        """The platform's own book-keeping."""
        return await self._database.run(fn, self._vault, *args, **kw)

    async def look(
        self, fn: Callable[Concatenate[Connection, Vault, P], T], *args: P.args, **kw: P.kwargs
    ) -> T:
        """The same, reading only."""
        return await self._database.read(fn, self._vault, *args, **kw)

    async def events(self, after: int, chat: str | None, wait: float) -> tuple[list[Event], int]:
        """What became visible beyond `after`; waits up to `wait` seconds when there is nothing yet."""
        deadline = _Deadline(wait)
        while True:
            rings = self._bell.rings
            events, last = await self.look(sandbox_events.events_after, after, chat)
            if events or self._closed or not await self._bell.beyond(rings, deadline.left()):
                return events, last

    async def file(self, file_id: int) -> File | None:
        return await self.look(sandbox_events.open_file, file_id)

    def queue_of(self, room: str) -> str | None:
        """The queue that meets in this room; `None` when there is no such room."""
        return next((queue.name for queue in self.queues() if room_id(queue.name) == room), None)

    async def has_chat(self, chat: str) -> bool:
        kind, _, name = chat.partition(":")
        if kind == "room":
            return self.queue_of(name) is not None
        if kind == "customer":
            return await self.look(sandbox.find_customer, name) is not None
        return kind == "staff" and await self.look(sandbox.find_person, name) is not None

    def key(self, chat: str, sender: str, given: str | None) -> str | None:
        """What a sender's own key is stored as: equal for equal keys of one sender in one chat."""
        return self._vault.index("sandbox dedupe", f"{chat}\n{sender}\n{given}") if given else None

    def fresh_key(self) -> str:
        """A key for what cannot be asked for twice."""
        return secrets.token_hex(16)

    def close(self) -> None:
        """Nobody waits any longer."""
        self._closed = True
        self._bell.ring()


class _Deadline:
    """Counts the seconds of a real wait: a person at a browser waits, whatever the virtual clock says."""

    def __init__(self, seconds: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._until = self._loop.time() + seconds

    def left(self) -> float:
        return max(0.0, self._until - self._loop.time())
