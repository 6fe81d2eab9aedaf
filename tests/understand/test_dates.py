"""Times in the customer's words, against answers written by hand; the clock is Wednesday 2025-03-12 10:30."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.dates import When
from tests.understand.asked import find_all, find_when

DATA = Path(__file__).parent / "data"
NOW = datetime(2025, 3, 12, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def rows(name: str) -> list[Any]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [pytest.param(json.loads(line), id=json.loads(line)["text"]) for line in lines]


def local(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize("row", rows("dates.jsonl"))
def test_the_given_expressions_are_read(row: dict[str, Any]) -> None:
    when = find_when(row["text"], datetime.fromisoformat(row["now"]))
    assert when is not None
    assert re.match(row["date"], when.start.isoformat())
    if row["hour"] is not None:
        low, high = row["hour"] if isinstance(row["hour"], list) else (row["hour"], row["hour"])
        assert low <= when.start.hour <= high


@pytest.mark.parametrize("row", rows("dates_own.jsonl"))
def test_our_own_expressions_are_read(row: dict[str, Any]) -> None:
    when = find_when(row["text"], NOW)
    if row.get("none"):
        assert when is None
        return
    assert when is not None
    got = {
        "start": local(when.start),
        "end": local(when.end),
        "grain": when.grain,
        "approximate": when.approximate,
    }
    for key in got.keys() & row.keys():
        assert got[key] == row[key], key
    if "date" in row:
        assert re.match(row["date"], local(when.start))
    if "start" in row:
        assert when.assumed == row.get("assumed")


def test_october_third_said_in_march_is_last_year_and_says_so() -> None:
    when = find_when("10月3号早上", NOW)
    assert when is not None
    assert (local(when.start)[:10], when.assumed, when.words) == ("2024-10-03", "year", "10月3号早上")


def test_all_times_of_a_message_come_in_order() -> None:
    found = find_all("23年5月提的，上周五坏的，昨天又坏了", NOW)
    assert [when.words for when in found] == ["23年5月", "上周五", "昨天"]


def test_a_bare_year_month_or_dotted_day_is_a_date_only_when_asked_for() -> None:
    assert find_when("2023", NOW) is None
    assert find_when("3.5", NOW) is None
    year, month, day = (find_when(text, NOW, asked=True) for text in ("2023", "202305", "3.5"))
    assert year is not None
    assert (local(year.start), year.grain) == ("2023-01-01T00:00", "year")
    assert month is not None
    assert (local(month.start), month.grain) == ("2023-05-01T00:00", "month")
    assert day is not None
    assert (local(day.start), day.grain) == ("2025-03-05T00:00", "day")


def test_a_naive_now_is_misuse() -> None:
    with pytest.raises(ValueError, match="aware"):
        find_when("昨天", datetime(2025, 3, 12, 10, 30))  # noqa: DTZ001


@given(st.dates(min_value=datetime(2019, 1, 1).date(), max_value=datetime(2025, 3, 12).date()))  # noqa: DTZ001
def test_a_full_date_in_any_spelling_is_that_day(day: Any) -> None:
    spellings = (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
    )
    for text in (*spellings, f"{day:%y}年{day.month}月{day.day}号"):
        when = find_when(f"是{text}坏的", NOW)
        assert when is not None, text
        assert when.start.date() == day
        assert when.grain == "day"


@given(st.integers(1, 12), st.integers(1, 31))
def test_a_month_and_day_without_a_year_are_the_last_such_day_that_has_been(month: int, day: int) -> None:
    when = find_when(f"{month}月{day}号", NOW)
    if (month, day) in {(2, 30), (2, 31), (4, 31), (6, 31), (9, 31), (11, 31)}:
        assert when is None
        return
    assert when is not None
    assert (when.start.month, when.start.day) == (month, day)
    assert when.start <= NOW
    passed = (month, day) <= (3, 12)
    assert (when.assumed is None) == passed or (month, day) == (2, 29)


@given(st.datetimes(min_value=datetime(2019, 1, 1), max_value=datetime(2030, 12, 31)))  # noqa: DTZ001
def test_whatever_the_clock_says_past_words_are_past(now: datetime) -> None:
    aware = now.replace(tzinfo=NOW.tzinfo)
    for text in (
        "周五",
        "15号",
        "10月3号",
        "国庆",
        "中秋",
        "月底",
        "年底",
        "上周末",
        "去年春节",
        "晚上十点",
        "三个月前",
    ):
        when = find_when(text, aware)
        assert isinstance(when, When), text
        assert when.start <= aware
