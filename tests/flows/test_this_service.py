"""不需要此类服务 stops what he was last contacted for, says which, and nothing else (GATE-5, CON-8)."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.flows.desk import open_desk, workshop
from tests.flows.mailings import READ, ROOM, acts, comes, offered, sales
from tests.flows.test_contact import leaves_number

STOP = "不需要此类服务"
INSTANT = timedelta(microseconds=1)


@pytest.mark.rule("GATE-5", "CON-8", "CON-9")
async def test_after_an_offer_it_stops_offers_alone_and_can_be_taken_back(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await comes(desk, "c1")
        await acts(desk, "c1", purpose="member_events")
        await offered(desk)
        await desk.taps("xu", ROOM, "同意发送")
        assert await desk.last("customer:c1") == READ
        await desk.waits(minutes=1)
        await desk.says("c1", STOP)
        told = await desk.last("customer:c1")
        assert told.startswith("已停止“优惠与车型推送”，现在就生效。其他选择不变。撤回回执：")
        assert "这是最近一次联系您或问您的用途" in told
        assert "所有营销都停，回复“退订”" in told
        await desk.says("c1", "我的同意")
        listed = await desk.last("customer:c1")
        assert "优惠与车型推送（聊天消息）：已撤回" in listed
        assert "车主活动（聊天消息）：同意" in listed
        await desk.waits(minutes=1)
        await desk.says("c1", "恢复同意")
        assert "已恢复：优惠与车型推送（聊天消息）" in await desk.last("customer:c1")


@pytest.mark.rule("GATE-5")
@pytest.mark.parametrize(
    ("later", "told"),
    [
        (timedelta(days=7) - INSTANT, "已停止“投诉处理”"),
        (timedelta(days=7), "已停止所有营销联系"),
    ],
)
async def test_a_week_later_it_means_that_no_more(tmp_path: Path, later: timedelta, told: str) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.waits(minutes=1)
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        await desk.until(desk.now + later)
        await desk.says("c1", STOP)
        assert told in await desk.last("customer:c1")


@pytest.mark.rule("GATE-5", "CON-6")
async def test_said_to_a_question_that_stands_alone_it_refuses_that_purpose(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await desk.customer("c1")
        for said in ("入会", "加入"):
            await desk.says("c1", said)
        assert "最后一个问题" in await desk.last("customer:c1")
        await desk.says("c1", STOP)
        assert (await desk.last("customer:c1")).startswith("已停止“车主活动”，现在就生效")
        assert "恢复同意" not in await desk.last("customer:c1")
        await desk.chooses("c1", "同意")
        await desk.says("c1", "我的同意")
        assert "车主活动（聊天消息）：同意" not in await desk.last("customer:c1")


@pytest.mark.rule("GATE-5")
async def test_after_a_list_of_several_it_is_no_one_of_them(tmp_path: Path) -> None:
    """The list under a booking asks for more than one purpose: nobody guesses which of them he means."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.waits(minutes=1)
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        await desk.waits(minutes=1)
        await desk.says("c1", "留电话")
        await desk.says("c1", STOP)
        assert (await desk.last("customer:c1")).startswith("已停止所有营销联系")
