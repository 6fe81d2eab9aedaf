"""What staff send with a reply reaches the customer, whole or not at all, and they know which (STAFF-3)."""

from pathlib import Path

import pytest

from bot.channels.language import Media, MediaKind, Said
from storage import attachments, history
from tests.flows.desk import Desk, Shown, complains, open_desk, workshop

ROOM = "aftersales.1"
FETCHING = "【A001】正在取文件，取到就和内容一起发给客户；没送到会在这里告诉您。"


def photo(n: int) -> tuple[str, bytes, str]:
    return (f"{n}.jpg", b"\xff\xd8\xff\xe0" + bytes([n]), "image/jpeg")


async def got(desk: Desk, since: int) -> list[Shown]:
    return (await desk.heard("customer:c1"))[since:]


async def heard(desk: Desk) -> int:
    return len(await desk.heard("customer:c1"))


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize(
    ("profile", "sends"), [("telegram", [(1, True)]), ("wechat", [(1, False), (0, True)])]
)
async def test_a_photo_with_its_words_reaches_the_customer(
    tmp_path: Path, profile: str, sends: list[tuple[int, bool]]
) -> None:
    """As a caption on Telegram, as two sends on WeChat; the card's evidence counts what the customer sent."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1", photos=1, profile=profile)
        before = await heard(desk)
        await desk.shows("wang", ROOM, "/r A001 换下来的刹车片", photo(1))
        arrived = await got(desk, before)
        assert [(one.media, "工号01：换下来的刹车片" in one.text) for one in arrived] == sends
        room = await desk.texts(f"room:{ROOM}")
        assert FETCHING in room
        assert not any("客户发来的文件" in text for text in room[room.index(FETCHING) :])
        assert "附件：1个" in (await desk.card(ROOM)).text
        case = await desk.case(number)
        events = await desk.inside(history.of_case, desk.server.product.vault, case)
        [replied] = [event for _, event in events if event.kind.value == "replied"]
        [file] = replied.data["attachments"]
        stored = await desk.inside(attachments.by_id, desk.server.product.vault, file)
        assert stored is not None
        assert (stored.customer, stored.kind) == (case.customer, "photo")
        assert next(clock for clock in case.clocks if clock.rule == "SLA-2").met_at == desk.now


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize("profile", ["telegram", "wechat"])
async def test_an_album_is_one_reply(tmp_path: Path, profile: str) -> None:
    """Its parts come to us one by one."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1", profile=profile)
        before = await heard(desk)
        await desk.shows("wang", ROOM, "/r A001 三张", *(photo(n) for n in range(3)))
        arrived = await got(desk, before)
        assert sum(one.media for one in arrived) == 3
        assert sum("三张" in one.text for one in arrived) == 1
        assert len(arrived) == (1 if profile == "telegram" else 4)
        assert (await desk.history(number)).count("replied") == 1


@pytest.mark.rule("STAFF-3")
async def test_a_recording_answers_the_bots_question_without_a_word(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.types("wang", ROOM, "/r A001")
        question = (await desk.heard(f"room:{ROOM}"))[-1]
        before = await heard(desk)
        await desk.shows("wang", ROOM, "", ("a.ogg", b"OggS", "audio/ogg"), reply_to=question.seq)
        [arrived] = await got(desk, before)
        assert (arrived.media, arrived.text) == (1, "工号01发来1个文件。")
        await desk.types("wang", ROOM, "再说一句", reply_to=question.seq)
        assert "已经用过" in await desk.last(f"room:{ROOM}")


@pytest.mark.rule("STAFF-3")
async def test_what_a_platform_cannot_show_is_named_and_staff_know(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1", profile="wechat")
        before = await heard(desk)
        await desk.shows("wang", ROOM, "/r A001 见附件", ("报价.xlsx", b"PK", "application/zip"))
        arrived = await got(desk, before)
        assert any("📎 报价.xlsx" in one.text for one in arrived)
        assert any("客户的平台收不到文件" in text for text in await desk.texts(f"room:{ROOM}"))


@pytest.mark.rule("STAFF-3")
@pytest.mark.rule("SLA-2")
async def test_a_file_that_cannot_be_had_keeps_the_whole_reply_back(tmp_path: Path) -> None:
    """Half of what was meant may mean something else; and no promise is kept by it."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1")
        before = await heard(desk)
        gone = Said("/r A001 见图", "900", (Media(MediaKind.PHOTO, "999999"),))
        await desk.happens(ROOM, "wang", gone, "gone")
        assert await got(desk, before) == []
        assert await desk.last(f"room:{ROOM}") == (
            "【A001】带文件的这条回复没有发给客户：1个文件里有1个没有取到（可能太大，或平台上已经没有了）。"
            "需要的话请重发。"
        )
        assert "replied" not in await desk.history(number)


@pytest.mark.rule("CON-8")
@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [("nothing", ""), ("stop", "要求不再联系"), ("close", "已经结案"), ("restart", "")],
)
async def test_the_reply_is_judged_when_its_files_are_here(tmp_path: Path, meanwhile: str, why: str) -> None:
    """The disk was full for a while; what has changed since counts, a restart of ours does not."""
    media = tmp_path / "media"
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        assert not media.exists()
        media.write_text("in the way")
        await desk.shows("wang", ROOM, "/r A001 见图", photo(1))
        assert await desk.last(f"room:{ROOM}") == FETCHING
        if meanwhile == "stop":
            await desk.says("c1", "全部退订")
        elif meanwhile == "close":
            await desk.types("wang", ROOM, "/close A001 已处理")
    media.unlink()
    async with open_desk(tmp_path) as desk:
        await desk.waits(minutes=20)
        arrived = [one for one in await desk.heard("customer:c1") if one.media]
        told = [text for text in await desk.texts(f"room:{ROOM}") if "带文件的这条回复没有发给客户" in text]
        assert (len(arrived), len(told)) == ((0, 1) if why else (1, 0))
        assert all(why in text for text in told)
        assert len(list(media.iterdir())) == len(arrived)


@pytest.mark.rule("STAFF-1")
async def test_files_never_go_to_a_case_by_guess(tmp_path: Path) -> None:
    """A choice tapped afterwards would carry the words alone."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await complains(desk, "c2")
        before = await heard(desk)
        await desk.shows("wang", ROOM, "/r 见图", photo(1))
        assert "请写明是哪一件" in await desk.last(f"room:{ROOM}")
        assert await got(desk, before) == []


@pytest.mark.rule("STAFF-3")
async def test_what_a_reply_carried_is_not_changed(tmp_path: Path) -> None:
    """Nobody shall believe that the customer has a picture that he has not, or other words under it."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.shows("wang", ROOM, "见图", photo(2))
        await desk.shows("wang", ROOM, "/r A001 见图", photo(3))
        mine = [one for one in await desk.shown(f"room:{ROOM}") if one.sender == "staff:wang"][-1]
        await desk.edits(ROOM, "wang", mine.seq, "/r A001 看错图了")
        assert "没有同步给客户" in await desk.last(f"room:{ROOM}")
        assert [one.text for one in await desk.heard("customer:c1") if one.media] == ["工号01：见图"]


@pytest.mark.rule("FLOW-7")
@pytest.mark.rule("FLOW-5")
@pytest.mark.rule("FLOW-8")
@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize("profile", ["telegram", "wechat"])
@pytest.mark.parametrize(
    ("typed", "words", "kind"),
    [
        ("/evidence A001 像这样拍", "工号01：像这样拍", "evidence_asked"),
        ("/propose A001 维修 换这块刹车片", "工号01给您的方案（维修）：\n换这块刹车片", "proposed"),
        ("/close A001 已换好，见图", "已换好，见图", "closed"),
    ],
)
async def test_whatever_the_customer_reads_may_come_with_files(
    tmp_path: Path, profile: str, typed: str, words: str, kind: str
) -> None:
    """Nothing is said, and the case stands as it did, until the files are here."""
    media = tmp_path / "media"
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1", profile=profile)
        before = await heard(desk)
        media.write_text("in the way")
        await desk.shows("wang", ROOM, typed, photo(1))
        assert await desk.last(f"room:{ROOM}") == FETCHING
        assert await got(desk, before) == []
        assert kind not in await desk.history(number)
        media.unlink()
        await desk.waits(minutes=20)
        arrived = [one for one in await got(desk, before) if one.media or words in one.text]
        assert sum(one.media for one in arrived) == 1
        assert sum(words in one.text for one in arrived) == 1
        assert kind in await desk.history(number)
        case = await desk.case(number)
        events = await desk.inside(history.of_case, desk.server.product.vault, case)
        [told] = [event for _, event in events if event.kind.value == kind]
        assert len(told.data["attachments"]) == 1


@pytest.mark.rule("FLOW-5")
async def test_a_proposal_with_a_picture_can_be_accepted(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1")
        await desk.shows("wang", ROOM, "/propose A001 维修 换这块刹车片", photo(1))
        await desk.chooses("c1", "接受")
        case = await desk.case(number)
        assert case.proposal is not None
        assert case.proposal.answer.value == "accepted"


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize("typed", ["/evidence A001", "/propose A001", "/propose A001 维修", "/close A001"])
async def test_files_without_the_words_that_belong_to_them_go_nowhere(tmp_path: Path, typed: str) -> None:
    """The words that were asked for would come without them."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        before = await heard(desk)
        await desk.shows("wang", ROOM, typed, photo(1))
        assert (await desk.last(f"room:{ROOM}")).startswith(
            "带文件的这条没有发给客户：请把内容和文件放在同一条里"
        )
        assert await got(desk, before) == []


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize(
    ("meanwhile", "typed", "why"),
    [
        ("/close A001 已处理", "/propose A001 维修 换刹车片", "已经结案"),
        ("/handover A001 已检查；要技术总监看", "/close A001 已处理", "二级"),
    ],
)
async def test_what_its_sender_may_not_do_any_more_is_not_done(
    tmp_path: Path, meanwhile: str, typed: str, why: str
) -> None:
    media = tmp_path / "media"
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        media.write_text("in the way")
        await desk.shows("wang", ROOM, typed, photo(1))
        await desk.types("wang", ROOM, meanwhile)
        media.unlink()
        await desk.waits(minutes=20)
        told = [text for text in await desk.texts(f"room:{ROOM}") if "带文件的这条回复没有发给客户" in text]
        assert len(told) == 1
        assert why in told[0]
        assert not any(one.media for one in await desk.heard("customer:c1"))


@pytest.mark.rule("STAFF-3")
async def test_a_late_part_of_an_album_follows_its_reply(tmp_path: Path) -> None:
    """The platform took its time; nothing of it is lost, and nobody else's picture is taken along."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.shows("wang", ROOM, "别的图", photo(7), photo(8))
        files = [str(m["id"]) for e in await desk.events(f"room:{ROOM}") for m in e["media"]]
        before = await heard(desk)
        first = Said("/r A001 两张", "900", (Media(MediaKind.PHOTO, files[0]),), album="A")
        await desk.happens(ROOM, "wang", first, "one")
        late = Said("", "901", (Media(MediaKind.PHOTO, files[1]),), album="A")
        await desk.happens(ROOM, "li", late, "other")
        assert [one.media for one in await got(desk, before)] == [1]
        await desk.happens(ROOM, "wang", late, "two")
        assert [(one.media, one.text) for one in await got(desk, before)] == [
            (1, "工号01：两张"),
            (1, "工号01发来1个文件。"),
        ]
