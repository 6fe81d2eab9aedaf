"""A resting draft: when it is remembered, and when it ends."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue import draft
from bot.dialogue.commands import DiscardDraft
from bot.dialogue.session import Session
from core.facts import Facts
from tests.dialogue.talk import MORNING, policy

ZONE = ZoneInfo("Asia/Shanghai")


def resting(at: datetime, *, reminded: bool = False) -> Session:
    facts = Facts().fill("phenomenon", "异响", shown="异响", words="异响")
    return Session(facts=facts, touched_at=at, reminded=reminded)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.rule("GATE-3")
@pytest.mark.parametrize(
    ("touched", "due"),
    [
        ("2025-03-12T10:30", "2025-03-13T10:30"),
        ("2025-03-12T21:59", "2025-03-13T21:59"),
        ("2025-03-12T22:00", "2025-03-14T08:00"),
        ("2025-03-12T23:30", "2025-03-14T08:00"),
        ("2025-03-13T07:59", "2025-03-14T08:00"),
        ("2025-03-13T08:00", "2025-03-14T08:00"),
    ],
)
def test_the_reminder_comes_after_a_day_and_never_at_night(touched: str, due: str) -> None:
    assert draft.due_at(resting(local(touched)), policy(), ZONE) == local(due)


@given(st.integers(0, 400 * 1440).map(lambda minutes: MORNING + timedelta(minutes=minutes)))
def test_no_reminder_falls_between_22_and_8(touched: datetime) -> None:
    due = draft.due_at(resting(touched), policy(), ZONE)
    assert due is not None
    assert 8 <= due.astimezone(ZONE).hour < 22
    assert timedelta(hours=24) <= due - touched <= timedelta(hours=34)


@pytest.mark.rule("CMP-2")
def test_it_is_remembered_once_and_gone_after_seven_days() -> None:
    session = resting(MORNING)
    assert draft.fall_due(session, policy(), ZONE, MORNING + timedelta(hours=23, minutes=59)) is None
    step = draft.fall_due(session, policy(), ZONE, MORNING + timedelta(hours=24))
    assert step is not None
    assert step.reply is not None
    assert draft.fall_due(step.session, policy(), ZONE, MORNING + timedelta(days=6, hours=23)) is None
    end = draft.fall_due(step.session, policy(), ZONE, MORNING + timedelta(days=7))
    assert end is not None
    assert end.commands == (DiscardDraft(),)
    assert not draft.has_draft(end.session)


def test_without_a_draft_nothing_falls_due() -> None:
    assert draft.due_at(Session(touched_at=MORNING), policy(), ZONE) is None
