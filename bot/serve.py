"""A serving process: the channels, the worker and the HTTP side, joined and kept running."""

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import structlog
from sqlalchemy import Connection
from starlette.routing import BaseRoute

from bot.channels.capabilities import PLAIN, Capabilities
from bot.channels.channel import Accept, Channel
from bot.channels.language import ChatKind
from bot.channels.problems import Problem
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.wechat.settings import REACHED, WeChatSettings
from bot.channels.wecom.settings import WeComSettings
from bot.leading import DatabaseLeadership
from bot.logs import place_of
from bot.parts import CannotStart, Parts, open_parts, product_of, telegram_of, wechat_of, wecom_of
from bot.settings import Settings
from bot.web import application
from bot.worker import arrivals
from bot.worker.clock import Clock, RealClock, VirtualClock
from bot.worker.files import Files
from bot.worker.loop import Worker
from bot.worker.product import Product
from storage import attachments, inbox, media, meta
from storage.problems import DatabaseProblem

log = structlog.get_logger()


class Server:
    """Everything of one serving process. `run` until cancelled."""

    def __init__(self, parts: Parts, clock: Clock, staff_profile: str = "telegram") -> None:
        settings = parts.settings
        self.parts = parts
        self.clock = clock
        self._staff_profile = staff_profile
        self.channels: dict[str, Channel] = {}
        self.product: Product = product_of(parts, self._capabilities)
        self.files = Files(parts.database, self.product, settings.data_dir / "media")
        self.owner = f"{os.getpid()}-{secrets.token_hex(4)}"
        self.worker = Worker(parts.database, self.product, self.channels, clock, self.files, self.owner)
        self.routes: list[BaseRoute] = []
        self._waits: list[Callable[[], None]] = []
        if isinstance(clock, VirtualClock):
            clock.next_due = self.worker.next_due
            clock.settled = self.worker.settled

    def _capabilities(self, channel: str, kind: ChatKind) -> Capabilities:
        """What a channel can do; a chat of one that is switched off counts as the simplest."""
        found = self.channels.get(channel)
        return PLAIN if found is None else found.capabilities(kind)

    async def open(self) -> None:
        """The channels that the settings name."""
        settings = self.parts.settings
        known = await self.parts.database.run(attachments.media_keys)
        media.sweep(settings.data_dir / "media", known)
        telegram = telegram_of(settings)
        if telegram is not None:
            self._open_telegram(telegram)
        wechat = wechat_of(settings)
        if wechat is not None:
            self._open_wechat(wechat)
        wecom = wecom_of(settings)
        if wecom is not None:
            await self._open_wecom(wecom)
        if settings.sandbox_on:
            await self._open_sandbox()

    def _open_telegram(self, found: TelegramSettings) -> None:
        from bot.channels.telegram import webhook
        from bot.channels.telegram.channel import TelegramChannel

        channel = TelegramChannel(found, self.files.open, clock=self.clock.now)
        self.channels[channel.name] = channel
        if found.secret:
            self.routes.append(webhook.route(found, self.worker.accept, self.clock.now))

    def _open_wechat(self, found: WeChatSettings) -> None:
        from bot.channels.wechat.channel import WeChatChannel
        from bot.channels.wechat.halves import SharedNotebook
        from bot.channels.wechat.tokens import SharedShelf

        database = self.parts.database
        shelf = SharedShelf(database, self.parts.vault, found.app_id)
        channel = WeChatChannel(
            found,
            self.files.open,
            shelf=shelf,
            notebook=SharedNotebook(database),
            clock=self.clock.now,
        )
        self.channels[channel.name] = channel
        self._waits.append(channel.hang_up)

        async def reached() -> None:
            await database.run(meta.put, REACHED, self.clock.now().isoformat())

        self.routes.append(channel.callback(self.worker.accept, reached))

    async def _open_wecom(self, found: WeComSettings) -> None:
        from bot.channels.wecom.channel import WeComChannel

        leadership = DatabaseLeadership(self.parts.database, found.bot_id, self.owner, found.lease)
        await leadership.end_if_alone()
        channel = WeComChannel(found, self.files.open, leadership=leadership, clock=self.clock.now)
        self.channels[channel.name] = channel

    async def _open_sandbox(self) -> None:
        from bot import sandboxing
        from bot.channels.sandbox.api import SandboxApi
        from bot.channels.sandbox.channel import SandboxChannel
        from bot.channels.sandbox.pages import page_routes
        from bot.channels.sandbox.platform import Platform
        from bot.channels.sandbox.profiles import PROFILES

        database, product, clock = self.parts.database, self.product, self.clock
        rooms = self._staff_profile
        platform = Platform(database, self.parts.vault, clock, lambda: sandboxing.queues(product), rooms)
        self._waits.append(platform.close)
        for profile in PROFILES:
            channel = SandboxChannel(profile, platform, self.files.open)
            self.channels[channel.name] = channel
        await database.run(sandboxing.bind_rooms, product, clock, rooms)
        api = SandboxApi(
            platform,
            self.worker.accept,
            sandboxing.Staffing(database, product, clock, rooms),
            self.worker.settled,
            lambda: sandboxing.deliveries(database, product),
        )
        self.routes += [*api.routes(), *page_routes()]

    async def problems(self) -> list[Problem]:
        """What keeps the process from doing its work."""
        found: list[Problem] = []
        try:
            await self.parts.database.run(_can_write)
        except DatabaseProblem as problem:
            found.append(Problem("database", str(problem), "See the sentence before."))
        for channel in self.channels.values():
            found += await channel.problems()
        return found

    def hang_up(self) -> None:
        """Whoever waits for news over HTTP is answered now: the process is about to end."""
        for end in self._waits:
            end()

    async def figures(self) -> dict[str, float]:
        """What `/metrics` shows: counts and an age, nothing of a person."""
        return await self.parts.database.run(_figures, self.clock.now())

    async def run(self, started: Callable[[], Awaitable[None]] | None = None) -> None:
        """Worker and channels, until cancelled."""
        tasks = [asyncio.create_task(self.worker.run(), name="worker")]
        tasks += [
            asyncio.create_task(_receive(channel, self.worker.accept), name=channel.name)
            for channel in self.channels.values()
        ]
        try:
            if started is not None:
                await started()
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                if not task.cancelling():  # a second time would break off what it does at its end
                    task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for channel in self.channels.values():
                await channel.close()


async def _receive(channel: Channel, accept: Accept) -> None:
    await channel.run(accept)


def _can_write(connection: Connection) -> None:
    meta.put(connection, "readyz", True)


def _figures(connection: Connection, now: datetime) -> dict[str, float]:
    oldest = inbox.oldest_waiting(connection)
    age = 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds())
    return {
        **{name: float(n) for name, n in arrivals.depths(connection).items()},
        "inbox_oldest_seconds": age,
    }


async def _clock_of(parts: Parts) -> Clock:
    sandbox = parts.settings.sandbox
    if sandbox.clock == "virtual":
        return await VirtualClock.open(parts.database, sandbox.start or datetime.now(UTC))
    return RealClock()


@contextlib.asynccontextmanager
async def serving(parts: Parts, staff_profile: str = "telegram") -> AsyncIterator[Server]:
    """A server whose channels are open; for `serve` and for tests. The sandbox's rooms imitate `staff_profile`."""
    server = Server(parts, await _clock_of(parts), staff_profile)
    await server.open()
    yield server


async def serve(settings: Settings) -> None:
    """Until the process is told to stop. Raises `CannotStart`, also when its work has come to an end."""
    from bot.listening import http_server, listening

    with open_parts(settings, serving=True) as parts, listening(settings.http) as listener:
        async with serving(parts) as server:
            app = application(server.routes, server.problems, server.figures)
            http = http_server(app, server.hang_up)
            work = asyncio.create_task(server.run())
            work.add_done_callback(lambda _: http.stop())
            try:
                await http.serve(sockets=[listener])
            finally:
                work.cancel()
                (ended,) = await asyncio.gather(work, return_exceptions=True)
    if isinstance(ended, Exception):
        raise CannotStart(f"The work has ended by itself ({type(ended).__name__} at {place_of(ended)}).")
