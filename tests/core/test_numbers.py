"""Case numbers and short codes, written and found again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numbers import LETTERS, case_number, short_code, split_case


@pytest.mark.rule("CMP-3")
def test_a_case_number_says_its_kind_its_day_and_its_place() -> None:
    assert case_number("complaint", date(2026, 11, 22), 7) == "TS20261122-0007"
    assert case_number("enquiry", date(2026, 11, 22), 3) == "ZX20261122-0003"
    assert case_number("complaint", date(2026, 11, 22), 10000) == "TS20261122-10000"
    with pytest.raises(ValueError, match="from 1"):
        case_number("complaint", date(2026, 11, 22), 0)


@pytest.mark.parametrize(
    ("n", "code"),
    [(1, "A001"), (12, "A012"), (999, "A999"), (1000, "B000"), (23999, "Z999"), (24000, "A000")],
)
def test_short_codes_count_up_and_begin_again(n: int, code: str) -> None:
    assert short_code(n) == code


@given(st.integers(0, 10**9))
def test_a_short_code_has_no_letter_that_looks_like_a_digit(n: int) -> None:
    code = short_code(n)
    assert code[0] in LETTERS
    assert code[0] not in "IO"
    assert len(code) == 4


A012 = "A012"
FULL = "TS20261122-0007"


@pytest.mark.parametrize(
    ("text", "case", "rest"),
    [
        ("A012 您好", A012, "您好"),
        ("a012您好", A012, "您好"),
        ("#A012:您好", A012, "您好"),
        ("A012,配件明天到", A012, "配件明天到"),
        ("Ａ０１２　您好", A012, "您好"),
        ("ts20261122-0007 已修好", FULL, "已修好"),
        ("TS20261122—0007 已修好", FULL, "已修好"),
        ("A012", A012, ""),
        ("【A012】您好", A012, "您好"),
        ("[a012] 您好", A012, "您好"),
        ("（A012）您好", A012, "您好"),
        ("【TS20261122-0007】：已修好", FULL, "已修好"),
        ("【已修好】A012", "", "【已修好】A012"),
        ("您好 A012", "", "您好 A012"),
        ("A0123 您好", "", "A0123 您好"),
        ("AB012 您好", "", "AB012 您好"),
        ("O012 您好", "", "O012 您好"),
        ("", "", ""),
    ],
)
def test_a_case_at_the_beginning_is_an_address_and_the_rest_stays_as_written(
    text: str, case: str, rest: str
) -> None:
    assert split_case(text) == (case, rest)


@given(
    st.sampled_from(["complaint", "enquiry"]), st.dates(date(2024, 1, 1)), st.integers(1, 999_999), st.text()
)
def test_every_number_that_is_given_is_found_again(kind: str, day: date, n: int, before: str) -> None:
    number = case_number(kind, day, n)
    assert split_case(f"{number} 好") == (number, "好")
