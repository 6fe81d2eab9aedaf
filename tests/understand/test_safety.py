"""Safety is heard in the customer's own words, and in nothing that only sounds like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.safety import safety_hits
from tests.understand.asked import is_safety
from tests.understand.labelled import rows

LABELLED = [(row["text"], row["safety"]) for name in ("safety_given", "safety_own") for row in rows(name)]
LABELLED += [(row["text"], row["severity"] == "safety") for row in rows("utterances")]
DANGEROUS = [text for text, safety in LABELLED if safety]


@pytest.mark.rule("CMP-4")
def test_no_labelled_hazard_is_missed() -> None:
    """A miss is never acceptable, however the customer says it."""
    assert [text for text in DANGEROUS if is_safety(text) is None] == []


@pytest.mark.rule("CMP-4")
def test_harmless_sentences_raise_no_alarm() -> None:
    """Accessories, idioms, hearsay, questions and denials alert nobody."""
    assert [text for text, safety in LABELLED if not safety and is_safety(text)] == []


@pytest.mark.parametrize(
    ("text", "hazard"),
    [
        ("踩刹车像踩棉花", "brake"),
        ("方向盘突然锁死", "steering"),
        ("车头冒烟了", "fire"),
        ("车里全是汽油味", "leak"),
        ("左前轮飞出去了", "wheel"),
        ("气囊没弹出来", "restraint"),
        ("高速上突然失去动力", "power"),
    ],
)
def test_a_hit_names_its_hazard_and_the_words(text: str, hazard: str) -> None:
    """Staff see why a message was taken as a matter of safety."""
    hit = is_safety(text)
    assert hit is not None
    assert hit.hazard == hazard
    assert hit.words in text


@pytest.mark.parametrize(
    "text",
    [
        "刹车没问题",
        "网上说会自燃",
        "座椅加热失灵",
        "你们的服务简直让人自燃",
        "没有漏油",
        "万一刹车失灵怎么办",
        "方向盘套松了",
    ],
)
def test_denial_hearsay_supposition_and_idiom_are_no_hits(text: str) -> None:
    """What is denied, supposed, merely heard of or meant otherwise is no hazard."""
    assert is_safety(text) is None


@pytest.mark.parametrize(
    "text", ["刹车没问题,但是方向盘锁死了", "网上说会自燃,我的车昨天也自燃了", "没漏油,就是冒烟"]
)
def test_a_denial_covers_only_its_own_clause(text: str) -> None:
    """What one clause denies does not hide what the next reports."""
    assert is_safety(text) is not None


@given(st.sampled_from(DANGEROUS), st.sampled_from(["你好", "我姓王", "谢谢", "3.2万公里", "昨天下午"]))
def test_small_talk_around_a_hazard_never_hides_it(text: str, chat: str) -> None:
    """A greeting or a fact before or after leaves the hazard a hazard."""
    assert is_safety(f"{chat},{text}") is not None
    assert is_safety(f"{text}。{chat}") is not None


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    """Emoji, control characters and unassigned ones are only text."""
    is_safety(text)


@pytest.mark.rule("CMP-4")
@pytest.mark.parametrize("text", ["高速", "路口", "刹车", "国道"])
def test_a_place_or_a_part_alone_is_no_danger(text: str) -> None:
    """高速 answers where it happened; a failing that is known counts in as few signs."""
    assert not safety_hits(text)
    assert safety_hits("着火了")
    assert safety_hits("失速")
    assert safety_hits("高速上失速")
