"""When staff are warned that a silent customer's window closes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.case import Decision, RefreshCards, Room, TellRoom
from core.commands import NoteSilence
from core.complaint import decide
from core.policy import load_policy
from core.window import warns_at
from tests.core.desk import CALENDAR, file

SPOKE = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
RULE = load_policy("dealer").contact.silence


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize(
    ("lasts", "at"),
    [
        (timedelta(hours=48), datetime(2026, 11, 23, 20, 0, tzinfo=UTC)),
        (timedelta(hours=40, microseconds=1), datetime(2026, 11, 23, 20, 0, tzinfo=UTC)),
        (timedelta(hours=40), None),
        (timedelta(seconds=60), None),
    ],
)
def test_forty_hours_after_his_last_message_where_the_window_is_open_then(
    lasts: timedelta, at: datetime | None
) -> None:
    assert warns_at(RULE, SPOKE, lasts) == at


@pytest.mark.rule("STAFF-3")
@given(st.timedeltas(timedelta(0), timedelta(days=10)))
def test_a_warning_always_comes_before_the_window_closes(lasts: timedelta) -> None:
    at = warns_at(RULE, SPOKE, lasts)
    assert at is None or SPOKE < at < SPOKE + lasts


@pytest.mark.rule("STAFF-3")
def test_the_room_that_has_the_case_hears_until_when_and_how_much() -> None:
    """The case itself stays as it is."""
    case = file().case
    until = SPOKE + timedelta(hours=48)
    decision = decide(case, NoteSilence(until, 2), load_policy("dealer"), CALENDAR, SPOKE)
    args = {"hours": 40, "until": until, "left": 2}
    told = TellRoom(Room.TIER, "delivery.window_closing", args)
    assert decision == Decision(case, (), (told, RefreshCards()))
