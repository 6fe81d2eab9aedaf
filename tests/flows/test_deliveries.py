"""What becomes of a person's words on the road: staff always know, and no clock is fooled (STAFF-3, SLA-9)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.clocks import Clock
from tests.flows.desk import Desk, complains, open_desk, workshop

ROOM = "aftersales.1"
FRIDAY = datetime(2025, 3, 14, 2, 30, tzinfo=UTC)
"""10:30 in Hangzhou; the first tier has until Monday evening."""


async def first_response(desk: Desk, number: str) -> Clock:
    return next(clock for clock in (await desk.case(number)).clocks if clock.rule == "SLA-2")


@pytest.mark.rule("STAFF-3")
@pytest.mark.rule("SLA-9")
@pytest.mark.parametrize("profile", ["telegram", "wechat"])
@pytest.mark.parametrize(
    ("fault", "count", "told"),
    [
        ("timeout", 1, "【A001】不确定客户是否收到回复：平台没有回答。请问一下客户，或重发。"),
        ("server_error", 99, "【A001】回复没有送到客户：平台报错。"),
        ("blocked", 1, "【A001】回复没有送到客户：客户屏蔽了我们或已离开。"),
    ],
)
async def test_words_that_did_not_arrive_are_shown_as_such(
    tmp_path: Path, profile: str, fault: str, count: int, told: str
) -> None:
    """With the reason, where they were typed; and the promise is not kept by them."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1", profile=profile)
        await desk.fails("customer:c1", fault, count)
        await desk.types("wang", ROOM, "/r A001 您好")
        await desk.waits(minutes=29)
        assert (await desk.texts(f"room:{ROOM}")).count(told) == 1
        assert (await first_response(desk, number)).met_at is None
        assert not any("工号01" in text for text in await desk.texts("customer:c1"))
        assert (await desk.history(number)).count("undelivered") == 1


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize(("fault", "count"), [("server_error", 2), ("rate_limited", 20)])
async def test_what_can_be_repeated_arrives_once_and_nobody_is_troubled(
    tmp_path: Path, fault: str, count: int
) -> None:
    """A slow or stumbling platform is no news for staff."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1")
        await desk.fails("customer:c1", fault, count)
        await desk.types("wang", ROOM, "/r A001 您好")
        await desk.waits(minutes=29)
        assert (await desk.texts("customer:c1")).count("工号01：您好") == 1
        assert not any("没有送到" in text or "不确定" in text for text in await desk.texts(f"room:{ROOM}"))
        assert (await first_response(desk, number)).met_at is not None


@pytest.mark.rule("STAFF-3")
@pytest.mark.rule("SLA-2")
@pytest.mark.parametrize("how", ["platform", "window"])
async def test_words_outside_the_window_wait_for_the_customers_next(tmp_path: Path, how: str) -> None:
    """Staff are told so once for each message; the clock stops when they arrive and not before."""
    async with open_desk(tmp_path, FRIDAY) as desk:
        await workshop(desk)
        number = await complains(desk, "c1", profile="wechat")
        if how == "platform":
            await desk.fails("customer:c1", "window_closed")
        else:
            await desk.waits(hours=49)
        await desk.types("wang", ROOM, "/r A001 您好")
        held = "【A001】客户下次发言时送达。"
        assert await desk.last(f"room:{ROOM}") == held
        await desk.types("wang", ROOM, "/r A001 还有一句")
        assert (await desk.texts(f"room:{ROOM}")).count(held) == 2
        assert (await first_response(desk, number)).met_at is None
        await desk.says("c1", "我的车呢")
        arrived = "\n".join(await desk.texts("customer:c1"))
        assert arrived.count("：您好") == 1
        assert arrived.count("：还有一句") == 1
        assert (await first_response(desk, number)).met_at == desk.now
        assert (await desk.texts(f"room:{ROOM}")).count(held) == 2


@pytest.mark.rule("GATE-8")
@pytest.mark.rule("CON-8")
async def test_a_customer_who_blocked_us_is_not_written_to_until_he_writes(tmp_path: Path) -> None:
    """Staff hear of it at once, and again when they try; the case can still be closed."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1")
        await desk.blocks("c1")
        assert await desk.last(f"room:{ROOM}") == (
            "【A001】客户屏蔽了我们或已离开。客户自己再发言之前，消息送不到。"
        )
        before = await desk.texts("customer:c1")
        await desk.types("wang", ROOM, "/r A001 您好")
        assert await desk.last(f"room:{ROOM}") == (
            "【A001】客户在3月12日（周三）10:30屏蔽了我们，他自己再发言之前不能发消息。\n您写的内容没有发给客户。"
        )
        assert "replied" not in await desk.history(number)
        await desk.types("wang", ROOM, "/close A001 已电话处理")
        assert not (await desk.case(number)).is_open
        assert await desk.texts("customer:c1") == before


@pytest.mark.rule("CON-8")
async def test_a_withdrawal_of_everything_calls_off_what_waits(tmp_path: Path) -> None:
    """The case's notices too; staff hear that their words were called off."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.fails("customer:c1", "server_error", 2)
        await desk.types("wang", ROOM, "/r A001 您好")
        await desk.says("c1", "全部退订")
        await desk.waits(minutes=20)
        assert not any("工号01" in text for text in await desk.texts("customer:c1"))
        assert "【A001】回复没有送到客户：客户已要求不再联系。" in await desk.texts(f"room:{ROOM}")
        await desk.waits(hours=40)
        assert not any("上一级" in text for text in await desk.texts("customer:c1"))
        await desk.says("c1", "我的车怎么样了")
        await desk.types("zhao", "aftersales.2", "/r A001 还在修")
        assert await desk.last("customer:c1") == "工号03：还在修"


@pytest.mark.rule("STAFF-3")
async def test_a_case_is_closed_though_its_customer_has_left_and_the_room_reads_both(tmp_path: Path) -> None:
    """That it is closed, and that he does not know."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1")
        await desk.blocks("c1")
        await desk.types("wang", ROOM, "/close A001 已更换")
        assert (await desk.last(f"room:{ROOM}")) == (
            "【A001】已结案，但结案答复没有发给客户："
            "客户在3月12日（周三）10:30屏蔽了我们，他自己再发言之前不能发消息。"
        )
        assert not (await desk.case(number)).is_open
        assert (await desk.history(number))[-1] == "undelivered"


@pytest.mark.rule("CMP-4")
@pytest.mark.rule("STAFF-5")
async def test_a_card_that_waits_keeps_its_reason_whatever_changes_meanwhile(tmp_path: Path) -> None:
    """A full group reads the alarm all the same, though the customer wrote on before there was room."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await desk.fails(f"room:{ROOM}", "rate_limited", 3)
        await desk.customer("c1")
        await desk.says("c1", "我在高速上，车头冒烟了")
        await desk.says("c1", "要")
        await desk.says("c1", "快点来人")
        await desk.waits(minutes=1)
        [card] = [text for text in await desk.texts(f"room:{ROOM}") if "首次联系：" in text]
        assert card.startswith("⚠ 客户可能正有危险，请马上联系\n【A001】")
