"""Whatever is typed, reading it fails never, points into the text, and takes no time worth naming."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.dates import When
from bot.understand.identifiers import (
    find_documents,
    find_phones,
    find_plates,
    find_vins,
    mask_text,
    redact_documents,
)
from bot.understand.slots import Found, find_slots
from bot.understand.vehicles import load_vehicles
from tests.understand.asked import find_all

NOW = datetime(2025, 3, 12, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
VEHICLES = load_vehicles()
ASKED = [
    None,
    "when",
    "where",
    "model",
    "plate",
    "vin",
    "mileage_km",
    "purchase",
    "expectation",
    "phenomenon",
]
SHARDS = [
    "去年",
    "前年",
    "上个月",
    "底",
    "3月",
    "31号",
    "2月",
    "30日",
    "周五",
    "上上",
    "礼拜",
    "天",
    "前",
    "半",
    "年",
    "国庆",
    "中秋",
    "晚上",
    "凌晨",
    "十二点",
    "24",
    ":",
    "59",
    "0",
    "1",
    "138",
    "1234",
    "5678",
    "+86",
    "幺",
    "三",
    "万",
    "千",
    "w",
    "k",
    "公里",
    "跑了",
    "买的",
    "提",
    "在",
    "高速",
    "路",
    "S7",
    "星驰",
    "粤B",
    "·",
    "12345",
    " ",
    "\u200b",
    "\u202e",
    "🚗",
    "，",
    "。",
    "\n",
    "LSVAA49J132047371",
    "11010519491231002X",
    "6222",
    "退",
    "换车",
    "不是",
    "左右",
    "到",
    "-",
    "—",
    "几",
    "十",
]
typed = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(SHARDS), max_size=25).map("".join))


@given(typed, st.sampled_from(ASKED))
def test_any_text_is_read_and_every_fact_points_at_the_customers_own_words(
    text: str, asked: str | None
) -> None:
    slots = find_slots(text, NOW, VEHICLES, asked)
    for found in vars(slots).values():
        if found is None:
            continue
        assert isinstance(found, Found)
        start, end = found.span
        assert 0 <= start < end <= len(text)
        if not isinstance(found.value, When):
            assert found.words == text[start:end]


@given(typed)
def test_every_time_is_an_interval_that_ends_after_it_begins(text: str) -> None:
    for when in find_all(text, NOW):
        assert when.start < when.end
        assert when.start.utcoffset() is not None
        assert text[slice(*when.span)] == when.words


@given(typed)
def test_after_masking_no_phone_can_be_read_and_masking_again_changes_nothing(text: str) -> None:
    masked = mask_text(text)
    assert find_phones(masked) == ()
    assert mask_text(masked) == masked


@given(typed)
def test_after_redaction_no_document_number_is_left(text: str) -> None:
    redacted = redact_documents(text)
    assert find_documents(redacted) == ()
    assert redact_documents(redacted) == redacted


@given(typed)
def test_identifiers_point_into_the_text(text: str) -> None:
    for found in [*find_plates(text), *find_vins(text)]:
        assert text[slice(*found.span)] == found.words
    for phone in find_phones(text):
        assert text[slice(*phone.span)] == phone.words


@pytest.mark.parametrize(
    "shard",
    [
        "1",
        "138",
        "一",
        "三万",
        "2024",
        "1 ",
        "3.",
        "1-",
        "a1",
        "年",
        "上",
        "前",
        "公里",
        "在路",
        "买",
        "了",
        "的",
        "大概",
        " ",
        "，",
        "13812345678",
        "跑了",
        "质保",
        "\u200b",
        "6",
        "粤b1",
        "提",
        "是",
        "十",
        "我的",
        "才",
        "S7",
        "到",
        "周",
        "昨天",
        "去年",
        "退",
        "不",
    ],
)
def test_four_thousand_characters_of_anything_are_read_in_a_blink(shard: str) -> None:
    text = (shard * 4000)[:4000]
    best = min(_seconds(text) for _ in range(3))
    assert best < 0.25, f"{best * 1e3:.0f} ms"


@pytest.mark.parametrize(
    "unit",
    [
        "就得",
        "我的",
        "嗯嗯",
        "刚刚",
        "才刚",
        "到现在",
        "就要得",
        "现在跑了",
        "的时候",
        "上上个",
        "不到",
        "我我们",
        "的了",
        "里程是",
        "年 ",
    ],
)
@pytest.mark.parametrize("head", ["1", "三万公里", "昨天", "买", "在", ""])
def test_words_that_could_be_cut_in_many_ways_are_cut_once(head: str, unit: str) -> None:
    assert _seconds(head + unit * 300 + "x刹") < 0.25


def _seconds(text: str) -> float:
    """Our own time alone: how busy the machine is otherwise decides nothing."""
    begin = time.process_time()
    find_slots(text, NOW, VEHICLES)
    mask_text(text)
    redact_documents(text)
    return time.process_time() - begin
