"""Files are fetched beside the conversations: a slow, a broken or an unstorable one holds up nobody."""

import asyncio
import errno
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import Connection, text

from bot.channels.sandbox.channel import SandboxChannel
from tests.crashes.shop import PHOTO, Request, Shop, opened

SAYS = "customers/wang/messages"


class SlowDownloads(SandboxChannel):
    """Files come only when `open` is set."""

    def __init__(self, channel: SandboxChannel) -> None:
        self.__dict__.update(channel.__dict__)
        self.gate = asyncio.Event()

    async def download(self, reference: str) -> AsyncIterator[bytes]:
        await self.gate.wait()
        async for data in super().download(reference):
            yield data


class FullDisk(SandboxChannel):
    """The file comes, and the disk has no room for it."""

    def __init__(self, channel: SandboxChannel) -> None:
        self.__dict__.update(channel.__dict__)
        self.full = True

    async def download(self, reference: str) -> AsyncIterator[bytes]:
        async for data in super().download(reference):
            yield data
            if self.full:
                raise OSError(errno.ENOSPC, "No space left on device")


def the_channel(shop: Shop) -> SandboxChannel:
    channel = shop.server.channels["sandbox:telegram"]
    assert isinstance(channel, SandboxChannel)
    return channel


def files(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT state FROM attachment ORDER BY id")).scalars())


async def test_nobody_waits_for_a_file_that_comes_slowly(tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        slow = SlowDownloads(the_channel(shop))
        shop.server.channels["sandbox:telegram"] = slow
        for name in ("wang", "li"):
            await shop.ask(Request("customers", {"id": name, "profile": "telegram"}))
        await shop.settle()
        await shop.ask(Request(SAYS, {"caption": "空调不制冷"}, PHOTO))
        await shop.ask(Request("customers/li/messages", {"text": "方向盘抖"}))
        async with asyncio.timeout(10):
            while len([one for one in await shop.events("customer:li") if one["sender"] == "bot"]) < 2:
                await asyncio.sleep(0)
        assert await shop.server.parts.database.run(files) == ["wanted"]
        slow.gate.set()
        await shop.settle()
        assert await shop.server.parts.database.run(files) == ["stored"]


async def test_a_file_that_the_disk_cannot_take_is_fetched_when_it_can(tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        disk = FullDisk(the_channel(shop))
        shop.server.channels["sandbox:telegram"] = disk
        await shop.ask(Request("customers", {"id": "wang", "profile": "telegram"}))
        await shop.ask(Request(SAYS, {"caption": "空调不制冷"}, PHOTO))
        await shop.settle()
        await shop.ask(Request("clock", {"advance": "PT24H"}))
        assert await shop.server.parts.database.run(files) == ["wanted"]
        assert list((tmp_path / "media").iterdir()) == []
        disk.full = False
        await shop.ask(Request("clock", {"advance": "PT24H"}))
        assert await shop.server.parts.database.run(files) == ["stored"]


async def test_a_file_that_cannot_be_stored_at_all_stops_nobody(tmp_path: Path) -> None:
    async with opened(tmp_path) as shop:
        await shop.ask(Request("customers", {"id": "wang", "profile": "telegram"}))
        await shop.settle()
        shutil.rmtree(tmp_path / "media", ignore_errors=True)
        (tmp_path / "media").write_text("a file where the directory should be", "utf8")
        await shop.ask(Request(SAYS, {"caption": "空调不制冷"}, PHOTO))
        await shop.ask(Request(SAYS, {"text": "还有异响"}))
        await shop.settle()
        assert len([one for one in await shop.events("customer:wang") if one["sender"] == "bot"]) == 3
