"""The same stories over the real adapters and the platforms' wires: a profile of the sandbox that lies is found."""

import os
from pathlib import Path

import pytest

from tests.stories.comparing import read
from tests.stories.telling import Teller
from tests.stories.transcript import Story, stories
from tests.stories.wires import Wires
from tests.stories.world import copy_template, open_world

CHOSEN = (
    "02_consent_purpose_by_purpose",
    "03_agree_to_all_covers_the_list",
    "03_ticking_on_telegram",
    "13_save_and_resume",
    "16_danger_first",
    "17_a_person_at_any_time",
    "19_evidence",
    "20_summary_edit_and_promise",
    "34_blocking",
    "37_stale_buttons",
    "48_progress_when_late",
    "51_a_message_is_edited",
    "74_please_call_me",
    "76_one_text_for_many",
)
"""One of each kind: forms, buttons, files, edits, consent, staff, danger, clocks, a restart, blocking, copies to many.
`WIRE=all` tells every story, `WIRE=24_,65_` those with such a name."""
WIRE = os.environ.get("WIRE", "")
EVERY = stories(Path(__file__).parent / "zh")
TOLD = [
    pytest.param(story, profile, id=f"{story.name}-{profile}")
    for story in EVERY
    if (
        story.name in CHOSEN
        if not WIRE
        else WIRE == "all" or any(one in story.name for one in WIRE.split(","))
    )
    for profile in story.profiles
]


@pytest.mark.parametrize(("story", "profile"), TOLD)
async def test_a_story_reads_the_same_over_the_wire(
    story: Story, profile: str, template: Path, wire_template: Path, tmp_path: Path
) -> None:
    sandbox, wire = Teller(story, profile), Teller(story, profile)
    one, other = copy_template(template, tmp_path / "one"), copy_template(wire_template, tmp_path / "other")
    await sandbox.tell(lambda: open_world(one, profile))
    wires = Wires(profile, "telegram")
    async with wires.up():
        await wire.tell(lambda: wires.open(other))
    told, expected = read(wire), read(sandbox)
    assert [act for act, _ in told] == [act for act, _ in expected]
    for (act, there), (_, here) in zip(told, expected, strict=True):
        assert there == here, act
