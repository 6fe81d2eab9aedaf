"""`serve` as a process of its own with staff on WeCom; and two processes of which one leads."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.leading import met
from storage.database import open_database
from storage.migrate import migrate
from tests.fakes.bot_api import BotApiServer
from tests.fakes.wecom_server import BOT_ID, SECRET, WeComServer
from tests.telegram.test_process import CUSTOMER, ROOT, Machine, files
from tests.wecom.shop import LI, ROOM

LEASE = 1.5


def machine_between(telegram: BotApiServer, wecom: WeComServer, folder: Path) -> Machine:
    """Installed, with both platforms told to it."""
    machine = Machine(telegram, folder / "data", folder / "log")
    machine.settings |= {
        "YINUO_WECOM__BOT_ID": BOT_ID,
        "YINUO_WECOM__SECRET": SECRET,
        "YINUO_WECOM__WS_URL": wecom.url,
    }
    return machine


async def test_a_fresh_installation_hands_complaints_to_staff_on_wecom_and_survives_its_end(
    tmp_path: Path,
) -> None:
    async with BotApiServer() as telegram, WeComServer() as wecom:
        machine = machine_between(telegram, wecom, tmp_path)
        customer = telegram.customer(CUSTOMER)
        li = wecom.group(ROOM).member(LI)
        process = await machine.starts("serve")
        await wecom.until(lambda: wecom.connected, 20)
        role = ("--role", "service_advisor", "--department", "aftersales")
        invited = await machine.tells("staff", "invite", *role)
        code = await machine.tells("queue", "code", "aftersales/1")
        wecom.person(LI).says(f"/join {invited['code']}")
        assert "已登记" in (await wecom.wait_for(LI, len))[-1].text
        li.says(f"绑定 {code['code']}")
        assert "本群已绑定" in (await wecom.wait_for(ROOM, len))[-1].text
        await files(telegram, customer)
        [card] = [one for one in await wecom.wait_for(ROOM, lambda shown: shown[-1].task_id) if one.task_id]
        li.presses("接单", on=card)
        await wecom.until(lambda: "状态：工号01处理中" in card.text)
        li.says("回复 今天下午三点方便吗？", quote=card)
        told = await telegram.wait_for(CUSTOMER, lambda shown: "工号01" in shown[-1].text)
        assert told[-1].text == "工号01：今天下午三点方便吗？"
        process.send_signal(signal.SIGKILL)
        await process.communicate()
        customer.says("方便，三点到")
        async with machine.serving():
            await wecom.wait_for(ROOM, lambda shown: "客户：方便，三点到" in shown[-1].text)
        assert (telegram.violations, wecom.violations) == ([], [])
        written = machine.log.read_text()
        for secret in (SECRET, LI, ROOM, "绕城", "三点"):
            assert secret not in written, secret


async def test_the_process_starts_and_stays_without_wecom(tmp_path: Path) -> None:
    async with BotApiServer() as telegram, WeComServer() as wecom:
        machine = machine_between(telegram, wecom, tmp_path)
        await wecom.stop()
        async with machine.serving():
            async with asyncio.timeout(20):
                while "wecom_receiving_fails" not in machine.log.read_text():
                    await asyncio.sleep(0.05)
            telegram.customer(CUSTOMER).starts()
            await telegram.wait_for(CUSTOMER, len)
            await wecom.start()
            await wecom.until(lambda: wecom.connected, 20)


class Follower:
    """A process that shares database and bot with another."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def hears(self) -> str:
        assert self.process.stdout is not None
        async with asyncio.timeout(30):
            while not (line := (await self.process.stdout.readline()).decode()).startswith("heard "):
                assert line, "it has ended"
            return line.removeprefix("heard ").strip()


@asynccontextmanager
async def follower(path: Path, wecom: WeComServer, owner: str) -> AsyncIterator[Follower]:
    command = ("-m", "tests.wecom.standby", str(path), wecom.url, owner, str(LEASE))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, env=dict(os.environ)
    )
    started = Follower(process)
    try:
        assert await started.hears() == "up"
        yield started
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def test_of_two_processes_one_leads_and_the_other_takes_over_when_it_dies(tmp_path: Path) -> None:
    path = tmp_path / "yinuo.db"
    database = open_database(path)
    migrate(database)
    async with WeComServer() as wecom, follower(path, wecom, "first") as first:
        li = wecom.group(ROOM).member(LI)
        await wecom.until(lambda: wecom.connected, 20)
        async with follower(path, wecom, "second") as second:
            li.says("第一句")
            assert await first.hears() == "第一句"
            await asyncio.sleep(LEASE)
            assert len(wecom.subscribed) == 1, "the second stands by"
            began = asyncio.get_running_loop().time()
            first.process.kill()
            await wecom.until(lambda: len(wecom.subscribed) == 2, 20)
            assert asyncio.get_running_loop().time() - began < 2 * LEASE + 1
            li.says("第二句")
            assert await second.hears() == "第二句"
            assert (await database.run(met, BOT_ID)).serving
    database.close()


async def test_a_leader_that_slept_too_long_finds_its_place_taken_and_does_not_fight(tmp_path: Path) -> None:
    path = tmp_path / "yinuo.db"
    database = open_database(path)
    migrate(database)
    async with WeComServer() as wecom, follower(path, wecom, "first") as first:
        li = wecom.group(ROOM).member(LI)
        await wecom.until(lambda: wecom.connected, 20)
        async with follower(path, wecom, "second") as second:
            while (await database.run(met, BOT_ID)).state != "connected":
                await asyncio.sleep(0.05)
            first.process.send_signal(signal.SIGSTOP)
            await wecom.until(lambda: len(wecom.subscribed) == 2, 20)
            first.process.send_signal(signal.SIGCONT)
            await asyncio.sleep(2 * LEASE)
            assert len(wecom.subscribed) == 2, "no war"
            li.says("在吗")
            assert await second.hears() == "在吗"
            second.process.send_signal(signal.SIGTERM)
            await wecom.until(lambda: len(wecom.subscribed) == 3, 20)
            li.says("还在吗")
            assert await first.hears() == "还在吗"
    database.close()
