"""Whether a customer's data may be given to somebody outside the store, one named recipient at a time (CON-10)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from core.callers import not_entitled
from core.case import Actor
from core.consent import ANY, LedgerEvent, consent_state
from core.grounds import consented, suppressed
from core.intent import Facts, Intent
from core.minors import admits
from core.policy import Channel, Policy
from core.reason import Reason

NUMBER: Final = ("手机", "电话", "号码")
"""What the data are called that are a number of his."""


def against(
    actor: Actor, purpose: str, known: tuple[Facts, ...], policy: Policy, now: datetime
) -> Iterator[Reason]:
    """Everything against giving it; nothing where he has agreed to that very recipient and has said no since over
    no channel. CON-10, GATE-5, GATE-6.

    `known`: what is known for each channel over which he can be asked. Nothing stands in for his consent here: no
    open case, and no call that he asked for.
    """
    found = policy.purposes[purpose]
    if reason := not_entitled(actor, purpose, None, policy):
        yield reason
    first = known[0]
    if first.latest is not None and now < first.latest:
        yield Reason("GATE-1", "gate.clock_set_back", {"latest": first.latest}, until=first.latest)
    if first.fault:
        yield Reason("SEC-2", f"gate.fault_{first.fault}")
    elif not first.reachable and found.recipient is not None and _is_a_number(found.recipient.data):
        yield Reason("CON-4", "gate.nothing_to_give", {"data": found.recipient.data})
    if not admits(first.minor, purpose, Channel.CHAT, policy):
        yield Reason("CON-13", f"gate.{first.minor}", {"purpose": found.name})
    yield from _without_consent(actor, purpose, known, policy, now)


def in_force(purpose: str, known: tuple[Facts, ...], now: datetime) -> LedgerEvent | None:
    """The consent under which it is given; None where there is none, or where a no of his is later."""
    states = [consent_state(one.events, one.question, one.material, now) for one in known]
    given = [state.since for state in states if state.is_given and state.since is not None]
    last, no = max(given, key=_place, default=None), _last_no(purpose, known)
    return None if last is None or (no is not None and no.seq > last.seq) else last


def _last_no(purpose: str, known: tuple[Facts, ...]) -> LedgerEvent | None:
    """His last no to that purpose: over whatever channel, and for whatever number of his."""
    noes = [one for one in known[0].events if not one.kind.is_positive and _about(one, purpose)]
    return max(noes, key=_place, default=None)


def _without_consent(
    actor: Actor, purpose: str, known: tuple[Facts, ...], policy: Policy, now: datetime
) -> Iterator[Reason]:
    """Why it is not there: his last no, or what became of the question over the channel where he answered last."""
    given, no = in_force(purpose, known, now), _last_no(purpose, known)
    asked = [replace(one, grounds=()) for one in known]
    if given is not None:
        (basis,) = [one for one in asked if given.covers(one.question)]
        yield from suppressed(Intent(purpose, Channel(given.channel), actor), basis, now)
    elif no is not None:
        args = {"purpose": policy.purposes[purpose].name, "since": no.acted_at}
        yield Reason("GATE-5", f"gate.consent_{no.kind}", args)
    else:
        basis = max(asked, key=_answered)
        yield from consented(Intent(purpose, Channel(basis.question.channel), actor), basis, policy, now)


def _answered(facts: Facts) -> int:
    """Where he answered last, of what he answered at all."""
    return max((event.seq for event in facts.events if event.covers(facts.question)), default=0)


def _place(event: LedgerEvent) -> int:
    return event.seq


def _about(event: LedgerEvent, purpose: str) -> bool:
    return event.purpose == purpose or (event.purpose == ANY and purpose not in event.spared)


def _is_a_number(data: str) -> bool:
    return any(word in data for word in NUMBER)
