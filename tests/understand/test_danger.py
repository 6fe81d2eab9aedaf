"""A danger of this moment is told from a report of one (behaviour 16)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.danger import is_danger_now
from tests.understand.labelled import rows


@pytest.mark.rule("CMP-4")
@pytest.mark.parametrize("row", rows("danger"), ids=lambda row: str(row["text"]))
def test_danger_now_is_recognised_with_its_kind(row: dict[str, str | None]) -> None:
    """The kind decides which safety text the customer gets first."""
    danger = is_danger_now(str(row["text"]))
    assert (danger.kind if danger else None) == row["kind"]


@pytest.mark.parametrize("past", ["昨天", "上个月", "前天晚上", "3月5号"])
@pytest.mark.parametrize("text", ["刹车失灵了", "车着火了", "高速上方向盘锁死了", "车头冒烟了"])
def test_a_past_time_makes_it_a_report(past: str, text: str) -> None:
    """What happened on a named day is a complaint, not an emergency."""
    assert is_danger_now(past + text) is None


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    """Nothing a customer can send stops the reader."""
    is_danger_now(text)
