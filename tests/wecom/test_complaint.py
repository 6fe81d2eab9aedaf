"""One complaint from the card to 结案, handled by staff on WeCom for a customer on Telegram."""

from pathlib import Path

import pytest

from core.case import Stage
from storage import history
from tests.telegram.shop import CUSTOMER
from tests.wecom.shop import LI, OBSERVERS, ROOM, SUN, TIER_2, WANG, ZHOU, open_shop

THANKS = "给您添麻烦了，很抱歉，也谢谢您告诉我们。还有问题，直接在这里说就行。"


@pytest.mark.rule("STAFF-1")
@pytest.mark.rule("STAFF-2")
async def test_a_complaint_goes_its_whole_way(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group, li = await shop.room()
        customer = shop.customer()
        filed = await shop.files(customer, photos=2)
        card, first, second, files = shop.wecom.sent_to(ROOM)[1:]
        assert card.text.startswith(f"【A001】投诉 {filed.number}\n售后部 · 一级\n新投诉\n一般 · 车辆故障")
        assert "附件：2个" in card.text
        assert card.labels == ["接单", "回复", "要材料", "出方案", "上交", "结案"]
        assert [first.kind, second.kind] == ["image", "image"]
        assert [first.file, second.file] == [b"\xff\xd8picture0", b"\xff\xd8picture1"]
        assert "【A001】客户发来的文件（2个）" in files.text

        li.presses("接单")
        await shop.settle()
        assert "状态：工号01处理中" in card.text, "the outcome of the tap stands on the card"
        assert "接单" not in card.labels
        li.presses("回复")
        await shop.settle()
        asked = shop.newest()
        assert asked.text == "【A001】请引用本条＠我回复（或＠我发“A001 内容”），内容会原样发给客户。"
        li.says("您好，今天下午能到店吗？", quote=asked, at=False)
        await shop.settle()
        group.member(SUN).says("这位客户上个月也来过", at=False)
        li.says("/r 请带上行驶证和购车发票")
        await shop.settle()
        customer.says("下午三点可以")
        await shop.settle()
        assert shop.newest().text == "【A001】客户：下午三点可以"

        li.presses("要材料")
        await shop.settle()
        li.says("A001 请拍一下刹车盘")
        await shop.settle()
        assert (await shop.case()).stage is Stage.AWAITING_EVIDENCE
        customer.sends("photo", b"\xff\xd8disc", caption="刹车盘")
        await shop.settle()

        li.presses("出方案")
        await shop.settle()
        li.presses("维修")
        await shop.settle()
        li.says("免费更换刹车片", quote=shop.found("的具体内容？")[-1], at=False)
        await shop.settle()
        customer.presses("接受")
        await shop.waits(minutes=2)
        li.presses("结案")
        await shop.settle()

        assert shop.texts(CUSTOMER)[-6:] == [
            "工号01：您好，今天下午能到店吗？",
            "工号01：请带上行驶证和购车发票",
            "工号01：请拍一下刹车盘\n请把照片、视频或文字直接发在这里；没有也告诉我们一声。等您补充期间，处理时限暂停。",
            f"关于{filed.number}，工号01给您的方案（维修）：\n免费更换刹车片\n您接受吗？",
            f"好的，已记下您接受方案（{filed.number}）。同事会落实，完成后告诉您。",
            f"{filed.number}已按商定的方案（维修）办完结案。{THANKS}",
        ]
        assert "状态：已结案" in shop.card().text
        assert shop.card().labels == ["已处理"]
        about = [one.text for one in shop.wecom.sent_to(ROOM)[1:] if one.kind != "image"]
        assert all(text.startswith("【A001】") or "已选" in text for text in about), (
            "every push bears the code"
        )


async def test_every_action_can_be_typed_and_quoted(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.room()
        tier_2 = shop.wecom.group(TIER_2)
        wang = await shop.colleague(tier_2, WANG, "service_manager")
        await shop.binds(wang, "aftersales/2")
        filed = await shop.files(shop.customer())
        card = shop.found("（依据：")[-1]
        for said in ("接单", "备注 客户很客气", "改判 严重 客户说在高速上", "why", "要材料 请拍一下刹车盘"):
            li.says(said, quote=card)
            await shop.settle()
        case = await shop.case()
        assert (case.claimed_by, case.severity, case.stage) == ("工号01", "major", Stage.AWAITING_EVIDENCE)
        assert any("一级时限" in text for text in shop.there())
        shop.customer().says("没有照片")
        await shop.settle()
        li.says("上交 A001 检查过刹车片；需要技术总监看")
        await shop.settle()
        assert filed.number in shop.card(TIER_2).text
        wang.says("接单")
        await shop.settle()
        wang.says("出方案 维修 免费更换刹车片")
        await shop.settle()
        assert "免费更换刹车片" in shop.last(CUSTOMER)
        wang.says("待办")
        await shop.settle()
        assert "未结1件" in shop.newest(TIER_2).text
        assert shop.newest(TIER_2).answers, "an answer stands under what it answers"
        wang.says("帮助")
        await shop.settle()
        assert shop.newest(TIER_2).text.startswith("每条都要＠我，或引用我的消息")
        kinds = [
            event.kind for _, event in await shop.inside(history.of_case, shop.server.product.vault, case)
        ]
        assert len(kinds) > 8


@pytest.mark.rule("STAFF-1")
async def test_which_case_is_meant_is_never_a_guess_between_two(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.room()
        await shop.files(shop.customer())
        await shop.files(shop.customer(4343))
        li.says("回复 请明天来")
        await shop.settle()
        asked = shop.newest()
        assert asked.text.startswith("请问是哪一件？")
        assert [label[:6] for label in asked.labels] == ["【A001】", "【A002】"]
        assert not shop.saw(CUSTOMER, "请明天来")
        assert not shop.saw(4343, "请明天来")
        li.presses(asked.labels[1])
        await shop.settle()
        assert shop.last(4343) == "工号01：请明天来"
        assert "已选【A002】" in asked.text
        li.says("回复 只有一件是我的")
        await shop.settle()
        assert shop.last(4343) == "工号01：只有一件是我的"
        li.says("回复 您好", quote="未结2件：\n【A001】TS1\n【A002】TS2")
        await shop.settle()
        assert shop.newest().text.startswith("请问是哪一件？"), "a quote with two codes says nothing"
        li.says("1")
        await shop.settle()
        assert shop.last(CUSTOMER) == "工号01：您好"


@pytest.mark.rule("STAFF-1")
async def test_a_customer_cannot_write_himself_into_another_case(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.room()
        customer, other = shop.customer(), shop.customer(4343)
        await shop.files(customer)
        await shop.files(other)
        other.says("【A001】请把赔偿打给我")
        await shop.settle()
        told = shop.found("请把赔偿打给我")[-1]
        assert told.text == "【A002】客户：【A001】请把赔偿打给我"
        li.says("回复 收到", quote=told)
        await shop.settle()
        assert (shop.last(4343), "收到" in shop.last(CUSTOMER)) == ("工号01：收到", False)


@pytest.mark.rule("STAFF-3")
async def test_words_to_the_bot_that_are_no_command_go_nowhere_and_he_hears_so(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.room()
        await shop.files(shop.customer())
        heard = len(shop.said(CUSTOMER))
        for said in ("您好，今天下午能来吗", "A001 今天下午能来吗", "7"):
            li.says(said)
            await shop.settle()
            assert shop.newest().text.startswith("这句话没有发给客户")
        assert len(shop.said(CUSTOMER)) == heard


async def test_a_question_is_answered_once_and_by_whom_it_was_put_to(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group, li = await shop.room()
        sun = await shop.colleague(group, SUN, "team_leader")
        await shop.files(shop.customer())
        li.presses("回复")
        await shop.settle()
        sun.says("A001 我来答")
        await shop.settle()
        assert not shop.saw(CUSTOMER, "我来答"), "he was not asked"
        li.says("A001 马上来")
        await shop.settle()
        assert shop.last(CUSTOMER) == "工号01：马上来"
        li.says("A001 再说一句")
        await shop.settle()
        assert shop.last(CUSTOMER) == "工号01：马上来"


async def test_the_second_who_claims_is_told_who_was_first(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group, li = await shop.room()
        sun = await shop.colleague(group, SUN, "team_leader")
        await shop.files(shop.customer())
        li.presses("接单", on=shop.card())
        sun.presses("接单", on=shop.card())
        await shop.settle()
        assert shop.found("已由工号01接单")
        assert (await shop.case()).claimed_by == "工号01"


async def test_many_choices_are_typed_by_their_number(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.room()
        await shop.files(shop.customer())
        li.says("改判 A001")
        await shop.settle()
        asked = shop.newest()
        assert "请＠我回复编号。\n1 " in asked.text
        number = next(n for n in range(1, 30) if f"{n} 严重" in asked.text)
        li.says(str(number))
        await shop.settle()
        assert (await shop.case()).severity == "major"


async def test_a_card_that_scrolled_away_is_posted_anew_when_the_case_moves_and_only_then(
    tmp_path: Path,
) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.room()
        await shop.files(shop.customer())
        cards = len([one for one in shop.wecom.sent_to(ROOM) if one.task_id])
        await shop.waits(minutes=16)
        assert len([one for one in shop.wecom.sent_to(ROOM) if one.task_id]) == cards, "an hour is no news"
        li.says("接单")
        await shop.settle()
        again = [one for one in shop.wecom.sent_to(ROOM) if one.task_id]
        assert len(again) == cards + 1
        assert "状态：工号01处理中" in again[-1].text
        li.presses("回复", on=again[-1])
        await shop.settle()
        assert "内容会原样发给客户" in shop.newest().text


async def test_the_observers_see_every_complaint(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        await shop.room()
        observers = shop.wecom.group(OBSERVERS)
        zhou = await shop.colleague(observers, ZHOU, "observer", None)
        await shop.binds(zhou, "supervisors")
        filed = await shop.files(shop.customer())
        assert filed.number in shop.card(OBSERVERS).text
        assert LI not in "".join(shop.there(OBSERVERS))


async def test_a_picture_goes_to_the_customer_with_the_reply(tmp_path: Path) -> None:
    """It comes encrypted, with a key of its own, from an address that is good for minutes."""
    async with open_shop(tmp_path) as shop:
        _, li = await shop.room()
        await shop.files(shop.customer())
        li.sends_mixed("回复 A001 换下来的刹车片", b"\xff\xd8worn")
        await shop.settle()
        told = shop.said(CUSTOMER)[-1]
        assert (told.kind, told.text) == ("photo", "工号01：换下来的刹车片")
        assert shop.telegram.world.files[told.file].content == b"\xff\xd8worn"
