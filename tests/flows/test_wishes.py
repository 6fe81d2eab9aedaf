"""A call that the customer asked for may be made once, and not for ever (GATE-8)."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.flows.desk import Desk, open_desk, workshop
from tests.flows.test_contact import NUMBER, leaves_number, whispered

ROOM = "aftersales.1"
INSTANT = timedelta(microseconds=1)


async def wishes(desk: Desk) -> str:
    """He refused calls about his complaint when he left his number, and asks for one now."""
    await workshop(desk)
    number = await leaves_number(desk, "c1", "2")
    await desk.types("wang", ROOM, "/联系 A001 投诉处理")
    assert "拒绝了“投诉处理”" in await desk.last(f"room:{ROOM}")
    await desk.waits(minutes=1)
    await desk.says("c1", "请给我回电")
    return number


async def may_call(desk: Desk, who: str = "wang") -> bool:
    await desk.types(who, ROOM, "/联系 A001 投诉处理")
    return "可以联系" in await desk.last(f"room:{ROOM}")


@pytest.mark.rule("GATE-8", "GATE-5")
@pytest.mark.parametrize(("outcome", "again"), [("接通", False), ("拒绝", False), ("未接", True), ("", True)])
async def test_once_he_was_spoken_with_the_wish_is_fulfilled(
    tmp_path: Path, outcome: str, again: bool
) -> None:
    async with open_desk(tmp_path) as desk:
        await wishes(desk)
        assert await may_call(desk)
        assert NUMBER in str(await whispered(desk, "wang"))
        await desk.waits(minutes=3)
        if outcome:
            await desk.taps_privately("wang", outcome)
        assert await may_call(desk, "li") is again
        await desk.waits(minutes=3)
        if outcome == "接通":
            await desk.says("c1", "请再给我回电")
            assert await may_call(desk, "li")


@pytest.mark.rule("GATE-8")
@pytest.mark.parametrize(("later", "may"), [(timedelta(days=3) - INSTANT, True), (timedelta(days=3), False)])
async def test_after_three_days_it_is_over(tmp_path: Path, later: timedelta, may: bool) -> None:
    async with open_desk(tmp_path) as desk:
        await wishes(desk)
        await desk.until(desk.now + later)
        assert await may_call(desk) is may


@pytest.mark.rule("GATE-8", "GATE-9")
async def test_before_the_hour_that_he_named_nobody_calls_and_the_room_reads_when_it_comes(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await wishes(desk)
        await desk.says("c1", "明天晚上10点半打给我")
        assert not await may_call(desk)
        assert (await desk.last(f"room:{ROOM}")).endswith("最早3月13日（周四）22:30可以再申请。")
        await desk.waits(hours=36)
        assert await may_call(desk)
