"""Every failure becomes a receipt that says what to do next; nothing is repeated blindly, no secret is written."""

import asyncio
import io
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.channel import DownloadFailed
from bot.channels.language import (
    Action,
    Attachment,
    Cause,
    Media,
    MediaKind,
    Message,
    NotSent,
    OutcomeUnknown,
    Receipt,
    Revision,
    Said,
    Sent,
    Undeliverable,
)
from bot.channels.wecom.channel import WeComChannel
from bot.channels.wecom.settings import WeComSettings
from tests.channels.wecom_setup import FILES, GROUP, LI, Running, channel_to, open_media, settings_for, to
from tests.fakes.wecom_faults import Fault, Happens, refused
from tests.fakes.wecom_server import BOT_ID, SECRET, WeComServer

TEXT = Message("【A001】收到")
LONG = Message(
    "\n".join(["【A001】投诉", *("一行很长的话" * 9 for _ in range(9))]), ((Action("a", "接单"),),)
)
PICTURE = Message("【A001】文件", media=(Attachment("photo", MediaKind.PHOTO, "a.jpg"),))
MINUTE = timedelta(seconds=60)


@pytest.fixture
async def server() -> AsyncIterator[WeComServer]:
    async with WeComServer() as server:
        server.group(GROUP)
        server.person(LI)
        yield server
        assert server.violations == []


@pytest.fixture
async def running(server: WeComServer) -> AsyncIterator[Running]:
    async with channel_to(server) as running:
        yield running


@pytest.mark.parametrize(
    ("errcode", "errmsg", "receipt"),
    [
        (-1, "system busy", NotSent("busy (-1)")),
        (45009, "api freq out of limit", NotSent("too many requests", MINUTE, counts=False)),
        (45033, "concurrent limit", NotSent("too many requests", MINUTE, counts=False)),
        (846666, "freq limit exceeded", NotSent("too many requests", MINUTE, counts=False)),
        (93006, "invalid chatid", Undeliverable(Cause.REMOVED, "no such chat (93006)")),
        (60011, "no privilege", Undeliverable(Cause.NO_RIGHTS, "not allowed (60011)")),
        (40058, "bad 1790000000000", Undeliverable(Cause.REJECTED, "40058: bad [number]")),
    ],
)
async def test_each_refusal_of_wecoms_has_its_cause(
    server: WeComServer, running: Running, errcode: int, errmsg: str, receipt: Receipt
) -> None:
    server.fault(refused(errcode, errmsg))
    assert await running.channel.send(to(GROUP, TEXT)) == receipt
    assert server.sent_to(GROUP) == []


async def test_a_colleague_who_cannot_be_written_to(server: WeComServer, running: Running) -> None:
    server.world.chats.discard(LI)
    assert await running.channel.send(to(LI, TEXT)) == Undeliverable(Cause.BLOCKED, "no such chat (93006)")


async def test_a_connection_that_is_ours_no_more_is_made_anew(server: WeComServer, running: Running) -> None:
    server.fault(refused(846609, "aibot websocket not subscribed"))
    receipt = await running.channel.send(to(GROUP, TEXT))
    assert receipt == NotSent("not connected", timedelta(seconds=3), counts=False)
    await server.until(lambda: len(server.subscribed) == 2)


@pytest.mark.parametrize(
    ("happens", "reason", "shown"),
    [
        (Happens.LOST_BEFORE, "no answer: timeout", 0),
        (Happens.LOST_ACK, "no answer: timeout", 1),
        (Happens.LATE_ACK, "no answer: timeout", 1),
        (Happens.GARBLED, "no answer: timeout", 1),
        (Happens.CUT_BEFORE, "no answer: connection closed", 0),
        (Happens.CUT_AFTER, "no answer: connection closed", 1),
    ],
)
async def test_without_an_ack_nobody_knows_and_it_is_not_sent_again(
    server: WeComServer, running: Running, happens: Happens, reason: str, shown: int
) -> None:
    server.fault(Fault(happens))
    assert await running.channel.send(to(GROUP, TEXT)) == OutcomeUnknown(reason)
    assert len(server.called("aibot_send_msg")) == 1
    assert len(server.sent_to(GROUP)) == shown


async def test_an_ack_that_comes_too_late_is_nobody_elses(server: WeComServer, running: Running) -> None:
    server.fault(Fault(Happens.LATE_ACK))
    await running.channel.send(to(GROUP, TEXT))
    server.fault(Fault(Happens.LOST_BEFORE))
    second = asyncio.create_task(running.channel.send(to(GROUP, Message("第二句"))))
    await server.until(lambda: len(server.called("aibot_send_msg")) == 2)
    server.release()
    assert await second == OutcomeUnknown("no answer: timeout")


async def test_many_at_once_each_get_their_own_ack(server: WeComServer, running: Running) -> None:
    server.fault(refused(40058, "no"))
    chats = [f"wr{n}" for n in range(30)]
    for chat in chats:
        server.group(chat)
    receipts = await asyncio.gather(*(running.channel.send(to(chat, TEXT)) for chat in chats))
    assert sum(isinstance(one, Sent) for one in receipts) == 29
    assert sum(isinstance(one, Undeliverable) for one in receipts) == 1


@pytest.mark.parametrize("fault", [refused(-1, "busy"), Fault(Happens.LOST_ACK)], ids=str)
async def test_a_message_that_went_half_is_in_doubt(
    server: WeComServer, running: Running, fault: Fault
) -> None:
    fault.after = 1
    server.fault(fault)
    receipt = await running.channel.send(to(GROUP, LONG))
    assert isinstance(receipt, OutcomeUnknown)
    assert receipt.reason.startswith("1 of 2 parts were sent, then: ")
    assert len(server.called("aibot_send_msg")) == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault(Happens.LOST_ACK, cmd="aibot_upload_media_init"),
        Fault(Happens.LOST_BEFORE, cmd="aibot_upload_media_chunk"),
        Fault(Happens.CUT_AFTER, cmd="aibot_upload_media_finish"),
        refused(-1, "system busy", cmd="aibot_upload_media_chunk"),
    ],
    ids=lambda fault: f"{fault.happens.name}-{fault.cmd}",
)
async def test_an_upload_that_fails_has_shown_nothing_and_may_be_done_again(
    server: WeComServer, running: Running, fault: Fault
) -> None:
    server.fault(fault)
    assert isinstance(await running.channel.send(to(GROUP, PICTURE)), NotSent)
    assert server.sent_to(GROUP) == []


async def test_a_change_without_an_ack_is_tried_again_and_then_said_anew(
    server: WeComServer, running: Running
) -> None:
    receipt = await running.channel.send(to(GROUP, Message("【A001】投诉", ((Action("a", "接单"),),))))
    assert isinstance(receipt, Sent)
    server.group(GROUP).member(LI).presses("接单")
    await running.until(1)
    server.fault(Fault(Happens.LOST_BEFORE, cmd="aibot_respond_update_msg"))
    change = to(
        GROUP,
        Revision(Message("【A001】已接单", ((Action("b", "回复"),),)), anew=True),
        target=receipt.references[0],
    )
    assert isinstance(await running.channel.send(change), NotSent)
    assert await running.channel.send(change) == receipt
    assert server.texts(GROUP) == ["【A001】投诉", "【A001】已接单"]


async def test_an_answer_without_an_ack_is_in_doubt_too(server: WeComServer, running: Running) -> None:
    server.group(GROUP).member(LI).says("待办")
    [event] = await running.until(1)
    server.fault(Fault(Happens.LOST_ACK, cmd="aibot_respond_msg"))
    answer = Message("没有", hint=event.hint)  # type: ignore[union-attr]
    assert isinstance(await running.channel.send(to(GROUP, answer)), OutcomeUnknown)
    assert server.called("aibot_send_msg") == []


async def test_before_there_is_a_connection_nothing_is_sent() -> None:
    channel = WeComChannel(WeComSettings(BOT_ID, SECRET, "ws://127.0.0.1:9"), open_media)
    assert await channel.send(to(GROUP, TEXT)) == NotSent("not connected", timedelta(seconds=3), counts=False)
    await channel.close()


# --- files that somebody sent --------------------------------------------------------------------------------


async def sent(server: WeComServer, running: Running, kind: str, content: bytes, **how: bool) -> Media:
    server.group(GROUP).member(LI).sends(kind, content, **how)
    [event] = await running.until(1)
    what = event.what  # type: ignore[union-attr]
    assert isinstance(what, Said)
    return what.media[0]


async def fetched(running: Running, file: Media) -> bytes:
    return b"".join([chunk async for chunk in running.channel.download(file.reference)])


@pytest.mark.parametrize("how", [{}, {"padded": True}, {"plain": True}], ids=str)
@pytest.mark.parametrize("size", [0, 1, 15, 16, 31, 32, 33, 64 * 1024, 200_001])
async def test_a_file_is_fetched_and_opened(
    server: WeComServer, running: Running, how: dict[str, bool], size: int
) -> None:
    content = bytes(n % 251 for n in range(size))
    assert await fetched(running, await sent(server, running, "file", content, **how)) == content


async def test_every_picture_of_a_mixed_message_has_its_own_key(
    server: WeComServer, running: Running
) -> None:
    server.group(GROUP).member(LI).sends_mixed("见图", FILES["photo"], FILES["film"])
    [event] = await running.until(1)
    what = event.what  # type: ignore[union-attr]
    assert isinstance(what, Said)
    assert [await fetched(running, one) for one in what.media] == [FILES["photo"], FILES["film"]]


@pytest.mark.parametrize(
    ("status", "again"), [(403, False), (404, False), (410, False), (500, True), (503, True), (429, True)]
)
async def test_a_download_that_fails_says_whether_to_try_again(
    server: WeComServer, running: Running, status: int, again: bool
) -> None:
    file = await sent(server, running, "image", b"x" * 100)
    server.media.statuses.append(status)
    with pytest.raises(DownloadFailed) as failed:
        await fetched(running, file)
    assert failed.value.again is again


async def test_after_five_minutes_the_address_is_good_for_nothing() -> None:
    now = [1_790_000_000.0]
    async with WeComServer(lambda: now[0]) as server, channel_to(server) as running:
        file = await sent(server, running, "image", b"x" * 100)
        now[0] += 300
        with pytest.raises(DownloadFailed) as failed:
            await fetched(running, file)
        assert not failed.value.again


async def test_half_a_file_is_none(server: WeComServer, running: Running) -> None:
    file = await sent(server, running, "file", b"x" * 1000)
    next(iter(server.media.offered.values())).truncated = True
    with pytest.raises(DownloadFailed):
        await fetched(running, file)


@pytest.mark.parametrize(
    "reference",
    ["", "{}", "[1,2]", '["ftp://x/1",""]', '["https://x.example/1","short"]', '["https://x.example/1","*"]'],
)
async def test_a_reference_that_is_none_is_never_tried(running: Running, reference: str) -> None:
    with pytest.raises(DownloadFailed) as failed:
        await fetched(running, Media(MediaKind.PHOTO, reference))
    assert not failed.value.again


# --- the secret ----------------------------------------------------------------------------------------------


@pytest.mark.rule("SEC-6")
async def test_nothing_writes_the_secret_the_addresses_or_the_words_anywhere(server: WeComServer) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    said = ""
    try:
        async with channel_to(server) as running:
            file = await sent(server, running, "file", "客户的话".encode())
            for happens in Happens:
                server.fault(Fault(happens, errmsg=f"bad {SECRET}"))
                said += repr(await running.channel.send(to(GROUP, TEXT)))
                await server.until(lambda: server.connected)
                await server.delivered()
            server.media.statuses.append(403)
            with pytest.raises(DownloadFailed) as failed:
                await fetched(running, file)
            said += f"{failed.value!r} {await running.channel.problems()!r} {running.channel._settings!r}"
        async with channel_to(server, connects=False, secret="another-secret-canary") as running:
            await asyncio.sleep(0.05)
            said += f"{await running.channel.problems()!r} {running.lease.notes!r}"
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
    for secret in (SECRET, "another-secret", "secret-address", "canary"):
        assert secret not in written.getvalue(), secret
    assert SECRET not in said
    assert "another-secret" not in said
    assert "收到" not in written.getvalue()


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"bot_id": ""}, "wecom.bot_id"),
        ({"bot_id": "有空格 的"}, "wecom.bot_id"),
        ({"secret": ""}, "wecom.secret"),
        ({"secret": "with space"}, "wecom.secret"),
        ({"ws_url": "https://openws.work.weixin.qq.com"}, "wecom.ws_url"),
        ({"ws_url": "ws://openws.work.weixin.qq.com"}, "wecom.ws_url"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not_told(changes: dict[str, Any], name: str) -> None:
    with pytest.raises(ValueError, match=name.replace(".", r"\.")) as refusal:
        WeComSettings(**{"bot_id": BOT_ID, "secret": SECRET, **changes})
    assert not any(word in str(refusal.value) for word in ("有空格", "with space", "openws"))


@pytest.mark.rule("SEC-6")
async def test_settings_do_not_show_what_is_secret(server: WeComServer) -> None:
    assert SECRET not in repr(settings_for(server))
