"""How long a number is kept: as long as something that was agreed to still needs it, and not a day longer (CON-5).

The periods are the policy's, and the very ones that the notice names; what lasts longest decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.consent import LedgerEvent, Question, consent_state, last_grant
from core.policy import Policy
from core.policy_sections import After


@dataclass(frozen=True, slots=True)
class Matters:
    """What the customer has going on, by what the periods are counted from."""

    open: bool
    """A case, order or booking of his is open now."""
    last_closed: datetime | None
    """When the last of them was closed."""


def number_needed_until(
    point: str, events: tuple[LedgerEvent, ...], matters: Matters, policy: Policy, now: datetime
) -> datetime | None:
    """Until when the number of this contact point may be kept; None while nothing says when that ends.

    A number that nothing was ever agreed for may not be kept at all: the answer is `now`.
    """
    ends = [_until(question, events, matters, policy, now) for question in _granted(point, events)]
    if any(end is None for end in ends):
        return None
    return max((end for end in ends if end is not None), default=now)


def _granted(point: str, events: Iterable[LedgerEvent]) -> tuple[Question, ...]:
    found = (
        Question(event.contact_point, event.purpose, event.channel)
        for event in events
        if event.kind.is_positive and event.contact_point == point
    )
    return tuple(dict.fromkeys(found))


def _until(
    question: Question, events: tuple[LedgerEvent, ...], matters: Matters, policy: Policy, now: datetime
) -> datetime | None:
    rule = policy.retention.of(question.purpose)
    period = timedelta(days=rule.days)
    grant = last_grant(events, question)
    assert grant is not None
    if rule.after is After.CASE_CLOSED:
        if matters.open:
            return None
        return max(matters.last_closed or grant.acted_at, grant.acted_at) + period
    state = consent_state(events, question, grant.material, now)
    if state.is_given:
        return None
    ended = (
        grant.valid_until if state.since is grant else state.since.acted_at if state.since else grant.acted_at
    )
    return (ended or grant.acted_at) + period
