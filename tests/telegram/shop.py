"""The whole product with Telegram as its only channel, over the fake Bot API, on a clock that stands still.

Whoever acts in a test is a customer or a member of a group of the fake's. `Shop.settle` lets everything come
that the acts lead to, and what must wait for Telegram's limits waits on the standing clock, which it moves.
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeVar

import uvicorn

from bot.channels.telegram.webhook import PATH
from bot.parts import open_parts
from bot.serve import Server
from bot.settings import Settings
from bot.settings import Telegram as TelegramSaid
from bot.web import application
from bot.worker.clock import VirtualClock
from core.case import Case
from storage import cases, codes, queue_codes, staff
from tests.fakes.bot_api import BotApiServer
from tests.fakes.bot_api_people import Customer, Group, Member
from tests.fakes.bot_api_world import Shown

T = TypeVar("T")
Mode = Literal["polling", "webhook"]

START = datetime(2025, 3, 12, 2, 30, tzinfo=UTC)
"""A Wednesday, 10:30 in Hangzhou: the store is open, no holiday is near."""
SECRET = "a-webhook-secret_42"
SOON = timedelta(minutes=10)
"""What falls due within it is waited for by `settle`: limits and pauses, no clock of a case."""
LI, WANG, ZHOU = 501, 502, 504
CUSTOMER = 4242
FORUM, PLAIN = -1001000777, -5001


@dataclass
class Shop:
    """A running product and its Telegram."""

    telegram: BotApiServer
    server: Server
    clock: VirtualClock
    hook: str = ""
    """The webhook's address, where the mode is webhook."""

    # --- time --------------------------------------------------------------------------------------------

    async def settle(self) -> None:
        """Everything that was done has come in, and all that follows of it within minutes is done."""
        await self.settle_within(SOON.total_seconds())

    async def settle_within(self, seconds: float) -> None:
        """The same, as far as it is done so soon."""
        await self.telegram.delivery.taken()
        await self.server.worker.settled()
        until = self.clock.now() + timedelta(seconds=seconds)
        while (due := await self.server.worker.next_due()) is not None and due <= until:
            await self.clock.move(max(due, self.clock.now()))
            await self.telegram.delivery.taken()

    async def waits(self, **time: float) -> None:
        await self.settle()
        await self.clock.move(self.clock.now() + timedelta(**time))
        await self.settle()

    # --- people ------------------------------------------------------------------------------------------

    def customer(self, user: int = CUSTOMER, name: str = "王芳") -> Customer:
        return self.telegram.customer(user, name)

    async def invited(self, role: str, department: str | None = None) -> str:
        """A fresh invitation, as `staff invite` makes it."""
        code = codes.new_code(os.urandom)
        store, now = self.server.product.store, self.clock.now()
        args = (role, department, store, code, now, now + timedelta(hours=48))
        await self.inside(staff.invite, self.server.product.vault, *args)
        return code

    async def queue_code(self, queue: str) -> str:
        """A fresh code for a group, as `queue code` makes it."""
        code, now = codes.new_code(os.urandom), self.clock.now()
        store, until = self.server.product.store, now + timedelta(hours=24)
        await self.inside(queue_codes.issue, self.server.product.vault, code, queue, store, now, until)
        return code

    async def joins(self, group: Group, user: int, name: str, role: str, department: str | None) -> Member:
        """He joins in private with an invitation, and stands in the group."""
        code = await self.invited(role, department)
        self.telegram.customer(user, name).says(f"/join {code}")
        await self.settle()
        assert "已登记" in self.last(user)
        return group.member(user, name)

    async def desk(self, chat: int = FORUM, *, topics: bool = True) -> tuple[Group, Member]:
        """The group of `aftersales/1`, with one service advisor in it."""
        group = self.telegram.group(chat, topics=topics)
        group.adds_bot()
        li = await self.joins(group, LI, "李工", "service_advisor", "aftersales")
        li.says(f"/bind {await self.queue_code('aftersales/1')}")
        await self.settle()
        assert self.saw(chat, "本群已绑定")
        return group, li

    async def supervisors(self, chat: int = -5004) -> Group:
        """The observers' room, with the customer-service director in it."""
        group = self.telegram.group(chat, "客服总监")
        zhou = await self.joins(group, ZHOU, "周总监", "observer", None)
        zhou.says(f"/bind {await self.queue_code('supervisors')}")
        await self.settle()
        return group

    async def files(self, customer: Customer, text: str = "上周五高速上刹车有异响", photos: int = 0) -> Case:
        """He complains, answers with buttons where there are some, and submits; the case that it becomes."""
        customer.starts()
        await self.settle()
        customer.says(text)
        for _ in range(20):
            await self.settle()
            asked = self.said(customer.id)[-1]
            if "已登记，编号" in asked.text or "已登记，编号" in self.said(customer.id)[-2].text:
                return await self.case()
            if photos and "照片" in asked.text and "核对" not in asked.text:
                customer.sends_album(*(b"\xff\xd8picture%d" % n for n in range(photos)), caption="踏板")
                photos = 0
            elif "收到" in asked.text:
                customer.says("好了")
            elif "提交" in asked.labels:
                customer.presses("提交", on=asked)
            elif "不会" in asked.labels:
                customer.presses("不会", on=asked)
            elif "照片" in asked.text:
                customer.says("没有")
            else:
                customer.says("跳过")
        raise AssertionError(asked.text)

    # --- what is to be seen ------------------------------------------------------------------------------

    def said(self, chat: int) -> list[Shown]:
        return self.telegram.sent_to(chat)

    def texts(self, chat: int) -> list[str]:
        return [shown.text for shown in self.said(chat)]

    def last(self, chat: int) -> str:
        return self.texts(chat)[-1]

    def saw(self, chat: int, words: str) -> list[Shown]:
        """Everything the bot said there that holds these words."""
        return [shown for shown in self.said(chat) if words in shown.text]

    def cards(self, chat: int) -> list[Shown]:
        """The cards of the group as they stand now."""
        return [shown for shown in self.said(chat) if "接单" in shown.labels or "（依据：" in shown.text]

    def called_for(self, chat: int) -> list[str]:
        """The methods of every request about that chat so far."""
        return [method for method, asked in self.telegram.requests if asked.get("chat_id") == chat]

    async def case(self) -> Case:
        """The newest open case."""
        vault, store = self.server.product.vault, self.server.product.store
        return (await self.inside(cases.every_open, vault, store))[-1]

    async def inside(self, fn: Callable[..., T], *args: object) -> T:
        return await self.server.parts.database.run(fn, *args)


@contextlib.asynccontextmanager
async def open_shop(folder: Path, mode: Mode = "polling", token: str = "") -> AsyncIterator[Shop]:
    """Product and Telegram, with Telegram's limits on; no request was wrong at the end."""
    async with BotApiServer() as telegram, door() as (opened, hook):
        said = TelegramSaid.model_validate(
            {
                "token": token or telegram.token,
                "base_url": telegram.base_url,
                "base_file_url": telegram.base_file_url,
                "mode": mode,
                "webhook_url": hook,
                "secret": SECRET,
            }
        )
        with open_parts(Settings(data_dir=folder, telegram=said), serving=True) as parts:
            clock = await VirtualClock.open(parts.database, START)
            telegram.limits.clock = lambda: clock.now().timestamp()
            telegram.limits.enabled = True
            server = Server(parts, clock)
            await server.open()
            async with running(server, opened):
                async with asyncio.timeout(60):
                    while not telegram.called("setWebhook" if mode == "webhook" else "getUpdates"):
                        await telegram.happened()
                yield Shop(telegram, server, clock, hook)
        assert telegram.violations == []


@contextlib.asynccontextmanager
async def door(path: str = PATH) -> AsyncIterator[tuple[socket.socket, str]]:
    """A free port of loopback, and the address of a hook there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as opened:
        opened.bind(("127.0.0.1", 0))
        yield opened, f"http://127.0.0.1:{opened.getsockname()[1]}{path}"


@contextlib.asynccontextmanager
async def running(server: Server, opened: socket.socket) -> AsyncIterator[None]:
    """HTTP side and worker, as `serve` joins them."""
    app = application(server.routes, server.problems, server.figures)
    http = uvicorn.Server(
        uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
    )
    serving = asyncio.create_task(http.serve(sockets=[opened]))
    work = asyncio.create_task(server.run())
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        http.should_exit = True
        await serving
