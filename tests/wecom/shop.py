"""The whole product with customers on Telegram and staff on WeCom, over both fakes, on a clock that stands still."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bot.channels.wecom.channel import WeComChannel
from bot.parts import open_parts
from bot.serve import Server
from bot.settings import Settings, Telegram, WeCom
from bot.worker.clock import VirtualClock
from tests.fakes.bot_api import BotApiServer
from tests.fakes.wecom_people import Group, Person
from tests.fakes.wecom_server import BOT_ID, SECRET, WeComServer
from tests.fakes.wecom_world import Shown
from tests.telegram.shop import START, Shop, door, running

ROOM, TIER_2, OBSERVERS = "wrTIER1", "wrTIER2", "wrOBSERVERS"
LI, SUN, WANG, ZHOU, STRANGER = "lisi", "sunba", "wangwu", "zhouqi", "luren"


@dataclass(kw_only=True)
class WeComShop(Shop):
    """`Shop`'s customers are the customers; its staff meet on WeCom."""

    wecom: WeComServer

    async def settle_within(self, seconds: float) -> None:
        await self.heard()
        await super().settle_within(seconds)
        await self.heard()

    async def heard(self) -> None:
        """What colleagues did has reached the product, and is stored."""
        await self.wecom.delivered()
        channel = self.server.channels["wecom"]
        assert isinstance(channel, WeComChannel)
        await asyncio.sleep(0)
        await channel._receiver._came.join()

    # --- people ------------------------------------------------------------------------------------------

    async def colleague(
        self, group: Group, userid: str, role: str, department: str | None = "aftersales"
    ) -> Person:
        """He joins in his own chat with an invitation, and stands in the group."""
        person = self.wecom.person(userid)
        person.says(f"/join {await self.invited(role, department)}")
        await self.settle()
        assert "已登记" in self.wecom.texts(userid)[-1]
        return group.member(userid)

    async def binds(self, member: Person, queue: str) -> None:
        member.says(f"绑定 {await self.queue_code(queue)}")
        await self.settle()
        assert any("本群已绑定" in text for text in self.wecom.texts(member.chat))

    async def room(self) -> tuple[Group, Person]:
        """The group of `aftersales/1`, with one service advisor in it."""
        group = self.wecom.group(ROOM)
        li = await self.colleague(group, LI, "service_advisor")
        await self.binds(li, "aftersales/1")
        return group, li

    # --- what is to be seen ------------------------------------------------------------------------------

    def there(self, chat: str = ROOM) -> list[str]:
        return self.wecom.texts(chat)

    def newest(self, chat: str = ROOM) -> Shown:
        return self.wecom.sent_to(chat)[-1]

    def found(self, words: str, chat: str = ROOM) -> list[Shown]:
        """Everything the bot said there that holds these words."""
        return [one for one in self.wecom.sent_to(chat) if words in one.text]

    def card(self, chat: str = ROOM) -> Shown:
        """The newest card there."""
        return [one for one in self.wecom.sent_to(chat) if one.task_id and "【" in one.text][-1]


@contextlib.asynccontextmanager
async def open_shop(folder: Path) -> AsyncIterator[WeComShop]:
    """Product, Telegram and WeCom, with their limits on; no request was wrong at the end."""
    async with BotApiServer() as telegram, WeComServer() as wecom:
        async with serving(folder, telegram, wecom) as shop:
            yield shop
        assert telegram.violations == []
        assert wecom.violations == []


@contextlib.asynccontextmanager
async def serving(folder: Path, telegram: BotApiServer, wecom: WeComServer) -> AsyncIterator[WeComShop]:
    """The product between the two platforms."""
    said = {
        "telegram": Telegram.model_validate(
            {
                "token": telegram.token,
                "base_url": telegram.base_url,
                "base_file_url": telegram.base_file_url,
            }
        ),
        "wecom": WeCom.model_validate({"bot_id": BOT_ID, "secret": SECRET, "ws_url": wecom.url}),
    }
    with open_parts(Settings(data_dir=folder, **said), serving=True) as parts:
        clock = await VirtualClock.open(parts.database, START)
        telegram.limits.clock = wecom.clock = lambda: clock.now().timestamp()
        telegram.limits.enabled = wecom.world.limited = True
        server = Server(parts, clock)
        await server.open()
        async with door() as (opened, hook), running(server, opened):
            async with asyncio.timeout(60):
                while not telegram.called("getUpdates"):
                    await telegram.happened()
            await wecom.until(lambda: wecom.connected)
            yield WeComShop(telegram, server, clock, hook, wecom=wecom)
