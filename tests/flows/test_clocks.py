"""Promises over days: reminders, misses, escalation, daily alerts, each exactly once (SLA)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flows.desk import START, Desk, complains, open_desk, workshop


def china(day: int, hour: int, minute: int = 0) -> datetime:
    """March 2025, Hangzhou time."""
    return datetime(2025, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


async def said(desk: Desk, room: str) -> list[tuple[datetime, str]]:
    """What the bot said in the room, but for cards, with the moment."""
    return [
        (datetime.fromisoformat(event["at"]), event["text"].removeprefix("【A001】"))
        for event in await desk.events(f"room:{room}")
        if event["sender"] == "bot" and event["kind"] == "message" and "（依据：" not in event["text"]
    ]


@pytest.mark.rule("SLA-2")
@pytest.mark.rule("SLA-9")
@pytest.mark.rule("SLA-3")
@pytest.mark.rule("SLA-4")
@pytest.mark.rule("SLA-5")
async def test_a_complaint_that_nobody_touches_climbs_by_the_clock_alone(tmp_path: Path) -> None:
    """Half and four fifths, the miss, and up; at the top once a day until somebody acts."""
    async with open_desk(tmp_path) as desk:
        number = await complains(desk, "c1")
        await desk.until(china(21, 18, 0))
        first = [
            (china(12, 10, 45), "提醒：首次联系的时间已过50%，到期3月12日（周三）11:00。"),
            (china(12, 10, 54), "提醒：首次联系的时间已过80%，到期3月12日（周三）11:00。"),
            (china(12, 11, 0), "⚠ 首次联系已超时（应在3月12日（周三）11:00前）。"),
        ]
        tier1 = await said(desk, "aftersales.1")
        assert tier1[:3] == first
        assert [text.split("，")[0] for _, text in tier1[3:5]] == [
            "提醒：一级时限的时间已过50%".replace("的时间", ""),
            "提醒：一级时限已过80%",
        ]
        assert len(tier1) == 5

        tier2 = await said(desk, "aftersales.2")
        assert tier2 == [
            (china(14, 6, 0), "提醒：二级时限已过50%，到期3月14日（周五）18:00。"),
            (china(14, 13, 12), "提醒：二级时限已过80%，到期3月14日（周五）18:00。"),
        ]
        assert (await desk.card("aftersales.2")).actions == {}

        tier3 = await said(desk, "aftersales.3")
        missed = [at for at, text in tier3 if text.startswith("⚠ 给客户结果已超时")]
        daily = [at for at, text in tier3 if text.startswith("⚠ 还没有给客户结果")]
        assert missed == [china(19, 18, 0)]
        assert daily == [china(20, 18, 0), china(21, 18, 0)]

        observers = await said(desk, "supervisors")
        assert (china(13, 18, 0), "一级超时未处理，已自动转上一级。") in observers
        assert (china(14, 18, 0), "二级超时未处理，已自动转上一级。") in observers
        assert (china(12, 11, 0), first[2][1]) in observers
        assert [at for at, text in observers if "给客户结果" in text] == [*missed, *daily]
        history = await desk.history(number)
        assert history.count("escalated") == 2
        case = await desk.case(number)
        assert case.tier == 3
        assert (await desk.texts("customer:c1"))[-2:] == [
            f"{number}没有按时处理好，很抱歉。已自动转给上一级（二级），3月14日（周五）18:00前给您意见。您不用重复说明。",
            f"{number}没有按时处理好，很抱歉。已自动转给上一级（三级），3月19日（周三）18:00前给您意见。您不用重复说明。",
        ]


@pytest.mark.rule("SLA-9")
async def test_neither_a_note_nor_a_claim_nor_the_bots_own_words_stop_a_clock(tmp_path: Path) -> None:
    """Only words of a person that arrived do."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1")
        await desk.types("wang", "aftersales.1", "接单 A001")
        await desk.types("wang", "aftersales.1", "备注 A001 已电话联系")
        await desk.says("c1", "进度")
        await desk.until(china(12, 11, 0))
        assert any("首次联系已超时" in text for _, text in await said(desk, "aftersales.1"))
        assert any("首次联系已超时" in text for _, text in await said(desk, "supervisors"))
        assert "首次联系：3月12日（周三）11:00，已超时" in (await desk.card("aftersales.1")).text
        await desk.types("wang", "aftersales.1", "/r A001 抱歉，来晚了")
        first = next(clock for clock in (await desk.case(number)).clocks if clock.rule == "SLA-2")
        assert (first.breached_at, first.met_at) == (china(12, 11, 0), china(12, 11, 0))


@pytest.mark.rule("SLA-2")
async def test_an_answer_in_time_keeps_everybody_quiet(tmp_path: Path) -> None:
    """One minute before; and the last instant is too late."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.until(china(12, 10, 59))
        await desk.types("wang", "aftersales.1", "/r A001 您好")
        await desk.until(china(12, 17, 0))
        assert not any("超时" in text for _, text in await said(desk, "aftersales.1"))


@pytest.mark.rule("SLA-2")
async def test_an_enquiry_is_told_of_daily_and_climbs_no_tier(tmp_path: Path) -> None:
    """Until it is closed."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await desk.joins("zhou", "callback_agent", "other", "other.1")
        await desk.customer("c1")
        await desk.says("c1", "人工")
        rooms = [room for room in ("other.1", "aftersales.1") if await desk.has_card(room)]
        assert len(rooms) == 1
        room, who = rooms[0], "zhou" if rooms == ["other.1"] else "wang"
        await desk.until(china(14, 12, 0))
        texts = [text for _, text in await said(desk, room)]
        assert sum(text.startswith("⚠ 首次联系已超时") for text in texts) == 1
        assert sum(text.startswith("⚠ 客户还在等答复") for text in texts) == 2
        assert sum("客户还在等答复" in text for _, text in await said(desk, "supervisors")) == 2
        assert not await desk.has_card(room.replace("1", "2"))
        await desk.types(who, room, "/close A001 已经电话里说清楚了")
        assert "已经电话里说清楚了\n谢谢您联系我们" in await desk.last("customer:c1")
        await desk.until(china(17, 12, 0))
        assert len(await said(desk, room)) == len(texts)


async def _life(data_dir: Path, steps: list[timedelta], restart_after: int | None = None) -> list[object]:
    """A complaint, a late reply, a request for evidence, then days of silence in these steps; its history."""
    moment, until = START, START + timedelta(days=9)
    number = ""
    for begin in (0, 1):
        async with open_desk(data_dir) as desk:
            if begin == 0:
                await workshop(desk)
                number = await complains(desk, "c1")
                await desk.types("wang", "aftersales.1", "要材料 A001 请拍照")
                mine = steps if restart_after is None else steps[:restart_after]
            else:
                mine = [] if restart_after is None else steps[restart_after:]
            for step in mine:
                moment = min(moment + step, until)
                await desk.until(moment)
            if begin == 1 or restart_after is None:
                await desk.until(until)
                case = await desk.case(number)
                rooms = [await said(desk, f"aftersales.{tier}") for tier in (1, 2, 3)]
                return [
                    await desk.history(number),
                    case.clocks,
                    case.tier,
                    rooms,
                    await said(desk, "supervisors"),
                ]
    raise AssertionError


@pytest.mark.rule("SLA-9")
@settings(max_examples=6)
@given(
    st.lists(st.integers(1, 4000).map(lambda n: timedelta(minutes=n)), min_size=1, max_size=8),
    st.integers(0, 8),
)
async def test_one_jump_many_steps_and_a_restart_between_them_tell_the_same_story(
    steps: list[timedelta], restart_after: int
) -> None:
    """Every moment, every text and every clock, whatever the way there."""
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        jumped = await _life(Path(one), [])
        stepped = await _life(Path(other), steps, min(restart_after, len(steps)))
    assert stepped == jumped


@pytest.mark.rule("STAFF-2")
async def test_a_room_that_passed_a_case_on_is_not_told_how_its_time_runs(tmp_path: Path) -> None:
    """Its card names the promise; only the room that has the case sees the countdown at each reminder."""
    async with open_desk(tmp_path) as desk:
        await complains(desk, "c1")
        await desk.until(china(13, 18, 1))
        before = len(await desk.events("room:aftersales.1"))
        await desk.until(china(14, 17, 59))
        assert len(await desk.events("room:aftersales.1")) == before
        left = (await desk.card("aftersales.1")).text
        assert "二级时限：3月14日（周五）18:00前" in left
        assert "还剩" not in left
        assert "还剩4小时48分钟" in (await desk.card("aftersales.2")).text
        await desk.until(china(14, 18, 0))
        assert "二级时限" not in (await desk.card("aftersales.1")).text
        assert "三级时限：3月19日（周三）18:00前" in (await desk.card("aftersales.1")).text
