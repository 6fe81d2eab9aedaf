"""The whole product over the wires of the platforms themselves, played by their fakes: real adapters, real limits."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from bot.channels.language import Address
from bot.channels.wechat.callback import PATH
from bot.parts import open_parts
from bot.serve import Server
from bot.settings import Settings, Telegram, WeChat, WeCom
from bot.worker.clock import VirtualClock
from tests.fakes.bot_api import BotApiServer
from tests.fakes.wechat_api import AES_KEY, APP_ID, APP_SECRET, TOKEN, WeChatServer
from tests.fakes.wecom_server import BOT_ID, SECRET, WeComServer
from tests.stories.wire_sides import (
    PLACES,
    USERS,
    Customers,
    OnTelegrams,
    OnWeChat,
    OnWeCom,
    Platform,
    Rooms,
    TelegramRooms,
)
from tests.stories.world import CHAT, STAFF, ZONE, Event, Upload
from tests.telegram.shop import Shop, door, running

BEFORE: Final = datetime(2025, 3, 12, 8, 0, tzinfo=ZONE)
"""When everybody joined: before any story begins."""
SOON: Final = timedelta(seconds=25)
"""So long the platforms' own limits may keep something back: the clock is moved on, as far as it needs."""
_SPAN: Final = TypeAdapter(timedelta)


@dataclass
class Wires:
    """The platforms of one pair: where the customer is, and where the staff are. They outlive the product."""

    profile: str
    rooms: str
    telegram: BotApiServer | None = None
    wechat: WeChatServer | None = None
    wecom: WeComServer | None = None
    first: int = 100_000
    """The platforms number what happens from here on: nothing of it was heard when everybody joined."""
    platforms: list[Platform] = field(default_factory=list)

    def __post_init__(self) -> None:
        told: OnTelegrams | None = None
        if "telegram" in (self.profile, self.rooms):
            self.telegram = BotApiServer()
            self.telegram.delivery._last_id = self.first
            self.platforms.append(told := OnTelegrams(self.telegram))
        customers: Customers | None = told
        if self.profile == "wechat":
            self.wechat = WeChatServer()
            self.platforms.append(customers := OnWeChat(self.wechat))
        if self.rooms == "wecom":
            self.wecom = WeComServer()
            self.wecom._last = self.first
            colleagues = OnWeCom(self.wecom)
            self.platforms.append(colleagues)
            colleagues.stand()
            self.staff: Rooms = colleagues
        else:
            assert told is not None
            self.staff = TelegramRooms(told)
            self.staff.stand()
        assert customers is not None
        self.customers = customers

    @contextlib.asynccontextmanager
    async def up(self) -> AsyncIterator[None]:
        """While they are up; at the end no request was wrong."""
        async with contextlib.AsyncExitStack() as stack:
            there = [one for one in (self.telegram, self.wechat, self.wecom) if one is not None]
            for one in there:
                await stack.enter_async_context(one)
            yield
            assert [wrong for one in there for wrong in one.violations] == []

    def settings(self, folder: Path, passive: float) -> Settings:
        said: dict[str, Any] = {}
        if self.telegram is not None:
            said["telegram"] = Telegram.model_validate(
                {
                    "token": self.telegram.token,
                    "base_url": self.telegram.base_url,
                    "base_file_url": self.telegram.base_file_url,
                }
            )
        if self.wechat is not None:
            said["wechat"] = WeChat.model_validate(
                {
                    "app_id": APP_ID,
                    "app_secret": APP_SECRET,
                    "token": TOKEN,
                    "aes_key": AES_KEY,
                    "api_base_url": self.wechat.base_url,
                    "passive_seconds": passive,
                    "album_seconds": 0.4,
                }
            )
        if self.wecom is not None:
            said["wecom"] = WeCom.model_validate(
                {"bot_id": BOT_ID, "secret": SECRET, "ws_url": self.wecom.url}
            )
        return Settings(data_dir=folder, **said)

    @contextlib.asynccontextmanager
    async def open(self, folder: Path, passive: float = 0.3) -> AsyncIterator["Wire"]:
        """The product on `folder` between them; what is stored there goes on where it was."""
        with open_parts(self.settings(folder, passive), serving=True) as parts:
            clock = await VirtualClock.open(parts.database, BEFORE)
            if self.telegram is not None:
                self.telegram.limits.clock = lambda: clock.now().timestamp()
                self.telegram.limits.enabled = True
            if self.wechat is not None:
                self.wechat.now = clock.now
            if self.wecom is not None:
                self.wecom.clock = lambda: clock.now().timestamp()
                self.wecom.world.limited = True
            server = Server(parts, clock)
            await server.open()
            async with door(PATH) as (opened, hook), running(server, opened):
                if self.wechat is not None:
                    self.wechat.delivery.url = hook
                if self.telegram is not None:
                    polls = len(self.telegram.called("getUpdates"))
                    async with asyncio.timeout(10):
                        while len(self.telegram.called("getUpdates")) == polls:
                            await self.telegram.happened()
                if self.wecom is not None:
                    subscribed, wecom = len(self.wecom.subscribed), self.wecom
                    await wecom.until(lambda: wecom.connected and len(wecom.subscribed) >= max(subscribed, 1))
                yield Wire(server, self.profile, self, clock)


@dataclass
class Wire:
    """The product between two platforms, as `tests.stories.world.World` sees it."""

    server: Server
    profile: str
    wires: Wires
    clock: VirtualClock
    log: list[Event] = field(default_factory=list)
    chat: str = CHAT

    async def settle(self) -> None:
        """Everything that was done has come in, and what follows of it is said, as fast as the limits allow."""
        for platform in self.wires.platforms:
            await platform.heard(self.server)
        await self.server.worker.settled()
        until = self.clock.now() + SOON
        while (due := await self.server.worker.next_due()) is not None and due <= until:
            await self.clock.move(max(due, self.clock.now()))
            for platform in self.wires.platforms:
                await platform.heard(self.server)
            await self.server.worker.settled()

    async def news(self) -> list[Event]:
        await self.settle()
        found = [one for platform in self.wires.platforms for one in platform.news()]
        self.log.extend(found)
        return found

    def address(self) -> Address:
        return self.wires.customers.address()

    async def begins(self) -> None:
        self.wires.customers.begins()

    async def says(self, text: str, times: int = 1) -> None:
        self.wires.customers.says(text, times)

    async def edits(self, text: str) -> None:
        self.wires.customers.edits(text)

    async def sends(self, files: list[Upload], caption: str) -> None:
        self.wires.customers.sends(files, caption)

    async def presses(self, action: str) -> None:
        self.wires.customers.presses(action)

    async def blocks(self) -> None:
        self.wires.customers.blocks()

    async def unblocks(self) -> None:
        self.wires.customers.unblocks()

    async def staff_says(self, room: str, who: str, text: str, *, answers: bool = False) -> None:
        self.wires.staff.says(room, who, text, answers=answers)

    async def staff_presses(self, room: str, who: str, action: str) -> None:
        self.wires.staff.presses(room, who, action)

    async def moves(self, moment: dict[str, str]) -> None:
        await self.settle()
        now = self.clock.now()
        if "set" in moment:
            target = datetime.fromisoformat(moment["set"])
        else:
            target = now + _SPAN.validate_python(moment["advance"])
        await self.clock.move(max(target, now))


async def build_wire_template(folder: Path, rooms: str) -> None:
    """A data directory with everybody in his group, joined and bound over the wire."""
    wires = Wires("telegram", rooms, first=1)
    async with wires.up(), wires.open(folder) as world:
        assert wires.telegram is not None
        shop = Shop(wires.telegram, world.server, world.clock)
        for name, full, role, department, _ in STAFF:
            join = f"/join {await shop.invited(role, department)}"
            if wires.wecom is not None:
                wires.wecom.person(name).says(join)
            else:
                wires.telegram.customer(USERS[name], full).says(join)
            await world.settle()
        await world.news()
        for room, who in PLACES.items():
            code = await shop.queue_code(room.replace(".", "/"))
            await world.staff_says(room, who, f"/bind {code}")
            told = [one["text"] for one in await world.news() if one["chat"] == f"room:{room}"]
            assert any("本群已绑定" in text for text in told), (room, told)
