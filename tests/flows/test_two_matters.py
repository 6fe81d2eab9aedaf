"""Two matters of one customer in two departments: what he says reaches whoever asked him."""

from pathlib import Path

import pytest

from tests.flows.desk import Desk, complains, open_desk, workshop


async def two(desk: Desk) -> None:
    """A001 at the workshop, and A002, which is younger, in sales."""
    await workshop(desk)
    await desk.joins("zhou", "sales_consultant", "sales", "sales.1")
    await complains(desk, "c1")
    await desk.waits(minutes=5)
    await desk.says("c1", "我要投诉：订的车一直不交车，定金也不退")
    if "还是新的问题" in await desk.last("customer:c1"):
        await desk.chooses("c1", "新的问题")
    for answer in ("不会", "提交", "提交"):
        await desk.says("c1", answer)
    assert await desk.has_card("sales.1")


@pytest.mark.rule("CMP-9", "STAFF-3")
async def test_an_answer_goes_to_whoever_spoke_last(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await two(desk)
        await desk.types("zhou", "sales.1", "/r A002 请问合同号？")
        await desk.waits(minutes=5)
        await desk.types("wang", "aftersales.1", "/r A001 今天下午三点来店方便吗？")
        await desk.waits(minutes=5)
        await desk.says("c1", "方便的")
        assert "【A001】客户：方便的" in await desk.texts("room:aftersales.1")
        assert "方便的" not in str(await desk.texts("room:sales.1"))


@pytest.mark.rule("FLOW-7")
async def test_evidence_goes_to_the_case_that_waits_for_it_though_nobody_holds_the_talk(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await two(desk)
        await desk.types("wang", "aftersales.1", "/evidence A001 请发压缩机照片")
        await desk.waits(hours=25)
        await desk.sends_photo("c1")
        assert "客户发来" in str(await desk.texts("room:aftersales.1"))
        assert "客户发来" not in str(await desk.texts("room:sales.1"))


@pytest.mark.rule("GATE-8")
async def test_coming_back_is_no_word_of_his(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1", profile="wechat")
        await desk.waits(minutes=1)
        await desk.blocks("c1")
        await desk.waits(minutes=10)
        await desk._post("customers/c1/unblock", {})
        before = await desk.texts("customer:c1")
        await desk.types("wang", "aftersales.1", "/r A001 欢迎回来")
        assert await desk.texts("customer:c1") == before
        await desk.says("c1", "在吗")
        await desk.types("wang", "aftersales.1", "/r A001 您好")
        assert "您好" in await desk.last("customer:c1")


@pytest.mark.rule("CMP-4", "STAFF-3")
async def test_an_edit_that_tells_of_danger_alerts_like_any_word(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1")
        assert not await desk.has_card("aftersales.2")
        seq = await desk.says("c1", "空调又响了")
        assert (await desk.case(number)).severity != "safety"
        await desk._post("customers/c1/messages", {"edit": seq, "text": "昨天刹车踩不住，差点追尾"})
        assert (await desk.case(number)).severity == "safety"
        assert "不要再开" in await desk.last("customer:c1")
        assert await desk.has_card("aftersales.2")
