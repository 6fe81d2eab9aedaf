"""The plug is pulled before and after every write and every send; afterwards nothing is lost or twice.

For each copy that `plug.Camera` takes of a running product the product is opened again on that copy, the
sender who heard nothing repeats himself, and everything must stand as if nothing had happened. Only words of
staff that were on their way may differ: they are never repeated in doubt, so each stands as sent, or as
unknown and then its room has been told.
"""

import shutil
from pathlib import Path
from typing import Final

import pytest

from tests.crashes.life import ENDS, FILES, HANDLES, STAFF, WAITS, Act
from tests.crashes.plug import Camera
from tests.crashes.portrait import UNKNOWN, Portrait, portrait, without_repeats
from tests.crashes.shop import Request, Shop, opened

CHAPTERS: Final = {
    "the customer files": (STAFF, FILES),
    "the staff handle it": ((*STAFF, *FILES), HANDLES),
    "it ends": ((*STAFF, *FILES, *HANDLES), ENDS),
    "nobody claims it": ((*STAFF, *FILES), WAITS),
}
IN_DOUBT: Final = Request("clock", {"advance": "PT2S"})
"""After the first wait of a message that was on its way."""


async def play(shop: Shop, act: Act, number: int) -> Request:
    request = await act(shop, f"act {number}")
    answer = await shop.ask(request)
    assert answer.status_code == 200, (request, answer.text)
    await shop.settle()
    return request


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.rule("SEC-7")
async def test_whenever_the_plug_is_pulled_nothing_is_lost_and_nothing_is_done_twice(
    chapter: str, tmp_path: Path
) -> None:
    before, acts = CHAPTERS[chapter]
    data, album = tmp_path / "data", tmp_path / "album"
    camera = Camera(data, album)
    asked: list[Request] = []
    expected: list[Portrait] = []
    async with opened(data) as shop:
        for number, act in enumerate(before):
            await play(shop, act, number)
        for number, act in enumerate(acts, len(before)):
            camera.act = len(asked)
            with camera.watching(shop.server.parts.database):
                asked.append(await play(shop, act, number))
            expected.append(await portrait(shop))
        camera.take()
    assert len(camera.taken) > 5 * len(acts)  # every act is several writes
    for act_number, copy in camera.taken:
        async with opened(copy) as shop:
            await shop.settle()
            answer = await shop.ask(asked[act_number])
            assert answer.status_code == 200, (copy.name, asked[act_number], answer.text)
            await shop.settle()
            await shop.ask(IN_DOUBT)
            await shop.settle()
            compare(expected[act_number], await portrait(shop), f"{copy.name} {asked[act_number]}")
        shutil.rmtree(copy)


def compare(expected: Portrait, found: Portrait, where: str) -> None:
    assert found.lives == expected.lives, where
    assert found.withdrawn == expected.withdrawn, where
    assert found.inbox == expected.inbox == {}, where
    assert (found.files, found.on_disk) == (expected.files, expected.on_disk), where
    assert set(found.outbox) <= {"sent", "held", "unknown", "failed"}, where
    assert found.outbox["failed"] == expected.outbox["failed"], where
    assert found.outbox["held"] == expected.outbox["held"], where
    assert found.unknown <= 1, where  # one conversation, one message on its way
    assert found.outbox["unknown"] == found.unknown, where
    assert found.reported - expected.reported == found.unknown, where
    for chat, words in expected.heard.items():
        now = [one for one in without_repeats(found.heard[chat]) if UNKNOWN not in one]
        missing = [one for one in without_repeats(words) if one not in now]
        added = [one for one in now if one not in words]
        assert added == [], where
        assert len(missing) <= (found.unknown if chat.startswith("customer") else 0), where
        assert [one for one in without_repeats(words) if one in now] == now, where
    told = sum(UNKNOWN in one for one in found.heard.get("room:aftersales.1", ()))
    assert told == found.unknown, where
