"""Every night what may not be kept any longer is removed, and the supervisors read how much (CON-5)."""

from datetime import timedelta
from pathlib import Path

import pytest

from storage import phones
from tests.flows.desk import open_desk, workshop
from tests.flows.test_contact import leaves_number

REPORT = "今天清理：1个手机号已到告知的保存期限，号码和为它作的同意都已删除。"


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
async def test_a_restart_changes_nothing_of_the_night(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.types("wang", "aftersales.1", "/close A001 已修好")
        await desk.waits(days=20)
    async with open_desk(tmp_path) as desk:
        await desk.waits(days=12)
        assert (await desk.texts("room:supervisors")).count(REPORT) == 1
