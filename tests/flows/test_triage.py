"""A case that was read wrongly is set right from its room, by button or by words (CMP-4)."""

from pathlib import Path

import pytest

from tests.flows.desk import Desk, complains, open_desk, workshop


async def with_sales(desk: Desk) -> str:
    """The workshop, a salesman 工号06, and one claimed complaint at aftersales."""
    await workshop(desk)
    await desk.joins("ma", "sales_consultant", "sales", "sales.1")
    number = await complains(desk, "c1", photos=1)
    await desk.taps("wang", "aftersales.1", "接单")
    return number


@pytest.mark.rule("CMP-4")
async def test_a_typed_correction_is_told_with_its_reason_and_shown_on_every_card(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        number = await with_sales(desk)
        await desk.types("wang", "aftersales.1", "改判 A001 严重 愤怒 客户已经来了三次")
        words = "【A001】工号01改判：严重程度 一般→严重，客户情绪 平静→愤怒。原因：客户已经来了三次"
        for room in ("aftersales.1", "supervisors"):
            assert await desk.last(f"room:{room}") == words
            assert (
                "严重 · 车辆故障 · 客户愤怒（依据：工号01改判、刹车、异响）" in (await desk.card(room)).text
            )
        assert await desk.last("customer:c1") != words
        assert (await desk.history(number)).count("triaged") == 1
        await desk.types("wang", "aftersales.1", "/triage A001 major")
        assert await desk.last("room:aftersales.1") == f"【A001】{number}本来就是这样，没有改动。"


@pytest.mark.rule("CMP-4")
async def test_the_button_asks_what_it_should_be_once_and_the_words_typed_before_are_the_reason(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await with_sales(desk)
        await desk.taps("wang", "aftersales.1", "改判")
        asked = (await desk.heard("room:aftersales.1"))[-1]
        assert asked.text == "【A001】改成什么？也可以直接写，例：/triage A001 销售部 严重 客户说的是交车"
        assert {"销售部", "严重", "涉及安全", "愤怒", "交车延期"} <= set(asked.actions)
        assert not {"售后部", "一般", "平静", "车辆故障"} & set(asked.actions)
        await desk.taps("wang", "aftersales.1", "维修质量", on=asked.seq)
        assert await desk.last("room:aftersales.1") == "【A001】工号01改判：类别 车辆故障→维修质量。"
        shown = next(one for one in await desk.heard("room:aftersales.1") if one.seq == asked.seq)
        assert (shown.text, shown.actions) == ("【A001】已选“维修质量”。", {})

        await desk.types("wang", "aftersales.1", "/triage 修了两次还响")
        await desk.taps("wang", "aftersales.1", "严重")
        told = "【A001】工号01改判：严重程度 一般→严重。原因：修了两次还响"
        assert await desk.last("room:aftersales.1") == told


@pytest.mark.rule("CMP-4")
@pytest.mark.rule("CMP-9")
async def test_another_department_gets_the_card_and_the_old_room_reads_no_more_of_it(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        number = await with_sales(desk)
        before = (await desk.case(number)).clocks
        await desk.types("wang", "aftersales.1", "改判 A001 销售部")
        told = "工号01改判：部门 售后部→销售部。"
        assert await desk.last("room:aftersales.1") == f"【A001】{told}"
        old = await desk.card("aftersales.1")
        assert "这件已改由销售部处理，客户内容不再在这里显示。" in old.text
        assert ("刹车有异响" in old.text, old.actions) == (False, {})
        new = await desk.card("sales.1")
        assert new.text.startswith(f"{told}\n【A001】投诉 {number} · 销售部 · 一级\n")
        assert ("刹车有异响" in new.text, "接单" in new.actions) == (True, True)
        assert (await desk.heard("room:sales.1"))[1].media == 1
        assert (await desk.case(number)).clocks == before
        assert (
            await desk.last("customer:c1") == f"{number}改由销售部同事处理，答复的时间不变。您不用重复说明。"
        )

        await desk.types("wang", "aftersales.1", "/r A001 您好")
        assert await desk.last("room:aftersales.1") == (
            f"【A001】{number}归销售部处理，您的部门不能操作。\n您写的内容没有发给客户。"
        )
        await desk.says("c1", "我再说一遍")
        assert not any("我再说一遍" in text for text in await desk.texts("room:aftersales.1"))
        await desk.taps("ma", "sales.1", "接单")
        await desk.types("ma", "sales.1", "改判 A001 售后部 是维修的事")
        back = await desk.card("aftersales.1")
        assert ("刹车有异响" in back.text, "接单" in back.actions) == (True, True)
        assert "客户内容不再在这里显示" in (await desk.card("sales.1")).text


@pytest.mark.rule("SEC-3")
async def test_why_a_case_was_moved_is_not_told_to_strangers(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await with_sales(desk)
        await desk.enters("luren", "sales.1")
        await desk.types("luren", "sales.1", "大家好")
        await desk.types("wang", "aftersales.1", "改判 A001 销售部 王芳女士说是交车的事")
        assert "客户内容不在这里显示" in (await desk.card("sales.1")).text
        assert not any("王芳" in text for text in await desk.texts("room:sales.1"))


@pytest.mark.rule("CMP-4")
async def test_raised_to_safety_it_alerts_the_upper_tiers_and_lowered_nobody(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await with_sales(desk)
        await desk.types("wang", "aftersales.1", "改判 A001 安全")
        for room in ("aftersales.2", "aftersales.3"):
            assert (await desk.card(room)).text.startswith("⚠ 涉及安全，请马上看\n")
        heard = [len(await desk.events(f"room:aftersales.{tier}")) for tier in (2, 3)]
        await desk.types("sun", "supervisors", "改判 A001 一般 已核实")
        for tier, events in zip((2, 3), heard, strict=True):
            new = (await desk.events(f"room:aftersales.{tier}"))[events:]
            assert {event["kind"] for event in new} == {"edit"}
        assert "一般 · " in (await desk.card("aftersales.2")).text


@pytest.mark.rule("CMP-4")
async def test_who_may_not_act_there_is_not_asked_either(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        number = await with_sales(desk)
        await desk.enters("ma", "aftersales.1")
        await desk.taps("ma", "aftersales.1", "改判")
        assert await desk.last("room:aftersales.1") == f"【A001】{number}归售后部处理，您的部门不能操作。"
        await desk.types("wang", "aftersales.1", "/close 已经修好")
        await desk.types("wang", "aftersales.1", "改判 A001 严重")
        assert await desk.last("room:aftersales.1") == f"【A001】{number}已经结案。"
