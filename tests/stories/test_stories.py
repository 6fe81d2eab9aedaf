"""Every story of the folder, told to each platform's profile."""

from pathlib import Path

import pytest

from tests.stories.telling import Teller
from tests.stories.transcript import Story, stories
from tests.stories.world import copy_template, open_world

TOLD = [(story, profile) for story in stories(Path(__file__).parent / "zh") for profile in story.profiles]


def _marked(story: Story, profile: str) -> object:
    marks = [pytest.mark.rule(rule) for rule in story.rules]
    return pytest.param(story, profile, id=f"{story.name}-{profile}", marks=marks)


@pytest.mark.parametrize(("story", "profile"), [_marked(*one) for one in TOLD])
async def test_the_story_is_told(story: Story, profile: str, template: Path, tmp_path: Path) -> None:
    folder = copy_template(template, tmp_path / "data")
    await Teller(story, profile).tell(lambda: open_world(folder, profile))
