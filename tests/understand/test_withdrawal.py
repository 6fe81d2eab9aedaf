"""Every way of saying stop is heard at once, and nothing else is taken for it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import sentences
from bot.understand.withdrawal import PURPOSES, read_withdrawal
from tests.understand.labelled import rows

SCOPED = rows("withdrawal")
JUDGED = rows("withdrawal_restricts")
BLANKS_AND_MARKS = st.text(alphabet=" 　,,。.!!~…\t\u200b", max_size=4)


@pytest.mark.rule("CON-8")
def test_each_labelled_sentence_stops_exactly_what_it_asks() -> None:
    """Keywords, phrases, one channel, one purpose, everything; and everyday sentences stop nothing."""
    wrong = [(row, read_withdrawal(row["text"]).scope) for row in SCOPED]
    assert [pair for pair in wrong if pair[0]["scope"] != pair[1]] == []


@pytest.mark.rule("CON-8")
def test_sentences_that_ask_to_stop_restrict_and_others_do_not() -> None:
    """Of further sentences only whether they restrict is judged."""
    assert [row for row in JUDGED if read_withdrawal(row["text"]).restricts != row["restricts"]] == []


@pytest.mark.rule("CON-8")
@given(
    st.sampled_from(["退订", "TD", "td", "T", "t", "拒收", "STOP", "Stop", "/stop", "退訂", "ＴＤ"]),
    BLANKS_AND_MARKS,
    BLANKS_AND_MARKS,
)
def test_keywords_hold_in_any_width_case_and_punctuation(word: str, before: str, after: str) -> None:
    """An exact keyword withdraws marketing however it is typed."""
    read = read_withdrawal(before + word + after)
    assert (read.scope, read.exact) == ("all_marketing", True)


@pytest.mark.rule("CON-8")
@given(
    st.sampled_from([(code, name) for code, names in PURPOSES.items() for name in names]), BLANKS_AND_MARKS
)
def test_every_purpose_can_be_withdrawn_by_each_of_its_names(purpose: tuple[str, str], between: str) -> None:
    """退订 and a name, with anything between, stops that purpose alone."""
    code, name = purpose
    assert read_withdrawal(f"退订{between}{name}").scope == f"purpose:{code}"


@pytest.mark.rule("GATE-5")
def test_a_refused_service_is_the_last_one_spoken_of() -> None:
    """不需要此类服务 stops the purpose of the last contact, which only the caller knows."""
    assert read_withdrawal("不需要此类服务").scope == "purpose:last"


def test_a_phrase_is_marked_as_interpreted() -> None:
    """A fuzzy phrase restricts at once, and the reply then offers to narrow it."""
    assert read_withdrawal("别再给我打电话了").exact is False


def test_a_stores_own_purposes_are_understood() -> None:
    """The store may add purposes; their names come in as an argument."""
    assert read_withdrawal("退订 摄影比赛", {"photo_contest": ("摄影比赛",)}).scope == "purpose:photo_contest"


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    """Nothing a customer can send stops the reader."""
    read_withdrawal(text)


@pytest.mark.rule("CON-8")
def test_no_word_that_our_own_texts_give_him_stops_anything_but_those_that_do() -> None:
    given = {
        word
        for table, texts in (key_and_wordings(key) for key in sentences())
        if table not in ("staff", "contact", "card", "campaign", "disclosure", "paper_consent", "erase")
        for text in texts
        for word in re.findall("回复“([^”{}]+)”", text)
    }
    assert {"授权书", "关联账号", "解除关联", "恢复同意", "人工"} <= given
    assert {word for word in given if read_withdrawal(word).restricts} == {"退订", "全部退订"}


def key_and_wordings(key: str) -> tuple[str, tuple[str, ...]]:
    text = sentences()[key]
    return key.partition(".")[0], text if isinstance(text, tuple) else (text,)


@pytest.mark.rule("CON-8")
@pytest.mark.parametrize("text", ["修，别再坏了", "修好，别再漏了", "希望不要再出问题", "别再响了"])
def test_what_the_car_is_to_stop_stops_nothing_else(text: str) -> None:
    assert read_withdrawal(text).scope == "none"


@pytest.mark.rule("CON-8")
def test_beside_a_trouble_he_may_still_ask_not_to_be_reached() -> None:
    assert read_withdrawal("修好别再坏了，也别再打电话给我").restricts
