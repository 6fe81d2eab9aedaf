"""Pictures fit, documents come as pictures of their pages, and what customers send is fetched while it is there."""

import asyncio
import contextlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.channels.channel import DownloadFailed
from bot.channels.language import Attachment, MediaKind, Message, Sent
from bot.channels.wechat import pages, pictures
from bot.channels.wechat.channel import WeChatChannel
from bot.channels.wechat.fitting import LARGEST_FILM, LARGEST_VOICE
from bot.channels.wechat.halves import KEPT, OwnNotebook, SharedNotebook
from storage import meta
from storage.database import open_database
from storage.migrate import migrate
from tests.channels.wechat_setup import channel_to, following, to
from tests.fakes.wechat_api import WeChatServer
from tests.fakes.wechat_faults import Fault, Happens, refused
from tests.fakes.wechat_people import OPENID

START = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def picture(width: int, height: int, kind: str = "PNG", *, noise: bool = False) -> bytes:
    plain = Image.new("RGB", (width, height), "red")
    image = Image.effect_noise((width, height), 90).convert("RGB") if noise else plain
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def document(count: int, width: float = 595, height: float = 842) -> bytes:
    made = pypdfium2.PdfDocument.new()
    for _ in range(count):
        made.new_page(width, height)
    out = io.BytesIO()
    made.save(out)
    made.close()
    return out.getvalue()


def seen(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


# --- pictures ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_a_picture_that_fits_is_left_as_it_is(kind: str) -> None:
    content = picture(40, 30, kind)
    assert pictures.fitting(content) == content


@pytest.mark.parametrize("kind", ["WEBP", "BMP", "TIFF"])
def test_a_picture_of_another_kind_becomes_a_jpeg(kind: str) -> None:
    made = seen(pictures.fitting(picture(40, 30, kind)))
    assert (made.format, made.size) == ("JPEG", (40, 30))


def test_a_picture_over_two_megabytes_is_made_smaller() -> None:
    content = picture(2200, 1800, noise=True)
    assert len(content) > pictures.LARGEST
    fitted = pictures.fitting(content)
    assert len(fitted) <= pictures.LARGEST
    assert seen(fitted).format == "JPEG"


def test_what_was_transparent_is_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "WEBP", lossless=True)
    assert seen(pictures.fitting(out.getvalue())).getpixel((5, 5)) == (255, 255, 255)


def test_a_picture_lies_as_the_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    out = io.BytesIO()
    Image.new("RGB", (40, 20)).save(out, "WEBP", exif=exif)
    assert seen(pictures.fitting(out.getvalue())).size == (20, 40)


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_whatever_the_bytes_are_they_fit_or_are_no_picture(content: bytes) -> None:
    for start in (b"", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP", b"BM"):
        try:
            assert len(pictures.fitting(start + content)) <= pictures.LARGEST
        except pictures.NoPicture:
            continue


def test_a_picture_too_large_to_open_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 400)
    assert pictures.fitting(picture(20, 20, "WEBP"))
    with pytest.raises(pictures.NoPicture):
        pictures.fitting(picture(20, 21, "WEBP"))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (MediaKind.VIDEO, b"\x00\x00\x00\x18ftyp" + bytes(LARGEST_FILM)),
        (MediaKind.VIDEO, b"\x1aE\xdf\xa3 another kind of film"),
        (MediaKind.VOICE, b"#!AMR" + bytes(LARGEST_VOICE)),
        (MediaKind.VOICE, b"OggS"),
        (MediaKind.PHOTO, b"no picture"),
    ],
    ids=["film too large", "another film", "voice too large", "another voice", "no picture"],
)
async def test_what_wechat_does_not_take_is_named_and_not_tried(kind: MediaKind, content: bytes) -> None:
    async def open_media(_key: str) -> bytes:
        return content

    async with WeChatServer() as server, channel_to(server, open_media) as channel:
        following(server)
        await channel.send(to(Message("看", media=(Attachment("k", kind, "原件"),))))
        assert [one.text for one in server.sent_to(OPENID)] == ["看\n📎 原件"]
        assert server.called("media/upload") == []


# --- documents ---------------------------------------------------------------------------------------------


async def shown(content: bytes, name: str = "授权书.pdf", text: str = "请过目") -> tuple[WeChatServer, int]:
    async def open_media(_key: str) -> bytes:
        return content

    async with WeChatServer() as server, channel_to(server, open_media) as channel:
        following(server)
        named = Attachment("k", MediaKind.DOCUMENT, name, "application/pdf")
        told = await channel.send(to(Message(text, media=(named,))))
        assert isinstance(told, Sent)
        assert server.violations == []
        return server, len(told.references)


@pytest.mark.parametrize("count", [1, 2, pages.MOST])
async def test_a_document_comes_as_pictures_of_its_pages(count: int) -> None:
    server, parts = await shown(document(count))
    *images, text = server.sent_to(OPENID)
    assert (len(images), parts) == (count, count + 1)
    assert all(one.kind == "image" and seen(one.content).size == (1190, 1684) for one in images)
    assert text.text == "请过目"


async def test_of_a_long_document_the_first_pages_come_and_it_is_said() -> None:
    server, _ = await shown(document(pages.MOST + 8))
    *images, text = server.sent_to(OPENID)
    assert len(images) == pages.MOST == 4
    assert text.text == "请过目\n📎 授权书.pdf（共12页，这里是前4页；要完整的，请回复“人工”）"


async def test_a_document_with_its_words_is_no_more_than_a_window_takes() -> None:
    server, parts = await shown(document(99))
    assert parts == len(server.sent_to(OPENID)) == 5


async def paper(_key: str) -> bytes:
    return document(3)


PAPER = Message("请过目", media=(Attachment("k", MediaKind.DOCUMENT, "授权书.pdf", "application/pdf"),))


@pytest.mark.parametrize("arrived", [0, 1, 2, 3])
async def test_a_restart_in_the_middle_of_a_document_repeats_no_page(tmp_path: Path, arrived: int) -> None:
    """Another process goes on where the first one died; whoever gets the same paper again gets all of it."""
    database = open_database(tmp_path / "yinuo.db")
    migrate(database)
    with contextlib.closing(database):
        async with WeChatServer() as server:
            following(server)
            send = "message/custom/send"
            server.fault(Fault(method=send, happens=Happens.LOST_BEFORE, after=arrived))
            async with channel_to(server, paper, notebook=SharedNotebook(database), patience=5) as channel:
                sending = asyncio.create_task(channel.send(to(PAPER)))
                async with asyncio.timeout(5):
                    while len(server.called(send)) <= arrived:
                        await asyncio.sleep(0.005)
                sending.cancel()  # the process dies here
                await asyncio.gather(sending, return_exceptions=True)
            assert len(server.sent_to(OPENID)) == arrived
            async with channel_to(server, paper, notebook=SharedNotebook(database)) as channel:
                assert isinstance(await channel.send(to(PAPER)), Sent)
                assert [one.kind for one in server.sent_to(OPENID)] == ["image"] * 3 + ["text"]
                following(server)
                assert isinstance(await channel.send(to(PAPER)), Sent)
                assert len(server.sent_to(OPENID)) == 8
        assert await database.run(meta.get, "wechat.half_sent", {}) == {}


async def test_of_what_has_changed_meanwhile_everything_is_sent() -> None:
    notebook = OwnNotebook()
    async with WeChatServer() as server, channel_to(server, paper, notebook=notebook) as channel:
        following(server)
        await notebook.note("17", ("of another message",))
        assert isinstance(await channel.send(to(PAPER)), Sent)
        assert len(server.sent_to(OPENID)) == 4


async def test_only_so_many_halves_are_remembered() -> None:
    notebook = OwnNotebook()
    for n in range(KEPT + 5):
        await notebook.note(str(n), ("a",))
    assert [await notebook.sent(str(n)) for n in (4, 5)] == [(), ("a",)]


@pytest.mark.parametrize("content", [b"%PDF-1.7 broken", b"PK\x03\x04 a spreadsheet", b""])
async def test_a_document_that_cannot_be_drawn_is_named(content: bytes) -> None:
    server, _ = await shown(content, "表格.xlsx")
    assert [one.text for one in server.sent_to(OPENID)] == ["请过目\n📎 表格.xlsx"]


def test_a_page_as_large_as_a_poster_is_drawn_no_larger_than_a_screen() -> None:
    [image], count = pages.pictures_of(document(1, 14_000, 7_000))
    assert count == 1
    assert max(seen(image).size) <= 2400


# --- what customers send -----------------------------------------------------------------------------------


async def fetched(channel: WeChatChannel, media_id: str) -> bytes:
    return b"".join([chunk async for chunk in channel.download(media_id)])


@pytest.mark.parametrize("kind", ["image", "voice", "video", "shortvideo"])
async def test_a_file_is_fetched_by_its_id(kind: str) -> None:
    content = b"\xff\xd8" + bytes(200_000)
    async with WeChatServer() as server, channel_to(server) as channel:
        assert await fetched(channel, server.media.keep(kind, content)) == content


async def test_for_three_days_and_not_longer() -> None:
    at = [START]
    async with WeChatServer(lambda: at[0]) as server, channel_to(server) as channel:
        media_id = server.media.keep("image", b"\xff\xd8x")
        at[0] = START + timedelta(days=3) - timedelta(seconds=1)
        assert await fetched(channel, media_id) == b"\xff\xd8x"
        at[0] += timedelta(seconds=1)
        with pytest.raises(DownloadFailed) as caught:
            await fetched(channel, media_id)
        assert not caught.value.again


@pytest.mark.parametrize(
    ("fault", "again"),
    [
        (refused(40007), False),
        (refused(-1), True),
        (refused(45009), True),
        (Fault(status=502, html="<h1>"), True),
        (Fault(html="<h1>"), True),
        (Fault(happens=Happens.LOST_BEFORE), True),
    ],
    ids=["gone", "busy", "limit", "gateway", "page", "lost"],
)
async def test_a_failure_says_whether_trying_again_may_help(fault: Fault, again: bool) -> None:
    async with WeChatServer() as server, channel_to(server, patience=0.2) as channel:
        media_id = server.media.keep("image", b"\xff\xd8x")
        fault.method = "media/get"
        server.fault(fault)
        with pytest.raises(DownloadFailed) as caught:
            await fetched(channel, media_id)
        assert caught.value.again is again
        assert "media-" not in str(caught.value)
        assert await fetched(channel, media_id) == b"\xff\xd8x"


async def test_a_refused_token_costs_nobody_his_picture() -> None:
    async with WeChatServer() as server, channel_to(server) as channel:
        media_id = server.media.keep("image", b"\xff\xd8x")
        assert await fetched(channel, media_id)
        server.tokens.revoke()
        assert await fetched(channel, media_id) == b"\xff\xd8x"


async def test_a_file_that_is_too_large_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.wechat.client.LARGEST", 1000)
    async with WeChatServer() as server, channel_to(server) as channel:
        with pytest.raises(DownloadFailed, match="too large") as caught:
            await fetched(channel, server.media.keep("image", b"\xff\xd8" + bytes(1000)))
        assert not caught.value.again
