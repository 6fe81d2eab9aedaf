"""The two forms that staff fill in with one message (FLOW-2, FLOW-5)."""

import pytest

from bot.staff.forms import Offer, Record, read_offer, read_record


@pytest.mark.rule("FLOW-2")
@pytest.mark.parametrize(
    "text",
    [
        "已换刹车片；异响还在",
        "已换刹车片\n异响还在",
        "已换刹车片。异响还在",
        "已换刹车片，异响还在",
        "做了什么：已换刹车片\n为什么不够：异响还在",
        "处理：已换刹车片；原因：异响还在",
    ],
)
def test_both_parts_of_a_record_are_found_however_they_are_divided(text: str) -> None:
    """By label, line, semicolon, sentence, and at last comma."""
    assert read_record(text) == Record("已换刹车片", "异响还在")


@pytest.mark.rule("FLOW-2")
@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("已换刹车片", Record("已换刹车片", "")),
        ("已换刹车片。", Record("已换刹车片。", "")),
        ("", Record("", "")),
    ],
)
def test_a_record_with_one_part_lacks_the_other(text: str, record: Record) -> None:
    """Then it is asked for."""
    assert read_record(text) == record


@pytest.mark.rule("FLOW-5")
@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("维修 免费换", Offer("repair", "免费换")),
        ("维修：免费换", Offer("repair", "免费换")),
        ("维修", Offer("repair", "")),
        ("免费换", None),
        ("", None),
    ],
)
def test_an_offer_names_its_option_first(text: str, offer: Offer | None) -> None:
    """Where it names none, the options are shown."""
    assert read_offer(text, {"维修": "repair"}.get) == offer
