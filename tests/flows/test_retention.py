"""Every night what may not be kept any longer is removed, and the supervisors read how much (CON-5)."""

from datetime import timedelta
from pathlib import Path

import pytest

from storage import phones
from tests.flows.desk import open_desk, workshop
from tests.flows.test_contact import leaves_number

REPORT = "清理：1个手机号已到告知的保存期限，号码和为它作的同意都已删除。当初留来用于：投诉处理1。"


@pytest.mark.rule("CON-5")
async def test_thirty_days_after_closing_the_number_goes_by_itself(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await leaves_number(desk, "c1")
        await desk.types("wang", "aftersales.1", "/close A001 已修好")
        case = await desk.case(number)
        vault = desk.server.product.vault
        await desk.until(desk.now + timedelta(days=30))
        assert await desk.inside(phones.current, vault, case.customer) is not None
        assert REPORT not in await desk.texts("room:supervisors")
        await desk.waits(days=1)
        assert await desk.inside(phones.current, vault, case.customer) is None
        assert (await desk.texts("room:supervisors")).count(REPORT) == 1
        await desk.waits(days=3)
        assert (await desk.texts("room:supervisors")).count(REPORT) == 1
        await desk.types("wang", "aftersales.1", f"/联系 {number} 投诉处理")
        assert "客户没有留电话" in await desk.last("room:aftersales.1")


@pytest.mark.rule("CON-5")
async def test_the_report_says_for_what_the_numbers_had_been_left(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        for n, choice in enumerate(("1", "1 2", "3"), 1):
            await leaves_number(desk, f"c{n}", choice)
            await desk.types("wang", "aftersales.1", f"/close A00{n} 已修好")
        await desk.waits(days=32)
        (report,) = [text for text in await desk.texts("room:supervisors") if text.startswith("清理：")]
        assert report.startswith("清理：3个手机号")
        assert report.endswith("当初留来用于：投诉处理2、维修进度1。")


@pytest.mark.rule("CON-5")
async def test_without_a_group_of_the_supervisors_it_is_told_once_they_have_one(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        for n in (1, 2):
            await leaves_number(desk, f"c{n}")
            await desk.types("wang", "aftersales.1", f"/close A00{n} 已修好")
            if n == 1:
                await desk.waits(days=2)
        await desk.unbinds("supervisors")
        await desk.waits(days=31)
        await desk.types("sun", "supervisors", f"/bind {await desk.queue_code('supervisors')}")
        assert "清理：" not in str(await desk.texts("room:supervisors"))
        await desk.waits(days=4)
        (report,) = [text for text in await desk.texts("room:supervisors") if text.startswith("清理：")]
        assert report.startswith("清理：2个手机号")


@pytest.mark.rule("CON-5")
async def test_a_restart_changes_nothing_of_the_night(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.types("wang", "aftersales.1", "/close A001 已修好")
        await desk.waits(days=20)
    async with open_desk(tmp_path) as desk:
        await desk.waits(days=12)
        assert (await desk.texts("room:supervisors")).count(REPORT) == 1
