"""WeChat's window, seen by the customer and by staff: what waits, what they are told, what stops a clock."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.clocks import Clock
from tests.flows.desk import Desk, complains, open_desk, workshop

ROOM = "aftersales.1"
FRIDAY = datetime(2025, 3, 14, 2, 30, tzinfo=UTC)
"""10:30 in Hangzhou; the first tier has until Monday evening."""
HELD = "客户下次发言时送达"
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


ANSWERS = {"请核对": "提交", "影响行车安全": "不会", "照片": "没有"}


async def _go_on(desk: Desk, name: str, besides: str) -> str:
    """Through the form of another complaint; its number."""
    for _ in range(20):
        asked = await desk.last(f"customer:{name}")
        if "已登记，编号" in asked and besides not in asked:
            return asked[asked.index("TS") :][:15]
        await desk.says(name, next((one for words, one in ANSWERS.items() if words in asked), "跳过"))
    raise AssertionError(asked)
