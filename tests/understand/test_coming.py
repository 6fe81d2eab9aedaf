"""Times to come, as customers name them when they book something or want a call."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.coming import read_coming

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 3, 12, 10, 30, tzinfo=SHANGHAI)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("明天下午3点打给我", "03-13 15:00", "03-13 16:00"),
        ("周六上午", "03-15 09:00", "03-15 12:00"),
        ("下周三", "03-19 00:00", "03-20 00:00"),
        ("周三", "03-12 00:00", "03-13 00:00"),
        ("本周五", "03-14 00:00", "03-15 00:00"),
        ("周一", "03-17 00:00", "03-18 00:00"),
        ("15号", "03-15 00:00", "03-16 00:00"),
        ("5号", "04-05 00:00", "04-06 00:00"),
        ("3月20号下午两点半", "03-20 14:30", "03-20 15:30"),
        ("三月二十号", "03-20 00:00", "03-21 00:00"),
        ("今天下午", "03-12 13:00", "03-12 18:00"),
        ("今晚八点", "03-12 20:00", "03-12 21:00"),
        ("晚上10点半", "03-12 22:30", "03-12 23:30"),
        ("上午9点", "03-13 09:00", "03-13 10:00"),
        ("3点", "03-12 15:00", "03-12 16:00"),
        ("明早", "03-13 08:00", "03-13 10:00"),
        ("大后天", "03-15 00:00", "03-16 00:00"),
        ("这周末", "03-15 00:00", "03-17 00:00"),
        ("下周末", "03-22 00:00", "03-24 00:00"),
        ("周五下午三点到五点", "03-14 15:00", "03-14 17:00"),
        ("下午5点以后", "03-12 17:00", "03-12 20:00"),
        ("星驰S7，周日下午可以吗", "03-16 13:00", "03-16 18:00"),
    ],
)
def test_the_next_time_that_fits_is_meant(text: str, start: str, end: str) -> None:
    found = read_coming(text, NOW)
    assert found is not None
    assert (f"{found.start:%m-%d %H:%M}", f"{found.end:%m-%d %H:%M}") == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "随便",
        "每周六",
        "上周六下午",
        "昨天下午3点",
        "3.2万公里",
        "2月30号",
        "S7",
        "都行",
        "今天上午8点",
        "13800138000",
    ],
)
def test_what_is_over_or_no_time_is_none(text: str) -> None:
    assert read_coming(text, NOW) is None


@given(
    st.text(alphabet="今明后天下周末一二三四五六日12345上午中晚点半:到月号 的,每昨", max_size=12),
    st.integers(0, 525_600),
)
def test_whatever_is_written_a_time_read_is_still_to_come(text: str, minutes: int) -> None:
    """And its words are the customer's own."""
    now = NOW + timedelta(minutes=minutes)
    found = read_coming(text, now)
    if found is not None:
        assert found.start < found.end
        assert found.end > now
        assert found.words == text[found.span[0] : found.span[1]]
