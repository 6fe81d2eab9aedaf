"""What the product says arrives as WeChat can show it, and every refusal of WeChat's has its consequence."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.language import (
    Action,
    Attachment,
    Cause,
    Held,
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
from tests.channels.wechat_setup import channel_to, following, to
from tests.fakes.wechat_api import Shown, WeChatServer
from tests.fakes.wechat_faults import Fault, Happens, refused
from tests.fakes.wechat_people import OPENID

SEND, UPLOAD, TOKEN = "message/custom/send", "media/upload", "stable_token"
FILES = {
    "voice": b"#!AMR\nabc",
    "mp3": b"ID3abc",
    "film": b"\x00\x00\x00\x18ftypmp42",
    "ogg": b"OggS",
    "zip": b"PK",
}
START = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


async def open_media(key: str) -> bytes:
    return FILES[key]


def file(key: str, kind: MediaKind, name: str = "") -> Attachment:
    return Attachment(key, kind, name or key)


async def test_a_long_text_goes_in_pieces_that_fit_and_nothing_is_lost() -> None:
    text = "。".join(f"第{n}句说的是同一件事" for n in range(160)) + "🙂"
    async with WeChatServer() as server, channel_to(server) as channel:
        following(server)
        told = await channel.send(to(Message(text), key="9"))
        shown = server.sent_to(OPENID)
        assert isinstance(told, Sent)
        assert told.references == tuple(f"9.{n}" for n in range(len(shown)))
        assert len(shown) > 1
        assert all(len(one.text.encode()) <= 1800 for one in shown)
        assert "".join(one.text for one in shown) == text
        assert server.violations == []


async def test_choices_are_written_out_with_their_numbers() -> None:
    rows = ((Action("a", "会"), Action("b", "不会")), (Action("c", "不确定"),))
    async with WeChatServer() as server, channel_to(server) as channel:
        following(server)
        await channel.send(to(Message("会影响安全吗？", rows)))
        assert server.sent_to(OPENID) == [Shown("text", "会影响安全吗？\n1 会 2 不会\n3 不确定")]


async def test_voice_and_film_are_uploaded_and_what_wechat_does_not_take_is_named() -> None:
    media = (
        file("voice", MediaKind.VOICE),
        file("mp3", MediaKind.VOICE),
        file("film", MediaKind.VIDEO),
        file("ogg", MediaKind.VOICE, "留言.ogg"),
        file("zip", MediaKind.DOCUMENT, "记录.zip"),
    )
    async with WeChatServer() as server, channel_to(server, open_media) as channel:
        following(server)
        told = await channel.send(to(Message("都在这里", media=media)))
        shown = [(one.kind, one.text or one.content) for one in server.sent_to(OPENID)]
        assert shown == [
            ("video", FILES["film"]),
            ("voice", FILES["voice"]),
            ("voice", FILES["mp3"]),
            ("text", "都在这里\n📎 留言.ogg\n📎 记录.zip"),
        ]
        assert isinstance(told, Sent)
        assert len(told.references) == 4
        names = [asked["filename"] for asked in server.called(UPLOAD)]
        assert names == ["film.mp4", "voice.amr", "voice.mp3"]


async def test_a_file_that_is_gone_is_said_so_and_nothing_is_sent() -> None:
    async with WeChatServer() as server, channel_to(server, open_media) as channel:
        following(server)
        told = await channel.send(to(Message("看", media=(file("gone", MediaKind.PHOTO),))))
        assert told == Undeliverable(Cause.REJECTED, "A file that belongs to the message is gone.")
        assert server.requests == []


@pytest.mark.parametrize("text", ["", "  \n"])
async def test_nothing_is_nothing(text: str) -> None:
    async with WeChatServer() as server, channel_to(server) as channel:
        assert isinstance(await channel.send(to(Message(text))), Undeliverable)
        assert server.requests == []


@pytest.mark.parametrize("body", [Revision(Message("x")), Removal(), ThreadOpening("x"), MemberCount()])
async def test_what_wechat_cannot_do_is_said_without_asking_it(body: Revision) -> None:
    async with WeChatServer() as server, channel_to(server) as channel:
        told = await channel.send(to(body))
        assert isinstance(told, Undeliverable)
        assert told.cause is Cause.REJECTED
        assert await channel.send(to(Toast("hint"))) == Sent()
        assert server.requests == []


# --- refusals ----------------------------------------------------------------------------------------------

BUSY, MINUTE = timedelta(seconds=3), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("errcode", "receipt"),
    [
        (45015, Held()),
        (45047, Held()),
        (43004, Undeliverable(Cause.BLOCKED, "WeChat refuses it (43004)")),
        (40003, Undeliverable(Cause.BLOCKED, "WeChat refuses it (40003)")),
        (46004, Undeliverable(Cause.BLOCKED, "WeChat refuses it (46004)")),
        (-1, NotSent("WeChat is busy", wait=BUSY)),
        (45011, NotSent("too many requests", wait=MINUTE, counts=False)),
        (45002, Undeliverable(Cause.REJECTED, "WeChat refuses it (45002)")),
        (45009, Undeliverable(Cause.REJECTED, "WeChat refuses it (45009)")),
        (48001, Undeliverable(Cause.REJECTED, "WeChat refuses it (48001)")),
        (87014, Undeliverable(Cause.REJECTED, "WeChat refuses it (87014)")),
        (48004, Undeliverable(Cause.UNAUTHORISED, "WeChat refuses it (48004)")),
    ],
)
async def test_every_refusal_has_its_consequence(errcode: int, receipt: Receipt) -> None:
    async with WeChatServer() as server, channel_to(server) as channel:
        following(server)
        server.fault(refused(errcode, SEND))
        assert await channel.send(to(Message("您好"))) == receipt
        assert server.sent_to(OPENID) == []


@pytest.mark.parametrize("errcode", [40013, 40125, 40164, 40001, 41004])
async def test_without_a_token_the_message_waits_for_the_operator(errcode: int) -> None:
    async with WeChatServer() as server, channel_to(server) as channel:
        following(server)
        server.fault(refused(errcode, TOKEN))
        told = await channel.send(to(Message("您好")))
        assert isinstance(told, Undeliverable)
        assert told.cause is Cause.UNAUTHORISED
        assert isinstance(await channel.send(to(Message("您好"))), Sent)
        assert await channel.problems() == []


@pytest.mark.parametrize(
    "fault", [refused(-1), refused(45011), refused(45009), Fault(status=502, html="<h1>")]
)
async def test_a_token_that_cannot_be_had_now_may_be_had_later(fault: Fault) -> None:
    async with WeChatServer() as server, channel_to(server) as channel:
        following(server)
        fault.method = TOKEN
        server.fault(fault)
        assert isinstance(await channel.send(to(Message("您好"))), NotSent)


@pytest.mark.parametrize("happens", [Happens.LOST_BEFORE, Happens.LOST_AFTER, Happens.CUT_AFTER])
async def test_where_the_request_left_and_nothing_came_back_nobody_knows(happens: Happens) -> None:
    async with WeChatServer() as server, channel_to(server, patience=0.2) as channel:
        following(server)
        server.fault(Fault(happens=happens, method=SEND))
        assert isinstance(await channel.send(to(Message("您好"))), OutcomeUnknown)


@pytest.mark.parametrize(
    ("status", "kind"), [(500, OutcomeUnknown), (504, OutcomeUnknown), (404, NotSent), (413, Undeliverable)]
)
async def test_an_answer_of_something_on_the_way_is_told_by_its_status(
    status: int, kind: type[Receipt]
) -> None:
    async with WeChatServer() as server, channel_to(server) as channel:
        following(server)
        server.fault(Fault(status=status, html="<h1>nginx</h1>", method=SEND))
        assert type(await channel.send(to(Message("您好")))) is kind


async def test_a_slow_answer_is_waited_for() -> None:
    async with WeChatServer() as server, channel_to(server, patience=2.0) as channel:
        following(server)
        server.fault(Fault(happens=Happens.SLOW, seconds=0.3, method=SEND))
        assert isinstance(await channel.send(to(Message("您好"))), Sent)


@pytest.mark.parametrize("happens", [Happens.LOST_AFTER, Happens.CUT_AFTER])
async def test_an_upload_of_which_nobody_knows_may_be_made_again(happens: Happens) -> None:
    async with WeChatServer() as server, channel_to(server, open_media, patience=0.2) as channel:
        following(server)
        server.fault(Fault(happens=happens, method=UPLOAD))
        film = Message("", media=(file("film", MediaKind.VIDEO),))
        assert isinstance(await channel.send(to(film)), NotSent)
        assert isinstance(await channel.send(to(film)), Sent)
        assert [one.kind for one in server.sent_to(OPENID)] == ["video"]


# --- a message of several parts ----------------------------------------------------------------------------

PARTS = Message("一" * 500 + "。" + "二" * 500 + "。" + "三" * 500)


@pytest.mark.parametrize(
    "fault", [refused(-1, SEND), refused(45047, SEND), Fault(status=404, html="x", method=SEND)]
)
async def test_what_has_arrived_is_not_sent_again_when_the_rest_is(fault: Fault) -> None:
    async with WeChatServer() as server, channel_to(server) as channel:
        following(server)
        fault.after = 1
        server.fault(fault)
        assert not isinstance(await channel.send(to(PARTS)), Sent)
        assert len(server.sent_to(OPENID)) == 1
        told = await channel.send(to(PARTS))
        assert isinstance(told, Sent)
        assert len(told.references) == 3
        assert "".join(one.text for one in server.sent_to(OPENID)) == PARTS.text


async def test_another_text_under_the_same_key_is_sent_whole() -> None:
    """Messages that waited meanwhile are joined to it."""
    async with WeChatServer() as server, channel_to(server) as channel:
        following(server)
        server.fault(Fault(errcode=-1, method=SEND, after=1))
        await channel.send(to(PARTS))
        await channel.send(to(Message("换了一句")))
        assert server.sent_to(OPENID)[-1].text == "换了一句"


# --- the platform's own ledger -----------------------------------------------------------------------------


async def test_five_in_forty_eight_hours_then_he_must_write_again() -> None:
    at = [START]
    async with WeChatServer(lambda: at[0]) as server, channel_to(server) as channel:
        following(server)
        receipts = [await channel.send(to(Message(f"{n}"), key=f"{n}")) for n in range(6)]
        assert receipts[5] == Held()
        assert all(isinstance(one, Sent) for one in receipts[:5])
        server.quota.acted(OPENID, "message")
        at[0] += timedelta(hours=48) - timedelta(seconds=1)
        assert isinstance(await channel.send(to(Message("还在"))), Sent)
        at[0] += timedelta(seconds=1)
        assert await channel.send(to(Message("过了"))) == Held()


async def test_many_customers_are_written_to_at_once() -> None:
    async with WeChatServer() as server, channel_to(server) as channel:
        server.latency = 0.05
        people = [f"oYinuo0Follower{n:013d}" for n in range(32)]
        for openid in people:
            following(server, openid)
        began = asyncio.get_running_loop().time()
        await asyncio.gather(*(channel.send(to(Message("您好"), openid)) for openid in people))
        assert asyncio.get_running_loop().time() - began < 32 * 0.05
        assert all(server.sent_to(openid) for openid in people)


async def test_where_wechat_is_silent_what_never_left_is_known_to_be_unsent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.channels.wechat.api.QUEUE", 0.1)
    async with WeChatServer() as server, channel_to(server, patience=0.5) as channel:
        following(server)
        await channel.send(to(Message("在吗")))
        server.fault(Fault(happens=Happens.LOST_BEFORE, method=SEND, times=100))
        told = await asyncio.gather(*(channel.send(to(Message("您好"), key=f"{n}")) for n in range(40)))
        left = len(server.called(SEND)) - 1
        assert left == 16
        assert sum(isinstance(one, OutcomeUnknown) for one in told) == left
        assert sum(isinstance(one, NotSent) for one in told) == 40 - left
        monkeypatch.undo()
        server._faults.clear()
        assert isinstance(await channel.send(to(Message("您好"))), Sent)
