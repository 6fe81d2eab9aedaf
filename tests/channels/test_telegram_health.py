"""Each fault of the set-up is named with its cure, and a wrong setting by its name."""

import subprocess
import sys
from typing import Any

import pytest

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.settings import TelegramSettings
from tests.channels.telegram_setup import channel_to, open_media
from tests.fakes.bot_api import TOKEN, BotApiServer
from tests.fakes.bot_api_faults import Fault, Happens, refused

HOOKED = {"mode": "webhook", "webhook_url": "https://bot.example.cn/hooks/telegram", "secret": "s"}


async def found(server: BotApiServer, **changes: Any) -> list[str]:
    async with channel_to(server, **changes) as channel:
        problems = await channel.problems()
    assert all(problem.where == "telegram" and problem.cure for problem in problems)
    return [problem.what for problem in problems]


async def test_a_set_up_that_is_right_has_no_problems() -> None:
    async with BotApiServer() as server:
        assert await found(server) == []
        assert server.violations == []


async def test_a_refused_token() -> None:
    async with BotApiServer() as server:
        other = TOKEN.replace("fake", "real")
        assert await found(server, token=other) == ["Telegram refuses the bot's token."]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(Happens.CUT_AFTER), "ServerDisconnectedError"),
        (Fault(status=502, html="<h1>Bad Gateway</h1>"), "HTTP 502: the answer is not Telegram's"),
    ],
    ids=str,
)
async def test_telegram_out_of_reach(fault: Fault, words: str) -> None:
    async with BotApiServer() as server:
        server.fault(fault)
        assert await found(server) == [f"Telegram cannot be reached ({words})."]


async def test_a_start_needs_neither_network_nor_telegram() -> None:
    channel = TelegramChannel(TelegramSettings(TOKEN, "http://127.0.0.1:9/bot"), open_media)
    [problem] = await channel.problems()
    assert problem.what == "Telegram cannot be reached (ClientConnectorError)."
    await channel.close()


@pytest.mark.rule("STAFF-5")
async def test_privacy_mode_is_told_and_does_not_stop_anything() -> None:
    async with BotApiServer() as server, channel_to(server) as channel:
        server.world.reads_all = False
        [problem] = await channel.problems()
        assert problem.what.startswith("The bot's privacy mode is on")
        assert not problem.fatal


GROUPS = {"-1001000777": "aftersales/1, sales/1"}


@pytest.mark.rule("STAFF-5")
@pytest.mark.parametrize(
    ("hears_all", "more"), [(True, ""), (False, " and hears only commands and replies to it")]
)
async def test_a_group_in_which_the_bot_is_no_administrator_is_told(hears_all: bool, more: str) -> None:
    async with BotApiServer() as server, channel_to(server) as channel:
        server.world.reads_all = hears_all
        group = server.group(-1001000777, topics=True)
        assert await channel.examined(GROUPS) == [], "the privacy mode does not matter to an administrator"
        group.chat.bot_admin = False
        [problem] = await channel.examined(GROUPS)
        assert problem.what == (
            "The bot is no administrator in the group of aftersales/1, sales/1: it is not told who leaves, "
            f"opens no topics{more}."
        )
        assert problem.cure.startswith("Make it an administrator of the group")
        assert problem.fatal
        assert server.violations == []


@pytest.mark.rule("STAFF-5")
async def test_a_group_that_the_bot_is_not_in_any_more_is_told_with_its_cure() -> None:
    async with BotApiServer() as server, channel_to(server) as channel:
        [unknown] = await channel.examined(GROUPS)
        server.group(-1001000777).chat.bot_inside = False
        [kicked] = await channel.examined(GROUPS)
        assert unknown == kicked
        assert kicked.what == "The bot is not in the group of aftersales/1, sales/1 any more."
        assert "`queue code aftersales/1`" in kicked.cure


async def test_a_refused_token_is_told_once_and_not_for_every_group() -> None:
    async with BotApiServer() as server, channel_to(server, token=TOKEN.replace("fake", "real")) as channel:
        [problem] = await channel.examined(GROUPS)
        assert problem.what == "Telegram refuses the bot's token."


@pytest.mark.parametrize(
    ("url", "changes", "problems"),
    [
        ("", HOOKED, ["The webhook is not registered."]),
        ("https://other.example/x", HOOKED, ["Telegram delivers this bot's updates to another address."]),
        (HOOKED["webhook_url"], HOOKED, []),
        (
            "https://other.example/x",
            {},
            ["Telegram delivers this bot's updates to a webhook, but the mode is polling."],
        ),
    ],
)
async def test_the_webhook_stands_where_it_should(
    url: str, changes: dict[str, Any], problems: list[str]
) -> None:
    async with BotApiServer() as server:
        server.delivery.url = url
        assert await found(server, **changes) == problems


async def test_deliveries_that_fail_are_told() -> None:
    async with BotApiServer() as server:
        server.delivery.url, server.delivery.last_error = HOOKED["webhook_url"], "Connection refused"
        server.delivery.pending.append({"update_id": 1})
        assert await found(server, **HOOKED) == ["Telegram's last delivery failed, 1 updates wait."]


async def test_readiness_may_ask_often_without_asking_telegram_often() -> None:
    async with BotApiServer() as server, channel_to(server) as channel:
        server.fault(refused("Unauthorized", status=401))
        assert await channel.problems() == await channel.problems()
        assert len(server.called("getMe")) == 1


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"token": "secret-but-wrong"}, "telegram.token"),
        ({"token": ""}, "telegram.token"),
        ({"base_url": "api.telegram.org"}, "telegram.base_url"),
        ({"base_file_url": "ftp://x"}, "telegram.base_file_url"),
        ({"proxy": "socks5://user:hidden@127.0.0.1:1"}, "telegram.proxy"),
        ({**HOOKED, "webhook_url": "http://bot.example.cn/x"}, "telegram.webhook_url"),
        ({**HOOKED, "secret": ""}, "telegram.secret"),
        ({**HOOKED, "secret": "with space"}, "telegram.secret"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not_told(changes: dict[str, Any], name: str) -> None:
    with pytest.raises(ValueError, match=name.replace(".", r"\.")) as refusal:
        TelegramSettings(**{"token": TOKEN, **changes})
    assert not any(
        word in str(refusal.value) for word in ("secret-but-wrong", "hidden", "with space", "bot.example")
    )


@pytest.mark.rule("SEC-6")
def test_settings_do_not_show_what_is_secret() -> None:
    settings = TelegramSettings(TOKEN, secret="hush-hush", proxy="http://u:pw@127.0.0.1:1")
    assert all(word not in repr(settings) for word in (TOKEN, "hush-hush", "pw"))
    assert settings.account == "7000001"


def test_naming_a_bot_does_not_load_the_library() -> None:
    code = "import sys, bot.channels.telegram.settings; print({'telegram', 'aiohttp'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
