"""A channel over the fake of WeChat, and short words for what tests send."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from bot.channels.language import Address, Body, ChatKind, Outgoing
from bot.channels.wechat.channel import OpenMedia, WeChatChannel
from bot.channels.wechat.halves import Notebook
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.tokens import Shelf
from tests.fakes.wechat_api import AES_KEY, APP_ID, APP_SECRET, TOKEN, WeChatServer
from tests.fakes.wechat_people import OPENID

SETTINGS = WeChatSettings(APP_ID, APP_SECRET, TOKEN, AES_KEY)


def settings_for(server: WeChatServer, **changes: Any) -> WeChatSettings:
    return replace(SETTINGS, api_base_url=server.base_url, **{"patience": 0.3, **changes})


async def no_files(_key: str) -> bytes:
    raise LookupError


@asynccontextmanager
async def channel_to(
    server: WeChatServer,
    files: OpenMedia = no_files,
    shelf: Shelf | None = None,
    notebook: Notebook | None = None,
    **changes: Any,
) -> AsyncIterator[WeChatChannel]:
    channel = WeChatChannel(
        settings_for(server, **changes), files, shelf=shelf, notebook=notebook, clock=server.clock
    )
    try:
        yield channel
    finally:
        await channel.close()


def to(body: Body, openid: str = OPENID, key: str = "17") -> Outgoing:
    return Outgoing(key, Address("wechat", APP_ID, openid, ChatKind.PRIVATE), body)


def following(server: WeChatServer, openid: str = OPENID) -> None:
    """He follows, and has just written."""
    server.following.add(openid)
    server.quota.acted(openid, "message")
