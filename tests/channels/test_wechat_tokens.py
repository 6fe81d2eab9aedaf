"""One token for everybody, replaced once where it is refused, and taken from nobody by force again and again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.language import Message, Receipt, Sent, Undeliverable
from bot.channels.wechat.channel import WeChatChannel
from bot.channels.wechat.tokens import SharedShelf
from storage.database import open_database
from storage.keyring import new_keyring
from storage.migrate import migrate
from storage.sealed import Vault
from tests.channels.wechat_setup import channel_to, following, to
from tests.fakes.wechat_api import APP_ID, APP_SECRET, WeChatServer
from tests.fakes.wechat_faults import refused
from tests.fakes.wechat_people import OPENID
from tests.fakes.wechat_tokens import LASTS, OVERLAP

START = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Clock:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


@asynccontextmanager
async def replicas(
    folder: Path, many: int = 2
) -> AsyncIterator[tuple[WeChatServer, Clock, list[WeChatChannel]]]:
    """WeChat, and processes of one store that share its database."""
    clock = Clock()
    database = open_database(folder / "yinuo.db")
    migrate(database)
    vault = Vault(new_keyring())
    async with WeChatServer(clock) as server:
        following(server)
        server.quota.enabled = False
        try:
            async with AsyncExitStack() as stack:
                opened = [channel_to(server, shelf=SharedShelf(database, vault, APP_ID)) for _ in range(many)]
                yield server, clock, [await stack.enter_async_context(one) for one in opened]
        finally:
            database.close()


async def says(channel: WeChatChannel, text: str = "您好") -> Receipt:
    return await channel.send(to(Message(text)))


async def test_all_processes_use_the_token_that_the_first_fetched(tmp_path: Path) -> None:
    async with replicas(tmp_path, 3) as (server, _, channels):
        for channel in channels:
            assert isinstance(await says(channel), Sent)
        assert server.tokens.fetched == 1


async def test_a_token_about_to_end_is_renewed_before_it_does(tmp_path: Path) -> None:
    async with replicas(tmp_path) as (server, clock, (one, two)):
        await says(one)
        clock.at = START + LASTS - timedelta(seconds=61)
        await says(one)
        assert server.tokens.fetched == 1
        clock.at += SECOND
        assert isinstance(await says(one), Sent)
        assert isinstance(await says(two), Sent)
        assert server.tokens.fetched == 2
        assert all(asked["access_token"] for asked in server.called("message/custom/send"))


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
async def test_a_refused_token_is_asked_for_again_and_the_message_sent_once(
    tmp_path: Path, errcode: int
) -> None:
    async with replicas(tmp_path) as (server, clock, (one, _)):
        await says(one, "第一条")
        clock.at = START + LASTS - OVERLAP  # from now on WeChat has a new one ready
        server.fault(refused(errcode, "message/custom/send"))
        assert isinstance(await says(one, "第二条"), Sent)
        assert [shown.text for shown in server.sent_to(OPENID)] == ["第一条", "第二条"]
        assert server.tokens.forced == []


async def test_a_token_that_somebody_else_took_by_force_is_fetched_without_force(tmp_path: Path) -> None:
    async with replicas(tmp_path) as (server, _, (one, two)):
        await says(one)
        await says(two)
        server.tokens.revoke()
        assert isinstance(await says(one), Sent)
        assert isinstance(await says(two), Sent)
        assert server.tokens.forced == []
        assert server.tokens.fetched == 2


async def test_one_that_wechat_calls_good_and_refuses_is_replaced_by_force_by_one_process_only(
    tmp_path: Path,
) -> None:
    async with replicas(tmp_path, 3) as (server, clock, channels):
        for channel in channels:
            await says(channel)
        server.fault(refused(40001, "message/custom/send", times=3))
        receipts = await asyncio.gather(*(says(channel) for channel in channels))
        assert len(server.tokens.forced) == 1
        assert sum(isinstance(one, Sent) for one in receipts) >= 1
        clock.at += timedelta(minutes=1)
        for channel in channels:
            assert isinstance(await says(channel), Sent)
        assert len(server.tokens.forced) == 1


async def test_there_is_no_war_over_the_token(tmp_path: Path) -> None:
    """WeChat refuses every token for an hour: it is forced once in five minutes at most, for all processes."""
    async with replicas(tmp_path) as (server, clock, channels):
        server.fault(refused(40001, "message/custom/send", times=10_000))
        for _ in range(60):
            for channel in channels:
                told = await says(channel)
                assert isinstance(told, Undeliverable)
                assert told.cause == "unauthorised"
            clock.at += timedelta(minutes=1)
        assert 1 <= len(server.tokens.forced) <= 12
        [problem] = await channels[0].problems()
        assert "again and again" in problem.what


async def test_a_fetch_that_failed_is_tried_again_by_the_next(tmp_path: Path) -> None:
    async with replicas(tmp_path, 1) as (server, _, (one,)):
        server.fault(refused(-1, "stable_token"))
        assert not isinstance(await says(one), Sent)
        assert isinstance(await says(one), Sent)


@pytest.mark.rule("SEC-1")
async def test_the_token_lies_sealed_in_the_database(tmp_path: Path) -> None:
    async with replicas(tmp_path, 1) as (server, _, (one,)):
        await says(one)
        files = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
        assert server.tokens.current.encode() not in files
        assert APP_SECRET.encode() not in files
