"""WeChat's window, seen by the customer and by staff: what waits, what they are told, what stops a clock."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.clocks import Clock
from tests.flows.desk import Desk, complains, open_desk, workshop

ROOM = "aftersales.1"
FRIDAY = datetime(2025, 3, 14, 2, 30, tzinfo=UTC)
"""10:30 in Hangzhou; the first tier has until Monday evening."""
HELD = "】客户下次发言时送达。"
ASK = "请回复任意内容继续接收"
LONG = "".join(f"第{n}段：{'检查结果' * 50}。\n\n" for n in range(1, 10))
"""5,500 bytes: four messages on WeChat, of which each is nearly full."""


async def clock(desk: Desk, number: str, rule: str) -> Clock:
    return next(one for one in (await desk.case(number)).clocks if one.rule == rule)


async def told(desk: Desk, text: str) -> int:
    return sum(text in one for one in await desk.texts(f"room:{ROOM}"))


async def spend(desk: Desk, name: str, count: int) -> None:
    """So many of the five are used by words of staff."""
    for n in range(count):
        await desk.types("wang", ROOM, f"/r A001 第{n + 1}句")


@pytest.mark.rule("STAFF-3")
@pytest.mark.rule("SLA-5")
async def test_a_message_of_four_sends_goes_as_far_as_the_window_lets_it(tmp_path: Path) -> None:
    """Two slots are left: the first piece, and the request to write again, alone, since a full piece has no room
    for it. Nothing is sent twice, and the words count once the last piece is there."""
    async with open_desk(tmp_path, FRIDAY) as desk:
        await workshop(desk)
        number = await complains(desk, "c1", profile="wechat")
        await desk.says("c1", "在吗")
        await spend(desk, "c1", 2)
        before = len(await desk.texts("customer:c1"))
        await desk.types("wang", ROOM, f"/propose A001 维修 {LONG}")
        first = (await desk.texts("customer:c1"))[before:]
        assert [ASK in text for text in first] == [False, True]
        assert "第1段" in first[0]
        assert (await clock(desk, number, "SLA-5")).met_at is None
        assert await told(desk, HELD) == 1
        await desk.says("c1", "请继续")
        said = "\n".join((await desk.texts("customer:c1"))[before:])
        assert [said.count(f"第{n}段") for n in range(1, 10)] == [1] * 9
        assert "1 接受" in await desk.last("customer:c1")
        assert (await clock(desk, number, "SLA-5")).met_at == desk.now
        assert await told(desk, "客户发言了，等着的1条消息已送达。") == 1


@pytest.mark.rule("STAFF-3")
async def test_five_are_sent_the_fifth_asks_and_the_rest_comes_in_order_when_he_writes(
    tmp_path: Path,
) -> None:
    """And once it has come, the room hears that as well."""
    async with open_desk(tmp_path, FRIDAY) as desk:
        await workshop(desk)
        await complains(desk, "c1", profile="wechat")
        await spend(desk, "c1", 8)
        got = await desk.texts("customer:c1")
        assert "平台只让我再发这一条" in got[-1]
        count = await told(desk, HELD)
        assert count >= 3
        await desk.says("c1", "好的")
        said = "\n".join(await desk.texts("customer:c1"))
        places = [said.index(f"第{n + 1}句") for n in range(8)]
        assert places == sorted(places)
        assert [said.count(f"第{n + 1}句") for n in range(8)] == [1] * 8
        assert await told(desk, f"等着的{count}条消息已送达") == 1
        assert await told(desk, HELD) == count


@pytest.mark.rule("SLA-2")
@pytest.mark.rule("STAFF-3")
async def test_words_of_which_a_piece_is_missing_stop_no_clock(tmp_path: Path) -> None:
    """The platform refuses the first of four pieces for good: staff hear that a part did not arrive."""
    async with open_desk(tmp_path, FRIDAY) as desk:
        await workshop(desk)
        number = await complains(desk, "c1", profile="wechat")
        await desk.says("c1", "进度")
        await desk.fails("customer:c1", "server_error", 8)
        await desk.types("wang", ROOM, f"/r A001 {LONG}")
        await desk.waits(minutes=25)
        said = "\n".join(await desk.texts("customer:c1"))
        assert "第1段" not in said
        assert "第9段" in said
        assert await told(desk, "其中一部分没有送到客户：平台报错。") == 1
        assert (await clock(desk, number, "SLA-2")).met_at is None


@pytest.mark.rule("SLA-2")
async def test_two_cases_of_one_customer_each_stop_their_own_clock(tmp_path: Path) -> None:
    """Both replies waited, and reach him in one message."""
    async with open_desk(tmp_path, FRIDAY) as desk:
        await workshop(desk)
        await desk.joins("hu", "sales_consultant", "sales", "sales.1")
        first = await complains(desk, "c1", profile="wechat")
        await desk.says("c1", "销售当时答应退我定金，一直不退")
        await desk.says("c1", "2")
        second = await _go_on(desk, "c1", first)
        await desk.waits(hours=49)
        await desk.types("wang", ROOM, "/r A001 甲")
        await desk.types("hu", "sales.1", "/r A002 乙")
        before = len(await desk.texts("customer:c1"))
        await desk.says("c1", "怎么样了")
        together = (await desk.texts("customer:c1"))[before]
        assert "：甲" in together
        assert "：乙" in together
        for number in (first, second):
            assert (await clock(desk, number, "SLA-2")).met_at == desk.now


WARNED = "客户40小时没有发言了：3月16日（周日）10:30前还能发5条消息，过后要等客户自己再发言才能送达。"


@pytest.mark.rule("STAFF-3")
async def test_before_the_window_closes_the_room_is_warned_once(tmp_path: Path) -> None:
    """He wrote on Friday at 10:30; a word of his begins another window, and another warning."""
    async with open_desk(tmp_path, FRIDAY) as desk:
        await workshop(desk)
        number = await complains(desk, "c1", profile="wechat")
        await desk.types("wang", ROOM, "/evidence A001 请拍一下刹车盘")
        await desk.says("c1", "进度")
        await desk.types("li", ROOM, "/note A001 等")
        assert await told(desk, "可发给客户：3月16日（周日）10:30前，还能发5条") == 1
        await desk.until(FRIDAY + timedelta(hours=40) - timedelta(seconds=1))
        assert await told(desk, WARNED) == 0
        await desk.waits(seconds=1)
        assert await told(desk, f"【A001】{WARNED}") == 1
        await desk.until(FRIDAY + timedelta(hours=48) - timedelta(seconds=1))
        assert await told(desk, "还能发5条") == 2
        await desk.waits(seconds=1)
        assert await told(desk, "平台现在不让发") == 1
        assert await told(desk, "可发给客户：3月16日") == 0
        assert await told(desk, WARNED) == 1
        assert "warned" not in await desk.history(number)
        await desk.says("c1", "我的车呢")
        assert await told(desk, "可发给客户：3月18日（周二）10:30前，还能发") == 1
        await desk.waits(hours=40)
        assert sum("40小时没有发言" in one for one in await desk.texts("room:aftersales.2")) == 1


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize("why", ["closed", "opted out", "left", "telegram", "restart"])
async def test_nobody_is_warned_for_nothing(tmp_path: Path, why: str) -> None:
    """No open case, no leave to write, or no window at all; and a restart repeats nothing."""
    async with open_desk(tmp_path, FRIDAY) as desk:
        await workshop(desk)
        await complains(desk, "c1", profile="telegram" if why == "telegram" else "wechat")
        if why == "closed":
            await desk.types("wang", ROOM, "/close A001 已处理")
        elif why == "opted out":
            await desk.says("c1", "全部退订")
        elif why == "left":
            await desk.blocks("c1")
        await desk.waits(hours=41 if why == "restart" else 60)
    async with open_desk(tmp_path, FRIDAY) as desk:
        await desk.waits(hours=1)
        rooms = [await desk.texts(f"room:{room}") for room in (ROOM, "aftersales.2", "supervisors")]
        warned = sum("40小时没有发言" in one for texts in rooms for one in texts)
        assert warned == (1 if why == "restart" else 0)
        assert any("可发给客户" in one for one in rooms[0]) is (why not in ("telegram", "closed"))


@pytest.mark.rule("STAFF-3")
async def test_the_card_counts_down_with_every_word_and_shows_what_the_platform_says(tmp_path: Path) -> None:
    """Staff's words, the bot's answers, and a refusal of the platform's own."""
    async with open_desk(tmp_path, FRIDAY) as desk:
        await workshop(desk)
        await complains(desk, "c1", profile="wechat")
        for left in (3, 2, 1):
            await desk.types("wang", ROOM, "/r A001 您好")
            assert f"还能发{left}条" in (await desk.card(ROOM)).text
        await desk.fails("customer:c1", "window_closed")
        await desk.types("wang", ROOM, "/r A001 您好")
        assert "平台现在不让发" in (await desk.card(ROOM)).text
        assert await desk.last(f"room:{ROOM}") == f"【A001{HELD}"


ANSWERS = {"请核对": "提交", "影响行车安全": "不会", "照片": "没有"}


async def _go_on(desk: Desk, name: str, besides: str) -> str:
    """Through the form of another complaint; its number."""
    for _ in range(20):
        asked = await desk.last(f"customer:{name}")
        if "已登记，编号" in asked and besides not in asked:
            return asked[asked.index("TS") :][:15]
        await desk.says(name, next((one for words, one in ANSWERS.items() if words in asked), "跳过"))
    raise AssertionError(asked)
