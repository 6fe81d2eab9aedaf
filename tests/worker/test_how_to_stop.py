"""The words under a message that say how to stop it are understood as stopping that very purpose (CON-8)."""

import pytest

from bot.texts import say
from bot.understand.reading import read
from bot.understand.vehicles import load_vehicles
from bot.understand.withdrawal import read_withdrawal
from core.withdrawal import may_be_spared
from tests.core.desk import OPENED, POLICY

SPARED = [code for code in POLICY.purposes if may_be_spared(code, POLICY)]


@pytest.mark.rule("CON-8")
@pytest.mark.parametrize("code", SPARED)
def test_each_purpose_that_an_opt_out_may_spare_is_stopped_by_its_name(code: str) -> None:
    words = say("contact.stop_named", {"purpose": POLICY.name_of(code)}, OPENED)
    assert read_withdrawal(words).scope == f"purpose:{code}"


@pytest.mark.rule("CON-8")
def test_a_purpose_that_a_store_has_added_is_stopped_by_its_own_name() -> None:
    names = {"photo_contest": ("摄影比赛",)}
    assert (
        read("退订摄影比赛", OPENED, load_vehicles(), None, names).withdrawal.scope == "purpose:photo_contest"
    )
    assert read("退订摄影比赛", OPENED, load_vehicles()).withdrawal.scope == "all_marketing"
