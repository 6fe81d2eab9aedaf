"""What a platform heard him say: it fills a complaint, it restricts, and it agrees to nothing (CON-6, CON-8)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.commands import AnswerConsents, RestoreConsents, Withdraw
from bot.dialogue.number import takes_a_hand
from bot.dialogue.said import Said
from bot.dialogue.session import Evidence
from tests.dialogue.talk import Talk, reading

WORDS = (
    "一",
    "1",
    "二",
    "1 3",
    "全部同意",
    "同意",
    "好的",
    "是的",
    "确认",
    "就选这些",
    "13800138000",
    "都要",
    "恢复同意",
)


def speaks(talk: Talk, text: str) -> str:
    said = Said(reading(text, talk.session.step or None, talk.now), text)
    return talk.turn(replace(said, spoken=True, recording=(Evidence(900 + talk.turns, "voice"),)))


def filed(*, buttons: bool) -> Talk:
    talk = Talk(has_buttons=buttons)
    for text in ("空调不制冷", "不会", "提交", "提交"):
        talk.says(text)
    return talk


def grants(talk: Talk) -> list[AnswerConsents]:
    every = [one for one in talk.commands if isinstance(one, AnswerConsents)]
    return [one for one in every if any(yes for _, _, yes in one.answers)]


@pytest.mark.rule("CON-6")
@settings(deadline=None)
@given(
    buttons=st.booleans(),
    begins=st.sampled_from(("留电话", "我想试驾", "入会", "约个保养")),
    spoken=st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
)
def test_nothing_that_was_spoken_grants(buttons: bool, begins: str, spoken: list[str]) -> None:
    talk = filed(buttons=buttons)
    talk.says(begins)
    for text in ("跳过", "跳过", "跳过") if begins in ("我想试驾", "约个保养") else ():
        talk.says(text)
    for text in spoken:
        speaks(talk, text)
    assert grants(talk) == []
    assert not any(isinstance(one, RestoreConsents) for one in talk.commands)


@pytest.mark.rule("CON-6")
def test_the_same_typed_does() -> None:
    talk = filed(buttons=False)
    talk.says("留电话")
    talk.says("1")
    talk.says("13800138000")
    assert len(grants(talk)) == 1


@pytest.mark.rule("CON-8")
@pytest.mark.parametrize("text", ["退订", "别再打电话了", "全部退订"])
def test_what_was_spoken_restricts(text: str) -> None:
    talk = filed(buttons=False)
    talk.says("留电话")
    speaks(talk, text)
    assert any(isinstance(one, Withdraw) for one in talk.commands)
    left = talk.session.consents.items if talk.session.consents is not None else ()
    assert all(channel != "call" for _, channel in left)
    assert left == () or text == "别再打电话了"


@pytest.mark.rule("CON-2")
@pytest.mark.parametrize("text", ["都不用", "以后再说", "不留"])
def test_refusing_is_as_easy_spoken_as_typed(text: str) -> None:
    talk = filed(buttons=False)
    talk.says("留电话")
    speaks(talk, text)
    assert talk.session.consents is None or talk.session.consents.alone
    assert grants(talk) == []


@pytest.mark.parametrize(
    ("action", "hand"),
    [
        ("number:n1:tick:0", True),
        ("number:n1:done", True),
        ("number:n1:yes", True),
        ("number:n1:no", False),
        ("number:n1:none", False),
        ("number:n1:later", False),
        ("number:n1:no_number", False),
        ("undo:n1", True),
        ("case:7:accept:1", True),
        ("link:yes:n1", True),
        ("link:no:n1", False),
        ("link:end", False),
        ("case:7:object:1", False),
        ("consents:stop:complaint:call", False),
        ("slot:safety=no", False),
    ],
)
def test_only_what_agrees_takes_a_hand(action: str, hand: bool) -> None:
    assert takes_a_hand(action) is hand


def test_the_recording_of_words_is_no_evidence() -> None:
    """A draft holds the words; the case that is open gets the recording with them."""
    talk = Talk()
    speaks(talk, "空调不制冷")
    assert talk.session.facts["phenomenon"].value == "空调不制冷"
    assert talk.session.evidence == ()
