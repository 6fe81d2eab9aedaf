"""Pictures that are sent together are one album, and nothing else waits for anything."""

import asyncio
from dataclasses import replace

import pytest

from bot.channels.channel import Unreadable
from bot.channels.language import Address, ChatKind, Incoming, Media, MediaKind, Said, Sender
from bot.channels.wechat.albums import Albums
from tests.channels.wechat_door import NOW, Stored
from tests.fakes.wechat_api import APP_ID

SOON = 0.05


def sent(number: str, kind: MediaKind | None = MediaKind.PHOTO, by: str = "o1") -> Incoming:
    media = (Media(kind, f"media-{number}"),) if kind else ()
    said = Said("" if kind else "刹车有异响", number, media)
    return Incoming(f"{by}/{number}", NOW, Address("wechat", APP_ID, by, ChatKind.PRIVATE), Sender(by), said)


def albums_of(stored: Stored) -> list[tuple[str, str]]:
    found = []
    for event in stored.events:
        assert isinstance(event, Incoming)
        assert isinstance(event.what, Said)
        found.append((event.what.message, event.what.album))
    return found


async def test_what_is_sent_together_is_one_album_and_each_callback_waits_until_it_is_stored() -> None:
    stored = Stored()
    albums = Albums(stored, SOON)
    pictures = (sent("1"), sent("2", MediaKind.VIDEO), sent("3"))
    await asyncio.gather(*(albums.accept(one) for one in pictures))
    assert albums_of(stored) == [("1", "1"), ("2", "1"), ("3", "1")]
    await albums.accept(sent("4"))
    assert albums_of(stored)[-1] == ("4", ""), "a picture alone is no album"


async def test_words_do_not_wait_and_do_not_overtake() -> None:
    stored = Stored()
    albums = Albums(stored, 5.0)
    async with asyncio.timeout(1):
        picture = asyncio.create_task(albums.accept(sent("1")))
        await asyncio.sleep(0)
        await albums.accept(sent("2", None))
        await picture
    assert albums_of(stored) == [("1", ""), ("2", "")]


@pytest.mark.parametrize("kind", [MediaKind.VOICE, MediaKind.DOCUMENT, None])
async def test_what_is_no_picture_waits_for_nobody(kind: MediaKind | None) -> None:
    stored = Stored()
    async with asyncio.timeout(1):
        await Albums(stored, 5.0).accept(sent("1", kind))
        await Albums(stored, 5.0).accept(Unreadable("wechat", "k", b"?"))
        await Albums(stored, 0.0).accept(sent("2"))
    assert len(stored.events) == 3


async def test_two_who_send_at_once_have_an_album_each() -> None:
    stored = Stored()
    albums = Albums(stored, SOON)
    await asyncio.gather(*(albums.accept(sent(n, by=by)) for n in "12" for by in ("o1", "o2")))
    told: dict[str, set[tuple[str, str]]] = {"o1": set(), "o2": set()}
    for event in stored.events:
        assert isinstance(event, Incoming)
        assert isinstance(event.what, Said)
        told[event.address.chat].add((event.what.message, event.what.album))
    assert told == {"o1": {("1", "1"), ("2", "1")}, "o2": {("1", "1"), ("2", "1")}}


async def test_a_callback_that_is_repeated_is_no_further_picture() -> None:
    stored = Stored()
    albums = Albums(stored, SOON)
    again = replace(sent("1"), at=NOW)
    await asyncio.gather(albums.accept(sent("1")), albums.accept(again))
    assert albums_of(stored) == [("1", "")]


async def test_what_cannot_be_stored_is_told_to_each_so_that_wechat_sends_all_again() -> None:
    stored = Stored(failures=1)
    albums = Albums(stored, SOON)
    told = await asyncio.gather(*(albums.accept(sent(n)) for n in "12"), return_exceptions=True)
    assert [type(one) for one in told] == [OSError, OSError]
    await asyncio.gather(*(albums.accept(sent(n)) for n in "12"))
    assert albums_of(stored) == [("1", "1"), ("2", "1")]


async def test_whoever_hangs_up_does_not_lose_his_own_picture_or_that_of_the_others() -> None:
    stored = Stored()
    albums = Albums(stored, SOON)
    first, second = (asyncio.create_task(albums.accept(sent(n))) for n in "12")
    await asyncio.sleep(0)
    first.cancel()
    await second
    assert albums_of(stored) == [("1", "1"), ("2", "1")]


async def test_a_stream_of_pictures_is_stored_before_wechat_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.wechat.albums.MOST", 0.15)
    stored = Stored()
    albums = Albums(stored, 0.1)
    tasks = []
    async with asyncio.timeout(2):
        for n in range(12):
            tasks.append(asyncio.create_task(albums.accept(sent(str(n)))))
            await asyncio.sleep(0.03)
        await asyncio.gather(*tasks)
    assert len({album for _, album in albums_of(stored)}) > 1
    assert len(stored.events) == 12


async def test_at_the_end_of_the_process_nothing_waits() -> None:
    stored = Stored()
    albums = Albums(stored, 5.0)
    picture = asyncio.create_task(albums.accept(sent("1")))
    await asyncio.sleep(0)
    albums.close_all()
    async with asyncio.timeout(1):
        await picture
    assert albums_of(stored) == [("1", "")]
