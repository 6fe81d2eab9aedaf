"""When a question of consent may be put to somebody who did not ask for it (CON-11)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from core.consent import ANY, LedgerEvent, Question, Standing, consent_state
from core.policy import Policy
from core.policy_consent import SHARE

ANEW: Final = (Standing.STALE, Standing.EXPIRED)
"""He agreed once, and it counts no more: what he refused over other channels says nothing about this one."""


def ask_from(
    question: Question,
    events: Iterable[LedgerEvent],
    shown: Iterable[datetime],
    material: str,
    policy: Policy,
    now: datetime,
) -> datetime | None:
    """From when on that question may be put unasked; None for not at all. CON-11.

    `events` are the customer's ledger, `shown` the instants at which he was asked about that purpose. What is
    given is not asked. A refusal or withdrawal of the purpose counts over every channel, for 180 days: exactly
    then it may be asked again. A question that he put off, or let stand, is put once more, after 30 days.
    """
    known = tuple(events)
    state = consent_state(known, question, material, now)
    if state.is_given:
        return None
    answers = [one for one in known if _speaks_of(one, question, anew=state.kind in ANEW)]
    refusals = [one.acted_at for one in answers if not one.kind.is_positive]
    answered_at = max((one.acted_at for one in answers), default=None)
    left_open = sorted(at for at in shown if answered_at is None or at > answered_at)
    rule = policy.consent.asking
    if len(left_open) > 1:
        return None
    waits = [at + timedelta(days=rule.refused_days) for at in refusals]
    waits += [at + timedelta(days=rule.deferred_days) for at in left_open]
    return max(waits, default=now)


def _speaks_of(event: LedgerEvent, question: Question, *, anew: bool) -> bool:
    """Whether the entry answers the question, for whatever number or chat; a wish about all recipients does."""
    if event.purpose == ANY:
        return question.purpose not in event.spared and event.channel in (ANY, question.channel)
    if event.purpose != question.purpose and not (
        event.purpose == SHARE.rstrip(":") and question.purpose.startswith(SHARE)
    ):
        return False
    return not anew or event.channel in (ANY, question.channel)


def is_another_conversation(last_word: datetime | None, policy: Policy, now: datetime) -> bool:
    """Whether he begins anew: he never spoke, or was silent for eight hours, the last instant included. CON-11."""
    silence = timedelta(hours=policy.consent.asking.silent_hours)
    return last_word is None or now - last_word >= silence


def may_be_prompted(prompts: int, policy: Policy) -> bool:
    """Whether this conversation may hold one more question of consent that nobody asked for. CON-11."""
    return prompts < policy.consent.asking.prompts_at_most
