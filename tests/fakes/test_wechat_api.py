"""The fake is as strict as WeChat: what it lets through would be let through there."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.fakes.wechat_api import APP_ID, APP_SECRET, WeChatServer
from tests.fakes.wechat_menu import menu_problem
from tests.fakes.wechat_people import OPENID
from tests.fakes.wechat_quota import Ledger
from tests.fakes.wechat_tokens import LASTS, OVERLAP, Tokens, WeChatError

START = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEAF = {"type": "click", "name": "投诉", "key": "/complain"}


class Clock:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


# --- tokens ------------------------------------------------------------------------------------------------


def test_a_token_stays_the_same_until_five_minutes_before_its_end() -> None:
    clock = Clock()
    tokens = Tokens(clock)
    first, lasts = tokens.stable(force=False)
    assert lasts == 7200
    clock.at = START + LASTS - OVERLAP - SECOND
    assert tokens.stable(force=False) == (first, 301)
    clock.at += SECOND
    second, _ = tokens.stable(force=False)
    assert second != first
    tokens.check(first)
    clock.at = START + LASTS
    with pytest.raises(WeChatError) as caught:
        tokens.check(first)
    assert caught.value.errcode == 42001
    tokens.check(second)


def test_force_ends_the_old_one_at_once_and_not_twice_in_thirty_seconds() -> None:
    clock = Clock()
    tokens = Tokens(clock)
    first, _ = tokens.stable(force=False)
    second, _ = tokens.stable(force=True)
    with pytest.raises(WeChatError):
        tokens.check(first)
    clock.at += timedelta(seconds=29)
    assert tokens.stable(force=True)[0] == second
    clock.at += SECOND
    assert tokens.stable(force=True)[0] != second


@pytest.mark.parametrize(("token", "errcode"), [("", 41001), ("unknown", 40001)])
def test_what_is_no_token_is_refused(token: str, errcode: int) -> None:
    with pytest.raises(WeChatError) as caught:
        Tokens(Clock()).check(token)
    assert caught.value.errcode == errcode


# --- quota -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "count", "lasts"), [("message", 5, timedelta(hours=48)), ("other", 3, timedelta(minutes=1))]
)
def test_each_act_allows_so_many_for_so_long(kind: str, count: int, lasts: timedelta) -> None:
    clock = Clock()
    ledger = Ledger(clock)
    assert ledger.spend(OPENID) == 45015
    ledger.acted(OPENID, kind)
    assert [ledger.spend(OPENID) for _ in range(count + 1)] == [0] * count + [45047]
    ledger.acted(OPENID, kind)
    clock.at += lasts - SECOND
    assert ledger.spend(OPENID) == 0
    clock.at += SECOND
    assert ledger.spend(OPENID) == 45015


# --- requests ----------------------------------------------------------------------------------------------


async def ask(
    server: WeChatServer, method: str, body: dict[str, Any] | bytes, **query: str
) -> dict[str, Any]:
    sent = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    async with (
        aiohttp.ClientSession() as session,
        session.post(server.base_url + method, data=sent, params=query) as answer,
    ):
        found: dict[str, Any] = json.loads(await answer.text())
        return found


def text(content: str, to: str = OPENID) -> dict[str, Any]:
    return {"touser": to, "msgtype": "text", "text": {"content": content}}


async def test_every_fault_of_a_request_has_wechats_number() -> None:
    async with WeChatServer() as server:
        account = {"grant_type": "client_credential", "appid": APP_ID, "secret": APP_SECRET}
        assert (await ask(server, "stable_token", {**account, "appid": "wx"}))["errcode"] == 40013
        assert (await ask(server, "stable_token", {**account, "secret": "x"}))["errcode"] == 40125
        token = (await ask(server, "stable_token", account))["access_token"]

        async def refused(body: dict[str, Any], method: str = "message/custom/send") -> int:
            return int((await ask(server, method, body, access_token=token))["errcode"])

        assert await refused(text("x")) == 43004
        server.following.add(OPENID)
        assert await refused(text("x")) == 45015
        server.quota.acted(OPENID, "message")
        assert await refused(text("x")) == 0
        assert await refused(text("字" * 683)) == 45002
        assert await refused(text("x", "somebody")) == 40003
        assert await refused({"touser": OPENID, "msgtype": "file"}) == 40008
        assert await refused({"touser": OPENID, "msgtype": "image", "image": {"media_id": "x"}}) == 40007
        assert await refused({"button": []}, "menu/create") == 40017
        assert await refused({}, "no/such") == 40066
        assert server.violations == []
        await ask(server, "message/custom/send", json.dumps(text("字")).encode(), access_token=token)
        assert server.violations == ["escaped text: it would be shown so"]


@pytest.mark.parametrize(
    ("buttons", "errcode"),
    [
        ([LEAF], 0),
        ([LEAF] * 4, 40017),
        ([{**LEAF, "name": "查询投诉进度"}], 40018),
        ([{"name": "我的", "sub_button": [LEAF] * 5}], 0),
        ([{"name": "我的", "sub_button": [LEAF] * 6}], 40023),
        ([{"name": "我的", "sub_button": [{**LEAF, "name": "字" * 21}]}], 40025),
        ([{**LEAF, "type": "tap"}], 40016),
        ([{**LEAF, "key": "k" * 129}], 40019),
    ],
)
def test_a_menu_has_wechats_limits(buttons: list[dict[str, Any]], errcode: int) -> None:
    found = menu_problem(buttons)
    assert (found[0] if found else 0) == errcode


# --- callbacks ---------------------------------------------------------------------------------------------


class Hook:
    """An account's server that does as it is told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bytes]] = []
        self.answers: list[str | int] = []
        """A body, a status, or -1: no answer at all."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.query["msg_signature"], await request.read()))
        answer = self.answers.pop(0) if self.answers else "success"
        if answer == -1:
            await asyncio.sleep(30)
        return web.Response(text=answer) if isinstance(answer, str) else web.Response(status=answer)


@asynccontextmanager
async def hooked() -> AsyncIterator[tuple[WeChatServer, Hook]]:
    hook = Hook()
    async with WeChatServer() as server:
        app = web.Application()
        app.router.add_post("/hook", hook.answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        server.delivery.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        server.delivery.retry_after = 0.0
        yield server, hook
        await runner.cleanup()


@pytest.mark.parametrize(
    ("answers", "asked", "lost"),
    [(["success"], 1, 0), ([""], 1, 0), ([503, -1, "success"], 3, 0), ([500] * 9, 4, 1)],
)
async def test_a_callback_comes_again_three_times_at_most(
    answers: list[str | int], asked: int, lost: int
) -> None:
    async with hooked() as (server, hook):
        hook.answers, server.delivery.patience = answers, 0.1
        server.follower(OPENID).says("在吗")
        await server.delivery.taken()
        assert (len(hook.asked), len(server.delivery.lost)) == (asked, lost)
        assert len({signature for signature, _ in hook.asked}) == asked, "each is encrypted anew"


async def test_wechat_waits_five_seconds() -> None:
    assert WeChatServer().delivery.patience == 5.0


async def test_an_answer_that_wechat_would_not_take_is_found() -> None:
    async with hooked() as (server, hook):
        hook.answers = ["<xml><Content>unencrypted</Content></xml>"]
        server.follower(OPENID).says("在吗")
        await server.delivery.taken()
        assert server.violations == ["passive answer: no Encrypt"]
        assert server.sent_to(OPENID) == []


async def test_callbacks_may_come_backwards_and_twice() -> None:
    async with hooked() as (server, hook):
        server.delivery.twice = True
        server.delivery.hold()
        for word in ("一", "二"):
            server.follower(OPENID).says(word)
        assert hook.asked == []
        server.delivery.release(backwards=True)
        await server.delivery.taken()
        assert len(hook.asked) == 4
