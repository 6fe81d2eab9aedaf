"""The whole product with customers on WeChat and staff on Telegram, over both fakes, on a clock that stands still."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bot.channels.wechat.callback import PATH
from bot.parts import open_parts
from bot.serve import Server
from bot.settings import Settings, Telegram, WeChat
from bot.worker.clock import VirtualClock
from core.case import Case
from tests.fakes.bot_api import BotApiServer
from tests.fakes.wechat_api import AES_KEY, APP_ID, APP_SECRET, TOKEN, Shown, WeChatServer
from tests.fakes.wechat_people import OPENID, Follower
from tests.telegram.shop import START, Shop, door, running

ANSWERS = {"收到": "好了", "提交": "提交", "影响行车安全": "不会", "照片": "没有", "希望怎么处理": "维修"}
"""What a customer says to a question, by words of it."""


@dataclass(kw_only=True)
class WeChatShop(Shop):
    """`Shop`'s groups are the staff's; its customers are followers of the account."""

    wechat: WeChatServer

    async def settle_within(self, seconds: float) -> None:
        await self.wechat.delivery.taken()
        await super().settle_within(seconds)
        await self.wechat.delivery.taken()

    def follower(self, openid: str = OPENID) -> Follower:
        return self.wechat.follower(openid)

    def shown(self, openid: str = OPENID) -> list[Shown]:
        return self.wechat.sent_to(openid)

    def read(self, openid: str = OPENID) -> list[str]:
        """What the customer has in his chat."""
        return [shown.text for shown in self.shown(openid)]

    async def tells(self, text: str, openid: str = OPENID) -> str:
        """He says it; the newest he then has in his chat."""
        self.follower(openid).says(text)
        await self.settle()
        return self.read(openid)[-1]

    async def complains(
        self, text: str = "星驰S7，上周五高速上刹车有异响", photos: int = 0, openid: str = OPENID
    ) -> Case:
        """He follows, complains and submits; the case that it becomes."""
        self.follower(openid).follows()
        await self.settle()
        asked = await self.tells(text, openid)
        for _ in range(20):
            if any("已登记，编号" in one for one in self.read(openid)[-2:]):
                return await self.case()
            if photos and "照片" in asked and "请核对" not in asked:
                for number in range(photos):
                    self.follower(openid).sends("image", b"\xff\xd8picture%d" % number)
                photos = 0
                await self.settle()
                asked = self.read(openid)[-1]
                continue
            said = next((answer for words, answer in ANSWERS.items() if words in asked), "跳过")
            asked = await self.tells(said, openid)
        raise AssertionError(asked)


@contextlib.asynccontextmanager
async def open_shop(folder: Path, passive: float = 0.3) -> AsyncIterator[WeChatShop]:
    """Product, WeChat and Telegram, with their limits on; no request was wrong at the end."""
    async with BotApiServer() as telegram, WeChatServer() as wechat:
        async with serving(folder, telegram, wechat, passive) as shop:
            yield shop
        assert telegram.violations == []
        assert wechat.violations == []


@contextlib.asynccontextmanager
async def serving(
    folder: Path, telegram: BotApiServer, wechat: WeChatServer, passive: float = 0.3
) -> AsyncIterator[WeChatShop]:
    """The product between the two platforms."""
    said = {
        "telegram": Telegram.model_validate(
            {
                "token": telegram.token,
                "base_url": telegram.base_url,
                "base_file_url": telegram.base_file_url,
            }
        ),
        "wechat": WeChat.model_validate(
            {
                "app_id": APP_ID,
                "app_secret": APP_SECRET,
                "token": TOKEN,
                "aes_key": AES_KEY,
                "api_base_url": wechat.base_url,
                "passive_seconds": passive,
                "album_seconds": 0.05,
            }
        ),
    }
    with open_parts(Settings(data_dir=folder, **said), serving=True) as parts:
        clock = await VirtualClock.open(parts.database, START)
        telegram.limits.clock = lambda: clock.now().timestamp()
        telegram.limits.enabled = True
        wechat.now = clock.now
        server = Server(parts, clock)
        await server.open()
        async with door(PATH) as (opened, hook), running(server, opened):
            wechat.delivery.url = hook
            yield WeChatShop(telegram, server, clock, hook, wechat=wechat)
