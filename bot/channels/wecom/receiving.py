"""The connection is held while we lead, and everything that comes in is stored before anything else is done."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import structlog

from bot.channels.channel import Accept, Unreadable
from bot.channels.language import Incoming
from bot.channels.wecom.connection import Connection, Hear, Refused, Unreachable, subscribed
from bot.channels.wecom.frames import Callback, Garbage
from bot.channels.wecom.health import Health, State
from bot.channels.wecom.leadership import Leadership
from bot.channels.wecom.settings import WeComSettings
from bot.channels.wecom.updates import happened, own_name, unreadable

Pause = Callable[[float], Awaitable[None]]
_LAST_ONES: Final = 3.0
"""Seconds in which what has come in must be stored when the process is told to stop."""
_NAMES: Final = 8
"""So many names of the bot are remembered: it may be renamed."""
_log = structlog.get_logger(__name__)


class Receiver:
    """Receives until cancelled. `connection` is the one that is subscribed now."""

    def __init__(
        self,
        settings: WeComSettings,
        leadership: Leadership,
        health: Health,
        clock: Callable[[], datetime],
        pause: Pause,
        tapped: Callable[[Callback], None],
    ) -> None:
        self._settings = settings
        self._leadership = leadership
        self._health = health
        self._clock = clock
        self._pause = pause
        self._tapped = tapped
        self._came: asyncio.Queue[list[Incoming | Unreadable]] = asyncio.Queue()
        self._names: tuple[str, ...] = ()
        self._written: tuple[str, ...] = ()
        """What the bot is known to be called, and what of it is written down."""
        self.connection: Connection | None = None

    async def run(self, accept: Accept) -> None:
        storing = asyncio.create_task(self._store(accept))
        try:
            while True:
                await self._until_we_lead()
                await self._lead()
        finally:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LAST_ONES):
                    await self._came.join()
            storing.cancel()
            await asyncio.gather(storing, return_exceptions=True)
            with contextlib.suppress(Exception):
                await self._leadership.release()

    # --- who leads ---------------------------------------------------------------------------------------

    async def _until_we_lead(self) -> None:
        while not await self._takes():
            await self._is(State.STANDBY)
            await self._pause(self._settings.lease / 3)

    async def _lead(self) -> None:
        """Hold the connection for as long as we lead."""
        holding = asyncio.create_task(self._hold())
        renewing = asyncio.create_task(self._renew())
        try:
            await asyncio.wait((holding, renewing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (holding, renewing):
                task.cancel()
            ended = await asyncio.gather(holding, renewing, return_exceptions=True)
        for problem in ended:
            if isinstance(problem, Exception):
                raise problem

    async def _renew(self) -> None:
        """Returns once we do not lead any more."""
        loop = asyncio.get_running_loop()
        good_until = loop.time() + self._settings.lease
        while True:
            await asyncio.sleep(self._settings.lease / 3)
            asked_at = loop.time()
            try:
                if not await self._leadership.take():
                    _log.warning("wecom_lease_lost")
                    return
                good_until = asked_at + self._settings.lease
            except Exception as problem:  # noqa: BLE001 - the lease runs for a while yet
                _log.warning("wecom_lease_unknown", error=type(problem).__name__)
                if loop.time() >= good_until:
                    return

    async def _takes(self) -> bool:
        try:
            return await self._leadership.take()
        except Exception as problem:  # noqa: BLE001 - whatever the database says, nobody knows that we lead
            _log.warning("wecom_lease_unknown", error=type(problem).__name__)
            return False

    # --- the connection ----------------------------------------------------------------------------------

    async def _hold(self) -> None:
        """Connect, and again whenever it breaks; but once a newer connection has our place, never by ourselves."""
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            began = loop.time()
            try:
                kicked = await self._connected()
            except Unreachable as problem:
                await self._is(State.UNREACHABLE, str(problem))
                kicked = False
            except Refused as problem:
                await self._is(State.REFUSED, str(problem))
                await self._pause(self._settings.longest_pause)
                continue
            if kicked:
                await self._is(State.KICKED)
                await asyncio.Event().wait()
            lasted = loop.time() - began
            failures = 0 if lasted > self._settings.longest_pause else failures + 1
            await self._pause(self._wait(failures))

    async def _connected(self) -> bool:
        """One connection, to its end; whether it ended because a newer one took its place."""
        hear: Hear = self._hear
        await self._remember()
        connection = await subscribed(self._settings, hear)
        self.connection = connection
        try:
            await self._is(State.CONNECTED)
            await connection.ended.wait()
        finally:
            self.connection = None
            await connection.close()
        if not connection.kicked:
            await self._is(State.UNREACHABLE, "the connection broke")
        return connection.kicked

    def _wait(self, failures: int) -> float:
        settings = self._settings
        return min(settings.longest_pause, settings.first_pause * 2.0 ** min(max(failures - 1, 0), 10))

    # --- what comes in -----------------------------------------------------------------------------------

    def _hear(self, found: Callback | Garbage) -> None:
        if isinstance(found, Garbage):
            self._came.put_nowait([unreadable(found.raw)])
            return
        self._tapped(found)
        name = own_name(found)
        if name and name not in self._names:
            self._names = (name, *self._names)[:_NAMES]
        events = happened(found, self._settings.bot_id, self._clock(), self._names)
        if events:
            self._came.put_nowait(events)

    async def _store(self, accept: Accept) -> None:
        """WeCom never says anything twice: what cannot be stored now is kept until it can."""
        while True:
            events = await self._came.get()
            failures = 0
            while True:
                try:
                    await accept(events)
                    break
                except Exception as problem:  # noqa: BLE001 - whatever storage says, it is tried again
                    failures += 1
                    _log.error("wecom_updates_not_stored", error=type(problem).__name__)
                    await self._pause(self._wait(failures))
            await self._write_down()
            self._came.task_done()

    async def _remember(self) -> None:
        """What others before us have learnt of the bot's name."""
        try:
            known = await self._leadership.names()
        except Exception as problem:  # noqa: BLE001 - it will be learnt again
            _log.warning("wecom_names_unknown", error=type(problem).__name__)
            return
        self._names = (*dict.fromkeys((*self._names, *known)),)[:_NAMES]
        self._written = known

    async def _write_down(self) -> None:
        names = self._names
        if names == self._written:
            return
        try:
            await self._leadership.called(names)
        except Exception as problem:  # noqa: BLE001 - the next message says it again
            _log.warning("wecom_names_lost", error=type(problem).__name__)
            return
        self._written = names

    async def _is(self, state: State, detail: str = "") -> None:
        """How it stands from now on; what is new is logged, and written down for `doctor`."""
        health = self._health
        if (health.state, health.detail) == (state, detail):
            return
        health.state, health.detail = state, detail
        if state not in (State.CONNECTED, State.STANDBY):
            _log.warning("wecom_receiving_fails", state=state.value, detail=detail)
        try:
            await self._leadership.note(state.value, detail)
        except Exception as problem:  # noqa: BLE001 - the connection matters more than the note
            _log.warning("wecom_note_lost", error=type(problem).__name__)
