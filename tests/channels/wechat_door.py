"""The callback's route alone, asked without a network."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.channels.channel import Unreadable
from bot.channels.language import Incoming
from bot.channels.wechat.callback import PATH, Callback, route
from bot.channels.wechat.health import Health
from bot.channels.wechat.passive import Passive
from tests.channels.wechat_setup import SETTINGS
from tests.fakes import wechat_crypto
from tests.fakes.wechat_api import AES_KEY, APP_ID, TOKEN
from tests.fakes.wechat_callback import Delivery
from tests.fakes.wechat_people import ACCOUNT, OPENID, xml

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
HELLO = xml(ToUserName=ACCOUNT, FromUserName=OPENID, CreateTime=AT, MsgType="text", Content="在吗", MsgId=777)


class Stored:
    """Keeps what it is given, or fails as storage may."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.events: list[Incoming | Unreadable] = []
        self.then: Callable[[], Awaitable[None]] | None = None

    async def __call__(self, events: list[Incoming | Unreadable]) -> None:
        if self.failures > 0:
            self.failures -= 1
            raise OSError("database or disk is full")
        self.events += events
        if self.then is not None:
            await self.then()


class Door:
    """One account's callback, whose clocks stand at `NOW`."""

    def __init__(self, accept: Stored | None = None, **changes: Any) -> None:
        self.stored = accept or Stored()
        self.passive = Passive()
        self.health = Health(lambda: NOW)
        self.notes = 0
        self.wechat = Delivery(APP_ID, TOKEN, AES_KEY, lambda: NOW)
        settings = replace(SETTINGS, **{"passive_seconds": 0.0, "album_seconds": 0.0, **changes})
        callback = Callback(
            settings,
            self.stored,
            lambda: NOW,
            self.passive,
            self.health,
            reached=self._noted,
            machine=lambda: NOW,
        )
        self.app = Starlette(routes=[route(callback)])

    async def _noted(self) -> None:
        self.notes += 1

    async def ask(
        self, method: str = "POST", query: dict[str, str] | None = None, content: Any = b""
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, PATH, params=query, content=content)

    async def delivers(self, said: str | bytes = HELLO, **changes: str) -> httpx.Response:
        """A callback as WeChat makes it, with what is changed in its query."""
        content = said if isinstance(said, bytes) else said.encode()
        query, body = self.wechat.signed(OPENID, content)
        return await self.ask("POST", {**query, **changes}, body)

    def echo(self, at: int = AT, **changes: str) -> dict[str, str]:
        """The query of WeChat's question whether this address is ours."""
        signed = wechat_crypto.signature(TOKEN, str(at), "n1")
        return {"signature": signed, "timestamp": str(at), "nonce": "n1", "echostr": "8412597", **changes}
