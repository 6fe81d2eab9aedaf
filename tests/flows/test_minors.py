"""A customer who says that he is not grown up: gate, ledger, outbox and his case's people know it at once."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.channels.language import Address, ChatKind
from bot.channels.sandbox.places import channel_name
from bot.dialogue.commands import AnswerConsents, ShowConsents
from bot.worker import consenting
from core.minors import Minor
from storage import chats, consents, customers
from tests.flows.desk import open_desk, workshop
from tests.flows.mailings import TEXT, acts, comes, got, sales
from tests.flows.test_contact import NUMBER, leaves_number, whispered


@pytest.mark.rule("CON-13")
async def test_a_childs_number_is_off_every_screen_and_nobody_may_call_it(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        assert NUMBER in str(await whispered(desk, "wang"))
        await desk.says("c1", "我13岁")
        assert NUMBER not in str(await desk.events("staff:wang"))
        assert (await desk.texts("room:aftersales.1"))[-1].endswith("其他事请监护人来办。")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        denied = await desk.last("room:aftersales.1")
        assert "· 客户没有留电话" in denied
        assert "· 客户自称未满14周岁，“投诉处理”不能用，要由监护人来办；投诉照常在聊天里处理。" in denied
        await desk.types("wang", "aftersales.1", "/r A001 配件明天到")
        assert "配件明天到" in await desk.last("customer:c1")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理 聊天 明天请家长带车来")
        assert "明天请家长带车来" in await desk.last("customer:c1")


@pytest.mark.rule("CON-13")
async def test_an_older_prompt_grants_a_child_nothing(tmp_path: Path) -> None:
    """The question stood before he said his age; its buttons are still on his screen."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.says("c1", "可以留电话")
        await desk.says("c1", "我13岁")
        await desk.says("c1", "1")
        await desk.says("c1", NUMBER)
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        assert "客户没有留电话" in await desk.last("room:aftersales.1")


@pytest.mark.rule("CON-13")
@pytest.mark.parametrize("age", ["我13岁", "我16岁"])
async def test_who_says_so_in_the_middle_of_a_campaign_gets_no_copy_and_no_later_one(
    tmp_path: Path, age: str
) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await comes(desk, "c1")
        await desk.types("wu", "sales.1", f"/群发 优惠 {TEXT}")
        await desk.fails("customer:c1", "rate_limited")
        await desk.taps("xu", "sales.1", "同意发送")
        await desk.says("c1", age)
        await desk.waits(minutes=5)
        assert await got(desk, "c1") == [0]
        await acts(desk, "c1")
        await desk.types("wu", "sales.1", f"/群发 优惠 {TEXT}")
        assert "不会收到：1人（未成年1）" in await desk.last("room:sales.1")
        await desk.says("c1", "我说错了，我30岁")
        await desk.types("wu", "sales.1", f"/群发 优惠 {TEXT}")
        assert "现在能收到：1人" in await desk.last("room:sales.1")


@pytest.mark.rule("CON-13")
@pytest.mark.parametrize(
    ("minor", "purpose", "may"),
    [
        (None, "promo_offers", True),
        (Minor.TEEN, "promo_offers", False),
        (Minor.TEEN, "testdrive_booking", True),
        (Minor.CHILD, "testdrive_booking", False),
    ],
)
async def test_what_he_cannot_agree_to_never_enters_the_ledger(
    tmp_path: Path, minor: Minor | None, purpose: str, may: bool
) -> None:
    """Whatever a conversation should ever ask him by mistake."""
    async with open_desk(tmp_path) as desk:
        await comes(desk, "c1", agrees=False)
        product, now = desk.server.product, desk.now

        def agrees(connection: Connection) -> list[bool]:
            address = Address(channel_name("telegram"), "", "customer:c1", ChatKind.PRIVATE)
            chat = chats.find(connection, product.vault, address)
            assert chat is not None
            assert chat.customer_id is not None
            customers.put_age_group(connection, chat.customer_id, minor)
            shown = ShowConsents("n", ((purpose, "chat"),))
            consenting.show(connection, product, chat.customer_id, chat.id, shown, now)
            said = AnswerConsents("n", ((purpose, "chat", True),), "")
            consenting.answer(connection, product, chat.customer_id, chat.id, said, "同意", now)
            ledger = consents.of_customer(connection, chat.customer_id)
            return [one.kind.is_positive for one in ledger]

        assert await desk.inside(agrees) == ([True] if may else [])
