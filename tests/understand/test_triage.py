"""Department, category and severity of a complaint, with reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.triage import read_triage
from tests.understand.asked import is_safety
from tests.understand.labelled import rows

ROWS = rows("utterances")


@pytest.mark.rule("CMP-4")
@pytest.mark.parametrize("label", ["department", "category", "severity"])
def test_nine_labels_of_ten_are_read_right(label: str) -> None:
    """Staff may correct each of them; nine of ten need no correction."""
    wrong = [
        row["text"]
        for row in ROWS
        if getattr(read_triage(row["text"], is_safety(row["text"]) is not None), label) != row[label]
    ]
    assert len(wrong) <= len(ROWS) // 10, wrong


@pytest.mark.rule("CMP-4")
def test_sentences_of_other_customers_find_their_department() -> None:
    """Shorter, plainer sentences than the labelled ones; nine of ten go to the right room and category."""
    own = rows("triage")
    read = [(row, read_triage(row["text"], is_safety(row["text"]) is not None)) for row in own]
    assert sum(row["department"] != triage.department for row, triage in read) <= len(own) // 10
    assert sum(row["category"] != triage.category for row, triage in read) <= len(own) // 10


@pytest.mark.rule("CMP-4")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["id"]))
def test_a_department_is_never_chosen_without_a_reason(row: dict[str, str]) -> None:
    """The reasons are words of the customer's own message."""
    triage = read_triage(row["text"], safety=False)
    assert triage.because or triage.category == "other"


@pytest.mark.rule("CMP-4")
@given(st.sampled_from([row["text"] for row in ROWS]))
def test_a_hazard_always_makes_it_a_matter_of_safety(text: str) -> None:
    """Whatever the words weigh, safety outranks them."""
    assert read_triage(text, safety=True).severity == "safety"
    assert read_triage(text, safety=False).severity != "safety"


def test_nothing_known_goes_to_nobody_in_particular() -> None:
    """A message without a telling word is other and minor."""
    triage = read_triage("嗯嗯那个", safety=False)
    assert (triage.department, triage.category, triage.severity, triage.because) == (
        "other",
        "other",
        "minor",
        (),
    )


@pytest.mark.rule("CMP-4")
@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("空调不制冷怎么办", "vehicle_fault"),
        ("怎么办啊车又熄火了", "vehicle_fault"),
        ("空调坏了", "vehicle_fault"),
        ("定位调坏了", "repair_quality"),
        ("怎么办理置换", "inquiry"),
        ("过户怎么办手续", "inquiry"),
    ],
)
def test_who_tells_of_a_trouble_and_asks_what_to_do_complains(text: str, category: str) -> None:
    assert read_triage(text, safety=False).category == category


@pytest.mark.rule("CMP-4")
def test_being_called_is_not_being_hit() -> None:
    assert read_triage("你打我手机吧", safety=False).because == ()
    assert read_triage("师傅打我", safety=False).severity == "major"


def test_an_air_conditioner_is_no_free_time() -> None:
    """有空 asks for a time; 还有空调 goes on about the car."""
    assert read_triage("还有空调不凉", safety=False).category == "vehicle_fault"
    assert read_triage("周六有空吗", safety=False).category == "inquiry"
