"""The sandbox with a tiny product of the tests' own behind it: it keeps what comes in, speaks when told."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from starlette.applications import Starlette

from bot.channels.channel import Channel, Unreadable
from bot.channels.language import (
    Address,
    ChatKind,
    Incoming,
    Message,
    Outgoing,
    Receipt,
)
from bot.channels.language import Body as OutgoingBody
from bot.channels.sandbox.api import SandboxApi
from bot.channels.sandbox.channel import SandboxChannel
from bot.channels.sandbox.needs import Delivery, Queue
from bot.channels.sandbox.pages import page_routes
from bot.channels.sandbox.platform import Platform
from storage.database import open_database
from storage.keyring import new_keyring
from storage.sealed import Vault
from storage.tables import metadata

START = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
QUEUES = [
    Queue("aftersales/1", "售后一级"),
    Queue("aftersales/2", "售后二级"),
    Queue("aftersales/3", "售后三级"),
    Queue("sales/1", "销售一级"),
    Queue("supervisors", "客服总监"),
]


class StandingClock:
    """A virtual clock that fires nothing."""

    virtual = True

    def __init__(self) -> None:
        self._now = START

    def now(self) -> datetime:
        return self._now

    async def move(self, to: datetime) -> None:
        if to < self._now:
            raise ValueError("时钟不能往回拨。")
        self._now = to


class RoleBook:
    """Registers everybody whose role is known."""

    def __init__(self) -> None:
        self.registered: dict[str, str] = {}

    async def invite_and_join(
        self, staff_id: str, name: str, role: str, department: str | None, store: str | None
    ) -> str:
        if role not in ("service_advisor", "service_manager", "general_manager", "observer"):
            raise ValueError("没有这个角色。")
        self.registered[f"staff:{staff_id}"] = role
        return f"工号{len(self.registered):02}"

    async def roles(self) -> Mapping[str, str]:
        return self.registered


@dataclass
class World:
    platform: Platform
    client: httpx.AsyncClient
    app: Starlette
    clock: StandingClock
    staffing: RoleBook
    channels: dict[str, Channel]
    accepted: list[Incoming]
    settled: list[datetime]
    media: dict[str, bytes] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)

    async def post(self, path: str, body: object = None, status: int = 200) -> dict[str, object]:
        answer = await self.client.post(f"/sandbox/api/{path}", json={} if body is None else body)
        assert answer.status_code == status, answer.text
        read: dict[str, object] = answer.json()
        return read

    async def get(self, path: str, status: int = 200) -> dict[str, object]:
        answer = await self.client.get(f"/sandbox/api/{path}")
        assert answer.status_code == status, answer.text
        read: dict[str, object] = answer.json()
        return read

    async def events(self, chat: str | None = None, after: int = 0) -> list[dict[str, object]]:
        query = f"&chat={chat}" if chat else ""
        events = (await self.get(f"events?after={after}{query}"))["events"]
        assert isinstance(events, list)
        return events

    async def send(
        self,
        chat: str,
        body: OutgoingBody | str,
        *,
        profile: str = "telegram",
        thread: str = "",
        reply_to: str = "",
        target: str = "",
    ) -> Receipt:
        kind = ChatKind.GROUP if chat.startswith("room:") else ChatKind.PRIVATE
        address = Address(f"sandbox:{profile}", "", chat, kind)
        said = Message(body) if isinstance(body, str) else body
        return await self.channels[profile].send(
            Outgoing("k", address, said, thread=thread, reply_to=reply_to, target=target)
        )

    def later(self, by: timedelta) -> None:
        self.clock._now += by


@asynccontextmanager
async def open_world(folder: Path, vault: Vault | None = None) -> AsyncIterator[World]:
    """The sandbox on a database in `folder`; opened again with the same vault it finds everything again."""
    database = open_database(folder / "sandbox.db")
    await database.run(metadata.create_all)
    clock, staffing = StandingClock(), RoleBook()
    accepted: list[Incoming] = []
    settled: list[datetime] = []
    media: dict[str, bytes] = {}
    waiting: list[Delivery] = []

    async def accept(updates: list[Incoming | Unreadable]) -> None:
        known = {update.dedupe_key for update in accepted}
        accepted.extend(u for u in updates if isinstance(u, Incoming) and u.dedupe_key not in known)

    async def settle() -> None:
        settled.append(clock.now())

    async def open_media(key: str) -> bytes:
        return media[key]

    async def deliveries() -> list[Delivery]:
        return waiting

    platform = Platform(database, vault or Vault(new_keyring()), clock, lambda: QUEUES)
    api = SandboxApi(platform, accept, staffing, settle, deliveries)
    app = Starlette(routes=[*page_routes(), *api.routes()])
    channels: dict[str, Channel] = {
        profile: SandboxChannel(profile, platform, open_media) for profile in ("telegram", "wechat", "wecom")
    }
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        yield World(platform, client, app, clock, staffing, channels, accepted, settled, media, waiting)
    platform.close()
    database.close()
