"""How a story is read."""

import pytest

from tests.stories.telling import holds
from tests.stories.transcript import BrokenStory, read_story


def test_a_story_without_a_state_line_is_an_error() -> None:
    """Wording alone proves nothing."""
    with pytest.raises(BrokenStory, match="no S> line"):
        read_story("x", "C> 你好\nB> 您好\n")


def test_a_state_line_for_one_profile_does_not_do_for_the_other() -> None:
    with pytest.raises(BrokenStory, match="wechat"):
        read_story("x", "C> 你好\n@telegram S> cases == 0\n")


@pytest.mark.parametrize("line", ["?> 你好", "C>", "@fax C> 你好", "你好"])
def test_a_line_that_is_nothing_is_an_error(line: str) -> None:
    with pytest.raises(BrokenStory, match="x:1"):
        read_story("x", f"{line}\nS> True\n")


def test_headers_say_what_is_proved_and_when_it_begins() -> None:
    story = read_story(
        "x", "# rules: CMP-2 CON-8\n# starts: 2025-03-12T22:30\n# profiles: telegram\nS> True\n"
    )
    assert (story.rules, story.starts, story.profiles) == (
        ("CMP-2", "CON-8"),
        "2025-03-12T22:30",
        ("telegram",),
    )


def test_words_are_held_or_matched() -> None:
    assert holds("已登记，编号TS1", "编号")
    assert holds("已登记，编号TS1", r"/TS\d/")
    assert not holds("已登记", r"/TS\d/")
