"""A quote without an id is known by its code; what a customer wrote into it leads nobody astray (STAFF-1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.staff.quoting import is_quoted, quoted_code


@pytest.mark.rule("STAFF-1")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("【A012】客户：在吗", "A012"),
        ("  【A012】投诉 TS20250312-0001", "A012"),
        ("客户不接受方案。\n【A012】投诉 TS20250312-0001\n问题：异响", "A012"),
        ("一诺：【A012】客户：在吗", "A012"),
        ("【A012】客户：【A013】才是我的", "A012"),
        ("【A012】客户：您好\n【A013】请看", "A012"),
        ("新投诉\n【A012】投诉\n问题：【A013】", "A012"),
        ("未结2件：\n【A001】一\n【A002】二", None),
        ("见【A001】和【A002】", None),
        ("今天下午开会", ""),
        ("", ""),
        ("【A12】【a012】【I001】", ""),
    ],
)
def test_the_code_of_a_quote(words: str, code: str | None) -> None:
    assert quoted_code(words) == code


@pytest.mark.rule("STAFF-1")
@given(st.text(max_size=200))
def test_nothing_that_is_told_under_a_code_makes_another_of_it(told: str) -> None:
    assert quoted_code(f"【A012】{told}") == "A012"


@pytest.mark.parametrize(
    ("ours", "words", "same"),
    [
        ("【A012】请引用本条@我回复", "【A012】请引用本条＠我回复", True),
        ("【A012】请引用本条@我回复，内容会原样发给客户。", "【A012】请引用本条…", True),
        ("【A012】请引用本条@我回复", "【A013】请引用本条@我回复", False),
        ("【A012】请引用本条@我回复", "【A012】", False),
        ("【A012】请引用本条@我回复", "", False),
        ("", "【A012】请引用本条@我回复", False),
    ],
)
def test_a_question_is_known_by_its_words(ours: str, words: str, same: bool) -> None:
    assert is_quoted(ours, words) is same
