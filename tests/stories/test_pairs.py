"""A complaint from start to finish for every pair of platforms: in the sandbox, and over the platforms' own wires."""

from pathlib import Path
from typing import Any

import pytest

from tests.stories.comparing import read
from tests.stories.conftest import Templates
from tests.stories.telling import Teller
from tests.stories.transcript import stories
from tests.stories.wires import Wires
from tests.stories.world import CHAT, copy_template, open_world

[STORY] = stories(Path(__file__).parent / "pairs")
PAIRS = (("wechat", "wecom"), ("telegram", "telegram"), ("wechat", "telegram"))


def _told() -> list[Any]:
    marks = [pytest.mark.rule(rule) for rule in STORY.rules]
    return [pytest.param(profile, rooms, id=f"{profile}-{rooms}", marks=marks) for profile, rooms in PAIRS]


@pytest.fixture
def worlds(
    request: pytest.FixtureRequest, templates: Templates, wire_templates: Templates
) -> tuple[Path, Path]:
    """What stood ready before the story, in the sandbox and over the wire: `async` tests cannot build it."""
    rooms = request.node.callspec.params["rooms"]
    return templates(rooms), wire_templates(rooms)


@pytest.mark.parametrize(("profile", "rooms"), _told())
async def test_a_complaint_from_start_to_finish(
    profile: str, rooms: str, worlds: tuple[Path, Path], tmp_path: Path
) -> None:
    sandbox, wire = Teller(STORY, profile, rooms), Teller(STORY, profile, rooms)
    one, other = (copy_template(world, tmp_path / name) for world, name in zip(worlds, "ab", strict=True))
    await sandbox.tell(lambda: open_world(one, profile, rooms))
    wires = Wires(profile, rooms)
    async with wires.up():
        await wire.tell(lambda: wires.open(other))
    for (act, there), (_, here) in zip(read(wire), read(sandbox), strict=True):
        # A card of WeCom's has no room for what stands on one of the sandbox's: of its rooms the story itself tells.
        assert there.get(CHAT) == here.get(CHAT), act
        assert rooms == "wecom" or there == here, act
