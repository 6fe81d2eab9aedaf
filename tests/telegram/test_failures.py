"""Whatever Telegram does to a message or an update: nothing is lost, nothing is said twice that must not be."""

from pathlib import Path

import httpx
import pytest

from bot.channels.telegram.webhook import LARGEST_BODY
from core.case import Case
from storage import inbox
from storage.problems import DatabaseProblem
from tests.fakes.bot_api_faults import Fault, Happens, too_many
from tests.fakes.bot_api_people import Member
from tests.fakes.bot_api_world import Shown
from tests.telegram.shop import CUSTOMER, FORUM, SECRET, Mode, Shop, open_shop

HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def claimed(shop: Shop) -> tuple[Member, Shown, Case]:
    """A case that 李工 has taken, and its card."""
    _, li = await shop.desk()
    case = await shop.files(shop.customer())
    li.presses("接单")
    await shop.settle()
    return li, shop.cards(FORUM)[0], case


def cut(method: str, chat: int, times: int = 1) -> Fault:
    """Carried out, and the connection breaks before the answer: nobody knows."""
    return Fault(Happens.CUT_AFTER, method=method, chat=chat, times=times)


# --- what is sent ------------------------------------------------------------------------------------------


async def test_whoever_blocked_us_is_not_written_to_until_he_writes_again(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        li, card, _ = await claimed(shop)
        customer = shop.customer()
        customer.blocks()
        await shop.settle()
        assert shop.saw(FORUM, "客户屏蔽了我们或已离开。客户自己再发言之前，消息送不到。")
        asked = len(shop.telegram.called("sendMessage"))
        li.says("/r 车修好了", thread=card.thread)
        await shop.settle()
        to_customer = [
            one for one in shop.telegram.called("sendMessage")[asked:] if one["chat_id"] == CUSTOMER
        ]
        assert to_customer == []
        assert "屏蔽" in shop.last(FORUM)
        customer.unblocks()
        customer.starts()
        await shop.settle()
        assert len(shop.saw(CUSTOMER, "欢迎回来")) <= 1
        li.says("/r 车修好了", thread=card.thread)
        await shop.settle()
        assert shop.saw(CUSTOMER, "工号01：车修好了") == []
        customer.says("车好了吗")
        await shop.settle()
        li.says("/r 车修好了", thread=card.thread)
        await shop.settle()
        assert len(shop.saw(CUSTOMER, "工号01：车修好了")) == 1


async def test_a_block_that_only_the_refusal_tells_of_is_told_to_staff(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        li, card, _ = await claimed(shop)
        shop.customer().chat.bot_inside = False
        li.says("/r 车修好了", thread=card.thread)
        await shop.settle()
        assert shop.saw(FORUM, "没有送到客户：客户屏蔽了我们或已离开。")


async def test_an_answer_in_doubt_is_given_once_more_and_a_persons_words_never(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        li, card, _ = await claimed(shop)
        shop.telegram.fault(cut("sendMessage", CUSTOMER))
        shop.customer().says("进度")
        await shop.settle()
        assert len(shop.saw(CUSTOMER, "正在处理")) == 2
        shop.telegram.fault(cut("sendMessage", CUSTOMER, times=2))
        shop.customer().says("进度")
        await shop.settle()
        assert len(shop.saw(CUSTOMER, "正在处理")) == 4, "twice in doubt, never a third time"
        await shop.waits(seconds=5)
        shop.telegram.fault(cut("sendMessage", CUSTOMER))
        li.says("/r 车修好了", thread=card.thread)
        await shop.settle()
        assert len(shop.saw(CUSTOMER, "车修好了")) == 1
        assert shop.saw(FORUM, "不确定客户是否收到")


async def test_a_refused_reply_is_shown_to_staff(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        li, card, _ = await claimed(shop)
        shop.telegram.fault(
            Fault(status=400, description="Bad Request: text is bad", method="sendMessage", chat=CUSTOMER)
        )
        li.says("/r 车修好了", thread=card.thread)
        await shop.settle()
        assert shop.saw(FORUM, "没有送到客户：平台拒绝了这条消息。")


async def test_too_many_requests_delay_one_chat_and_lose_nothing(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        await shop.desk()
        other = shop.customer(4343, "李雷")
        shop.telegram.fault(too_many(7, chat=CUSTOMER))
        shop.customer().starts()
        other.starts()
        await shop.telegram.delivery.taken()
        await shop.server.worker.settled()
        assert (shop.saw(4343, "您好"), shop.saw(CUSTOMER, "您好")) != ([], [])
        assert shop.saw(CUSTOMER, "您好") == []
        began = shop.clock.now()
        await shop.settle()
        assert len(shop.saw(CUSTOMER, "您好")) == 1
        assert (shop.clock.now() - began).total_seconds() == 7


async def test_a_server_in_trouble_is_asked_again_until_it_takes_the_message(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        for fault in (
            Fault(Happens.ANSWERED, status=502, html="<h1>Bad Gateway</h1>", method="sendMessage"),
            Fault(Happens.ANSWERED, status=401, description="Unauthorized", method="sendMessage"),
        ):
            shop.telegram.fault(fault)
        shop.customer().starts()
        await shop.settle()
        assert len(shop.saw(CUSTOMER, "您好")) == 1


async def test_a_reply_that_cannot_be_changed_any_more_is_told(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        li, card, _ = await claimed(shop)
        typed = li.says("/r 今天下午取车", thread=card.thread)
        await shop.settle()
        shop.said(CUSTOMER)[-1].deleted = True
        li.edits(typed, "/r 明天下午取车")
        await shop.settle()
        assert "没有同步给客户" in shop.last(FORUM)


# --- what comes in -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_updates_that_come_twice_or_in_another_order_count_once(tmp_path: Path, mode: Mode) -> None:
    async with open_shop(tmp_path, mode) as shop:
        _, card, _ = await claimed(shop)
        customer = shop.customer()
        shop.telegram.delivery.twice = True
        customer.says("第一句话，车在店里")
        await shop.settle()
        shop.telegram.delivery.hold()
        customer.says("第二句话，钥匙在前台")
        customer.says("第三句话，周六来取")
        shop.telegram.delivery.release(backwards=True)
        await shop.settle()
        told = [text for text in shop.texts(FORUM) if "句话" in text]
        assert sorted(text.partition("客户：")[2][:3] for text in told) == ["第一句", "第三句", "第二句"]
        customer.blocks()
        customer.unblocks()
        customer.starts()
        await shop.settle()
        assert len(shop.saw(FORUM, "客户屏蔽了我们")) == 1
        assert card.id in [one.id for one in shop.cards(FORUM)]


async def test_the_webhook_believes_nobody_without_the_secret(tmp_path: Path) -> None:
    async with open_shop(tmp_path, "webhook") as shop, httpx.AsyncClient() as http:
        update = {
            "update_id": 1,
            "message": {"message_id": 1, "date": 1, "text": "x", "chat": {"id": 9, "type": "private"}},
        }
        statuses = [
            (await http.post(shop.hook, json=update, headers=headers)).status_code
            for headers in ({}, {HEADER: "wrong"}, {HEADER: SECRET[:-1]}, {HEADER: ""})
        ]
        assert statuses == [403] * 4
        assert (await http.get(shop.hook)).status_code == 403
        large = b"x" * (LARGEST_BODY + 1)
        assert (await http.post(shop.hook, content=large, headers={HEADER: SECRET})).status_code == 413
        assert await _stored(shop) == 0


async def test_what_is_authentic_and_senseless_becomes_a_dead_letter(tmp_path: Path) -> None:
    async with open_shop(tmp_path, "webhook") as shop, httpx.AsyncClient() as http:
        for body in (
            b"{",
            b'{"update_id": 77, "from_the_future": {}}',
            b'{"update_id": 77, "from_the_future": {}}',
        ):
            answer = await http.post(shop.hook, content=body, headers={HEADER: SECRET})
            assert answer.status_code == 200
        await shop.settle()
        assert (await shop.inside(inbox.counts))["dead"] == 2
        shop.customer().starts()
        await shop.settle()
        assert "您好" in shop.last(CUSTOMER)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_what_could_not_be_stored_is_asked_for_again(
    tmp_path: Path, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_shop(tmp_path, mode) as shop:
        kept = inbox.insert_new
        failures = iter([True, True])  # what fails among others is tried once more by itself

        def full(*args: object, **more: object) -> int:
            if next(failures, False):
                raise DatabaseProblem("The disk is full.")
            return kept(*args, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(inbox, "insert_new", full)
        shop.customer().starts()
        await shop.settle()
        assert len(shop.saw(CUSTOMER, "您好")) == 1
        if mode == "webhook":
            first, *_, last = shop.telegram.delivery.answers
            assert (first, last) == (503, 200)


async def test_an_odd_message_is_answered_with_one_clear_sentence(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        customer = shop.customer()
        customer.starts()
        await shop.settle()
        before = len(shop.said(CUSTOMER))
        for odd in ("😀" * 2048, "\u202e\u200b\u200d", "/nosuch command", "　", "‮反过来‬", "x" * 4096):
            customer.says(odd)
            await shop.settle()
            assert len(shop.said(CUSTOMER)) == before + 1, odd[:10]
            before += 1
        customer.sends("sticker")
        await shop.settle()
        assert len(shop.said(CUSTOMER)) == before + 1


async def _stored(shop: Shop) -> int:
    return sum((await shop.inside(inbox.counts)).values())
