"""An answer names what it must and sells nothing that he has not spoken of (GATE-4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.content import reply_fits, topics_of
from tests.core.desk import POLICY

RULE = POLICY.contact.content
COMPLAINT = POLICY.asked_in("complaint")
CARS = frozenset({"presales_followup"})


def fits(words: str, about: frozenset[str] = COMPLAINT, his: str = "") -> bool:
    return reply_fits(RULE, about, words, lambda: his) is None


@pytest.mark.rule("GATE-4")
@pytest.mark.parametrize(
    ("words", "about", "his", "may"),
    [
        ("推荐车险", COMPLAINT, "", False),
        ("推 荐 车\n险", COMPLAINT, "", False),  # spaces hide nothing
        ("车险", COMPLAINT, "", True),  # named, not sold
        ("推荐", COMPLAINT, "", True),
        ("推荐车险", COMPLAINT, "车险怎么买", True),
        ("推荐贴膜", COMPLAINT, "车险怎么买", False),
        ("推荐新款", COMPLAINT, "", True),  # a discount of a repair reads like that: no topic of answers
        ("推荐置换", CARS, "", False),
        ("推荐新款", CARS, "", True),
        ("推荐车险", CARS, "", False),
        ("", COMPLAINT, "", True),
    ],
)
def test_what_an_answer_may_hold(words: str, about: frozenset[str], his: str, may: bool) -> None:
    assert fits(words, about, his) is may


topics = st.sampled_from([word for topic in RULE.topics.values() for word in topic.words])
cues = st.sampled_from(RULE.selling)


@pytest.mark.rule("GATE-4")
@given(topics, cues, st.text(max_size=20), st.text(max_size=20))
def test_what_he_spoke_of_himself_may_always_be_answered(
    topic: str, cue: str, before: str, after: str
) -> None:
    words = f"{before}{topic}{after}{cue}"
    assert fits(words, his=words)
    sold = {code for code in topics_of(RULE, words) if code in RULE.in_replies}
    assert fits(words) is not bool(sold)
