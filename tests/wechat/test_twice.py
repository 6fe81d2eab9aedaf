"""Whatever comes twice, out of order or across a restart: one case, one answer, nothing lost."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.channels.language import Outgoing, Receipt
from core.case import Case
from storage import cases, outbox
from tests.fakes.bot_api import BotApiServer
from tests.fakes.wechat_api import WeChatServer
from tests.fakes.wechat_people import OPENID
from tests.telegram.shop import FORUM
from tests.telegram.test_complaint import Clerk
from tests.wechat.shop import WeChatShop, open_shop, serving

Send = Callable[[Outgoing], Awaitable[Receipt]]


async def every_case(shop: WeChatShop) -> list[Case]:
    product = shop.server.product
    return await shop.inside(cases.every_open, product.vault, product.store)


@pytest.mark.rule("SEC-7")
async def test_callbacks_that_all_come_twice_make_one_case(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        await shop.desk()
        shop.wechat.delivery.twice = True
        await shop.complains()
        assert len(await every_case(shop)) == 1
        assert set(shop.wechat.delivery.answers) == {200}
        assert len(shop.cards(FORUM)) == 1


@pytest.mark.rule("SEC-7")
async def test_a_callback_of_long_ago_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wechat.passive.REMEMBERED", 0.0)
    async with open_shop(tmp_path) as shop:
        await shop.desk()
        said = shop.follower().says("提交")
        await shop.complains()
        read = shop.read()
        assert await shop.wechat.delivery.post(OPENID, said) == (200, "")
        await shop.settle()
        assert shop.read() == read
        assert len(await every_case(shop)) == 1


async def test_messages_that_overtake_each_other_all_arrive(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.desk()
        await shop.complains()
        [card] = shop.cards(FORUM)
        await Clerk(shop, li, card).taps("接单")
        shop.wechat.delivery.at_once = True
        shop.wechat.delivery.hold()
        words = [f"第{number}句" for number in range(6)]
        for word in words:
            shop.follower().says(word)
        shop.wechat.delivery.release(backwards=True)
        await shop.settle()
        heard = [one.removeprefix("【A001】客户：") for one in shop.texts(FORUM) if "客户：第" in one]
        assert sorted("".join(heard).split("第")) == sorted("".join(words).split("第"))


# --- the process dies between the answer and its settling --------------------------------------------------


class Dying:
    """Sends, and then the process is gone before it can write down that it did."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.sent = asyncio.Event()

    async def __call__(self, outgoing: Outgoing) -> Receipt:
        await self.send(outgoing)
        self.sent.set()
        await asyncio.Event().wait()
        raise AssertionError


async def _dies_while_it_answers(shop: WeChatShop, act: Callable[[], Any]) -> None:
    channel: Any = shop.server.channels["wechat"]
    dying = Dying(channel.send)
    channel.send = dying
    act()
    async with asyncio.timeout(60):
        await dying.sent.wait()
    await shop.wechat.delivery.taken()
    for task in shop.server.worker._beside._tasks:
        task.cancel()


@pytest.mark.parametrize("passive", [0.0, 3.5])
async def test_an_answer_that_may_be_repeated_is_said_once_more_and_no_more(
    tmp_path: Path, passive: float
) -> None:
    async with BotApiServer() as telegram, WeChatServer() as wechat:
        async with serving(tmp_path, telegram, wechat, passive) as shop:
            await _dies_while_it_answers(shop, shop.follower().follows)
            assert len(shop.read()) == 1
        async with serving(tmp_path, telegram, wechat, 0.3) as shop:
            await shop.settle()
            assert shop.read() == [shop.read()[0]] * 2
            await shop.settle()
            assert len(shop.read()) == 2


async def test_a_callback_that_is_repeated_to_the_next_process_gets_what_is_said_once_more(
    tmp_path: Path,
) -> None:
    async with BotApiServer() as telegram, WeChatServer() as wechat:
        async with serving(tmp_path, telegram, wechat, 3.5) as shop:
            said: list[str] = []
            await _dies_while_it_answers(shop, lambda: said.append(shop.follower().follows()))
        calls = len(wechat.called("message/custom/send"))
        async with serving(tmp_path, telegram, wechat, 3.5) as shop:
            repeated = asyncio.ensure_future(wechat.delivery.post(OPENID, said[0]))
            await shop.settle()
            status, text = await repeated
            assert status == 200
            assert text in ("", shop.read()[0])
            assert len(wechat.called("message/custom/send")) + bool(text) == calls + 1


async def test_words_that_must_not_be_repeated_are_shown_to_a_person_instead(tmp_path: Path) -> None:
    async with BotApiServer() as telegram, WeChatServer() as wechat:
        async with serving(tmp_path, telegram, wechat, 0.3) as shop:
            shop.follower().follows()
            await shop.tells("你好")
            chat = await shop.inside(_never_repeated, shop.server.product, shop.clock.now())
            with contextlib.suppress(TimeoutError):
                await _dies_while_it_answers(shop, shop.server.worker.wake)
            assert shop.read()[-1] == "口令 4821"
        async with serving(tmp_path, telegram, wechat, 0.3) as shop:
            await shop.settle()
            assert shop.read().count("口令 4821") == 1
            status = await shop.inside(outbox.status, chat)
            assert status is not None
            assert status.state == "unknown"


def _never_repeated(connection: Any, product: Any, now: Any) -> int:
    from bot.channels.language import Address, ChatKind, Message
    from bot.channels.wire import to_json
    from storage import chats
    from tests.fakes.wechat_api import APP_ID

    place = Address("wechat", APP_ID, OPENID, ChatKind.PRIVATE)
    chat = chats.find(connection, product.vault, place)
    assert chat is not None
    new = outbox.NewOutgoing(
        store=product.store,
        chat_id=chat.id,
        kind="message",
        body=to_json(Message("口令 4821")),
        repeat="never",
    )
    return outbox.put(connection, product.vault, new, now)
