"""How often a customer may be asked for the same consent (CON-11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.policy_consent import AskingAgain


class Answered(StrEnum):
    GIVEN = "given"
    REFUSED = "refused"
    """Refused, or withdrawn later."""
    DEFERRED = "deferred"
    """以后再说, or no answer at all: silence is no reason to ask sooner."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One time that a purpose was asked, and what came of it.

    `at` is when the answer came; where none came, when the question was shown.
    """

    at: datetime
    answer: Answered


@dataclass(frozen=True, slots=True)
class NotNow:
    """It may not be asked: until then, or, where `until` is None, not before the customer brings it up."""

    until: datetime | None
    rule: str = "CON-11"


def may_ask(
    history: Iterable[Asked], rule: AskingAgain, now: datetime, *, unsolicited_before: int
) -> NotNow | None:
    """None when the bot may bring up a purpose by itself; otherwise from when it may. CON-11.

    A refusal closes the question for 180 days, a deferral for 30; a second deferral closes it for good. One
    such question a conversation, `unsolicited_before` being those it has had: the next waits for another
    conversation. At the very end of a wait it may be asked; of two answers in one instant a refusal counts.
    What the customer asks for himself needs no leave.
    """
    if unsolicited_before >= rule.unsolicited_per_conversation:
        return NotNow(None)
    past = sorted(history, key=lambda asked: (asked.at, asked.answer is Answered.REFUSED))
    if not past or past[-1].answer is Answered.GIVEN:
        return None
    last = past[-1]
    if last.answer is Answered.REFUSED:
        return _until(last.at + timedelta(days=rule.refused_days), now)
    if _deferrals_in_a_row(past) > rule.deferred_times:
        return NotNow(None)
    return _until(last.at + timedelta(days=rule.deferred_days), now)


def _until(end: datetime, now: datetime) -> NotNow | None:
    return NotNow(end) if now < end else None


def _deferrals_in_a_row(past: list[Asked]) -> int:
    """How many deferrals stand at the end; a clear answer begins the count anew."""
    count = 0
    for asked in reversed(past):
        if asked.answer is not Answered.DEFERRED:
            break
        count += 1
    return count
