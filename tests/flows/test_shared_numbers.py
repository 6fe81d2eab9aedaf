"""Two customers left one number: it rings for both, is counted once, and whoever stops it is let alone."""

from pathlib import Path

import pytest

from tests.flows.desk import Desk, open_desk, workshop
from tests.flows.test_contact import NUMBER, leaves_number, whispered

ROOM = "aftersales.1"


async def both(desk: Desk) -> None:
    await workshop(desk)
    await leaves_number(desk, "c1")
    await leaves_number(desk, "c2")
    await desk.waits(minutes=1)


async def calls(desk: Desk, code: str) -> bool:
    await desk.types("wang", ROOM, f"/联系 {code} 投诉处理")
    return "可以联系" in await desk.last(f"room:{ROOM}")


@pytest.mark.rule("GATE-2")
async def test_three_a_day_over_both(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await both(desk)
        assert [await calls(desk, code) for code in ("A001", "A002", "A001", "A002")] == [
            True,
            True,
            True,
            False,
        ]


@pytest.mark.rule("SAFE-1")
async def test_a_call_about_the_other_is_not_said_to_be_fraud_and_nothing_of_it_is_told(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await both(desk)
        await calls(desk, "A002")
        await desk.says("c1", "刚才谁给我打电话")
        told = await desk.last("customer:c1")
        assert "是我们打的，为另一位也留了这个号码的客户的事，内容只能告诉他" in told
        assert "不是我们！" not in told
        for secret in ("TS20250312-0002", "口令 ", "投诉处理", NUMBER):
            assert secret not in told
        await desk.says("c2", "刚才谁给我打电话")
        assert "投诉处理 TS20250312-0002；口令" in await desk.last("customer:c2")


@pytest.mark.rule("CON-8", "GATE-5")
async def test_who_stops_calls_stops_them_for_the_telephone_until_the_other_agrees_anew(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await both(desk)
        await desk.says("c1", "别再给我打电话")
        assert not await calls(desk, "A002")
        assert "另一位客户于3月12日（周三）10:31停止了" in await desk.last(f"room:{ROOM}")
        assert NUMBER not in str(await whispered(desk, "wang"))
        await desk.waits(minutes=1)
        for said in ("留电话", "1"):
            await desk.says("c2", said)
        assert await calls(desk, "A002")
        assert not await calls(desk, "A001")


@pytest.mark.rule("CON-8")
async def test_what_he_takes_back_stops_the_other_no_more(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await both(desk)
        await desk.says("c1", "别再给我打电话")
        await desk.waits(minutes=1)
        await desk.says("c1", "恢复同意")
        assert await calls(desk, "A002")


@pytest.mark.rule("CON-8")
async def test_a_refusal_of_his_own_question_and_a_number_that_is_his_no_more_stop_nobody_else(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1", "2")
        await leaves_number(desk, "c2")
        assert await calls(desk, "A002")
        await desk.waits(minutes=1)
        await desk.says("c1", "别再给我打电话")
        assert not await calls(desk, "A002")
        await desk.says("c1", "删掉我的手机号")
        assert await calls(desk, "A002")


@pytest.mark.rule("SAFE-3")
async def test_a_leak_of_the_number_lists_every_reveal_of_it_whomever_it_was_for(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await both(desk)
        await calls(desk, "A001")
        await calls(desk, "A002")
        await desk.says("c1", "你们把我的信息泄露了")
        report = await desk.last("room:supervisors")
        assert "一共被看过、用过2次" in report
        assert report.count("工号01，电话，投诉处理") == 2
        assert report.count("为留同一号码的另一位客户") == 1
        assert NUMBER not in report
