"""A channel over the fake Bot API, and short words for what tests send."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from bot.channels.language import Address, Body, ChatKind, Outgoing
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.operations import OpenMedia
from bot.channels.telegram.settings import TelegramSettings
from tests.fakes.bot_api import BotApiServer
from tests.fakes.bot_api_world import BOT_ID

CUSTOMER, GROUP, FORUM = 4242, -5001, -1001000777
FILES = {"photo": b"\xff\xd8picture", "paper": b"%PDF-1.7", "sound": b"OggS", "film": b"ftyp", "empty": b""}


async def open_media(key: str) -> bytes | AsyncIterator[bytes]:
    """Films come in chunks, everything else at once; an unknown key is gone."""
    if key == "film":
        return _chunks(FILES[key])
    return FILES[key]


async def _chunks(content: bytes) -> AsyncIterator[bytes]:
    for byte in content:
        yield bytes([byte])


class Pauses:
    """Waiting that takes no time and can be read afterwards."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


def settings_for(server: BotApiServer, **changes: Any) -> TelegramSettings:
    plain = TelegramSettings(
        server.token, server.base_url, server.base_file_url, patience=0.3, poll_seconds=5
    )
    return replace(plain, **changes)


@asynccontextmanager
async def channel_to(
    server: BotApiServer, pauses: Pauses | None = None, files: OpenMedia = open_media, **changes: Any
) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(settings_for(server, **changes), files, pause=pauses or Pauses())
    try:
        yield channel
    finally:
        await channel.close()


def to(chat: int, body: Body, **more: str) -> Outgoing:
    kind = ChatKind.PRIVATE if chat > 0 else ChatKind.GROUP
    return Outgoing("k1", Address("telegram", str(BOT_ID), str(chat), kind), body, **more)
