"""Long polling: what was not stored is fetched again, and nothing stops it for good."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.channels.channel import Unreadable
from bot.channels.language import Action as Button
from bot.channels.language import Incoming, MemberJoined, MemberLeft, Message, Pressed, Said
from bot.channels.telegram.channel import TelegramChannel
from tests.channels.telegram_setup import CUSTOMER, GROUP, Pauses, channel_to, to
from tests.fakes.bot_api import BotApiServer
from tests.fakes.bot_api_faults import Fault, Happens, refused, too_many

Event = Incoming | Unreadable


class Inbox:
    """Keeps what it is given; refuses the first `failures` batches, as a full disk would."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.events: list[Event] = []
        self._news = asyncio.Event()

    async def accept(self, events: list[Event]) -> None:
        if self.failures > 0:
            self.failures -= 1
            raise OSError("database or disk is full")
        self.events += events
        self._news.set()
        self._news = asyncio.Event()

    async def has(self, there: Callable[[list[Event]], bool]) -> list[Event]:
        async with asyncio.timeout(5):
            while not there(self.events):
                await self._news.wait()
        return self.events

    def texts(self) -> list[str]:
        said = [event.what for event in self.events if isinstance(event, Incoming)]
        return [what.text for what in said if isinstance(what, Said)]


class YieldingPauses(Pauses):
    """No time passes, but others have their turn."""

    async def __call__(self, seconds: float) -> None:
        await super().__call__(seconds)
        await asyncio.sleep(0.001)


@asynccontextmanager
async def polling(
    server: BotApiServer, inbox: Inbox, pauses: Pauses | None = None
) -> AsyncIterator[TelegramChannel]:
    async with channel_to(server, pauses or YieldingPauses()) as channel:
        task = asyncio.ensure_future(channel.run(inbox.accept))
        try:
            yield channel
        finally:
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server
        assert server.violations == []


async def test_what_a_customer_says_and_presses_is_stored_in_order(server: BotApiServer) -> None:
    inbox, customer = Inbox(), server.customer(CUSTOMER)
    async with polling(server, inbox) as channel:
        customer.says("刹车有异响")
        await inbox.has(lambda events: len(events) == 1)
        await channel.send(to(CUSTOMER, Message("影响安全吗?", ((Button("tok-1", "会"),),))))
        customer.presses("会")
        events = await inbox.has(lambda events: len(events) == 2)
    pressed = events[1]
    assert isinstance(pressed, Incoming)
    assert isinstance(pressed.what, Pressed)
    assert (pressed.what.action, pressed.hint.startswith("press-")) == ("tok-1", True)


async def test_what_happened_before_the_start_is_fetched(server: BotApiServer) -> None:
    inbox = Inbox()
    server.customer(CUSTOMER).says("在吗")
    async with polling(server, inbox):
        await inbox.has(lambda _events: inbox.texts() == ["在吗"])


async def test_staff_who_come_and_go_are_told_of_because_it_is_asked_for(server: BotApiServer) -> None:
    inbox, group = Inbox(), server.group(GROUP)
    async with polling(server, inbox):
        await _polled(server)
        group.joins(88).leaves()
        events = await inbox.has(lambda events: len(events) == 2)
    assert [type(event.what) for event in events if isinstance(event, Incoming)] == [MemberJoined, MemberLeft]
    wanted = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
    assert server.called("getUpdates")[0]["allowed_updates"] == wanted


@pytest.mark.rule("SEC-7")
async def test_a_repeated_update_has_the_same_key_so_that_the_inbox_can_drop_it(server: BotApiServer) -> None:
    inbox = Inbox()
    server.delivery.twice = True
    async with polling(server, inbox):
        server.customer(CUSTOMER).says("一次")
        events = await inbox.has(lambda events: len(events) == 2)
    assert events[0].dedupe_key == events[1].dedupe_key


async def test_the_offset_moves_only_after_storage(server: BotApiServer) -> None:
    inbox = Inbox(failures=3)
    server.customer(CUSTOMER).says("不能丢")
    async with polling(server, inbox):
        await inbox.has(lambda _events: inbox.texts() == ["不能丢"])
        await _polled(server, 5)
    offsets = [request.get("offset") for request in server.called("getUpdates")]
    assert offsets[:5] == [None, None, None, None, 1002]


async def test_a_poisoned_update_neither_stops_nor_takes_the_others_with_it(server: BotApiServer) -> None:
    inbox, customer = Inbox(), server.customer(CUSTOMER)
    server.delivery.hold()
    customer.says("前")
    server.push("message", {"message_id": "?"})
    customer.says("后")
    server.delivery.release(backwards=True)
    async with polling(server, inbox):
        events = await inbox.has(lambda events: len(events) == 3)
        await _polled(server, 2)
    assert sorted(inbox.texts()) == sorted(["前", "后"])
    assert [event.dedupe_key for event in events if isinstance(event, Unreadable)] == ["1002"]
    assert server.called("getUpdates")[1]["offset"] == 1004


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=502, html="<h1>Bad Gateway</h1>"),
        Fault(status=200, html="<h1>Hotel Wi-Fi</h1>"),
        Fault(Happens.CUT_AFTER),
        refused("Unauthorized", status=401),
        too_many(9),
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["deleteWebhook", "getUpdates"])
async def test_after_any_failure_it_is_tried_again(server: BotApiServer, fault: Fault, method: str) -> None:
    inbox, pauses = Inbox(), YieldingPauses()
    fault.method, fault.times = method, 1
    server.fault(fault)
    async with polling(server, inbox, pauses):
        server.customer(CUSTOMER).says("在吗")
        await inbox.has(lambda _events: "在吗" in inbox.texts())
    assert pauses.taken == [{429: 9.0, 401: 30.0}.get(fault.status, 0.5)]


async def test_failures_in_a_row_are_spaced_ever_wider_up_to_half_a_minute(server: BotApiServer) -> None:
    inbox, pauses = Inbox(), YieldingPauses()
    server.fault(Fault(status=500, method="getUpdates", times=9))
    server.customer(CUSTOMER).says("在吗")
    async with polling(server, inbox, pauses):
        await inbox.has(lambda _events: inbox.texts() == ["在吗"])
    assert pauses.taken == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


async def test_a_webhook_in_the_way_is_removed_and_what_it_kept_is_fetched(server: BotApiServer) -> None:
    inbox = Inbox()
    server.delivery.url = "http://127.0.0.1:9/old"
    server.delivery.pending.append({"update_id": 900, "message": _text("旧的")})
    async with polling(server, inbox):
        await inbox.has(lambda _events: inbox.texts() == ["旧的"])
        assert server.delivery.url == ""
        server.delivery.url = "http://127.0.0.1:9/somebody-elses"
        server.delivery.pending.append({"update_id": 901, "message": _text("新的")})
        server.delivery.interrupt()
        await inbox.has(lambda _events: inbox.texts() == ["旧的", "新的"])


async def test_two_programs_with_one_bot_are_a_problem_with_a_cure(server: BotApiServer) -> None:
    pauses = YieldingPauses()
    async with polling(server, Inbox(), pauses) as channel:
        await _polled(server)
        async with channel_to(server, patience=2.0) as other:
            stolen = asyncio.ensure_future(other._bot.updates(None, (), 5))
            async with asyncio.timeout(3):
                while not pauses.taken:
                    await asyncio.sleep(0.01)
            stolen.cancel()
        problems = await channel.problems()
    assert pauses.taken[0] == 30.0
    assert "Another program fetches this bot's updates at the same time." in [each.what for each in problems]


async def _polled(server: BotApiServer, times: int = 1) -> None:
    """Returns when the bot has asked so often."""
    async with asyncio.timeout(3):
        while len(server.called("getUpdates")) < times:
            await asyncio.sleep(0.01)


def _text(text: str) -> dict[str, object]:
    chat = {"id": CUSTOMER, "type": "private", "first_name": "芳"}
    user = {"id": CUSTOMER, "is_bot": False, "first_name": "芳"}
    return {"message_id": 1, "date": 1764000000, "chat": chat, "from": user, "text": text}
