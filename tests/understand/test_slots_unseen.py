"""Facts are found in sentences that no rule was written for, and nothing is taken for a fact that is none."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understand.dates import When
from bot.understand.slots import Found, find_slots
from bot.understand.vehicles import load_vehicles
from tests.understand.labelled import rows

NOW = datetime(2025, 3, 12, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
VEHICLES = load_vehicles()
EXACT = ("mileage", "model", "expectation")


@pytest.mark.rule("CMP-2")
@pytest.mark.parametrize("row", rows("slots"), ids=lambda row: str(row["text"]))
def test_one_fact_is_found_or_none_is(row: dict[str, str | None]) -> None:
    """A time begins as labelled (to the digits given), a place contains its noun, the rest is equal."""
    slot = str(row["slot"])
    found: Found[object] | None = getattr(
        find_slots(str(row["text"]), NOW, VEHICLES), "mileage_km" if slot == "mileage" else slot
    )
    if row["value"] is None:
        assert found is None
        return
    assert found is not None
    if isinstance(found.value, When):
        assert found.value.start.isoformat().startswith(row["value"])
    elif slot in EXACT:
        assert str(found.value) == row["value"]
    else:
        assert row["value"] in str(found.value)
