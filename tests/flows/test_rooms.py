"""Who is in a group, and which group a case stands in: strangers, leavers, lost rooms and topics."""

from pathlib import Path

import pytest

from bot.channels.language import BotAdded, BotRemoved
from tests.flows.desk import Desk, complains, open_desk, workshop

ROOM = "aftersales.1"
HIDDEN = "群里有未登记的成员，客户内容不在这里显示。"


@pytest.mark.rule("SEC-3")
async def test_while_a_stranger_is_in_the_group_nothing_personal_is_shown_there(tmp_path: Path) -> None:
    """Cards, new words and pictures; said at once, and over when he leaves."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.enters("stranger", ROOM)
        assert (await desk.last(f"room:{ROOM}")).startswith("群里有未登记的成员，客户内容暂不显示。")
        card = (await desk.card(ROOM)).text
        assert HIDDEN in card
        assert "（依据：不在这里显示）" in card
        assert "异响" not in card
        assert "问题：刹车有异响" in (await desk.card("supervisors")).text

        await desk.says("c1", "我的秘密")
        await desk.sends_photo("c1")
        await complains(desk, "c2", "昨天变速箱顿挫")
        shown = await desk.heard(f"room:{ROOM}")
        assert not any("秘密" in one.text or "问题：" in one.text or one.media for one in shown[1:])
        assert sum("【A001】有新消息。" in one.text for one in shown) >= 1

        await desk.leaves("stranger", ROOM)
        assert "群里都是登记的同事了，客户内容恢复显示。" in await desk.texts(f"room:{ROOM}")
        assert "问题：刹车有异响" in (await desk.card(ROOM, "A001")).text
        assert "问题：变速箱顿挫" in (await desk.card(ROOM, "A002")).text


@pytest.mark.rule("SEC-3")
async def test_before_a_stranger_everything_is_said_that_is_nobodys_words(tmp_path: Path) -> None:
    """Deadlines, refusals and what danger there is: the group must be able to work, and to see why it should."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.enters("stranger", ROOM)
        await desk.types("wang", ROOM, "/claim A001")
        assert await desk.last(f"room:{ROOM}") == "【A001】工号01已接单。"
        await desk.types("wang", ROOM, "/why A001")
        assert "3月12日（周三） 营业时间用掉30分钟，到11:00" in await desk.last(f"room:{ROOM}")
        await desk.waits(minutes=30)
        assert "【A001】⚠ 首次联系已超时（应在3月12日（周三）11:00前）。" in await desk.texts(f"room:{ROOM}")
        await complains(desk, "c2", "昨天变速箱顿挫")
        assert (await desk.card(ROOM, "A002")).text.startswith("新投诉\n【A002】")
        await desk.types("wang", ROOM, "/handover A001 客户王先生的车看过；修不好")
        assert not any("王先生" in text for text in (await desk.texts(f"room:{ROOM}")))


@pytest.mark.rule("SEC-3")
async def test_a_message_that_waits_for_a_group_is_hidden_if_a_stranger_came_meanwhile(
    tmp_path: Path,
) -> None:
    """What counts is who reads it, not who was there when it was written."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.fails(f"room:{ROOM}", "server_error", 2)
        await desk.says("c1", "我的秘密")
        assert not any("秘密" in text for text in await desk.texts(f"room:{ROOM}"))
        await desk.enters("stranger", ROOM)
        await desk.waits(hours=1)
        texts = await desk.texts(f"room:{ROOM}")
        assert not any("秘密" in text for text in texts)
        assert any("【A001】有新消息。" in text for text in texts)


@pytest.mark.rule("SEC-3")
async def test_a_stranger_who_joins_the_staff_is_none_any_more(tmp_path: Path) -> None:
    """The group is told, and its cards are whole again, without anybody doing anything there."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.enters("newcomer", ROOM)
        assert HIDDEN in (await desk.card(ROOM)).text
        await desk.joins("newcomer", "service_advisor", "aftersales")
        assert await desk.last(f"room:{ROOM}") == "群里都是登记的同事了，客户内容恢复显示。"
        assert HIDDEN not in (await desk.card(ROOM)).text


@pytest.mark.rule("SEC-4")
async def test_who_leaves_the_group_loses_everything_at_once(tmp_path: Path) -> None:
    """His cases go back to their queue, whoever is there hears of it, and elsewhere he is a stranger."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await desk.enters("wang", "supervisors")
        number = await complains(desk, "c1")
        await desk.types("wang", ROOM, "接单 A001")
        await desk.types("wang", ROOM, "要材料 A001 请拍一下仪表盘")
        await desk.leaves("wang", ROOM)
        texts = await desk.texts(f"room:{ROOM}")
        assert "【A001】工号01已离开，这件回到队列，请接单。" in texts
        assert "工号01已离开，他接的1件回到队列。" in texts
        case = await desk.case(number)
        assert case.claimed_by is None
        card = await desk.card(ROOM)
        assert "状态：等客户补材料（待接单）" in card.text
        assert "接单" in card.actions
        assert HIDDEN in (await desk.card("supervisors")).text
        await desk.types("wang", "supervisors", "/r A001 我还在")
        assert await desk.last("room:supervisors") == (
            "您还没有登记。请向管理员要邀请码，私聊我发送“/join 邀请码”。"
        )


@pytest.mark.rule("STAFF-1")
async def test_a_queue_without_a_group_leads_to_the_next_one_and_a_new_group_gets_what_waits(
    tmp_path: Path,
) -> None:
    """Its own tier above, then aftersales', then the supervisors; /bind brings the waiting cards."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await desk.unbinds("aftersales.1")
        number = await complains(desk, "c1")
        assert not await desk.has_card("aftersales.1")
        assert number in (await desk.card("aftersales.2")).text
        await desk.types("zhao", "aftersales.2", "/r A001 我来处理")
        assert await desk.last("customer:c1") == "工号03：我来处理"

        await desk.types("wang", "aftersales.1", "/todo")
        assert (await desk.last("room:aftersales.1")).startswith("这个群还没有绑定队列。")
        code = await desk.queue_code("aftersales/1")
        await desk.types("wang", "aftersales.1", f"绑定 {code}")
        assert "本群已绑定：售后部 · 一级。发 /help 看能用的命令。" in await desk.texts("room:aftersales.1")
        assert number in (await desk.card("aftersales.1")).text
        await desk.types("wang", "aftersales.1", f"/bind {code}")
        assert await desk.last("room:aftersales.1") == "这个口令已经用过了，请管理员重新生成。"


@pytest.mark.rule("STAFF-5")
@pytest.mark.rule("STAFF-1")
async def test_a_group_that_put_us_out_loses_its_cases_to_the_next_one(tmp_path: Path) -> None:
    """Whether the platform says so, or the next send finds out; back in, it is bound again by a code."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1")
        await desk.happens(ROOM, "wang", BotRemoved(), "removed")
        assert number in (await desk.card("aftersales.2")).text
        await desk.fails("room:aftersales.2", "blocked")
        await desk.says("c1", "零件到了吗")
        assert number in (await desk.card("aftersales.3")).text
        await desk.happens(ROOM, "wang", BotAdded(topics=True), "added")
        assert (await desk.last(f"room:{ROOM}")).startswith("这个群还没有绑定队列。")
        await desk.types("wang", ROOM, f"/bind {await desk.queue_code('aftersales/1')}")
        await desk.types("wang", ROOM, "/todo")
        assert number in await desk.last(f"room:{ROOM}")


@pytest.mark.rule("STAFF-5")
async def test_a_deleted_topic_is_opened_again_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    """The case's card, and the very message that found the topic gone."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        old = await desk.card(ROOM)
        await desk.fails(f"room:{ROOM}", "thread_deleted")
        await desk.says("c1", "零件到了吗")
        new = await desk.card(ROOM)
        assert new.thread != old.thread
        said = [one for one in await desk.heard(f"room:{ROOM}") if one.text == "【A001】客户：零件到了吗"]
        assert [one.thread for one in said] == [new.thread]
        await desk.types("wang", ROOM, "/r 在的", thread=new.thread)
        assert await desk.last("customer:c1") == "工号01：在的"


async def test_a_member_of_staff_sees_his_own_cases_in_private(tmp_path: Path) -> None:
    """And is told what belongs into a group."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1")
        await desk.types("wang", ROOM, "接单 A001")
        await desk.writes_privately("wang", "待办")
        assert number in await desk.last("staff:wang")
        await _answers(desk, "/bind 12345678", "请在工作群里发“/bind 口令”。")
        await _answers(desk, "/xyz", "没有“/xyz”这个命令。发 /help 看能用的命令。")
        await _answers(desk, "加入 12345678", "您已经登记过了：工号01。")
        await _answers(
            desk,
            "/r A001 您好",
            "在这里可以：/join 邀请码 加入，待办 /todo 看自己的事项。"
            "申请到的客户号码也只发到这里。处理投诉请在工作群里。",
        )


async def _answers(desk: Desk, text: str, answer: str) -> None:
    await desk.writes_privately("wang", text)
    assert await desk.last("staff:wang") == answer
