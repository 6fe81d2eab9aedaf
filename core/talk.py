"""Who holds the talk with the customer: while a person does, the bot is silent (CMP-2)."""

from dataclasses import replace
from datetime import datetime, timedelta

from core.case import Case
from core.policy import Policy


def hold(case: Case, policy: Policy, now: datetime) -> Case:
    """A person has the word from now on; after so many hours without a staff word the bot has it back."""
    return replace(case, held_until=now + timedelta(hours=policy.talk.held_hours))


def last_word(case: Case, policy: Policy) -> datetime:
    """When somebody last took or held the word for this case, whose talk is held."""
    assert case.held_until is not None
    return case.held_until - timedelta(hours=policy.talk.held_hours)


def let_go(case: Case) -> Case:
    """The bot may speak again."""
    return replace(case, held_until=None)
