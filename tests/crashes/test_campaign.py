"""The plug is pulled before every write of a campaign: nobody's copy goes out twice, and it comes to its end."""

from pathlib import Path

import pytest

from tests.crashes.plug import Camera
from tests.flows.desk import open_desk
from tests.flows.mailings import ROOM, comes, got, offered, sales, standing, states

NAMES = ("c1", "c2", "c3")


@pytest.mark.rule("GATE-1")
async def test_wherever_it_is_killed_it_goes_on_and_repeats_nothing(tmp_path: Path) -> None:
    camera = Camera(tmp_path / "data", tmp_path / "album")
    async with open_desk(camera.data) as desk:
        await sales(desk)
        for name in NAMES:
            await comes(desk, name)
        with camera.watching(desk.server.parts.database):
            await offered(desk)
            await desk.taps("xu", ROOM, "同意发送")
            await desk.waits(seconds=2)
    assert len(camera.taken) > 20
    approved = 0
    for _, copy in camera.taken:
        async with open_desk(copy) as desk:
            await desk.waits(minutes=5)
            copies = await got(desk, *NAMES)
            assert max(copies) <= 1, copy
            found = await desk.inside(states)
            if any(one.startswith("群发“") and "已发完" in one for one in await desk.texts(f"room:{ROOM}")):
                approved += 1
                assert set(found) <= {"sent", "unknown"}, copy
                assert sum(copies) >= found.count("sent"), copy
                assert "还剩0" in await standing(desk)
    assert approved > 10
