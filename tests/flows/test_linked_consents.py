"""Two linked chats, two ledgers: a yes stays where it was given, a no is heard in both, and stays when they part."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.language import Address, ChatKind
from core.consent import Question, consent_state
from core.minors import Minor
from core.notice import terms_of
from storage import chats, consents, customers, phones
from tests.flows.desk import Desk, complains, open_desk, workshop
from tests.flows.linked import all_opens, link

ROOM = "aftersales.1"
CALL, SMS = ("complaint", "call"), ("complaint", "sms")
NUMBERS = {"tg": "13812345678", "wx": "13987654321"}


async def complains_and_leaves_a_number(desk: Desk, name: str, choice: str, number: str = "") -> None:
    """1 calls about the complaint, 2 SMS about it, 3 SMS about the repair."""
    await complains(desk, name, profile="wechat" if name == "wx" else "telegram")
    await desk.says(name, "可以留电话")
    await desk.says(name, choice)
    if choice != "都不用":
        await desk.says(name, number or NUMBERS[name])


async def who(desk: Desk, name: str) -> tuple[int, int]:
    """(customer, chat) of that chat."""
    profile = "wechat" if name.startswith("wx") else "telegram"
    address = Address(f"sandbox:{profile}", "", f"customer:{name}", ChatKind.PRIVATE)
    chat = await desk.inside(chats.find, desk.server.product.vault, address)
    assert chat is not None
    assert chat.customer_id is not None
    return chat.customer_id, chat.id


async def state(desk: Desk, name: str, asked: tuple[str, str]) -> str:
    """How consent stands for what was asked in that chat."""
    customer, chat = await who(desk, name)
    product = desk.server.product
    phone = await desk.inside(phones.current, product.vault, customer)
    point = f"chat:{chat}" if asked[1] == "chat" else "" if phone is None else phone.contact_point
    events = await desk.inside(consents.of_customer, customer)
    material = terms_of(*asked, product.policy).material_hash()
    return consent_state(events, Question(point, *asked), material, desk.now).kind.value


@pytest.mark.rule("CON-1")
async def test_a_yes_in_one_chat_is_none_in_the_other(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains_and_leaves_a_number(desk, "tg", "1 2 3")
        await desk.customer("wx", "wechat")
        await link(desk)
        assert await state(desk, "tg", CALL) == "given"
        assert await state(desk, "wx", CALL) == "unknown"
        await desk.says("wx", "我的同意")
        assert "您还没有同意过任何用途" in await desk.last("customer:wx")
        await desk.says("tg", "解除关联")
        assert await state(desk, "tg", CALL) == "given"


@pytest.mark.rule("CON-8")
@pytest.mark.rule("GATE-5")
async def test_linking_brings_every_earlier_no_and_says_what_it_ended(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains_and_leaves_a_number(desk, "wx", "2")
        said_no = desk.now
        await desk.waits(minutes=20)
        await complains_and_leaves_a_number(desk, "tg", "1 2")
        assert await state(desk, "tg", CALL) == "given"
        await link(desk)
        assert await state(desk, "tg", CALL) == "refused"
        assert await state(desk, "tg", SMS) == "given"
        assert await state(desk, "wx", SMS) == "given"
        assert "按您在另一边说过的，这里不再用于：投诉处理（电话）。" in await desk.last("customer:tg")
        assert "不再用于" not in await desk.last("customer:wx")
        events = await desk.inside(consents.of_customer, (await who(desk, "tg"))[0])
        assert events[-1].acted_at == said_no
        await desk.types("wang", ROOM, "/联系 A002 投诉处理")
        assert "拒绝了“投诉处理”，任何人都不能代他改" in await desk.last(f"room:{ROOM}")
        await all_opens(desk)


@pytest.mark.rule("CON-8")
async def test_a_later_stop_holds_in_both_and_each_is_given_back_where_it_was_given(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        for name in ("wx", "tg"):
            await complains_and_leaves_a_number(desk, name, "1")
        await link(desk)
        await desk.says("wx", "别打电话")
        assert "您关联的Telegram上也一样停了" in await desk.last("customer:wx")
        assert [await state(desk, name, CALL) for name in ("wx", "tg")] == ["withdrawn", "withdrawn"]
        await desk.waits(minutes=1)
        await desk.says("wx", "恢复同意")
        assert [await state(desk, name, CALL) for name in ("wx", "tg")] == ["given", "withdrawn"]
        await desk.says("tg", "恢复同意")
        assert "已恢复：投诉处理（电话）" in await desk.last("customer:tg")
        assert [await state(desk, name, CALL) for name in ("wx", "tg")] == ["given", "given"]


@pytest.mark.rule("CON-8")
async def test_what_was_said_no_to_stays_so_when_they_part(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains_and_leaves_a_number(desk, "tg", "1")
        await desk.customer("wx", "wechat")
        await link(desk)
        await desk.says("wx", "全部退订")
        await desk.says("wx", "解除关联")
        assert await state(desk, "tg", CALL) == "withdrawn"
        await desk.waits(minutes=1)
        await desk.says("wx", "退订")
        await desk.says("tg", "恢复同意")
        assert await state(desk, "tg", CALL) == "given"


@pytest.mark.rule("CON-8")
@pytest.mark.rule("GATE-8")
async def test_blocking_one_chat_ends_offers_in_the_other_and_no_service(tmp_path: Path) -> None:
    """He blocks WeChat; the complaint that he follows on Telegram goes on there."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains_and_leaves_a_number(desk, "tg", "1")
        await desk.customer("wx", "wechat")
        await link(desk)
        await desk.blocks("wx")
        assert await state(desk, "tg", ("promo_offers", "chat")) == "withdrawn"
        assert await state(desk, "tg", ("complaint", "chat")) == "unknown"
        assert await state(desk, "tg", CALL) == "given"
        assert await state(desk, "wx", ("complaint", "chat")) == "withdrawn"
        await desk.types("wang", ROOM, "/r A001 周三可以来")
        assert await desk.last("customer:tg") == "工号01：周三可以来"


@pytest.mark.rule("GATE-8")
async def test_a_case_spoken_of_in_the_blocked_chat_waits_there_until_he_writes_in_either(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "tg")
        await desk.customer("wx", "wechat")
        await link(desk)
        await desk.says("wx", "昨天又响了")
        await desk.blocks("wx")
        before = await desk.texts("customer:tg")
        await desk.types("wang", ROOM, "/r A001 周三可以来")
        assert "屏蔽了我们，他自己再发言之前不能发消息" in await desk.last(f"room:{ROOM}")
        assert await desk.texts("customer:tg") == before
        await desk.says("tg", "有消息吗")
        await desk.types("wang", ROOM, "/r A001 周三可以来")
        assert await desk.last("customer:tg") == "工号01：周三可以来"


@pytest.mark.rule("CON-13")
async def test_a_child_in_one_chat_is_a_child_in_both(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains_and_leaves_a_number(desk, "tg", "1")
        await desk.customer("wx", "wechat")
        await desk.says("wx", "我今年12岁")
        assert await state(desk, "tg", CALL) == "given"
        await link(desk)
        customer, _ = await who(desk, "tg")
        assert await desk.inside(customers.age_group, customer) is Minor.CHILD
        assert await desk.inside(phones.current, desk.server.product.vault, customer) is None
        await desk.types("wang", ROOM, "/联系 A001 投诉处理")
        assert "客户自称未满14周岁" in await desk.last(f"room:{ROOM}")


@pytest.mark.rule("CON-13")
async def test_who_says_his_age_later_says_it_for_both(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains_and_leaves_a_number(desk, "tg", "1")
        await desk.customer("wx", "wechat")
        await link(desk)
        await desk.says("wx", "我今年12岁")
        customer, _ = await who(desk, "tg")
        assert await desk.inside(customers.age_group, customer) is Minor.CHILD
        assert await desk.inside(phones.current, desk.server.product.vault, customer) is None


@pytest.mark.rule("SAFE-1", "GATE-5")
async def test_he_himself_is_nobody_else_and_what_he_was_last_called_for_is_known_in_both(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        for name in ("wx", "tg"):
            await complains_and_leaves_a_number(desk, name, "1", "13812345678")
        await link(desk)
        await desk.waits(minutes=1)
        await desk.types("wang", ROOM, "/联系 A001 投诉处理")
        await desk.says("tg", "刚才谁给我打电话")
        told = await desk.last("customer:tg")
        assert "另一位" not in told
        assert "投诉处理 TS20250312-0001" in told
        await desk.waits(minutes=1)
        await desk.says("tg", "不需要此类服务")
        assert "已停止“投诉处理”" in await desk.last("customer:tg")


@pytest.mark.rule("GATE-2")
async def test_three_calls_a_day_to_one_number_whichever_chat_it_was_left_in(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        for name in ("wx", "tg"):
            await complains_and_leaves_a_number(desk, name, "1", "13812345678")
        await link(desk)
        for case in ("A001", "A002", "A001"):
            await desk.types("wang", ROOM, f"/联系 {case} 投诉处理")
            assert "可以联系" in await desk.last(f"room:{ROOM}")
        await desk.types("wang", ROOM, "/联系 A002 投诉处理")
        assert "这个号码已联系3次" in await desk.last(f"room:{ROOM}")


@pytest.mark.rule("CON-12")
async def test_what_was_keyed_in_for_him_is_disowned_in_the_chat_in_which_he_reads_of_it(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains_and_leaves_a_number(desk, "wx", "都不用")
        await desk.customer("tg")
        await link(desk)
        await desk.says("wx", "留电话")
        await desk.says("wx", "2")
        await desk.says("wx", NUMBERS["wx"])
        await desk.says("tg", "还在响")
        await desk.waits(hours=24)
        paper = ("paper.jpg", b"\xff\xd8\xff\xe0", "image/jpeg")
        await desk.shows("wang", ROOM, "/paper A001 维修进度 短信 2025-03-13", paper)
        assert await state(desk, "wx", ("repair_progress", "sms")) == "given"
        assert "维修进度" in await desk.last("customer:tg")
        await desk.says("tg", "我没有同意")
        assert await state(desk, "wx", ("repair_progress", "sms")) == "withdrawn"
        await all_opens(desk)


# --- being forgotten --------------------------------------------------------------------------------------


@pytest.mark.rule("SAFE-5")
async def test_deleting_here_says_what_becomes_of_the_other_and_leaves_it(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains_and_leaves_a_number(desk, "tg", "1")
        await desk.customer("wx", "wechat")
        await link(desk)
        await desk.says("wx", "删除我的信息")
        told = await desk.last("customer:wx")
        assert "您还关联了Telegram：“确认删除”只删这里" in told
        assert "办结之前" not in told
        assert "2 两边都删" in told
        await desk.says("wx", "确认删除")
        assert await state(desk, "tg", CALL) == "given"
        assert await state(desk, "tg", ("promo_offers", "chat")) == "withdrawn"
        await desk.says("tg", "我的信息")
        assert "已关联" not in await desk.last("customer:tg")
        await desk.waits(hours=26)
        await desk.says("tg", "查进度")
        assert "TS20250312-0001" in await desk.last("customer:tg")
        await all_opens(desk)


@pytest.mark.rule("SAFE-5")
@pytest.mark.parametrize("back", [True, False])
async def test_deleting_both_is_taken_back_in_each(tmp_path: Path, back: bool) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains_and_leaves_a_number(desk, "tg", "1")
        await desk.types("wang", ROOM, "/close A001 已修好")
        await desk.customer("wx", "wechat")
        await link(desk)
        gone, _ = await who(desk, "tg")
        await desk.says("wx", "删除我的信息")
        await desk.says("wx", "2")
        told = await desk.last("customer:wx")
        assert told.startswith("已登记删除")
        assert "Telegram那边也一样" in told
        assert (await desk.last("customer:tg")).startswith("已登记删除")
        assert await state(desk, "tg", CALL) == "erased"
        await desk.says("tg", "关联微信")
        assert (await desk.last("customer:tg")).startswith("您已登记删除资料，现在不能关联")
        await desk.waits(minutes=1)
        if back:
            await desk.says("tg", "恢复资料")
            assert await state(desk, "tg", CALL) == "given"
        await desk.until(desk.now + timedelta(hours=26))
        if back:
            assert (await who(desk, "tg"))[0] == gone
            return
        await desk.says("tg", "你好")
        assert (await who(desk, "tg"))[0] != gone
        await all_opens(desk)


@pytest.mark.rule("SAFE-5")
async def test_two_words_that_mean_both_mean_nothing_where_nothing_is_linked(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await desk.customer("tg")
        await desk.says("tg", "两边都删")
        assert "已登记删除" not in await desk.last("customer:tg")


@pytest.mark.rule("SAFE-5")
@pytest.mark.parametrize("same", [True, False])
async def test_the_very_number_goes_from_both_and_of_another_he_is_told(tmp_path: Path, same: bool) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains_and_leaves_a_number(desk, "tg", "1", "13812345678")
        await complains_and_leaves_a_number(desk, "wx", "1", "13812345678" if same else "13987654321")
        await link(desk)
        await desk.says("wx", "删掉我的手机号")
        told = await desk.last("customer:wx")
        assert ("Telegram那边留的138****5678还在" in told) is not same
        left = await desk.inside(phones.current, desk.server.product.vault, (await who(desk, "tg"))[0])
        assert (left is None) is same
        assert (await state(desk, "tg", CALL) == "given") is not same
        if not same:
            await desk.says("wx", "删掉我的手机号")
            assert (await desk.last("customer:wx")).startswith("这里没有您的手机号。")
