"""Each fault of WeCom's set-up is named with its cure, beside a running server too, and nobody is kicked by looking."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.wecom.health import IN_USE, examined
from bot.channels.wecom.settings import WeComSettings
from bot.doctor.channels import channel_problems
from bot.leading import DatabaseLeadership, met
from bot.settings import Settings, WeCom
from storage.database import Database, open_database
from storage.migrate import migrate
from tests.fakes.wecom_server import BOT_ID, SECRET, WeComServer
from tests.running import running


def settings_of(folder: Path, server: WeComServer, **changes: str) -> Settings:
    said = {"bot_id": BOT_ID, "secret": SECRET, "ws_url": server.url, **changes}
    return Settings(data_dir=folder, wecom=WeCom.model_validate(said))


async def found(settings: Settings) -> list[str]:
    problems = await channel_problems(settings)
    assert all(problem.where == "wecom" and problem.cure for problem in problems)
    return [problem.what for problem in problems]


@contextlib.asynccontextmanager
async def served(settings: Settings, state: str) -> AsyncIterator[None]:
    """A server that has met this state by now."""
    async with running(settings) as (server, _):
        async with asyncio.timeout(5):
            while (await server.parts.database.run(met, BOT_ID)).state != state:
                await asyncio.sleep(0.01)
        yield


async def test_before_the_first_start_it_is_tried(tmp_path: Path) -> None:
    async with WeComServer() as server:
        assert await found(settings_of(tmp_path / "data", server)) == []
        wrong = settings_of(tmp_path / "data", server, secret="another-secret")
        [refused] = await found(wrong)
        assert refused.startswith("WeCom does not admit the bot (40001): its Bot ID or its Secret is wrong")
        assert "another-secret" not in refused
        await server.until(lambda: not server.connected)
        assert server.violations == []


async def test_a_closed_network_is_told_with_or_without_a_server(tmp_path: Path) -> None:
    async with WeComServer() as server:
        settings = settings_of(tmp_path, server)
        await server.stop()
        gone = "WeCom cannot be reached (ConnectionRefusedError)."
        assert await found(settings) == [gone]
        async with served(settings, "unreachable"):
            assert await found(settings) == [gone]


async def test_whoever_serves_is_not_kicked_by_looking(tmp_path: Path) -> None:
    async with WeComServer() as server:
        settings = settings_of(tmp_path, server)
        async with served(settings, "connected"):
            assert await found(settings) == []
            assert len(server.subscribed) == 1
        assert await found(settings) == []
        assert len(server.subscribed) == 2, "once nobody serves it is tried"


async def test_a_connection_that_another_process_holds_is_not_tried(
    tmp_path: Path, database: "contextlib.AbstractContextManager[Database]"
) -> None:
    async with WeComServer() as server:
        settings = settings_of(tmp_path, server, secret="another-secret")
        with database as opened:
            leader = DatabaseLeadership(opened, BOT_ID, "a", 60.0)
            assert await leader.take()
            assert await found(settings) == [IN_USE.what]
            await leader.note("connected", "")
            assert await found(settings) == []
            assert server.subscribed == []
            await leader.release()
            [refused] = await found(settings)
            assert refused.startswith("WeCom does not admit the bot")


async def test_a_server_that_starts_while_we_connect_is_left_alone() -> None:
    async with WeComServer() as server:
        answers = [False, True]
        settings = WeComSettings(BOT_ID, SECRET, server.url)
        assert await examined(settings, "", "", lambda: answers.pop(0)) == [IN_USE]
        assert server.subscribed == []


async def test_a_wrong_secret_is_told_beside_the_server_and_after_it_and_no_more_once_it_is_mended(
    tmp_path: Path,
) -> None:
    async with WeComServer() as server:
        settings = settings_of(tmp_path, server, secret="another-secret")
        async with served(settings, "refused"):
            [beside] = await found(settings)
        assert beside.startswith("WeCom does not admit the bot (40001)")
        assert await found(settings) == [beside]
        assert "another-secret" not in beside
        assert await found(settings_of(tmp_path, server)) == []


async def test_two_programs_on_one_bot_are_told(tmp_path: Path) -> None:
    async with WeComServer() as server:
        ours, others = settings_of(tmp_path / "a", server), settings_of(tmp_path / "b", server)
        async with served(ours, "connected"), served(others, "connected"):
            async with asyncio.timeout(5):
                while not (kicked := await found(ours)):
                    await asyncio.sleep(0.01)
            assert "Another program has connected as this bot" in kicked[0]
            assert await found(others) == []
        subscribed = len(server.subscribed)
        assert await found(ours) == kicked, "the other program may still be there: nothing is tried"
        assert len(server.subscribed) == subscribed


async def test_the_process_is_ready_before_wecom_is_and_says_so_when_it_is_not(tmp_path: Path) -> None:
    async with WeComServer() as server:
        settings = settings_of(tmp_path, server)
        await server.stop()
        async with running(settings) as (product, client):
            assert (await client.get("/healthz")).status_code == 200
            async with asyncio.timeout(5):
                while (await client.get("/readyz")).status_code != 503:
                    await asyncio.sleep(0.01)
            await server.start()
            async with asyncio.timeout(5):
                while (await client.get("/readyz")).status_code != 200:
                    await asyncio.sleep(0.01)
            assert product.channels["wecom"].name == "wecom"


async def test_a_setting_that_cannot_be_is_named(tmp_path: Path) -> None:
    async with WeComServer() as server:
        [what] = await found(settings_of(tmp_path, server, ws_url="http://example.org"))
    assert what.startswith("YINUO_WECOM__WS_URL is not a wss address.")


@pytest.fixture
def database(tmp_path: Path) -> "contextlib.AbstractContextManager[Database]":
    opened = open_database(tmp_path / "yinuo.db")
    migrate(opened)
    return contextlib.closing(opened)


async def test_only_the_leader_writes_down_what_it_met(
    database: "contextlib.AbstractContextManager[Database]",
) -> None:
    with database as opened:
        leader, other = (DatabaseLeadership(opened, BOT_ID, owner, 60.0) for owner in "ab")
        assert await leader.take()
        assert not await other.take()
        await leader.note("connected", "")
        await other.note("standby", "")
        assert (await opened.run(met, BOT_ID)).state == "connected"
        await leader.release()
        assert await other.take()


async def test_what_the_bot_is_called_is_kept_for_whoever_leads_next(
    database: "contextlib.AbstractContextManager[Database]",
) -> None:
    with database as opened:
        leader, next_one = (DatabaseLeadership(opened, BOT_ID, owner, 60.0) for owner in "ab")
        assert await leader.names() == ()
        await leader.called(("小诺", "一诺"))
        assert await next_one.names() == ("小诺", "一诺")
        assert await DatabaseLeadership(opened, "another-bot", "c", 60.0).names() == ()
