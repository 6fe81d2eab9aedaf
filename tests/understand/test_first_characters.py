"""Two long patterns look only where a word of theirs can begin; they must find no less for that."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understand.daywords import ANY_WORD, DAY_WORD
from bot.understand.plain import ANY_TYPO, TYPO


def _letters(expression: str) -> str:
    return "".join(sorted(set(re.findall(r"[0-9a-z\u3007\u4e00-\u9fff]", expression))))


@settings(max_examples=1000)
@given(st.text(alphabet=_letters(ANY_WORD.expression) + " :-./", max_size=12))
def test_no_dating_word_is_passed_over(text: str) -> None:
    assert [match.span() for match in DAY_WORD.finditer(text)] == [m.span() for m in ANY_WORD.finditer(text)]


@settings(max_examples=1000)
@given(st.text(alphabet=_letters(ANY_TYPO.expression), max_size=8))
def test_no_typo_is_passed_over(text: str) -> None:
    assert [match.span() for match in TYPO.finditer(text)] == [m.span() for m in ANY_TYPO.finditer(text)]
