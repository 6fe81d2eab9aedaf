"""One text for many about a service that runs, or a recall: what stands in for consent is counted, too (GATE-8)."""

from pathlib import Path

import pytest

from tests.flows.desk import Desk, open_desk
from tests.flows.mailings import acts, comes, sales

ROOM = "aftersales.1"
WORDS = "周六停电，预约改到周日，不便请谅解"
READ = f"星驰4S店售后部（保养维修预约）：{WORDS}\n不想再收到，请回复“退订保养维修预约”。"


async def workshop(desk: Desk) -> None:
    await sales(desk)
    await desk.joins("li", "team_leader", "aftersales", ROOM)


async def books(desk: Desk, name: str) -> None:
    """He books a service, and agrees to nothing."""
    await desk.customer(name)
    for said in ("约个保养", "跳过", "跳过", "以后再说"):
        await desk.says(name, said)


async def sends(desk: Desk, words: str) -> str:
    """What the room reads before it is approved; then it is."""
    await desk.types("wang", ROOM, f"/群发 {words}")
    offer = await desk.last(f"room:{ROOM}")
    if "同意发送" in str([one.actions for one in await desk.heard(f"room:{ROOM}")]):
        await desk.taps("li", ROOM, "同意发送")
        await desk.waits(seconds=3)
    return offer


async def got(desk: Desk, *names: str) -> list[bool]:
    return [READ in await desk.texts(f"customer:{name}") for name in names]


@pytest.mark.rule("GATE-8", "GATE-1")
async def test_it_reaches_who_has_booked_that_service_and_nobody_who_refused_it_or_has_none(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        for name in ("c1", "c2", "c3"):
            await books(desk, name)
        await comes(desk, "c4")
        await desk.waits(minutes=1)
        await desk.says("c2", "退订 保养维修预约")
        await desk.says("c3", "退订")
        offer = await sends(desk, f"保养维修预约 {WORDS}")
        assert "现在能收到：2人。\n不会收到：2人（已退订1、没有同意1）。" in offer
        assert await got(desk, "c1", "c2", "c3", "c4") == [True, False, True, False]


@pytest.mark.rule("CON-8", "GATE-5")
@pytest.mark.parametrize(
    ("later", "words"), [(1, "不需要此类服务"), (1, "退订保养维修预约"), (60 * 24 * 20, "退订保养维修预约")]
)
async def test_the_words_under_it_do_stop_it_whenever_he_says_them(
    tmp_path: Path, later: int, words: str
) -> None:
    """退订 would leave the service that he has booked alone, so the text names other words."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await books(desk, "c1")
        await sends(desk, f"保养维修预约 {WORDS}")
        assert await got(desk, "c1") == [True]
        await desk.waits(minutes=later)
        await desk.says("c1", words)
        assert "已停止“保养维修预约”，现在就生效" in await desk.last("customer:c1")
        assert "现在没有人能收到" in await sends(desk, "保养维修预约 周日照常")


@pytest.mark.rule("GATE-8", "GATE-5")
async def test_a_recall_reaches_everybody_but_who_withdrew_that_too(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        for name in ("c1", "c2", "c3"):
            await comes(desk, name, agrees=False)
        await acts(desk, "c1", purpose="safety_recall")
        await desk.says("c2", "退订")
        await desk.waits(minutes=1)
        await desk.says("c3", "全部退订")
        offer = await sends(desk, "召回 您的车要换制动软管，请预约免费更换")
        assert "现在能收到：2人。\n不会收到：1人（已退订1）。" in offer
        texts = [str(await desk.texts(f"customer:{name}")) for name in ("c1", "c2", "c3")]
        assert ["免费更换" in text for text in texts] == [True, True, False]
