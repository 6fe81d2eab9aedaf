"""Every failure becomes a receipt that says what to do next, and no failure gives the token away."""

import asyncio
import io
import logging
import socket
import traceback
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.channels.channel import DownloadFailed
from bot.channels.language import (
    Action,
    Attachment,
    Body,
    Cause,
    MediaKind,
    MemberCount,
    Message,
    NotSent,
    OutcomeUnknown,
    Receipt,
    Removal,
    Revision,
    Sent,
    ThreadOpening,
    Toast,
    Undeliverable,
)
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.redaction import redact
from bot.channels.telegram.settings import TelegramSettings
from tests.channels.telegram_setup import CUSTOMER, FORUM, GROUP, Pauses, channel_to, open_media, to
from tests.fakes.bot_api import TOKEN, BotApiServer
from tests.fakes.bot_api_faults import Fault, Happens, refused, too_many

TEXT = Message("收到")
LONG = Message("字" * 5000)
PHOTOS = tuple(Attachment("photo", MediaKind.PHOTO, f"{number}.jpg") for number in range(3))


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        server.customer(CUSTOMER)
        server.group(GROUP)
        server.group(FORUM, topics=True)
        yield server
        assert server.violations == []


@pytest.fixture
async def channel(server: BotApiServer) -> AsyncIterator[TelegramChannel]:
    async with channel_to(server) as channel:
        yield channel


@pytest.mark.parametrize(
    ("chat", "sentence", "cause"),
    [
        (CUSTOMER, "chat not found", Cause.BLOCKED),
        (GROUP, "chat not found", Cause.REMOVED),
        (CUSTOMER, "user is deactivated", Cause.BLOCKED),
        (FORUM, "message thread not found", Cause.THREAD_GONE),
        (FORUM, "TOPIC_CLOSED", Cause.THREAD_GONE),
        (FORUM, "TOPIC_DELETED", Cause.THREAD_GONE),
        (GROUP, "the chat is not a forum", Cause.THREAD_GONE),
        (GROUP, "message to edit not found", Cause.TARGET_GONE),
        (GROUP, "message to delete not found", Cause.TARGET_GONE),
        (GROUP, "message to be replied not found", Cause.TARGET_GONE),
        (GROUP, "message can't be edited", Cause.TARGET_GONE),
        (GROUP, "not enough rights to send text messages to the chat", Cause.NO_RIGHTS),
        (GROUP, "have no rights to send a message", Cause.NO_RIGHTS),
        (GROUP, "CHAT_WRITE_FORBIDDEN", Cause.NO_RIGHTS),
        (GROUP, "something new", Cause.REJECTED),
    ],
)
@pytest.mark.rule("STAFF-5")
async def test_each_refusal_of_telegrams_has_its_cause(
    server: BotApiServer, channel: TelegramChannel, chat: int, sentence: str, cause: Cause
) -> None:
    server.fault(refused(sentence))
    receipt = await channel.send(to(chat, TEXT))
    assert isinstance(receipt, Undeliverable)
    assert receipt.cause is cause


async def test_a_customer_who_blocked_us_and_a_group_that_removed_us_are_told_apart(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    server.customer(CUSTOMER).blocks()
    server.group(GROUP).removes_bot()
    to_customer, to_group = await channel.send(to(CUSTOMER, TEXT)), await channel.send(to(GROUP, TEXT))
    assert to_customer == Undeliverable(Cause.BLOCKED, "Forbidden: bot was blocked by the user")
    assert to_group == Undeliverable(Cause.REMOVED, "Forbidden: bot was kicked from the group chat")


@pytest.mark.rule("STAFF-5")
async def test_a_group_that_moved_gives_its_new_address(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    server.group(GROUP).migrates(-1005550001)
    receipt = await channel.send(to(GROUP, TEXT))
    assert receipt == Undeliverable(Cause.MOVED, "the group has a new address", "-1005550001")


@pytest.mark.rule("STAFF-5")
async def test_a_deleted_topic_and_a_closed_one_are_gone(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    group = server.group(FORUM, topics=True)
    deleted, closed = group.opens_topic("a"), group.opens_topic("b")
    group.deletes_topic(deleted)
    group.chat.bot_admin = False
    group.closes_topic(closed)
    for thread in (deleted, closed):
        receipt = await channel.send(to(FORUM, TEXT, thread=str(thread)))
        assert isinstance(receipt, Undeliverable)
        assert receipt.cause is Cause.THREAD_GONE


@pytest.mark.rule("STAFF-5")
async def test_without_the_right_no_topic_is_opened_and_the_cause_is_named(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    server.group(FORUM, topics=True).chat.bot_admin = False
    assert await channel.send(to(FORUM, ThreadOpening("A012"))) == Undeliverable(
        Cause.NO_RIGHTS, "not enough rights"
    )


@pytest.mark.parametrize(
    ("fault", "receipt"),
    [
        (too_many(7), NotSent("too many requests", timedelta(seconds=7), counts=False)),
        (Fault(status=429, description="Too Many Requests"), NotSent("too many requests", counts=False)),
        (
            Fault(status=401, description="Unauthorized"),
            Undeliverable(Cause.UNAUTHORISED, "the token is refused"),
        ),
        (
            Fault(status=404, description="Not Found"),
            Undeliverable(Cause.UNAUTHORISED, "the token is refused"),
        ),
        (Fault(status=413, description="Too Large"), Undeliverable(Cause.REJECTED, "the file is too large")),
        (
            Fault(status=403, html="<h1>Blocked by policy</h1>"),
            NotSent("something on the way answered: HTTP 403: the answer is not Telegram's"),
        ),
        (Fault(status=500), OutcomeUnknown("no clear answer: HTTP 500: Internal Server Error")),
        (
            Fault(status=502, html="<h1>Bad Gateway</h1>"),
            OutcomeUnknown("no clear answer: HTTP 502: the answer is not Telegram's"),
        ),
        (
            Fault(status=200, html="<h1>Hotel Wi-Fi</h1>"),
            OutcomeUnknown("no clear answer: HTTP 200: the answer is not Telegram's"),
        ),
        (Fault(Happens.LOST_BEFORE), OutcomeUnknown("no clear answer: SocketTimeoutError")),
        (Fault(Happens.LOST_AFTER), OutcomeUnknown("no clear answer: SocketTimeoutError")),
        (Fault(Happens.CUT_AFTER), OutcomeUnknown("no clear answer: ServerDisconnectedError")),
    ],
    ids=str,
)
async def test_each_failure_of_the_way_says_what_to_do_next(
    server: BotApiServer, channel: TelegramChannel, fault: Fault, receipt: Receipt
) -> None:
    server.fault(fault)
    assert await channel.send(to(CUSTOMER, TEXT)) == receipt


async def test_what_arrived_without_an_answer_stands_there_and_is_not_sent_again(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    server.fault(Fault(Happens.LOST_AFTER))
    assert isinstance(await channel.send(to(CUSTOMER, TEXT)), OutcomeUnknown)
    assert [shown.text for shown in server.sent_to(CUSTOMER)] == ["收到"]
    assert len(server.called("sendMessage")) == 1


@pytest.mark.parametrize("body", [Revision(Message("新")), Removal(), Toast("press-1", "好"), MemberCount()])
async def test_what_may_be_done_twice_is_never_in_doubt(
    server: BotApiServer, channel: TelegramChannel, body: Body
) -> None:
    server.fault(Fault(Happens.LOST_AFTER))
    assert isinstance(await channel.send(to(GROUP, body, target="1")), NotSent)


async def test_a_topic_may_not_be_opened_twice_so_a_lost_answer_is_a_doubt(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    server.fault(Fault(Happens.LOST_AFTER))
    assert isinstance(await channel.send(to(FORUM, ThreadOpening("A012"))), OutcomeUnknown)


@pytest.mark.parametrize("result", ["true", "{}", '{"message_id": "x"}', "[]", "null"])
@pytest.mark.parametrize(
    "body", [TEXT, Message("三张", media=PHOTOS), Message("", media=PHOTOS[:1]), ThreadOpening("x")], ids=str
)
async def test_a_result_that_cannot_be_telegrams_is_a_doubt(
    server: BotApiServer, channel: TelegramChannel, result: str, body: Body
) -> None:
    server.fault(Fault(status=200, html=f'{{"ok": true, "result": {result}}}'))
    assert isinstance(await channel.send(to(CUSTOMER, body)), OutcomeUnknown)


async def test_without_a_connection_nothing_was_sent() -> None:
    channel = TelegramChannel(_nobody_listens(), open_media)
    assert await channel.send(to(CUSTOMER, TEXT)) == NotSent("no connection: ClientConnectorError")
    await channel.close()


async def test_a_dead_proxy_means_nothing_was_sent(server: BotApiServer) -> None:
    async with channel_to(server, proxy=f"http://user:pw@127.0.0.1:{_free_port()}") as channel:
        receipt = await channel.send(to(CUSTOMER, TEXT))
    assert receipt == NotSent("no connection: ClientProxyConnectionError")
    assert server.requests == []


async def test_a_second_part_waits_for_telegrams_leave(server: BotApiServer) -> None:
    pauses = Pauses()
    server.fault(too_many(3, after=1))
    async with channel_to(server, pauses) as channel:
        receipt = await channel.send(to(CUSTOMER, LONG))
    assert receipt == Sent(tuple(str(shown.id) for shown in server.sent_to(CUSTOMER)))
    assert ([len(shown.text) for shown in server.sent_to(CUSTOMER)], pauses.taken) == ([4096, 904], [3.0])


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (too_many(31, after=1), "1 of 2 parts were sent, then: too many requests"),
        (too_many(3, after=1, times=2), "1 of 2 parts were sent, then: too many requests"),
        (
            Fault(status=500, after=1),
            "1 of 2 parts were sent, then: no clear answer: HTTP 500: Internal Server Error",
        ),
    ],
    ids=str,
)
async def test_a_message_that_went_half_is_in_doubt_and_not_sent_again(
    server: BotApiServer, channel: TelegramChannel, fault: Fault, reason: str
) -> None:
    server.fault(fault)
    assert await channel.send(to(CUSTOMER, LONG)) == OutcomeUnknown(reason)
    assert len(server.sent_to(CUSTOMER)) == 1


async def test_the_first_part_waits_for_nobody(server: BotApiServer) -> None:
    pauses = Pauses()
    server.fault(too_many(3))
    async with channel_to(server, pauses) as channel:
        receipt = await channel.send(to(CUSTOMER, LONG))
    assert receipt == NotSent("too many requests", timedelta(seconds=3), counts=False)
    assert pauses.taken == []


async def test_the_limits_of_telegram_are_told_by_429_and_park_only_that_chat(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    server.limits.enabled = True
    receipts = [await channel.send(to(GROUP, TEXT)) for _ in range(21)]
    assert [type(receipt) for receipt in receipts] == [Sent] * 20 + [NotSent]
    assert isinstance(await channel.send(to(CUSTOMER, TEXT)), Sent)


# --- files that somebody sent ----------------------------------------------------------------------------


async def test_a_file_is_downloaded_by_its_handle(server: BotApiServer, channel: TelegramChannel) -> None:
    content = bytes(range(256)) * 1000
    shown = server.customer(CUSTOMER).sends("photo", content)
    assert b"".join([chunk async for chunk in channel.download(shown.file)]) == content


@pytest.mark.parametrize(
    ("fault", "again"),
    [
        (refused("wrong file_id or the file is temporarily unavailable", "getFile"), False),
        (refused("file is too big", "getFile"), False),
        (Fault(status=500, method="getFile"), True),
        (Fault(Happens.LOST_BEFORE, method="getFile"), True),
        (Fault(status=404, method="download"), True),
        (Fault(Happens.CUT_AFTER, method="download"), True),
    ],
    ids=str,
)
async def test_a_download_that_fails_says_whether_to_try_again(
    server: BotApiServer, channel: TelegramChannel, fault: Fault, again: bool
) -> None:
    shown = server.customer(CUSTOMER).sends("photo", b"x" * 1000)
    server.fault(fault)
    with pytest.raises(DownloadFailed) as failed:
        _ = [chunk async for chunk in channel.download(shown.file)]
    assert failed.value.again is again


# --- the token -------------------------------------------------------------------------------------------

EVERY_FAULT = [
    *(Fault(happens) for happens in (Happens.LOST_BEFORE, Happens.CUT_AFTER)),
    *(
        Fault(status=status, html=f"<p>no /bot{TOKEN}/sendMessage here</p>")
        for status in (200, 403, 404, 502)
    ),
    *(
        Fault(status=status, description=f"Bad Request: /bot{TOKEN}/x")
        for status in (400, 401, 403, 409, 500)
    ),
    too_many(5),
]


@pytest.mark.rule("SEC-6")
@pytest.mark.parametrize("fault", EVERY_FAULT, ids=lambda fault: f"{fault.happens.name}-{fault.status}")
@pytest.mark.parametrize(
    "body", [TEXT, Message("三张", media=PHOTOS), ThreadOpening("x"), MemberCount()], ids=str
)
async def test_no_failure_writes_the_token_or_the_words_anywhere(
    server: BotApiServer, fault: Fault, body: Body
) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        server.fault(fault)
        async with channel_to(server) as channel:
            receipt = await channel.send(to(FORUM, body))
            server.fault(fault)
            problems = await channel.problems()
            said = f"{receipt!r} {channel._bot!r} {channel._settings!r} {problems!r}"
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
    secret = TOKEN.partition(":")[2]
    assert secret.lower() not in (written.getvalue() + said).lower()
    assert "收到" not in written.getvalue()


@pytest.mark.rule("SEC-6")
@pytest.mark.parametrize("fault", EVERY_FAULT, ids=lambda fault: f"{fault.happens.name}-{fault.status}")
async def test_no_exception_on_the_way_knows_the_token(server: BotApiServer, fault: Fault) -> None:
    server.fault(fault)
    async with channel_to(server) as channel:
        with pytest.raises(Exception) as failed:
            await channel._bot.call("getMe")
    chain: BaseException | None = failed.value
    while chain is not None:
        told = "".join(traceback.format_exception_only(chain)) + repr(chain)
        assert TOKEN.partition(":")[2].lower() not in told.lower()
        chain = chain.__cause__ or chain.__context__


def test_redaction_takes_out_tokens_and_numbers_and_keeps_one_short_line() -> None:
    assert redact(f"GET /bot{TOKEN}/getMe\nfor 13800138000") == "GET /bot[token]/getMe for [number]"
    assert len(redact("x " * 500)) == 120


async def test_a_send_that_is_cancelled_is_cancelled(server: BotApiServer, channel: TelegramChannel) -> None:
    server.fault(Fault(Happens.LOST_BEFORE))
    task = asyncio.ensure_future(channel.send(to(CUSTOMER, Message("?", ((Action("a", "会"),),)))))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _nobody_listens() -> TelegramSettings:
    return TelegramSettings(TOKEN, f"http://127.0.0.1:{_free_port()}/bot")
