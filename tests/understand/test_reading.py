"""One message read whole: every key, the same facts in both places, and fast enough for long texts."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.reading import as_json, read
from bot.understand.vehicles import load_vehicles
from bot.understand.words import Word

NOW = datetime(2025, 3, 12, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
VEHICLES = load_vehicles()
KEYS = {
    "safety", "anger", "when", "mileage_km", "slots", "department", "category", "severity", "withdraw",
    "courtesy_hold", "phones", "plates", "vins",
}  # fmt: skip
SLOTS = {"model", "plate", "vin", "mileage_km", "when", "where", "purchase", "expectation"}


@pytest.mark.rule("CMP-2")
def test_several_facts_of_one_message_stand_in_their_places() -> None:
    """The second sentence of behaviour 5, with a plate and a number."""
    text = "前天在国道上开着,右前轮断轴了,幸亏速度不快。里程3.2万公里,车牌粤B·12345,电话13800138000"
    told = as_json(read(text, NOW, VEHICLES), NOW)
    day = {"start": "2025-03-10T00:00:00+08:00", "end": "2025-03-11T00:00:00+08:00", "grain": "day"}
    assert told["when"] == day
    assert told["slots"]["when"] == day
    assert told["mileage_km"] == told["slots"]["mileage_km"] == 32000
    assert told["slots"]["plate"] == "粤B12345"
    assert (told["phones"], told["plates"], told["vins"]) == (["+8613800138000"], ["粤B12345"], [])
    assert (told["safety"], told["severity"], told["department"]) == (True, "safety", "aftersales")
    assert (told["withdraw"], told["anger"], told["courtesy_hold"]) == ("none", False, False)


@given(st.text(max_size=200))
def test_every_key_is_always_present_and_nothing_raises(text: str) -> None:
    """An unknown slot is null, never missing."""
    told = as_json(read(text, NOW, VEHICLES), NOW)
    assert set(told) == KEYS
    assert set(told["slots"]) == SLOTS
    assert told["slots"]["mileage_km"] == told["mileage_km"]
    assert told["safety"] is (told["severity"] == "safety")


def test_a_service_refused_without_context_is_marketing_refused() -> None:
    """A line of JSON knows no last contact."""
    assert as_json(read("不需要此类服务", NOW, VEHICLES), NOW)["withdraw"] == "all_marketing"


@pytest.mark.rule("FLOW-9")
def test_a_rude_staff_reply_is_held() -> None:
    """The same object serves staff texts."""
    assert as_json(read("是你自己的问题,随便你投诉", NOW, VEHICLES), NOW)["courtesy_hold"] is True


def test_the_time_zone_of_now_does_not_move_the_customers_day() -> None:
    """The same instant given in UTC reads 昨天 as the same Chinese day."""
    utc = as_json(read("昨天刹车异响", NOW.astimezone(ZoneInfo("UTC")), VEHICLES), NOW)
    assert utc["when"] == as_json(read("昨天刹车异响", NOW, VEHICLES), NOW)["when"]


def test_words_and_numbers_are_read_beside_the_facts() -> None:
    """A reading holds what a dialogue's turn order asks for."""
    assert read("人工", NOW, VEHICLES).words == {Word.HUMAN}
    assert read("1 3", NOW, VEHICLES).numbers == (1, 3)
    assert read("我在高速上,车头冒烟了", NOW, VEHICLES).danger is not None


@pytest.mark.parametrize(
    "piece", ["刹车,", "别打电话", "着火 ", "a", "1", "没有自己突然", "一二三", "不要", "退订", "我在"]
)
def test_a_message_of_four_thousand_characters_is_read_quickly(piece: str) -> None:
    """No pattern runs away: ten times the promised 100 ms would already be a fault of kind, not of degree."""
    text = (piece * 4000)[:4000]
    began = time.process_time()
    read(text, NOW, VEHICLES)
    assert time.process_time() - began < 1.0
