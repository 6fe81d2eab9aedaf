"""`run_bot.py serve` as a process of its own, with WeChat and Telegram as others; nothing personal in its log."""

import asyncio
import socket
from pathlib import Path

import aiohttp

from bot.worker.beside import LAST_ONES
from tests.fakes.bot_api import BotApiServer
from tests.fakes.wechat_api import AES_KEY, APP_ID, APP_SECRET, TOKEN, WeChatServer
from tests.fakes.wechat_callback import Delivery
from tests.fakes.wechat_faults import Fault, Happens, refused
from tests.fakes.wechat_people import OPENID
from tests.telegram.test_process import FORUM, LI, Machine, answered
from tests.wechat.shop import ANSWERS


def machine_between(telegram: BotApiServer, wechat: WeChatServer, folder: Path) -> Machine:
    """Installed, with both platforms told to it, on a port that WeChat knows."""
    machine = Machine(telegram, folder / "data", folder / "log")
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    machine.settings |= {
        "YINUO_HTTP__PORT": str(port),
        "YINUO_WECHAT__APP_ID": APP_ID,
        "YINUO_WECHAT__APP_SECRET": APP_SECRET,
        "YINUO_WECHAT__TOKEN": TOKEN,
        "YINUO_WECHAT__AES_KEY": AES_KEY,
        "YINUO_WECHAT__API_BASE_URL": wechat.base_url,
    }
    wechat.delivery.url = f"http://127.0.0.1:{port}/hooks/wechat"
    return machine


async def up(machine: Machine) -> None:
    """Its HTTP side answers."""
    url = f"http://127.0.0.1:{machine.settings['YINUO_HTTP__PORT']}/healthz"
    async with aiohttp.ClientSession() as session, asyncio.timeout(20):
        while True:
            try:
                async with session.get(url):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)


async def ready(machine: Machine) -> tuple[int, str]:
    return await got(machine, "readyz")


async def got(machine: Machine, path: str) -> tuple[int, str]:
    url = f"http://127.0.0.1:{machine.settings['YINUO_HTTP__PORT']}/{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def says(wechat: WeChatServer, text: str) -> str:
    heard = len(wechat.sent_to(OPENID))
    wechat.follower(OPENID).says(text)
    return (await wechat.wait_for(OPENID, lambda shown: len(shown) > heard))[-1].text


async def files(wechat: WeChatServer) -> None:
    wechat.follower(OPENID).follows()
    await wechat.wait_for(OPENID, len)
    asked = await says(wechat, "星驰S7，23年5月提的，跑了三万二，上周五在绕城高速上空调突然不制冷")
    for _ in range(12):
        if "已登记，编号" in asked:
            return
        asked = await says(wechat, next((one for words, one in ANSWERS.items() if words in asked), "跳过"))
    raise AssertionError(asked)


async def test_a_fresh_installation_takes_a_complaint_on_wechat_and_hands_it_to_staff(tmp_path: Path) -> None:
    async with BotApiServer() as telegram, WeChatServer() as wechat:
        machine = machine_between(telegram, wechat, tmp_path)
        li = telegram.group(FORUM, topics=True).member(LI, "李工")
        async with machine.serving():
            await up(machine)
            assert await wechat.delivery.verify()
            invited = await machine.tells(
                "staff", "invite", "--role", "service_advisor", "--department", "aftersales"
            )
            code = await machine.tells("queue", "code", "aftersales/1")
            telegram.customer(LI, "李工").says(f"/join {invited['code']}")
            await answered(telegram, LI, 1)
            li.says(f"/bind {code['code']}")
            await answered(telegram, FORUM, 1)
            await files(wechat)
            card = await answered(telegram, FORUM, 2)
            li.says("/r 今天下午三点方便吗？", thread=card.thread)
            told = await wechat.wait_for(OPENID, lambda shown: "工号01" in shown[-1].text)
            assert told[-1].text == "工号01：今天下午三点方便吗？"
            assert wechat.delivery.lost == []
        async with machine.serving():
            await up(machine)
            await machine.tells("wechat", "menu")
            wechat.follower(OPENID).says("方便，三点到")
            await telegram.wait_for(FORUM, lambda shown: "客户：方便，三点到" in shown[-1].text)
        assert (wechat.violations, telegram.violations) == ([], [])
        assert wechat.tokens.fetched == 1, "the second process used the first's token"
        written = machine.log.read_text()
        secrets = (
            APP_SECRET,
            TOKEN,
            AES_KEY,
            OPENID,
            "fake-access-token",
            "access_token",
            "绕城",
            "三点",
            "李工",
        )
        assert [secret for secret in secrets if secret in written] == []


async def test_it_is_ready_without_wechat_and_says_what_it_meets(tmp_path: Path) -> None:
    async with BotApiServer() as telegram, WeChatServer() as wechat:
        machine = machine_between(telegram, wechat, tmp_path)
        machine.settings["YINUO_WECHAT__PASSIVE_SECONDS"] = "0"
        wechat.fault(refused(40164, "stable_token", "invalid ip 203.0.113.7, not in whitelist", times=9))
        async with machine.serving():
            await up(machine)
            assert wechat.requests == []
            status, told = await ready(machine)
            assert status == 200, told
            wechat.follower(OPENID).follows()
            await wechat.delivery.taken()
            assert wechat.delivery.answers == [200]
            async with asyncio.timeout(30):
                while (await ready(machine))[0] == 200:
                    await asyncio.sleep(0.1)
            assert "203.0.113.7" in (await ready(machine))[1]
            figures = await got(machine, "metrics")
            assert "yinuo_" in figures[1]
            told = figures[1] + (await ready(machine))[1] + machine.log.read_text()
            secrets = (APP_SECRET, TOKEN, AES_KEY, telegram.token, OPENID, "fake-access-token")
            assert [secret for secret in secrets if secret in told] == []


async def test_a_silent_wechat_does_not_keep_the_process_from_ending(tmp_path: Path) -> None:
    """What is under way has its five seconds, and not the fifteen after which WeChat is given up."""
    async with BotApiServer() as telegram, WeChatServer() as wechat:
        machine = machine_between(telegram, wechat, tmp_path)
        machine.settings["YINUO_WECHAT__PASSIVE_SECONDS"] = "0"
        wechat.fault(Fault(method="message/custom/send", happens=Happens.LOST_BEFORE))
        async with machine.serving():
            await up(machine)
            wechat.follower(OPENID).follows()
            async with asyncio.timeout(10):
                while not wechat.called("message/custom/send"):
                    await asyncio.sleep(0.02)
            told = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - told < LAST_ONES + 2


async def test_doctor_says_what_is_missing(tmp_path: Path) -> None:
    async with BotApiServer() as telegram, WeChatServer() as wechat:
        machine = machine_between(telegram, wechat, tmp_path)
        del machine.settings["YINUO_TELEGRAM__TOKEN"]

        async def doctor() -> list[str]:
            process = await machine.starts("doctor", "--json")
            told, _ = await process.communicate()
            return [line for line in told.decode().split('"') if "wechat" in line.lower() or "WeChat" in line]

        async with machine.serving():
            await up(machine)
            found = await doctor()
            assert "WeChat has not called /hooks/wechat yet." in found
            assert "Run `wechat menu`, which makes one." in found
            assert await wechat.delivery.verify()
            assert "WeChat has not called /hooks/wechat yet." not in await doctor()
            other = Delivery(APP_ID, TOKEN, "b" * 43, wechat.delivery.clock)
            other.url = wechat.delivery.url
            assert (await other.post(OPENID, "<xml></xml>"))[0] == 403
            await other.close()
            assert any("into YINUO_WECHAT__AES_KEY and restart" in line for line in await doctor())
        machine.settings["YINUO_WECHAT__AES_KEY"] = "tooshort"
        assert any(line.startswith("YINUO_WECHAT__AES_KEY must be") for line in await doctor())
        machine.settings["YINUO_WECHAT__AES_KEY"] = AES_KEY
        machine.settings["YINUO_WECHAT__TOKEN"] = ""
        assert any(line.startswith("YINUO_WECHAT__TOKEN is missing") for line in await doctor())
