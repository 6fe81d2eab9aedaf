"""Who got a customer's data outside the store: only whom he agreed to, told at once, never forgotten (CON-10)."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from storage.tables.disclosure import DisclosureRow
from storage.tables.types import table_of
from tests.flows.desk import Desk, open_desk
from tests.flows.mailings import sales
from tests.flows.test_papers import sent, words_of

POLICY = str(Path(__file__).parents[1] / "core" / "insurer.toml")
ROOM = "sales.1"
NUMBER = "13812345678"
LINE = "安行保险（联系方式：95000）：手机号、车型；用途：车险报价；方式：电话；经办：销售部工号01"


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(table_of(DisclosureRow))).scalar_one()


async def agrees(desk: Desk, *, number: bool = True) -> None:
    """He asks about cars, agrees to the insurer alone, and leaves a number for calls about what he asked."""
    await sales(desk)
    await desk.joins("zhou", "observer", None, "supervisors")
    await desk.customer("c1")
    for said in ("想看看车", "跳过", "跳过"):
        await desk.says("c1", said)
    assert "安行保险" in await desk.last("customer:c1")
    await desk.chooses("c1", "同意")
    if number:
        for said in ("留电话", "1", NUMBER):
            await desk.says("c1", said)
    await desk.waits(minutes=1)


async def gives(desk: Desk, who: str = "wu", words: str = "安行保险") -> str:
    await desk.types(who, ROOM, f"/登记提供 A001 {words}")
    return await desk.last(f"room:{ROOM}")


@pytest.mark.rule("CON-10", "SAFE-4")
async def test_it_is_recorded_told_to_its_owner_and_stands_wherever_he_asks(tmp_path: Path) -> None:
    async with open_desk(tmp_path, policy=POLICY) as desk:
        await agrees(desk)
        await desk.says("c1", "谁有我的号码")
        before = await desk.last("customer:c1")
        assert "您同意提供给：\n· 安行保险（联系方式：95000）" in before
        assert "已经提供过" not in before
        assert await gives(desk) == "【A001】已登记：提供给安行保险（手机号、车型）。只给这些；已告诉客户。"
        assert await desk.last("customer:c1") == (
            "销售部工号01按您3月12日（周三）的同意，把您的手机号、车型提供给了安行保险（联系方式：95000），用途：车险报价，"
            "方式：电话。不想再提供，回复“我的同意”，点一下就停；想看全部，回复“谁有我的号码”。"
        )
        await desk.says("c1", "谁有我的号码")
        assert f"已经提供过：\n· 10:31 {LINE}" in (await desk.last("customer:c1")).replace(
            "3月12日（周三）", ""
        )
        _, files = await sent(desk, "导出我的信息")
        assert json.loads(files[1][2])["disclosures"] == [
            "2025年3月12日 10:31 安行保险（95000）：手机号、车型；用途：车险报价；方式：电话；经办：销售部工号01"
        ]
        assert "安行保险（95000）" in words_of(files[0][2])
        _, [(_, _, pdf)] = await sent(desk, "授权书")
        assert "到今天已经提供过1次：安行保险" in words_of(pdf)


@pytest.mark.rule("SAFE-3", "CON-10")
async def test_a_leak_gives_the_supervisors_every_disclosure_besides_every_access(tmp_path: Path) -> None:
    async with open_desk(tmp_path, policy=POLICY) as desk:
        await agrees(desk)
        await gives(desk)
        await desk.says("c1", "你们把我的信息泄露了")
        report = await desk.last("room:supervisors")
        assert "· 没有人看过他的完整号码。\n提供给第三方1次：\n" in report
        assert LINE in report
        assert NUMBER not in report


@pytest.mark.rule("CON-10", "GATE-5")
@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("不要把我的号码提供给第三方", "撤回了同意，包括“提供给安行保险”"),
        ("退订", "撤回了同意，包括“提供给安行保险”"),
        ("删掉我的手机号", "没有可以提供的手机号、车型"),
    ],
)
async def test_after_a_no_nothing_is_given_and_whoever_has_it_must_be_told(
    tmp_path: Path, said: str, why: str
) -> None:
    async with open_desk(tmp_path, policy=POLICY) as desk:
        await agrees(desk)
        await gives(desk)
        await desk.waits(minutes=1)
        await desk.says("c1", said)
        ended = [text for text in await desk.texts(f"room:{ROOM}") if "客户停止了向安行保险提供信息" in text]
        assert len(ended) == 1
        await desk.says("c1", said)
        assert why in await gives(desk)
        assert await desk.inside(count) == 1
        again = [text for text in await desk.texts(f"room:{ROOM}") if "客户停止了向安行保险提供信息" in text]
        assert again == ended
        await desk.says("c1", "谁有我的号码")
        told = await desk.last("customer:c1")
        assert LINE in told
        assert "没有提供给任何第三方" not in told


@pytest.mark.rule("CON-10")
async def test_without_consent_in_time_of_another_department_or_for_nobody_it_is_refused(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path, policy=POLICY) as desk:
        await agrees(desk, number=False)
        assert "没有可以提供的手机号、车型" in await gives(desk)
        assert "没有叫“平安”的第三方。可以写：提供给安行保险。" in await gives(desk, words="平安")
        assert "没有叫“优惠”的第三方" in await gives(desk, words="优惠")
        await desk.says("c1", "留电话")
        await desk.says("c1", "1")
        await desk.says("c1", NUMBER)
        await desk.enters("wang", ROOM)
        assert "· “提供给安行保险”归销售部，其他部门不能用。" in await gives(desk, "wang")
        assert await desk.inside(count) == 0
        await desk.until(desk.now + timedelta(days=750))
        assert "同意已于" in await gives(desk)
        assert await desk.inside(count) == 0


@pytest.mark.rule("CON-10", "SAFE-5")
async def test_when_he_is_forgotten_that_it_was_given_stays_and_leads_to_nobody(tmp_path: Path) -> None:
    async with open_desk(tmp_path, policy=POLICY) as desk:
        await agrees(desk)
        await gives(desk)
        await desk.types("wu", ROOM, "/close A001 已答复")
        await desk.says("c1", "确认删除")
        await desk.waits(hours=26)
        assert await desk.inside(count) == 1
        await desk.says("c1", "谁有我的号码")
        assert "安行保险" not in await desk.last("customer:c1")
