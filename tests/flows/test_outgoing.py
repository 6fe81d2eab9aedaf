"""What staff type holds no number of the customer's wherever it is read, and sells nothing (GATE-4, GATE-7)."""

from pathlib import Path

import pytest

from tests.flows.desk import Desk, complains, open_desk, workshop
from tests.flows.mailings import sales
from tests.flows.test_contact import NUMBER, leaves_number
from tests.flows.test_papers import sent, words_of

ROOM = "aftersales.1"
OTHER = "13900001111"
SPELT = (
    "13812345678",
    "138 1234 5678",
    "+86-138-1234-5678",
    "１３８１２３４５６７８",
    "幺三八一二三四五六七八",
)
SELLS = "内容在推销"


async def read(desk: Desk) -> str:
    """Whatever the bot said in any room and to the customer."""
    places = ("room:aftersales.1", "room:aftersales.2", "room:supervisors", "customer:c1")
    return "\n".join([text for place in places for text in await desk.texts(place)])


@pytest.mark.rule("GATE-7")
@pytest.mark.parametrize("number", SPELT)
async def test_his_number_is_masked_in_whatever_staff_type_and_they_are_told(
    tmp_path: Path, number: str
) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        for said in ("可以留电话", "1", NUMBER):
            await desk.says("c1", said)
        for words in (
            f"/note A001 电话{number}没人接",
            f"/r A001 我们会打您的{number}",
            f"/evidence A001 请发照片，或打{number}联系",
            f"/propose A001 维修 修好后打{number}",
            f"/triage A001 严重 客户在{number}里说的",
            f"/handover A001 打过{number}；{number}没人接",
        ):
            await desk.types("wang", ROOM, words)
            assert "您写的手机号已打码" in await desk.last(f"room:{ROOM}")
        told = await read(desk)
        assert number not in told
        assert told.count("138****5678") >= 4
        _, files = await sent(desk, "导出我的信息")
        assert number not in words_of(files[0][2]) + files[1][2].decode()


@pytest.mark.rule("GATE-7")
async def test_a_number_that_is_not_his_reaches_him_and_stays_out_of_the_record(tmp_path: Path) -> None:
    """A tow truck's number is an answer; in a note any number may be somebody's who was not asked."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.types("wang", ROOM, f"/r A001 请打拖车{OTHER}")
        assert f"请打拖车{OTHER}" in await desk.last("customer:c1")
        await desk.types("wang", ROOM, f"/note A001 他爱人{OTHER}")
        await desk.types("wang", ROOM, f"/handover A001 问过{OTHER}；不够")
        assert f"问过{OTHER}" not in await read(desk)


@pytest.mark.rule("GATE-7", "STAFF-3")
async def test_a_reply_that_is_changed_is_masked_too(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        for said in ("可以留电话", "1", NUMBER):
            await desk.says("c1", said)
        seq = await desk.types("wang", ROOM, "/r A001 今天联系您")
        await desk.edits(ROOM, "wang", seq, f"/r A001 今天打{NUMBER}")
        assert "今天打138****5678" in str(await desk.texts("customer:c1"))
        await desk.edits(ROOM, "wang", seq, "/r A001 今天顺便给您推荐车险")
        assert SELLS in await desk.last(f"room:{ROOM}")
        assert "车险" not in str(await desk.texts("customer:c1"))


@pytest.mark.rule("GATE-4", "GATE-1")
@pytest.mark.parametrize(
    "words",
    [
        "/r A001 顺便给您推荐我们的车险",
        "/r A001 刹车修好了。续保找我们很划算",
        "/r A001 现在贴膜套餐特价",
        "/evidence A001 请发照片，旧车置换有优惠",
        "/close A001 已修好，投保可以找我们",
    ],
)
async def test_an_answer_about_a_complaint_sells_nothing(tmp_path: Path, words: str) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        before = await desk.texts("customer:c1")
        await desk.types("wang", ROOM, words)
        assert SELLS in await desk.last(f"room:{ROOM}")
        assert await desk.texts("customer:c1") == before


@pytest.mark.rule("GATE-4")
@pytest.mark.parametrize(
    "words",
    [
        "/r A001 这次可以走保险理赔",
        "/r A001 免费给您重新贴膜",
        "/r A001 工时费给您打折扣",
        "/propose A001 补偿 送您精品优惠券",
    ],
)
async def test_an_answer_may_name_what_others_sell(tmp_path: Path, words: str) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.types("wang", ROOM, words)
        assert SELLS not in str(await desk.texts(f"room:{ROOM}"))
        assert words.rpartition(" ")[2] in await desk.last("customer:c1")


@pytest.mark.rule("GATE-4")
async def test_what_he_asked_about_himself_is_answered(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.says("c1", "人工")
        await desk.says("c1", "你们的车险怎么买")
        await desk.types("wang", ROOM, "/r A001 续保在一楼办，现在有优惠")
        assert "现在有优惠" in await desk.last("customer:c1")
        await desk.types("wang", ROOM, "/r A001 贴膜也有优惠")
        assert SELLS in await desk.last(f"room:{ROOM}")


@pytest.mark.rule("GATE-4", "GATE-6")
async def test_who_asks_about_cars_is_answered_about_cars(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await desk.customer("c1")
        for said in ("想看看车", "跳过", "跳过", "以后再说"):
            await desk.says("c1", said)
        await desk.types("wu", "sales.1", "/r A001 新款现金优惠一万，推荐您来看")
        assert "新款现金优惠一万" in await desk.last("customer:c1")
        await desk.types("wu", "sales.1", "/r A001 车险也可以找我们买，有折扣")
        assert SELLS in await desk.last("room:sales.1")


@pytest.mark.rule("GATE-7")
async def test_no_file_carries_a_number_in_its_name(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.says("c1", "人工")
        name = ("我的号码13812345678.pdf", b"%PDF-1.4", "application/pdf")
        answer = await desk.http.post(
            "/sandbox/api/customers/c1/messages", params={"settle": "1"}, files=[("file", name)]
        )
        answer.raise_for_status()
        await desk.shows(
            "wang", ROOM, "/r A001 请看", ("客户13812345678.jpg", b"\xff\xd8\xff\xe0a", "image/jpeg")
        )
        said = [
            item["name"]
            for chat in (f"room:{ROOM}", "customer:c1")
            for event in await desk.events(chat)
            if event["sender"] == "bot"
            for item in event["media"]
        ]
        assert said == ["我的号码138****5678.pdf", "客户138****5678.jpg"]
