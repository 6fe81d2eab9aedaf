"""The sandbox's rooms as WeCom has them: what is heard, what a tap allows, what nobody is told."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.flows.desk import Desk, complains, open_desk

ROOM = "aftersales.1"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path, rooms="wecom") as desk:
        await desk.joins("wang", "service_advisor", "aftersales", ROOM)
        yield desk


async def says(desk: Desk, text: str, **more: object) -> None:
    answer = await desk.http.post(
        f"/sandbox/api/rooms/{ROOM}/messages",
        params={"settle": "1"},
        json={"staff": "wang", "text": text, **more},
    )
    assert answer.status_code == 200, answer.text


async def test_only_what_mentions_or_quotes_the_bot_is_heard(desk: Desk) -> None:
    await complains(desk, "c1")
    heard = len(await desk.texts(f"room:{ROOM}"))
    await says(desk, "接单 A001")
    assert len(await desk.texts(f"room:{ROOM}")) == heard
    await says(desk, "接单", reply_to=(await desk.card(ROOM)).seq)
    assert "状态：工号01处理中" in (await desk.card(ROOM)).text
    await says(desk, "@一诺 备注 A001 客户很客气")
    assert "已备注" in await desk.last(f"room:{ROOM}")


async def test_a_tapped_card_changes_and_any_other_comes_anew(desk: Desk) -> None:
    await complains(desk, "c1")
    card = await desk.card(ROOM)
    await desk.taps("wang", ROOM, "接单")
    assert "状态：工号01处理中" in (await desk.card(ROOM)).text
    assert (await desk.card(ROOM)).seq == card.seq
    await desk.taps("wang", ROOM, "要材料")
    await desk.waits(seconds=6)
    await says(desk, "@一诺 A001 请拍一下刹车盘")
    again = await desk.card(ROOM)
    assert "等客户补材料" in again.text
    assert again.seq != card.seq
    await desk.taps("wang", ROOM, "回复", on=again.seq)
    assert "内容会原样发给客户" in await desk.last(f"room:{ROOM}")


async def test_a_tap_of_long_ago_changes_nothing(desk: Desk) -> None:
    await complains(desk, "c1")
    card = await desk.card(ROOM)
    await desk.taps("wang", ROOM, "回复")
    await desk.waits(seconds=6)
    await says(desk, "@一诺 接单 A001")
    assert (await desk.card(ROOM)).seq != card.seq


@pytest.mark.rule("SEC-3")
async def test_nobody_is_told_who_is_in_a_room_until_he_speaks(desk: Desk) -> None:
    await complains(desk, "c1")
    await desk.enters("stranger", ROOM)
    assert not any("未登记" in text for text in await desk.texts(f"room:{ROOM}"))
    await desk.types("stranger", ROOM, "大家好")
    assert "有未登记的人在群里说话" in "".join(await desk.texts(f"room:{ROOM}"))
    await desk.leaves("stranger", ROOM)
    assert "恢复显示" not in "".join(await desk.texts(f"room:{ROOM}"))


async def test_the_rooms_say_what_they_imitate(desk: Desk) -> None:
    answer = await desk.http.get("/sandbox/api/state")
    assert {room["profile"] for room in answer.json()["rooms"]} == {"wecom"}
    assert {event["thread"] for event in await desk.events(f"room:{ROOM}") if event.get("thread")} == set()
