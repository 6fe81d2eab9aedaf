"""The long connection: subscribed, kept alive, given up to a newer one, and nothing that came over it is lost."""

import asyncio
from collections.abc import Callable

import pytest

from bot.channels.channel import Unreadable
from bot.channels.language import Incoming, Message, NotSent, Said, Sent
from bot.channels.wecom.health import State
from tests.channels.wecom_setup import GROUP, LI, Running, Steered, channel_to, to
from tests.fakes.wecom_server import SECRET, WeComServer

TEXT = Message("【A001】您好")


async def texts(running: Running, count: int) -> list[str]:
    events = await running.until(count)
    return [one.what.text for one in events if isinstance(one, Incoming) and isinstance(one.what, Said)]


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.005)


async def test_what_colleagues_say_arrives_in_its_order() -> None:
    async with WeComServer() as server, channel_to(server) as running:
        li = server.group(GROUP).member(LI)
        for n in range(20):
            li.says(f"第{n}句")
        assert await texts(running, 20) == [f"第{n}句" for n in range(20)]
        assert server.violations == []


async def test_without_an_at_or_a_quote_nothing_is_heard() -> None:
    async with WeComServer() as server, channel_to(server) as running:
        li = server.group(GROUP).member(LI)
        li.says("今天真忙", at=False)
        li.says("看这条", at=False, quote="【A001】客户：在吗")
        assert await texts(running, 1) == ["看这条"]


async def test_pings_keep_it_alive_and_two_without_an_answer_end_it() -> None:
    async with WeComServer() as server:
        async with channel_to(server, ping_every=0.02, patience=0.05):
            await server.until(lambda: len(server.called("ping")) >= 5)
            assert len(server.subscribed) == 1
            server.deaf = True
            before = len(server.called("ping"))
            await server.until(lambda: len(server.subscribed) >= 2)
            assert len(server.called("ping")) - before <= 3
            server.deaf = False
        assert server.violations == []


@pytest.mark.parametrize("cuts", [1, 3])
async def test_a_broken_network_is_waited_out(cuts: int) -> None:
    async with WeComServer() as server, channel_to(server) as running:
        server.group(GROUP)
        for n in range(cuts):
            server.cut()
            await server.until(lambda n=n: len(server.subscribed) == n + 2 and server.connected)  # type: ignore[misc]
        await server.delivered()
        assert isinstance(await running.channel.send(to(GROUP, TEXT)), Sent)


async def test_while_there_is_no_network_nothing_leaves_and_nothing_is_lost() -> None:
    async with WeComServer() as server, channel_to(server) as running:
        server.group(GROUP)
        await server.stop()
        await until(lambda: running.lease.notes[-1][0] == State.UNREACHABLE)
        receipt = await running.channel.send(to(GROUP, TEXT))
        assert isinstance(receipt, NotSent)
        assert not receipt.counts
        await server.start()
        await server.until(lambda: server.connected)
        await server.delivered()
        assert isinstance(await running.channel.send(to(GROUP, TEXT)), Sent)
        assert server.texts(GROUP) == ["【A001】您好"]


async def test_whoever_is_kicked_does_not_come_back_by_himself() -> None:
    async with WeComServer() as server, channel_to(server) as first:
        async with channel_to(server) as second:
            await until(lambda: first.lease.notes[-1][0] == State.KICKED)
            await asyncio.sleep(0.2)  # several leases, and several of the pauses between two tries
            assert len(server.subscribed) == 2, "no war"
            server.group(GROUP).member(LI).says("在吗")
            assert await texts(second, 1) == ["在吗"]
            [problem] = await first.channel.problems()
            assert "Another program has connected" in problem.what
            assert await second.channel.problems() == []
        await asyncio.sleep(0.1)
        assert len(server.subscribed) == 2, "nor when the other one is gone: an operator says so"


async def test_whoever_is_kicked_leads_again_once_the_lease_says_so() -> None:
    lease = Steered()
    async with WeComServer() as server, channel_to(server, lease=lease) as running:
        async with channel_to(server):
            await until(lambda: lease.notes[-1][0] == State.KICKED)
        lease.ours = False
        await until(lambda: lease.notes[-1][0] == State.STANDBY)
        lease.ours = True
        await server.until(lambda: len(server.subscribed) == 3)
        await until(lambda: lease.notes[-1][0] == State.CONNECTED)
        assert await running.channel.problems() == []


async def test_who_does_not_lead_does_not_connect_and_says_nothing_is_wrong() -> None:
    lease = Steered(ours=False)
    async with WeComServer() as server, channel_to(server, lease=lease, connects=False) as running:
        await until(lambda: lease.notes[-1:] == [("standby", "")])
        assert server.subscribed == []
        assert isinstance(await running.channel.send(to(GROUP, TEXT)), NotSent)
        assert await running.channel.problems() == []
        lease.ours = True
        await server.until(lambda: server.connected)


async def test_who_leads_no_more_lets_go_of_the_connection() -> None:
    lease = Steered()
    async with WeComServer() as server, channel_to(server, lease=lease):
        lease.ours = False
        await server.until(lambda: not server.connected)
        await asyncio.sleep(0.1)
        assert len(server.subscribed) == 1


async def test_a_database_that_is_away_for_a_moment_does_not_cost_the_lead() -> None:
    lease = Steered()
    async with WeComServer() as server, channel_to(server, lease=lease):
        lease.broken = True
        await asyncio.sleep(0.04)
        lease.broken = False
        await asyncio.sleep(0.1)
        assert server.connected
        lease.broken = True
        await server.until(lambda: not server.connected)


async def test_the_lease_is_given_back_at_the_end() -> None:
    lease = Steered()
    async with WeComServer() as server:
        async with channel_to(server, lease=lease):
            pass
        assert lease.released == 1


async def test_what_cannot_be_stored_is_kept_until_it_can() -> None:
    async with WeComServer() as server, channel_to(server) as running:
        running.fails = 3
        li = server.group(GROUP).member(LI)
        for word in ("一", "二", "三"):
            li.says(word)
        assert await texts(running, 3) == ["一", "二", "三"]


async def test_what_came_in_at_the_very_end_is_still_stored() -> None:
    async with WeComServer() as server:
        async with channel_to(server) as running:
            running.fails = 1
            server.group(GROUP).member(LI).says("最后一句")
            await server.delivered()
        assert await texts(running, 1) == ["最后一句"]


async def test_what_nobody_can_read_is_kept_and_the_connection_stays() -> None:
    async with WeComServer() as server, channel_to(server) as running:
        for raw in ("{", "[]", '{"cmd":"aibot_msg_callback"}', "没有花括号"):
            server.raw(raw)
        server.group(GROUP).member(LI).says("在吗")
        events = await running.until(5)
        assert [type(one) for one in events] == [Unreadable] * 4 + [Incoming]
        assert len(server.subscribed) == 1


async def test_a_wrong_secret_is_told_and_tried_again_slowly() -> None:
    async with WeComServer() as server:
        async with channel_to(server, connects=False, secret="another-secret") as running:
            await until(lambda: running.lease.notes[-1:] == [("refused", "40001")])
            [problem] = await running.channel.problems()
            assert "does not admit the bot (40001)" in problem.what
            assert "YINUO_WECOM__BOT_ID" in problem.cure
        assert server.subscribed == []


async def test_nothing_is_wrong_before_anything_was_tried() -> None:
    async with WeComServer() as server:
        await server.stop()
        async with channel_to(server, connects=False) as running:
            assert await running.channel.problems() == []
            await until(lambda: running.lease.notes)
            [problem] = await running.channel.problems()
            assert problem.what == "WeCom cannot be reached (ConnectionRefusedError)."
            assert SECRET not in repr(problem)


@pytest.mark.rule("STAFF-3")
async def test_the_bots_name_is_learnt_from_what_can_only_mean_it_and_kept() -> None:
    async with WeComServer() as server:
        lease = Steered()
        async with channel_to(server, lease=lease) as running:
            li = server.group(GROUP).member(LI)
            li.says("@小王 回复 您好", quote="【A012】", at=False)
            li.says("接单")
            li.says("@小王 回复 您好", quote="【A012】", at=False)
            li.says("回复 您好", quote="【A012】")
            events = await running.until(4)
            await until(lambda: lease.learnt)
        heard = [one.what for one in events if isinstance(one, Incoming) and isinstance(one.what, Said)]
        assert [(said.text, said.aside) for said in heard] == [
            ("@小王 回复 您好", True),
            ("接单", False),
            ("@小王 回复 您好", True),
            ("回复 您好", False),
        ]
        assert lease.learnt == ("一诺",)
        async with channel_to(server, lease=lease) as running:
            li.says("回复 您好", quote="【A012】")
            [event] = await running.until(1)
            assert isinstance(event, Incoming)
            assert isinstance(event.what, Said)
            assert (event.what.text, event.what.aside) == ("回复 您好", False)
