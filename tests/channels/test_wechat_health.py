"""Each fault of the set-up is named with its cure; readiness never asks WeChat."""

import asyncio
import subprocess
import sys

import pytest

from bot.channels.language import Message
from bot.channels.problems import Problem
from bot.channels.wechat.health import NO_MENU, UNVERIFIED
from bot.channels.wechat.menu import menu
from tests.channels.wechat_setup import channel_to, following, to
from tests.fakes.wechat_api import WeChatServer
from tests.fakes.wechat_faults import Fault, refused

NOT_ADMITTED = "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist"


async def examined(fault: Fault | None = None) -> list[Problem]:
    async with WeChatServer() as server, channel_to(server, patience=0.2) as channel:
        server.menu = menu()
        if fault is not None:
            server.fault(fault)
        return await channel.examined()


async def test_an_account_that_is_well_has_no_problems() -> None:
    assert await examined() == []
    async with WeChatServer() as server, channel_to(server) as channel:
        assert await channel.examined() == [NO_MENU]
        assert server.tokens.forced == []


@pytest.mark.parametrize(
    ("fault", "what", "cure"),
    [
        (refused(40013, "stable_token"), "AppID", "YINUO_WECHAT__APP_ID"),
        (refused(40125, "stable_token"), "AppSecret", "YINUO_WECHAT__APP_SECRET"),
        (refused(40001, "stable_token"), "AppSecret", "YINUO_WECHAT__APP_SECRET"),
        (refused(40164, "stable_token", NOT_ADMITTED), "203.0.113.7", "Add 203.0.113.7 to the IP白名单"),
        (refused(40164, "stable_token"), "(40164)", "this machine's public address to the IP白名单"),
        (refused(48001, "menu/get"), "not verified", "微信认证"),
        (refused(45009, "menu/get"), "used up (45009)", "midnight"),
        (refused(48004, "menu/get"), "suspended", "appeal"),
        (refused(40999, "menu/get"), "(40999)", "全局返回码"),
        (Fault(status=502, html="<h1>"), "cannot be reached", "YINUO_WECHAT__API_BASE_URL"),
        (Fault(html="<h1>登录</h1>"), "cannot be reached", "YINUO_WECHAT__API_BASE_URL"),
    ],
)
async def test_a_fault_is_named_with_its_cure(fault: Fault, what: str, cure: str) -> None:
    [problem] = await examined(fault)
    assert what in problem.what
    assert cure in problem.cure
    assert problem.fatal
    assert problem.what.endswith(".")
    assert problem.cure.endswith(".")


async def test_without_wechat_the_examination_says_so() -> None:
    server = WeChatServer()
    async with server:
        pass
    async with channel_to(server) as channel:
        [problem] = await channel.examined()
    assert problem.what == "WeChat cannot be reached (ConnectionError)."


async def test_readiness_asks_nobody_and_knows_what_the_traffic_met() -> None:
    async with WeChatServer() as server, channel_to(server) as channel:
        assert await channel.problems() == []
        assert server.requests == []
        following(server)
        server.fault(refused(48001, "message/custom/send"))
        await channel.send(to(Message("您好")))
        assert await channel.problems() == [UNVERIFIED]
        await channel.send(to(Message("您好")))
        assert await channel.problems() == []


async def test_what_is_about_one_message_is_no_problem_of_the_set_up() -> None:
    async with WeChatServer() as server, channel_to(server) as channel:
        for errcode in (45015, 45047, 43004, 45002, 40003, -1):
            server.fault(refused(errcode, "message/custom/send"))
            await channel.send(to(Message("您好")))
        assert await channel.problems() == []


def test_who_has_no_account_does_not_load_the_library() -> None:
    code = (
        "import sys, bot.serve, bot.commands.serve, bot.doctor;"
        "print({'wechatpy', 'requests', 'PIL', 'pypdfium2', 'xmltodict'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


async def test_receiving_needs_nothing() -> None:
    async with WeChatServer() as server, channel_to(server) as channel:

        async def accept(_events: object) -> None:
            raise AssertionError

        async with asyncio.timeout(1):
            await channel.run(accept)
