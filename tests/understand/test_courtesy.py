"""A reply that argues or blames is held back; a polite refusal is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.courtesy import is_discourteous
from tests.understand.labelled import rows


@pytest.mark.rule("FLOW-9")
@pytest.mark.parametrize("row", rows("courtesy"), ids=lambda row: str(row["text"]))
def test_rude_replies_are_held_and_polite_ones_pass(row: dict[str, object]) -> None:
    """The labels were set by hand from the rule's own examples outwards."""
    assert is_discourteous(str(row["text"])) is row["hold"]


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    """Nothing a clerk can type stops the reader."""
    is_discourteous(text)
