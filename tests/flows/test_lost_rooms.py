"""A group that hears nothing: somebody else does, and nothing that it should have heard is lost."""

from pathlib import Path

import pytest

from tests.flows.desk import complains, open_desk, workshop

ROOM = "aftersales.1"


@pytest.mark.rule("STAFF-1")
async def test_a_card_that_did_not_arrive_is_with_the_observers_and_comes_again_with_the_next_word(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await desk.fails(f"room:{ROOM}", "server_error", 16)
        await complains(desk, "c1")
        await desk.waits(minutes=10)
        assert not await desk.has_card(ROOM)
        told = "【A001】⚠ 这件没能发到“售后部 · 一级”的群：平台报错。请先在这里看着，并去群里看看机器人是否正常。"
        assert (await desk.texts("room:supervisors")).count(told) == 1
        await desk.says("c1", "还在响")
        texts = await desk.texts(f"room:{ROOM}")
        assert [text.partition("\n")[0] for text in texts] == [
            "【A001】投诉 TS20250312-0001 · 售后部 · 一级",
            "【A001】客户：还在响",
        ]
        assert "接单" in (await desk.card(ROOM)).actions


@pytest.mark.rule("STAFF-1")
@pytest.mark.parametrize("fault", ["server_error", "timeout"])
async def test_what_the_observers_do_not_hear_the_room_that_has_the_case_does(
    tmp_path: Path, fault: str
) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await desk.fails("room:supervisors", fault, 40)
        await complains(desk, "c1")
        await desk.waits(minutes=10)
        assert any("这件没能发到“客服总监室”的群" in one for one in await desk.texts(f"room:{ROOM}"))


@pytest.mark.rule("STAFF-5")
async def test_what_a_lost_group_did_not_hear_is_said_where_the_case_is_handled_now(tmp_path: Path) -> None:
    """The word that found us removed, and those behind it; the supervisors hear that a group was lost, once."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.fails(f"room:{ROOM}", "server_error", 1)
        await desk.says("c1", "第一句")
        await desk.says("c1", "第二句")
        await desk.fails(f"room:{ROOM}", "blocked", 1)
        await desk.waits(minutes=1)
        texts = await desk.texts("room:aftersales.2")
        assert "异响" in texts[0]
        assert texts[1:] == ["【A001】客户：第一句", "【A001】客户：第二句"]
        lost = [one for one in await desk.texts("room:supervisors") if "机器人被移出" in one]
        assert lost == [
            (
                "⚠ 机器人被移出了“售后部 · 一级”的群，那里的事项已转到别的群。"
                "请把机器人加回去，并请管理员重新生成口令绑定。"
            )
        ]
        assert not any("没能发到" in one for one in await desk.texts("room:supervisors"))


@pytest.mark.rule("STAFF-1")
@pytest.mark.rule("CMP-9")
async def test_a_queue_that_another_group_takes_over_leaves_nothing_in_the_old_one(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.enters("wang", "parts.1")
        await desk.types("wang", "parts.1", f"/bind {await desk.queue_code('aftersales/1')}")
        assert await desk.last(f"room:{ROOM}") == "“售后部 · 一级”改由别的群处理，本群不再收到它的事项。"
        old, new = await desk.card(ROOM), await desk.card("parts.1")
        assert ("异响" in old.text, old.actions) == (False, {})
        assert "异响" in new.text
        await desk.types("li", ROOM, "/r A001 您好")
        assert "还没有绑定队列" in await desk.last(f"room:{ROOM}")


@pytest.mark.rule("SLA-1")
@pytest.mark.rule("STAFF-3")
async def test_a_confirmation_that_did_not_reach_the_customer_is_told_to_staff(tmp_path: Path) -> None:
    """He does not know his number: whoever has the case does."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.fails("customer:c1", "server_error", 8)
        await desk.says("c1", "进度")
        await desk.waits(minutes=10)
        assert "【A001】自动答复没有送到客户：平台报错。" in await desk.texts(f"room:{ROOM}")
