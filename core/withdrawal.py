"""What a customer's opt-out covers, as entries of the ledger (CON-8)."""

from collections.abc import Iterable
from typing import NamedTuple

from core.case import Case
from core.consent import ANY, Question
from core.policy import Channel, Policy, PurposeClass


class Covered(NamedTuple):
    """One entry for the ledger: the purpose and channel it withdraws (`*` for every), and what it spares."""

    purpose: str
    channel: str
    spared: frozenset[str]


def scope_events(scope: str, open_service_purposes: Iterable[str], policy: Policy) -> tuple[Covered, ...]:
    """What to enter for an opt-out of that scope, on every contact point. CON-8.

    `none`, `all` (the open case's notices too), `all_marketing` (退订: everything except complaints, recalls
    and the service purposes of a case or booking that is open now), `purpose:CODE`, `channel:call|sms|chat`,
    `question:CODE:CHANNEL`.
    A question may be one that the policy has dropped since: whoever stops that has stopped it.
    `purpose:share` is every recipient there is (CON-10); where there is none the wish itself is kept.
    Raises ValueError for any other scope: an opt-out is never silently dropped.
    """
    kind, _, what = scope.partition(":")
    if scope == "none":
        return ()
    if scope == "all":
        return (Covered(ANY, ANY, frozenset()),)
    if scope == "all_marketing":
        return (Covered(ANY, ANY, spared_by_stop(open_service_purposes, policy)),)
    if kind == "purpose" and what in policy.purposes:
        return (Covered(what, ANY, frozenset()),)
    if scope == "purpose:share":
        recipients = tuple(code for code in policy.purposes if code.startswith("share:"))
        return tuple(Covered(code, ANY, frozenset()) for code in recipients or ("share",))
    if kind == "channel" and what in list(Channel):
        return (Covered(ANY, what, frozenset()),)
    purpose, _, channel = what.rpartition(":")
    if kind == "question" and purpose and channel in list(Channel):
        return (Covered(purpose, channel, frozenset()),)
    raise ValueError(f"no such scope of withdrawal: {scope}")


def running(cases: Iterable[Case], policy: Policy) -> frozenset[str]:
    """The service purposes of the complaints and bookings that are open now. CON-8."""
    scenes = {case.scene or "complaint" for case in cases if case.is_open and case.reason != "number"}
    return frozenset().union(*(policy.asked_in(scene) for scene in scenes if scene in policy.scenes))


def covers(covered: Covered, purpose: str, channel: str) -> bool:
    """Whether an entry of the ledger withdraws that purpose on that channel."""
    if covered.channel not in (ANY, channel):
        return False
    return covered.purpose == purpose or (covered.purpose == ANY and purpose not in covered.spared)


def stopped_by(
    scope: str, in_force: Iterable[Question], open_service_purposes: Iterable[str], policy: Policy
) -> tuple[Question, ...]:
    """Which of the consents in force an opt-out of that scope ends: what undoing it would give back. CON-8."""
    entries = scope_events(scope, open_service_purposes, policy)
    return tuple(one for one in in_force if any(covers(entry, one.purpose, one.channel) for entry in entries))


def may_be_spared(purpose: str, policy: Policy) -> bool:
    """Whether 退订 can leave that purpose standing: always, or while its service runs. CON-8."""
    return policy.purposes[purpose].purpose_class in (
        PurposeClass.RIGHTS,
        PurposeClass.SAFETY,
        PurposeClass.SERVICE,
    )


def spared_by_stop(open_service_purposes: Iterable[str], policy: Policy) -> frozenset[str]:
    """What 退订 leaves standing: complaints, recalls, the services that run now; never marketing. CON-8."""
    always = {
        code
        for code, purpose in policy.purposes.items()
        if purpose.purpose_class in (PurposeClass.RIGHTS, PurposeClass.SAFETY)
    }
    running = {
        code
        for code in open_service_purposes
        if code in policy.purposes and policy.purposes[code].purpose_class is PurposeClass.SERVICE
    }
    return frozenset(always | running)
