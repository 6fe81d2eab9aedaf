"""One text for many customers: who may begin it, who may approve it, who can be written to (GATE-1 to GATE-6)."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from core.callers import not_entitled
from core.case import Actor
from core.content import content_fits
from core.intent import Denied, Verdict
from core.policy import Channel, Policy, PurposeClass
from core.reason import Reason

NIGHT: Final = ("gate.quiet_hours", "gate.quiet_purpose")
"""Reasons that the morning lifts: nobody is left out for them."""


def against(
    actor: Actor, purpose: str, words: str, departments: Collection[str], policy: Policy
) -> Iterator[Reason]:
    """Everything against beginning it in a room of these departments; nothing where it may be counted. GATE-6.

    A complaint is answered one by one, so its purpose is none for many.
    """
    found = policy.purposes[purpose]
    if Channel.CHAT not in found.channels:
        yield Reason("CON-1", "gate.no_such_channel", {"purpose": found.name, "channel": Channel.CHAT.value})
    if found.recipient is not None:
        yield Reason("GATE-4", "gate.no_contact_for_sharing", {"purpose": found.name})
    if found.purpose_class is PurposeClass.RIGHTS:
        yield Reason("GATE-4", "gate.one_by_one", {"purpose": found.name})
    if reason := not_entitled(actor, purpose, None, policy):
        yield reason
    elif actor.role not in policy.contact.campaign.anywhere and found.department not in departments:
        args = {"purpose": found.name, "department": found.department}
        yield Reason("GATE-6", "gate.other_room", args)
    if reason := content_fits(policy.contact.content, purpose, words):
        yield reason


def against_approval(
    first: Actor, second: Actor, purpose: str, now: datetime, expires_at: datetime, policy: Policy
) -> Reason | None:
    """Why this person may not approve it; None for a second one who may contact these customers himself, before it
    has expired: at that very instant it has."""
    if now >= expires_at:
        return Reason("GATE-1", "gate.approval_expired", {"at": expires_at})
    if first.code == second.code:
        return Reason("GATE-1", "gate.second_person", {"code": first.code})
    return not_entitled(second, purpose, None, policy)


def obstacle(verdict: Verdict) -> Reason | None:
    """The first reason against one customer's copy that the morning does not lift; None: he can be written to."""
    if not isinstance(verdict, Denied):
        return None
    return next((reason for reason in verdict.reasons if reason.key not in NIGHT), None)
