"""The first answer is the reply to the callback where it is ready in time, and nobody ever reads it twice."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
import uvicorn
from starlette.applications import Starlette

from bot.channels.channel import Unreadable
from bot.channels.language import Attachment, Incoming, MediaKind, Message, Receipt, Sent
from bot.channels.wechat.callback import PATH
from bot.channels.wechat.channel import WeChatChannel
from bot.channels.wechat.passive import MOST
from tests.channels.wechat_door import HELLO, Door
from tests.channels.wechat_setup import channel_to, following, to
from tests.fakes.wechat_api import Shown, WeChatServer
from tests.fakes.wechat_people import OPENID

SEND = "message/custom/send"
SOON = 0.15


@dataclass
class Talk:
    """WeChat and a channel whose core is the test: it answers when it likes."""

    wechat: WeChatServer
    channel: WeChatChannel
    came: asyncio.Queue[Incoming | Unreadable] = field(default_factory=asyncio.Queue)
    failures: int = 0

    async def accept(self, events: list[Incoming | Unreadable]) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError
        for event in events:
            await self.came.put(event)

    async def answers(self, text: str, key: str = "17") -> Receipt:
        return await self.channel.send(to(Message(text), key=key))

    @property
    def shown(self) -> list[Shown]:
        return self.wechat.sent_to(OPENID)


@asynccontextmanager
async def talking(seconds: float = 3.5) -> AsyncIterator[Talk]:
    async with WeChatServer() as wechat, channel_to(wechat, passive_seconds=seconds) as channel:
        following(wechat)
        talk = Talk(wechat, channel)
        app = Starlette(routes=[channel.callback(talk.accept)])
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            wechat.delivery.url = f"http://127.0.0.1:{door.getsockname()[1]}{PATH}"
            task = asyncio.ensure_future(server.serve(sockets=[door]))
            try:
                yield talk
            finally:
                await wechat.delivery.close()
                server.should_exit = True
                await task
        assert wechat.violations == []


async def test_an_answer_that_is_ready_in_time_is_the_reply_itself() -> None:
    async with talking() as talk:
        talk.wechat.follower(OPENID).says("刹车有异响")
        await talk.came.get()
        assert await talk.answers("请问 a[b[0]]>1 是什么？") == Sent(("17.0",))
        await talk.wechat.delivery.taken()
        assert talk.shown == [Shown("text", "请问 a[b[0]]>1 是什么？", passive=True)]
        assert talk.wechat.called(SEND) == []


async def test_an_answer_that_is_late_goes_as_a_message_and_the_callback_was_answered_success() -> None:
    async with talking(SOON) as talk:
        talk.wechat.follower(OPENID).says("刹车有异响")
        await talk.wechat.delivery.taken()
        assert talk.wechat.delivery.answers == [200]
        assert SOON <= talk.wechat.delivery.waits[0] < 2
        assert isinstance(await talk.answers("请问会影响安全吗？"), Sent)
        assert talk.shown == [Shown("text", "请问会影响安全吗？")]


async def test_a_callback_that_comes_again_gets_the_same_reply_and_no_second() -> None:
    async with talking() as talk:
        said = talk.wechat.follower(OPENID).says("刹车有异响")
        await talk.came.get()
        await talk.answers("第一次")
        await talk.wechat.delivery.taken()
        again = [await talk.wechat.delivery.post(OPENID, said) for _ in range(3)]
        assert again == [(200, "第一次")] * 3
        await talk.answers("第二次", key="18")
        assert await talk.wechat.delivery.post(OPENID, said) == (200, "第一次")
        assert talk.shown == [Shown("text", "第一次", passive=True), Shown("text", "第二次")]


async def test_one_that_was_answered_success_is_answered_so_again() -> None:
    async with talking(SOON) as talk:
        said = talk.wechat.follower(OPENID).says("刹车有异响")
        await talk.wechat.delivery.taken()
        waiting = asyncio.ensure_future(talk.wechat.delivery.post(OPENID, said))
        assert isinstance(await talk.answers("迟到的答复"), Sent)
        assert await waiting == (200, "")
        assert talk.shown == [Shown("text", "迟到的答复")]


async def test_two_deliveries_of_one_message_that_wait_at_once_get_the_same() -> None:
    async with talking() as talk:
        talk.wechat.delivery.twice = True
        talk.wechat.follower(OPENID).says("刹车有异响")
        await talk.came.get()
        await talk.came.get()
        assert isinstance(await talk.answers("一次"), Sent)
        await talk.wechat.delivery.taken()
        # WeChat shows the reply to the delivery that it still listens to; both were answered alike.
        assert [one.text for one in talk.shown] == ["一次", "一次"]
        assert talk.wechat.called(SEND) == []


async def test_each_of_several_messages_has_its_own_reply_in_their_order() -> None:
    async with talking() as talk:
        talk.wechat.delivery.at_once = True
        for text in ("一", "二"):
            talk.wechat.follower(OPENID).says(text)
            await talk.came.get()
        for key in ("甲", "乙", "丙"):
            assert isinstance(await talk.answers(key, key=key), Sent)
        await talk.wechat.delivery.taken()
        assert sorted(one.text for one in talk.shown if one.passive) == ["乙", "甲"]
        assert [one.text for one in talk.shown if not one.passive] == ["丙"]


async def test_what_is_more_than_one_text_goes_as_messages_and_the_callback_does_not_wait() -> None:
    async with talking() as talk:
        talk.wechat.follower(OPENID).says("刹车有异响")
        await talk.came.get()
        await talk.answers("长" * 1000)
        await talk.wechat.delivery.taken()
        assert talk.wechat.delivery.waits[0] < 2
        assert [one.passive for one in talk.shown] == [False, False]


async def test_what_somebody_else_is_told_is_no_reply_to_it() -> None:
    other = OPENID[:-1] + "2"
    async with talking(SOON) as talk:
        following(talk.wechat, other)
        talk.wechat.follower(OPENID).says("刹车有异响")
        await talk.came.get()
        await talk.channel.send(to(Message("给别人的"), other))
        await talk.wechat.delivery.taken()
        assert talk.shown == []
        assert talk.wechat.sent_to(other) == [Shown("text", "给别人的")]


async def test_where_wechat_has_hung_up_the_answer_goes_as_a_message_and_only_so() -> None:
    async with talking() as talk:
        delivery = talk.wechat.delivery
        delivery.patience, delivery.retry_after = 0.1, 30.0
        said = talk.wechat.follower(OPENID).says("刹车有异响")
        await talk.came.get()
        while not delivery.answers:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        assert isinstance(await talk.answers("回来了"), Sent)
        assert talk.shown == [Shown("text", "回来了")]
        assert await delivery.post(OPENID, said) == (200, "")


async def test_the_one_of_two_deliveries_that_wechat_still_listens_to_gets_the_reply() -> None:
    async with talking() as talk:
        said = talk.wechat.follower(OPENID).says("刹车有异响")
        await talk.came.get()
        first = asyncio.ensure_future(talk.wechat.delivery.post(OPENID, said))
        second = asyncio.ensure_future(talk.wechat.delivery.post(OPENID, said))
        for _ in range(2):
            await talk.came.get()
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await asyncio.sleep(0.05)
        assert isinstance(await talk.answers("好"), Sent)
        assert await second == (200, "好")
        assert talk.wechat.called(SEND) == []


async def test_a_reply_that_meets_nobody_is_not_sent_and_a_repeated_callback_does_not_get_it() -> None:
    """WeChat hangs up in the very moment in which the answer is ready."""
    door, sent = Door(passive_seconds=3.5), []
    saying: list[asyncio.Task[bool]] = []

    async def ready() -> None:
        saying.append(asyncio.ensure_future(door.passive.say(OPENID, "好")))
        await asyncio.sleep(0)

    door.stored.then = ready
    query, body = door.wechat.signed(OPENID, HELLO.encode())
    told = [{"type": "http.request", "body": body, "more_body": False}, {"type": "http.disconnect"}]
    scope = {
        "type": "http",
        "method": "POST",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": urlencode(query).encode(),
        "headers": [],
    }

    async def receive() -> Any:
        return told.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    await door.app(scope, receive, send)
    assert await saying[0] is False
    door.stored.then = None
    assert (await door.delivers()).content == b"success"


async def test_a_callback_that_could_not_be_stored_is_as_good_as_new_when_it_comes_again() -> None:
    async with talking() as talk:
        talk.failures = 1
        talk.wechat.follower(OPENID).says("刹车有异响")
        await talk.came.get()
        assert isinstance(await talk.answers("好"), Sent)
        await talk.wechat.delivery.taken()
        assert talk.wechat.delivery.answers == [503, 200]
        assert talk.shown == [Shown("text", "好", passive=True)]


async def test_nobody_waits_for_an_answer_to_somebody_who_left() -> None:
    async with talking() as talk:
        talk.wechat.follower(OPENID).unfollows()
        await talk.wechat.delivery.taken()
        assert talk.wechat.delivery.waits[0] < 1


async def test_with_no_time_to_wait_everything_goes_as_messages() -> None:
    async with talking(0.0) as talk:
        talk.wechat.follower(OPENID).says("刹车有异响")
        await talk.wechat.delivery.taken()
        await talk.answers("好")
        assert talk.shown == [Shown("text", "好")]


async def test_a_callback_that_is_broken_off_takes_no_answer_with_it() -> None:
    came = asyncio.Event()

    async def noted() -> None:
        came.set()

    door = Door(passive_seconds=3.5)
    door.stored.then = noted
    delivery = asyncio.ensure_future(door.delivers())
    await came.wait()
    await asyncio.sleep(0)
    delivery.cancel()
    await asyncio.gather(delivery, return_exceptions=True)
    async with asyncio.timeout(1):
        assert not await door.passive.say(OPENID, "好")
    assert (await door.delivers()).content == b"success"


async def test_nobody_waits_for_a_process_that_ends() -> None:
    async with talking() as talk:
        for openid in (OPENID, OPENID[:-1] + "2"):
            talk.wechat.follower(openid).says("在吗")
            await talk.came.get()
        talk.channel.hang_up()
        await talk.wechat.delivery.taken()
        assert talk.wechat.delivery.answers == [200, 200]
        assert max(talk.wechat.delivery.waits) < 2


@pytest.mark.parametrize("many", [200])
async def test_nothing_is_kept_of_what_ended(many: int) -> None:
    async with talking() as talk:
        passive = talk.channel._passive
        for number in range(many):
            slot = passive.begin(f"k{number}", OPENID)
            assert slot is not None
            passive.close(slot)
            slot.left(written=True)
        assert passive._open == {}
        loop = asyncio.get_running_loop()
        for key in passive._ended:
            passive._ended[key] = loop.time()
        assert passive.begin("last", OPENID) is not None
        assert set(passive._slots) == {"last"}


async def test_where_too_many_wait_the_next_is_answered_at_once_and_its_answer_is_a_message() -> None:
    async with talking() as talk:
        others = [talk.channel._passive.begin(f"k{number}", f"o{number}") for number in range(MOST)]
        said = talk.wechat.follower(OPENID).says("在吗")
        await talk.wechat.delivery.taken()
        assert talk.wechat.delivery.waits[0] < 2
        await talk.answers("在")
        assert talk.shown == [Shown("text", "在")]
        assert others[0] is not None
        talk.channel._passive.close(others[0])
        another = said.replace("在吗", "还在吗").replace("<MsgId>", "<MsgId>9")
        other = asyncio.ensure_future(talk.wechat.delivery.post(OPENID, another))
        await talk.came.get()
        await talk.came.get()
        await talk.answers("还在")
        assert await other == (200, "还在")


async def test_files_leave_the_callback_to_itself() -> None:
    async with talking() as talk:
        talk.wechat.follower(OPENID).says("发我授权书")
        await talk.came.get()
        missing = Attachment("k", MediaKind.PHOTO, "x.jpg")
        await talk.channel.send(to(Message("看", media=(missing,))))
        assert isinstance(await talk.answers("文件不在了"), Sent)
        await talk.wechat.delivery.taken()
        assert talk.shown == [Shown("text", "文件不在了", passive=True)]
