"""`run_bot.py serve` as a process of its own, with the commands beside it, against Telegram as another one."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.commands.program import free_port
from tests.fakes.bot_api import BotApiServer
from tests.fakes.bot_api_people import Customer
from tests.fakes.bot_api_world import BOT, Shown

ROOT = Path(__file__).parents[2]
LI, CUSTOMER, FORUM = 501, 4242, -1001000777
ANSWERS = {"请核对": "提交", "影响行车安全吗": "不会", "希望怎么处理": "维修", "照片": "没有"}


class Machine:
    """Where the product is installed: its data directory, its settings, and what it wrote to its log."""

    def __init__(self, telegram: BotApiServer, folder: Path, log: Path) -> None:
        self.log = log
        self.settings = {
            "YINUO_DATA_DIR": str(folder),
            "YINUO_HTTP__PORT": "0",
            "YINUO_TELEGRAM__TOKEN": telegram.token,
            "YINUO_TELEGRAM__BASE_URL": telegram.base_url,
            "YINUO_TELEGRAM__BASE_FILE_URL": telegram.base_file_url,
            "YINUO_LOG__FORMAT": "json",
            "YINUO_LOG__LEVEL": "DEBUG",
        }

    async def starts(self, *words: str) -> asyncio.subprocess.Process:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("YINUO_")}
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "run_bot.py", *words, cwd=ROOT, env=kept | self.settings,
                stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip

    async def tells(self, *words: str) -> dict[str, str]:
        """What a command answers with `--json`."""
        process = await self.starts(*words, "--json")
        told, _ = await process.communicate()
        assert process.returncode == 0, self.log.read_text()
        found: dict[str, str] = json.loads(told)
        return found

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        process = await self.starts("serve")
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(60):
                await process.communicate()
        assert process.returncode == 0, self.log.read_text()


async def answered(telegram: BotApiServer, chat: int, more: int) -> Shown:
    """The newest message there, once there are `more` of them."""
    return (await telegram.wait_for(chat, lambda shown: len(shown) >= more))[-1]


def opened_by(link: str) -> str:
    """What the platform says in the name of whoever opens that link."""
    name, _, payload = link.removeprefix("https://t.me/").partition("?start=")
    assert name == BOT["username"]
    return payload


async def files(telegram: BotApiServer, customer: Customer) -> None:
    customer.starts()
    await answered(telegram, customer.id, 1)
    customer.says("星驰S7，23年5月提的，跑了三万二，上周五在绕城高速上空调突然不制冷")
    for heard in range(2, 12):
        asked = (await answered(telegram, customer.id, heard)).text
        if "已登记，编号" in asked:
            return
        customer.says(next((answer for words, answer in ANSWERS.items() if words in asked), "跳过"))
    raise AssertionError(asked)


async def test_a_fresh_installation_takes_a_complaint_and_hands_it_to_staff(tmp_path: Path) -> None:
    async with BotApiServer() as telegram:
        machine = Machine(telegram, tmp_path / "data", tmp_path / "log")
        group = telegram.group(FORUM, topics=True)
        li, customer = group.member(LI, "李工"), telegram.customer(CUSTOMER)
        async with machine.serving():
            role = ("--role", "service_advisor", "--department", "aftersales")
            invited = await machine.tells("staff", "invite", *role)
            code = await machine.tells("queue", "code", "aftersales/1")
            telegram.customer(LI, "李工").starts(opened_by(invited["link"]))
            assert "已登记" in (await answered(telegram, LI, 1)).text
            li.says(f"/bind {code['code']}")
            assert "本群已绑定" in (await answered(telegram, FORUM, 1)).text
            await files(telegram, customer)
            card = await answered(telegram, FORUM, 2)
            li.says("/r 今天下午三点方便吗？", thread=card.thread)
            told = await telegram.wait_for(CUSTOMER, lambda shown: "工号01" in shown[-1].text)
            assert told[-1].text == "工号01：今天下午三点方便吗？"
        customer.says("方便，三点到")
        async with machine.serving():
            await telegram.wait_for(FORUM, lambda shown: "客户：方便，三点到" in shown[-1].text)
        assert telegram.violations == []
        _nothing_secret(machine, telegram)


def _nothing_secret(machine: Machine, telegram: BotApiServer) -> None:
    written = machine.log.read_text()
    for secret in (telegram.token.partition(":")[2], str(CUSTOMER), str(FORUM), "绕城", "李工"):
        assert secret not in written


async def doctor(machine: Machine) -> list[str]:
    """The faults that it names."""
    process = await machine.starts("doctor", "--json")
    told, _ = await process.communicate()
    return [one["what"] for one in json.loads(told)["problems"] if one["where"] == "telegram"]


@pytest.mark.rule("STAFF-5")
async def test_doctor_asks_the_server_for_what_it_alone_meets_and_telegram_for_our_place_in_the_group(
    tmp_path: Path,
) -> None:
    async with BotApiServer() as telegram:
        machine = Machine(telegram, tmp_path / "data", tmp_path / "log")
        machine.settings["YINUO_HTTP__PORT"] = str(free_port())
        group = telegram.group(FORUM, topics=True)
        li = group.member(LI, "李工")
        async with machine.serving():
            invited = await machine.tells(
                "staff", "invite", "--role", "service_advisor", "--department", "aftersales"
            )
            code = await machine.tells("queue", "code", "aftersales/1")
            telegram.customer(LI, "李工").starts(opened_by(invited["link"]))
            await answered(telegram, LI, 1)
            li.says(f"/bind {code['code']}")
            await answered(telegram, FORUM, 1)
            assert await doctor(machine) == []
            telegram.delivery.interrupt()
            async with asyncio.timeout(10):
                while "telegram_receiving_fails" not in machine.log.read_text():
                    await asyncio.sleep(0.05)
            group.chat.bot_admin = False
            no_admin, two_pollers = await doctor(machine)
            assert no_admin.startswith(
                "The bot is no administrator in the group of aftersales/1: it is not told"
            )
            assert two_pollers == "Another program fetches this bot's updates at the same time."
        assert telegram.violations == []


@pytest.mark.parametrize("trouble", ["no network", "wrong token"])
async def test_the_process_starts_and_stays_without_telegram(tmp_path: Path, trouble: str) -> None:
    async with BotApiServer() as telegram:
        machine = Machine(telegram, tmp_path / "data", tmp_path / "log")
        if trouble == "wrong token":
            machine.settings["YINUO_TELEGRAM__TOKEN"] = "7000001:AAanother-token_0123456789abcd"
        else:
            await telegram.stop()
        async with machine.serving():
            async with asyncio.timeout(60):
                while "telegram_receiving_fails" not in machine.log.read_text():
                    await asyncio.sleep(0.05)
        assert "another-token" not in machine.log.read_text()
