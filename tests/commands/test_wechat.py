"""`wechat menu`: the account's menu is made in one command, and what hinders it is said with its cure."""

import asyncio

import pytest

from bot.channels.wechat.menu import menu
from bot.understand.words import read_words
from tests.commands.program import Ended, Program
from tests.fakes.wechat_api import AES_KEY, APP_ID, APP_SECRET, TOKEN, WeChatServer
from tests.fakes.wechat_faults import refused
from tests.fakes.wechat_menu import menu_problem


def said_to(server: WeChatServer) -> dict[str, str]:
    return {
        "WECHAT__APP_ID": APP_ID,
        "WECHAT__APP_SECRET": APP_SECRET,
        "WECHAT__TOKEN": TOKEN,
        "WECHAT__AES_KEY": AES_KEY,
        "WECHAT__API_BASE_URL": server.base_url,
    }


async def made(program: Program, server: WeChatServer, *words: str) -> Ended:
    return await asyncio.to_thread(program, "wechat", "menu", *words, **said_to(server))


async def test_the_menu_is_made_and_said_in_one_line(program: Program) -> None:
    async with WeChatServer() as server:
        said = (await made(program, server)).line
        assert said == (
            "The account's menu is now: 投诉, 预约, 我的 › 查进度, 我的 › 找人工, 我的 › 我的同意, 我的 › 怎么用, "
            "我的 › 退订."
        )
        assert server.menu == menu()
        told = (await made(program, server, "--json")).object
        assert told == {
            "buttons": [
                "投诉",
                "预约",
                "我的 › 查进度",
                "我的 › 找人工",
                "我的 › 我的同意",
                "我的 › 怎么用",
                "我的 › 退订",
            ]
        }
        assert server.tokens.fetched == 1, "the second used the token that the first had kept"
        assert server.violations == []


@pytest.mark.rule("CON-8")
def test_every_button_is_a_command_and_one_of_them_withdraws() -> None:
    buttons = [one for top in menu()["button"] for one in top.get("sub_button", [top])]
    keys = [button["key"] for button in buttons]
    assert all(len(read_words(key)) == 1 for key in keys)
    assert "/stop" in keys
    assert menu_problem(menu()["button"]) is None


@pytest.mark.rule("SEC-6")
async def test_a_refusal_is_one_sentence_with_its_cure_and_no_secret(program: Program) -> None:
    async with WeChatServer() as server:
        server.fault(refused(40164, "stable_token", f"invalid ip 203.0.113.7 {APP_SECRET}, not in whitelist"))
        said = (await made(program, server)).sentence
        assert "203.0.113.7" in said
        assert "IP白名单" in said
        assert APP_SECRET not in said
        server.fault(refused(40018, "menu/create"))
        assert (await made(program, server)).sentence == "The menu was not made: WeChat refuses it (40018)."


def test_without_an_account_it_says_which_setting_is_missing(program: Program) -> None:
    assert program("wechat", "menu").sentence.startswith("YINUO_WECHAT__APP_ID: no Official Account")
