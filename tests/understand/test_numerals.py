"""Numbers in Chinese, Arabic and mixed writing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.numerals import read_digits, read_number

VALUES = [
    ("三万二", 32000),
    ("三万零二", 30002),
    ("三万二千", 32000),
    ("3.2万", 32000),
    ("3万5千", 35000),
    ("3w2", 32000),
    ("8k", 8000),
    ("两千五", 2500),
    ("一百八", 180),
    ("十五", 15),
    ("二十", 20),
    ("廿", None),
    ("一千零五", 1005),
    ("二〇二三", 2023),
    ("三万半", 35000),
    ("12,300", 12300),
    ("三点二万", 32000),
    ("十万", 100000),
    ("一百二十万", 1200000),
    ("３万２", 32000),
    ("壹万贰仟", 12000),
    ("六", 6),
    ("两", 2),
    ("百", 100),
    ("", None),
    ("公里", None),
    ("几万", None),
]
_ONES = "零一二三四五六七八九"


@pytest.mark.parametrize(("words", "value"), VALUES)
def test_a_number_has_its_value(words: str, value: float | None) -> None:
    number = read_number(words)
    assert (None if number is None else number.value) == value


@pytest.mark.parametrize(
    ("words", "value"), [("七八千", 7500), ("十几万", 150000), ("三四万", 35000), ("八千多", 8000)]
)
def test_a_rough_number_says_that_it_is_rough(words: str, value: float) -> None:
    number = read_number(words)
    assert number is not None
    assert (number.value, number.approximate) == (value, True)


def test_digits_are_read_one_by_one() -> None:
    assert read_digits("二〇二三") == "2023"
    assert read_digits("幺三八") == "138"
    assert read_digits("二十") is None


@given(st.integers(1, 9999))
def test_every_number_written_out_in_chinese_comes_back(value: int) -> None:
    number = read_number(_chinese(value))
    assert number is not None
    assert number.value == value


def _chinese(value: int) -> str:
    """1005 → 一千零五, as taught in school."""
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            words += ("零" if gap and words else "") + _ONES[digit] + name
            gap = False
        else:
            gap = True
    return words
