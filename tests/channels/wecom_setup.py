"""A channel over the fake long connection, and short words for what tests send."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.channel import Unreadable
from bot.channels.language import Address, Body, ChatKind, Incoming, Outgoing
from bot.channels.wecom.channel import WeComChannel
from bot.channels.wecom.leadership import Leadership
from bot.channels.wecom.settings import WeComSettings
from bot.channels.wecom.uploads import OpenMedia
from tests.fakes.wecom_server import BOT_ID, SECRET, WeComServer

GROUP, LI = "wrGROUP0001", "lisi"
FILES = {
    "photo": b"\xff\xd8\xff\xe0picture",
    "big photo": b"\xff\xd8" + b"x" * (3 * 1024 * 1024),
    "paper": b"%PDF-1.7 paper",
    "long paper": bytes(range(256)) * 4096,
    "huge": b"x" * (21 * 1024 * 1024),
    "sound": b"OggS sound",
    "speech": b"#!AMR\nspeech",
    "film": b"\x00\x00\x00\x18ftypmp42film",
    "empty": b"",
}


async def open_media(key: str) -> bytes:
    """An unknown key is gone."""
    return FILES[key]


class Steered:
    """A lease that a test gives and takes; what was noted can be read."""

    def __init__(self, ours: bool = True) -> None:
        self.ours = ours
        self.notes: list[tuple[str, str]] = []
        self.released = 0
        self.broken = False
        self.learnt: tuple[str, ...] = ()

    async def take(self) -> bool:
        if self.broken:
            raise OSError("the database is away")
        return self.ours

    async def release(self) -> None:
        self.released += 1

    async def note(self, state: str, detail: str) -> None:
        self.notes.append((state, detail))

    async def names(self) -> tuple[str, ...]:
        return self.learnt

    async def called(self, names: tuple[str, ...]) -> None:
        self.learnt = names


def settings_for(server: WeComServer, **changes: Any) -> WeComSettings:
    plain = WeComSettings(
        BOT_ID, SECRET, server.url, patience=0.3, lease=0.09, first_pause=0.01, longest_pause=0.05
    )
    return replace(plain, **changes)


@dataclass
class Running:
    """A channel that receives, and what it has handed over."""

    channel: WeComChannel
    accepted: list[Incoming | Unreadable]
    lease: Steered
    work: "asyncio.Task[None]"
    fails: int = 0
    """So often storing fails before it works."""

    async def accept(self, events: list[Incoming | Unreadable]) -> None:
        if self.fails:
            self.fails -= 1
            raise OSError("no room")
        self.accepted += events

    async def until(self, count: int) -> list[Incoming | Unreadable]:
        """Everything that was handed over, once it is so much."""
        async with asyncio.timeout(5):
            while len(self.accepted) < count:
                await asyncio.sleep(0.005)
        return self.accepted


@asynccontextmanager
async def channel_to(
    server: WeComServer,
    *,
    files: OpenMedia = open_media,
    lease: Steered | None = None,
    connects: bool = True,
    **changes: Any,
) -> AsyncIterator[Running]:
    """Connected, unless `connects` says that it will not be."""
    steered = lease or Steered()
    leadership: Leadership = steered
    channel = WeComChannel(settings_for(server, **changes), files, leadership=leadership)
    running = Running(channel, [], steered, asyncio.create_task(asyncio.sleep(0)))
    running.work = asyncio.create_task(channel.run(running.accept))
    try:
        if connects:
            await server.until(lambda: server.connected, 5)
            await server.delivered()
        yield running
    finally:
        running.work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running.work
        await channel.close()


def to(chat: str, body: Body, **more: str) -> Outgoing:
    kind = ChatKind.GROUP if chat.startswith("wr") else ChatKind.PRIVATE
    return Outgoing("k1", Address("wecom", BOT_ID, chat, kind), body, **more)
