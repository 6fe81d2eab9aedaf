"""Stories of one customer on two platforms, begun on either."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.flows.linked import CODE
from tests.stories.telling import Teller
from tests.stories.transcript import ELSEWHERE, PROFILES, Line, Story, stories
from tests.stories.world import OTHER, Sandbox, World, copy_template, open_world

TOLD = [(story, one) for story in stories(Path(__file__).parent / "two_chats") for one in story.profiles]


class TwoChats(Teller):
    """Hands what happens in his other chat to a teller of its own; both look at the same news. `{code}` is the code
    that he was given last."""

    def __init__(self, story: Story, profile: str) -> None:
        super().__init__(story, profile)
        self.other = Teller(story, next(one for one in PROFILES if one != profile))
        self.other.chat = f"customer:{OTHER}"

    async def _opening(self, world: World) -> None:
        await super()._opening(world)
        assert isinstance(world, Sandbox)
        await world.elsewhere().begins()
        await world.news()

    async def _line(self, world: World, line: Line) -> None:
        if "{code}" in line.text:
            given = [found[1] for event in world.log if (found := CODE.search(event["text"]))]
            line = replace(line, text=line.text.replace("{code}", given[-1]))
        if line.sign not in ELSEWHERE:
            await super()._line(world, line)
            return
        assert isinstance(world, Sandbox)
        self.other.news = self.news
        await self.other._line(world.elsewhere(), replace(line, sign=line.sign.replace("2", "")))
        self.news = self.other.news


def _marked(story: Story, profile: str) -> object:
    marks = [pytest.mark.rule(rule) for rule in story.rules]
    return pytest.param(story, profile, id=f"{story.name}-{profile}", marks=marks)


@pytest.mark.parametrize(("story", "profile"), [_marked(*one) for one in TOLD])
async def test_the_story_is_told(story: Story, profile: str, template: Path, tmp_path: Path) -> None:
    folder = copy_template(template, tmp_path / "data")
    await TwoChats(story, profile).tell(lambda: open_world(folder, profile))
