"""The fake is as strict as Telegram: what it lets through would be let through there."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.bot_api import BotApiServer
from tests.fakes.bot_api_limits import Limits
from tests.fakes.bot_api_table import violations

CUSTOMER = 4242


@pytest.mark.parametrize(
    ("method", "parameters", "found"),
    [
        ("sendMessage", {"chat_id": 1, "text": "x"}, []),
        ("sendMessage", {"chat_id": 1}, ["sendMessage.text: missing"]),
        ("sendMessage", {"chat_id": 1, "text": 5}, ["sendMessage.text: int, not String"]),
        ("sendMessage", {"chat_id": True, "text": "x"}, ["sendMessage.chat_id: bool, not Integer or String"]),
        ("sendMessage", {"chat_id": 1, "text": "x", "txet": ""}, ["sendMessage.txet: unknown"]),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"callback_data": "a"}]]}},
            ["sendMessage.reply_markup.inline_keyboard[0][0].text: missing"],
        ),
        (
            "sendMediaGroup",
            {"chat_id": 1, "media": [{"type": "photo", "media": "attach://nothing"}]},
            ["sendMediaGroup.media[0].media: the file attach://nothing is not in the request"],
        ),
        ("sendSticker", {}, ["sendSticker: no such method in the table"]),
        ("setWebhook", {"url": ""}, ["setWebhook.url: not an address"]),
    ],
)
def test_every_difference_from_the_official_table_is_found(
    method: str, parameters: dict[str, Any], found: list[str]
) -> None:
    assert violations(method, parameters, {}) == found


def test_the_limits_are_telegrams() -> None:
    now = [0.0]
    limits = Limits(lambda: now[0], enabled=True)
    assert [limits.refusal(42) for _ in range(4)] == [None, None, None, 3]
    now[0] = 3.0
    assert limits.refusal(42) is None
    assert [limits.refusal(-5) for _ in range(21)][-1] == 60
    now[0] = 62.9
    assert limits.refusal(-5) == 1
    now[0] = 63.0
    assert limits.refusal(-5) is None
    assert [limits.refusal(chat) for chat in range(100, 131)].count(None) == 29


async def test_what_the_bot_asked_for_is_all_it_is_told() -> None:
    async with BotApiServer() as server, aiohttp.ClientSession() as session:
        server.group(-5001).joins(88)
        server.customer(CUSTOMER).says("在吗")
        url = f"{server.base_url}{server.token}/getUpdates"
        async with session.post(url, json={"allowed_updates": ["chat_member"]}) as answer:
            assert [list(update)[1] for update in (await answer.json())["result"]] == ["message"]
        server.group(-5001).joins(89)
        server.customer(CUSTOMER).says("还在吗")
        async with session.post(url, json={"offset": 1002}) as answer:
            assert [list(update)[1] for update in (await answer.json())["result"]] == ["chat_member"]


@pytest.fixture
def process() -> Iterator[dict[str, str]]:
    command = [sys.executable, "-m", "tests.fakes.bot_api", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield json.loads(running.stdout.readline())
        running.kill()


def test_as_a_process_it_is_moved_from_outside(process: dict[str, str]) -> None:
    def ask(path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(process["url"] + path, data, headers)) as answer:
            return json.loads(answer.read())

    ask("/control/do", {"customer": CUSTOMER, "does": "says", "with": {"text": "在吗"}})
    api = f"/bot{process['token']}"
    [update] = ask(f"{api}/getUpdates", {})["result"]
    assert update["message"]["text"] == "在吗"
    ask(f"{api}/sendMessage", {"chat_id": CUSTOMER, "text": "在"})
    assert [shown["text"] for shown in ask(f"/control/chats/{CUSTOMER}")] == ["在"]
    assert ask("/control/violations") == []
