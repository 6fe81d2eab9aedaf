"""One complaint over Telegram, from /start to 结案, by polling and by webhook, in topics and without."""

from pathlib import Path

import pytest

from core.case import Stage
from tests.fakes.bot_api_people import Group, Member
from tests.fakes.bot_api_world import Shown
from tests.telegram.shop import CUSTOMER, FORUM, PLAIN, WANG, Mode, Shop, open_shop

THANKS = "给您添麻烦了，很抱歉，也谢谢您告诉我们。还有问题，直接在这里说就行。"
WAYS = [("polling", True), ("polling", False), ("webhook", True), ("webhook", False)]


class Clerk:
    """A member of staff at one case's card: what he writes stands where the card stands."""

    def __init__(self, shop: Shop, member: Member, card: Shown) -> None:
        self.shop, self.member, self.card = shop, member, card

    async def taps(self, label: str, *, on: Shown | None = None) -> None:
        self.member.presses(label, on=on)
        await self.shop.settle()

    async def answers(self, text: str) -> Shown:
        """In reply to the bot's newest question."""
        asked = self.shop.said(self.card.chat)[-1]
        assert asked.ask_reply
        return await self.says(text, to=asked)

    async def says(self, text: str, *, to: Shown | None = None) -> Shown:
        in_topic = self.card.thread is not None
        quoted = to or (None if in_topic else self.card)
        said = self.member.says(text, thread=self.card.thread, reply_to=quoted.id if quoted else None)
        await self.shop.settle()
        return said


def case_texts(shop: Shop, card: Shown) -> list[str]:
    """What the bot said about the case beside its card, without the case's code."""
    there = [shown for shown in shop.said(card.chat) if shown.id > card.id]
    assert all(shown.thread == card.thread for shown in there)
    assert all(card.thread is not None or shown.reply_to == card.id for shown in there if not shown.album)
    return [shown.text.removeprefix("【A001】") for shown in there]


@pytest.mark.parametrize(("mode", "topics"), WAYS)
async def test_a_complaint_goes_its_whole_way(tmp_path: Path, mode: Mode, topics: bool) -> None:
    async with open_shop(tmp_path, mode) as shop:
        room = FORUM if topics else PLAIN
        group, li = await shop.desk(room, topics=topics)
        customer = shop.customer()
        filed = await shop.files(customer, photos=2)
        [card] = shop.cards(room)
        clerk = Clerk(shop, li, card)
        _filed_with_its_evidence(shop, group, card, filed.number)

        await clerk.taps("接单")
        await clerk.taps("回复")
        await clerk.answers("您好，今天下午能到店吗？")
        await li_chats_with_a_colleague(shop, group, card)
        typed = await clerk.says("/r 请带上行驶证")
        li.edits(typed, "/r 请带上行驶证和购车发票")
        await shop.settle()
        [told] = shop.saw(CUSTOMER, "行驶证")
        assert (told.text, told.versions) == ("工号01：请带上行驶证和购车发票", ["工号01：请带上行驶证"])
        customer.says("下午三点可以")
        await shop.settle()

        await clerk.taps("要材料")
        await clerk.answers("请拍一下刹车盘")
        assert (await shop.case()).stage is Stage.AWAITING_EVIDENCE
        customer.sends("photo", b"\xff\xd8disc", caption="刹车盘")
        await shop.settle()

        await clerk.taps("出方案")
        await clerk.taps("维修")
        await clerk.answers("免费更换刹车片")
        customer.presses("接受")
        await shop.settle()
        await clerk.taps("结案", on=card)

        assert shop.texts(CUSTOMER)[-6:] == [
            "工号01：您好，今天下午能到店吗？",
            "工号01：请带上行驶证和购车发票",
            "工号01：请拍一下刹车盘\n请把照片、视频或文字直接发在这里；没有也告诉我们一声。等您补充期间，处理时限暂停。",
            f"关于{filed.number}，工号01给您的方案（维修）：\n免费更换刹车片\n您接受吗？",
            f"好的，已记下您接受方案（{filed.number}）。同事会落实，完成后告诉您。",
            f"{filed.number}已按商定的方案（维修）办完结案。{THANKS}",
        ]
        told_to_staff = case_texts(shop, card)
        assert "客户：下午三点可以" in told_to_staff
        assert "客户：刹车盘" in told_to_staff
        assert "客户接受了方案（维修），请落实后结案。" in told_to_staff
        assert ("状态：已结案" in card.text, card.labels) == (True, [])
        _every_press_was_answered(shop)


def _filed_with_its_evidence(shop: Shop, group: Group, card: Shown, number: str) -> None:
    """One card with the case's number, in a topic of its own where there are topics, and one album."""
    assert f"【A001】投诉 {number} · 售后部 · 一级" in card.text
    assert "附件：2个" in card.text
    names = [topic.name for topic in group.chat.topics.values()]
    assert names == ([f"{number} 一般"] if group.chat.forum else [])
    photos = [shown for shown in shop.said(group.id) if shown.kind == "photo"]
    assert len({photo.album for photo in photos}) == 1
    contents = [shop.telegram.world.files[photo.file].content for photo in photos]
    assert contents == [b"\xff\xd8picture0", b"\xff\xd8picture1"]
    assert {photo.thread for photo in photos} == {card.thread}


async def li_chats_with_a_colleague(shop: Shop, group: Group, card: Shown) -> None:
    """Everything else that is said in the group stays there (STAFF-3)."""
    wang = await shop.joins(group, WANG, "王经理", "service_manager", "aftersales")
    before = len(shop.said(CUSTOMER))
    wang.says("这位客户上个月也来过", thread=card.thread)
    wang.says("看一下库存", thread=card.thread, reply_to=card.id)
    wang.sends("photo", thread=card.thread)
    await shop.settle()
    assert len(shop.said(CUSTOMER)) == before


def _every_press_was_answered(shop: Shop) -> None:
    assert shop.telegram.world.presses == set()
    assert len(shop.telegram.world.toasts) == len(shop.telegram.called("answerCallbackQuery"))


async def test_the_second_who_claims_is_told_who_was_first(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group, li = await shop.desk()
        sun = await shop.joins(group, 505, "孙工", "team_leader", "aftersales")
        await shop.files(shop.customer())
        [card] = shop.cards(FORUM)
        li.presses("接单", on=card)
        sun.presses("接单", on=card)
        await shop.settle()
        assert shop.last(FORUM).endswith("已由工号01接单。")
        assert (await shop.case()).claimed_by == "工号01"


async def test_a_button_of_a_closed_case_says_so_and_changes_nothing(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.desk()
        customer = shop.customer()
        await shop.files(customer)
        [card] = shop.cards(FORUM)
        buttons = list(card.rows)
        li.says("/close A001 已解释清楚", thread=card.thread)
        await shop.settle()
        heard = len(shop.said(CUSTOMER))
        card.rows = buttons
        li.presses("出方案", on=card)
        await shop.settle()
        assert shop.last(FORUM) == "【A001】这件已经结案。"
        assert len(shop.said(CUSTOMER)) == heard
        _every_press_was_answered(shop)


async def test_what_the_customer_changes_or_sends_later_reaches_the_case(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        await shop.desk()
        customer = shop.customer()
        await shop.files(customer)
        [card] = shop.cards(FORUM)
        wrote = customer.says("车停在店门口了")
        await shop.settle()
        customer.edits(wrote, "车停在店后面的停车场了")
        customer.sends("voice", b"OggS", caption="")
        customer.sends("document", b"%PDF-1.7", caption="维修单")
        await shop.settle()
        told = case_texts(shop, card)
        assert "客户：车停在店门口了" in told
        assert "客户改了一条消息，现在是：车停在店后面的停车场了" in told
        assert "客户：维修单" in told
        kinds = [shown.kind for shown in shop.said(FORUM) if shown.id > card.id and shown.kind != "text"]
        assert sorted(kinds) == ["document", "voice"]


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_an_album_gets_one_answer_though_its_pictures_come_one_by_one(
    tmp_path: Path, mode: Mode
) -> None:
    async with open_shop(tmp_path, mode) as shop:
        await shop.desk()
        customer = shop.customer()
        customer.starts()
        customer.says("星驰S7，23年5月提的，跑了三万二，上周五在绕城高速上空调突然不制冷")
        for label in ("不会", "维修"):
            await shop.settle()
            customer.presses(label)
        await shop.settle()
        before = len(shop.said(CUSTOMER))
        customer.sends_album(*(b"\xff\xd8%d" % n for n in range(4)))
        await shop.settle()
        [answer] = shop.said(CUSTOMER)[before:]
        assert answer.text.startswith("收到4个：图1、图2、图3、图4。")
