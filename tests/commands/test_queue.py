"""`queue code`: a group comes to serve a queue by a one-time code (SEC-3, STAFF-1)."""

from datetime import datetime, timedelta

import pytest

from tests.commands.program import Program
from tests.commands.test_staff import AT, CODE


@pytest.mark.rule("SEC-3")
def test_a_code_says_for_which_queue_it_is_and_until_when(program: Program) -> None:
    made = program(
        "queue", "code", "aftersales/1", "--json", SANDBOX__CLOCK="virtual", SANDBOX__START=AT
    ).object
    assert CODE.fullmatch(made.pop("code"))
    assert datetime.fromisoformat(made.pop("expires_at")) == datetime.fromisoformat(AT) + timedelta(hours=24)
    assert made == {"queue": "aftersales/1"}
    assert program("queue", "code", "panel").line.startswith("For panel: send /bind ")


@pytest.mark.parametrize("queue", ["aftersales/4", "garage/1", "panel/1", "aftersales"])
def test_a_queue_that_there_is_not_is_named(program: Program, queue: str) -> None:
    assert f"There is no such queue: {queue} " in program("queue", "code", queue).sentence


def test_a_queue_of_a_store_that_there_is_not_is_named(program: Program) -> None:
    said = program("queue", "code", "moon:aftersales/1").sentence
    assert said == "There is no store moon: the policy knows main."
