"""One text for many: counted, approved by a second person, sent one by one past the gate, stopped at any moment."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.consent import Ledger
from tests.flows.desk import open_desk
from tests.flows.linked import link
from tests.flows.mailings import (
    READ,
    ROOM,
    TEXT,
    acts,
    comes,
    got,
    offered,
    sales,
    stage,
    standing,
    states,
)


@pytest.mark.rule("GATE-1", "GATE-2")
async def test_it_shows_who_can_get_it_and_why_others_cannot_before_anything_is_sent(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        for name in ("c1", "c2", "c3"):
            await comes(desk, name)
        await comes(desk, "c4", agrees=False)
        await comes(desk, "c5", agrees=False)
        await comes(desk, "c6")
        await acts(desk, "c6", kind=Ledger.REFUSED)
        await comes(desk, "c7")
        await desk.blocks("c7")
        await comes(desk, "c8", "wechat")
        await desk.waits(hours=48)
        assert await offered(desk) == (
            "群发“优惠与车型推送”（工号01提出）\n"
            f"客户会读到：\n———\n{READ}\n———\n"
            "现在能收到：3人。\n"
            "不会收到：5人（没有同意2、不同意1、屏蔽或取关1、平台窗口已关1）。\n"
            "请另一位同事核对后确认，3月14日（周五）11:30前有效。"
        )
        assert await got(desk, *(f"c{n}" for n in range(1, 9))) == [0] * 8


@pytest.mark.rule("GATE-1")
async def test_who_began_it_cannot_approve_it_and_a_colleague_can_once(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await comes(desk, "c1")
        await offered(desk)
        await desk.taps("wu", ROOM, "同意发送")
        assert await desk.last(f"room:{ROOM}") == "不能确认：\n· 要由工号01以外的同事确认。"
        assert await got(desk, "c1") == [0]
        await desk.taps("xu", ROOM, "同意发送")
        assert await got(desk, "c1") == [1]
        assert "工号02已确认，开始发送。" in await desk.texts(f"room:{ROOM}")
        await desk.waits(seconds=1)
        assert await standing(desk) == (
            "群发“优惠与车型推送”（工号01提出，工号02确认）已发完\n"
            "已发1 · 还剩0 · 不再发0 · 没送到0 · 送达不明0"
        )
        assert await desk.inside(stage) == "done"
        await desk.waits(days=1)
        assert await got(desk, "c1") == [1]


@pytest.mark.rule("GATE-6")
async def test_another_department_can_neither_begin_nor_approve_it_and_marketing_may_begin_anywhere(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await comes(desk, "c1")
        await desk.types("wang", "aftersales.1", f"/campaign 优惠 {TEXT}")
        assert await desk.last("room:aftersales.1") == (
            "不能群发“优惠与车型推送”：\n· “优惠与车型推送”归销售部，其他部门不能用。"
        )
        await desk.enters("wu", "aftersales.1")
        await desk.types("wu", "aftersales.1", f"/群发 优惠 {TEXT}")
        assert (await desk.last("room:aftersales.1")).endswith(
            "· “优惠与车型推送”归销售部，请在销售部的群里群发。"
        )
        await desk.types("mei", "aftersales.1", f"/群发 优惠 {TEXT}")
        assert "现在能收到：1人" in await desk.last("room:aftersales.1")
        await desk.taps("wang", "aftersales.1", "同意发送")
        assert "其他部门不能用" in await desk.last("room:aftersales.1")
        assert await got(desk, "c1") == [0]
        await desk.taps("wu", "aftersales.1", "同意发送")
        assert await got(desk, "c1") == [1]


@pytest.mark.rule("GATE-4")
async def test_words_that_do_not_fit_the_purpose_are_refused_before_anybody_is_counted(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await comes(desk, "c1")
        assert await offered(desk, "优惠 周末试驾，顺便办车险") == (
            "不能群发“优惠与车型推送”：\n· 内容涉及保险，和用途不符。"
        )
        assert "只能一件一件地联系" in await offered(desk, "投诉处理 请来处理", who="mei")
        assert "没有“闲聊”这个用途" in await offered(desk, "闲聊 你好")
        assert "请写用途和内容" in await offered(desk, "")


async def test_without_its_words_it_asks_for_them(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await comes(desk, "c1")
        asked = await offered(desk, "优惠")
        assert asked.startswith("群发“优惠与车型推送”的内容？")
        question = (await desk.heard(f"room:{ROOM}"))[-1].seq
        await desk.types("wu", ROOM, TEXT, reply_to=question)
        assert READ in await desk.last(f"room:{ROOM}")
        await desk.types("wu", ROOM, "又一条", reply_to=question)
        assert "又一条" not in str(await desk.texts(f"room:{ROOM}"))


@pytest.mark.rule("GATE-1")
@pytest.mark.parametrize(
    ("later", "may"), [(timedelta(minutes=60, seconds=-1), True), (timedelta(minutes=60), False)]
)
async def test_an_hour_later_it_is_not_approved_any_more(tmp_path: Path, later: timedelta, may: bool) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await comes(desk, "c1")
        await offered(desk)
        offer = next(one for one in await desk.heard(f"room:{ROOM}") if "同意发送" in one.actions)
        await desk.until(desk.now + later)
        if may:
            await desk.taps("xu", ROOM, "同意发送")
        else:
            assert await standing(desk) == (
                "群发“优惠与车型推送”（工号01提出）没有人确认，已失效，没有发给任何人。要发请重新提出。"
            )
            assert await desk.inside(states) == []
            body = {"staff": "xu", "press": offer.actions["同意发送"]}
            await desk._post(f"rooms/{ROOM}/messages", body)
            assert await desk.last(f"room:{ROOM}") == "这次群发已经结束，或已经处理过了。"
        assert await got(desk, "c1") == [1 if may else 0]


async def test_a_cancelled_one_is_sent_to_nobody_and_nobody_is_remembered_for_it(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await comes(desk, "c1")
        await offered(desk)
        await desk.taps("wu", ROOM, "取消")
        assert await standing(desk) == "群发“优惠与车型推送”（工号01提出）已取消，没有发给任何人。"
        assert await desk.inside(states) == []
        await desk.waits(days=2)
        assert await got(desk, "c1") == [0]


@pytest.mark.rule("GATE-2")
async def test_it_counts_for_the_week_and_whoever_had_one_is_left_out(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await comes(desk, "c1")
        await offered(desk)
        await desk.taps("xu", ROOM, "同意发送")
        await comes(desk, "c2")
        assert "现在能收到：1人。\n不会收到：1人（本周已发过1）" in await offered(desk)
        await desk.taps("he", ROOM, "同意发送")
        assert await got(desk, "c1", "c2") == [1, 1]
        await desk.waits(days=7)
        assert "现在能收到：2人" in await offered(desk)


@pytest.mark.rule("GATE-2")
async def test_a_customer_with_two_linked_chats_is_counted_once_and_gets_it_once(tmp_path: Path) -> None:
    """Linked before it is counted, or while it waits for its second person."""
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        for name, profile in (("tg", "telegram"), ("other", "wechat"), ("wx", "wechat"), ("tg2", "telegram")):
            await comes(desk, name, profile)
        await link(desk)
        assert "现在能收到：3人。\n不会收到：1人（关联的另一个聊天里有了1）" in await offered(desk)
        await link(desk, "other", "tg2")
        await desk.taps("xu", ROOM, "同意发送")
        await desk.waits(minutes=1)
        assert await got(desk, "tg", "wx", "other", "tg2") == [1, 0, 1, 0]
        assert "本周已发过1" in await standing(desk)


@pytest.mark.rule("CON-8", "GATE-1")
async def test_whoever_says_stop_in_the_middle_gets_no_copy(tmp_path: Path) -> None:
    """Ten go out at once; the eleventh waits for its second, and its customer changes his mind."""
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        names = [f"c{n:02d}" for n in range(12)]
        for name in names:
            await comes(desk, name)
        await offered(desk)
        await desk.taps("xu", ROOM, "同意发送")
        assert sum(await got(desk, *names)) == 10
        left = [name for name, n in zip(names, await got(desk, *names), strict=True) if not n]
        await desk.says(left[0], "退订")
        await desk.waits(seconds=3)
        assert await got(desk, *left) == [0, 1]
        assert await standing(desk) == (
            "群发“优惠与车型推送”（工号01提出，工号02确认）已发完\n"
            "已发11 · 还剩0 · 不再发1 · 没送到0 · 送达不明0\n不再发的：已退订1"
        )


@pytest.mark.rule("CON-8")
async def test_a_stop_calls_back_the_copy_that_is_on_the_road(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await comes(desk, "c1")
        await offered(desk)
        await desk.fails("customer:c1", "rate_limited")
        await desk.taps("xu", ROOM, "同意发送")
        await desk.says("c1", "退订")
        await desk.waits(minutes=5)
        assert await got(desk, "c1") == [0]
        assert "不再发1" in await standing(desk)
        assert "已退订1" in await standing(desk)


@pytest.mark.rule("GATE-1")
async def test_anybody_in_the_room_stops_it_and_what_is_on_the_road_is_called_back(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        names = [f"c{n:02d}" for n in range(15)]
        for name in names:
            await comes(desk, name)
        await offered(desk)
        await desk.fails("customer:c00", "rate_limited")
        await desk.taps("xu", ROOM, "同意发送")
        await desk.taps("wu", ROOM, "停止发送")
        await desk.waits(hours=2)
        assert sum(await got(desk, *names)) == 9
        assert await got(desk, "c00") == [0]
        assert await standing(desk) == (
            "群发“优惠与车型推送”（工号01提出，工号02确认）已停止，没发的不再发\n"
            "已发9 · 还剩6 · 不再发0 · 没送到0 · 送达不明0"
        )
        assert await desk.inside(stage) == "stopped"


@pytest.mark.rule("GATE-1")
async def test_what_the_platform_says_of_each_copy_is_counted_truthfully(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        for name in ("c1", "c2", "c3"):
            await comes(desk, name)
        await comes(desk, "c4", "wechat")
        await offered(desk)
        await desk.fails("customer:c1", "blocked")
        await desk.fails("customer:c2", "timeout")
        await desk.fails("customer:c4", "window_closed")
        await desk.taps("xu", ROOM, "同意发送")
        await desk.waits(minutes=5)
        assert await standing(desk) == (
            "群发“优惠与车型推送”（工号01提出，工号02确认）已发完\n"
            "已发1 · 还剩0 · 不再发1 · 没送到1 · 送达不明1\n不再发的：平台窗口已关1"
        )
        await desk.says("c4", "你好")
        assert READ not in await desk.texts("customer:c4")
        assert (await got(desk, "c2"))[0] <= 1


@pytest.mark.rule("GATE-3")
async def test_it_rests_at_night_and_goes_on_in_the_morning(tmp_path: Path) -> None:
    async with open_desk(tmp_path, start=datetime(2025, 3, 12, 13, 30, tzinfo=UTC)) as desk:
        await sales(desk)
        names = [f"c{n:02d}" for n in range(15)]
        for name in names:
            await comes(desk, name)
        await offered(desk)
        await desk.until(datetime(2025, 3, 12, 13, 59, 59, tzinfo=UTC))
        await desk.taps("xu", ROOM, "同意发送")
        assert sum(await got(desk, *names)) == 10
        await desk.until(datetime(2025, 3, 12, 23, 59, 59, tzinfo=UTC))
        assert sum(await got(desk, *names)) == 10
        assert await standing(desk) == (
            "群发“优惠与车型推送”（工号01提出，工号02确认）夜间暂停，3月13日（周四）08:00接着发\n"
            "已发10 · 还剩5 · 不再发0 · 没送到0 · 送达不明0"
        )
        await desk.until(datetime(2025, 3, 13, 0, 0, 0, tzinfo=UTC))
        assert sum(await got(desk, *names)) == 15


@pytest.mark.rule("GATE-3")
async def test_a_copy_that_the_night_overtakes_on_the_road_waits_for_the_morning(tmp_path: Path) -> None:
    async with open_desk(tmp_path, start=datetime(2025, 3, 12, 13, 30, tzinfo=UTC)) as desk:
        await sales(desk)
        await comes(desk, "c1")
        await offered(desk)
        await desk.until(datetime(2025, 3, 12, 13, 59, 59, tzinfo=UTC))
        await desk.fails("customer:c1", "rate_limited")
        await desk.taps("xu", ROOM, "同意发送")
        await desk.until(datetime(2025, 3, 12, 23, 59, 59, tzinfo=UTC))
        assert await got(desk, "c1") == [0]
        assert "还剩1" in await standing(desk)
        await desk.until(datetime(2025, 3, 13, 0, 0, 2, tzinfo=UTC))
        assert await got(desk, "c1") == [1]


@pytest.mark.rule("SEC-4")
async def test_what_a_leaver_began_ends_with_him(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        names = [f"c{n:02d}" for n in range(12)]
        for name in names:
            await comes(desk, name)
        await offered(desk)
        await desk.taps("xu", ROOM, "同意发送")
        await desk.leaves("wu", ROOM)
        await desk.waits(minutes=1)
        assert sum(await got(desk, *names)) == 10
        assert "已停止" in await standing(desk)


@pytest.mark.rule("GATE-1")
async def test_a_restart_goes_on_where_it_was_and_repeats_nothing(tmp_path: Path) -> None:
    names = [f"c{n:02d}" for n in range(15)]
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        for name in names:
            await comes(desk, name)
        await offered(desk)
        await desk.taps("xu", ROOM, "同意发送")
    async with open_desk(tmp_path) as desk:
        await desk.waits(seconds=5)
        assert await got(desk, *names) == [1] * 15
        assert "已发完" in await standing(desk)


@pytest.mark.rule("SAFE-1")
async def test_each_copy_stands_in_the_contact_log_of_its_customer(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await comes(desk, "c1")
        await offered(desk)
        await desk.taps("xu", ROOM, "同意发送")
        await desk.says("c1", "核实来电")
        assert "销售部工号01，聊天消息，优惠与车型推送" in await desk.last("customer:c1")


@pytest.mark.rule("GATE-8")
async def test_a_recall_needs_no_consent_and_is_still_stopped_by_a_withdrawal(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await comes(desk, "c1", agrees=False)
        await comes(desk, "c2", agrees=False)
        await desk.says("c2", "全部退订")
        await desk.types("wang", "aftersales.1", "/群发 召回 您的车需要更换制动软管，请预约到店，免费更换")
        assert "现在能收到：1人。\n不会收到：1人（已退订1）" in await desk.last("room:aftersales.1")
        await desk.taps("mei", "aftersales.1", "同意发送")
        assert "制动软管" in await desk.last("customer:c1")
        assert "制动软管" not in str(await desk.texts("customer:c2"))


@pytest.mark.rule("GATE-1")
async def test_each_copy_is_judged_once_more_as_it_is_sent(tmp_path: Path) -> None:
    """Nobody calls this one back: only the gate, asked again, knows of the refusal."""
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await comes(desk, "c1")
        await offered(desk)
        await desk.fails("customer:c1", "rate_limited")
        await desk.taps("xu", ROOM, "同意发送")
        await acts(desk, "c1", kind=Ledger.REFUSED)
        await desk.waits(minutes=5)
        assert await got(desk, "c1") == [0]
        assert (await standing(desk)).endswith("不再发1 · 没送到0 · 送达不明0\n不再发的：不同意1")
