"""May this customer be contacted, for this, by this person, over this channel, now? (GATE-1 to GATE-9)

`authorize` is pure, runs every check and gives every reason. What it needs to know is gathered in the
transaction that also writes the decision down and reserves the attempt (`bot.worker.contacting`).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.attempts import call_cap, counted, promotion_cap
from core.callers import not_entitled
from core.consent import consent_state
from core.content import content_fits
from core.grounds import consented, fits, ground_of, stopped_by_another, suppressed
from core.intent import Allowed, Denied, Facts, Ground, GroundKind, Intent, Verdict
from core.minors import admits
from core.policy import Channel, Policy
from core.reason import Reason

LOOKS_AHEAD: Final = 20
"""So many obstacles in a row are looked past for the next possible time; beyond, none is promised."""


def authorize(intent: Intent, facts: Facts, policy: Policy, now: datetime) -> Verdict:
    """Whether it may be done at `now`; a denial names every rule against it. GATE-1, GATE-9."""
    reasons = tuple(_reasons(intent, facts, policy, now))
    if reasons:
        return Denied(reasons, _next_possible(intent, facts, policy, reasons))
    return _allowed(intent, facts, policy, now)


def _reasons(intent: Intent, facts: Facts, policy: Policy, now: datetime) -> Iterator[Reason]:
    """Every check; one that cannot be made for lack of a purpose or a zone is not skipped but said."""
    yield from _healthy(facts, now)
    yield from _known(intent, policy)
    yield from _entitled(intent, facts, policy)
    yield from _reachable(facts)
    if intent.purpose in policy.purposes:
        yield from _of_age(intent, facts, policy)
        yield from suppressed(intent, facts, now)
        yield from consented(intent, facts, policy, now)
        yield from stopped_by_another(intent, facts, policy, now)
        yield from _at_this_hour(intent, facts, policy, now)
        yield from _seldom_enough(intent, facts, policy, now)
    yield from _through_the_window(intent, facts)
    if found := content_fits(policy.contact.content, intent.purpose, intent.words):
        yield found


def _healthy(facts: Facts, now: datetime) -> Iterator[Reason]:
    if facts.fault:
        yield Reason("SEC-2", f"gate.fault_{facts.fault}")
    if facts.latest is not None and now < facts.latest:
        yield Reason("GATE-1", "gate.clock_set_back", {"latest": facts.latest}, until=facts.latest)


def _known(intent: Intent, policy: Policy) -> Iterator[Reason]:
    purpose = policy.purposes.get(intent.purpose)
    if purpose is None:
        yield Reason("GATE-4", "gate.no_such_purpose", {"purpose": intent.purpose})
    elif purpose.recipient is not None:
        yield Reason("GATE-4", "gate.no_contact_for_sharing", {"purpose": purpose.name})
    elif intent.channel not in purpose.channels:
        args = {"purpose": purpose.name, "channel": intent.channel.value}
        yield Reason("CON-1", "gate.no_such_channel", args)


def _entitled(intent: Intent, facts: Facts, policy: Policy) -> Iterator[Reason]:
    """GATE-6: an active member of staff, in a role that calls customers, of the purpose's department."""
    if not facts.active:
        yield Reason("SEC-4", "gate.not_active")
    if found := not_entitled(intent.actor, intent.purpose, facts.case_department, policy):
        yield found


def _reachable(facts: Facts) -> Iterator[Reason]:
    if not facts.reachable:
        yield Reason("CON-4", "gate.no_contact_point")


def _of_age(intent: Intent, facts: Facts, policy: Policy) -> Iterator[Reason]:
    """CON-13."""
    if not admits(facts.minor, intent.purpose, intent.channel, policy):
        yield Reason("CON-13", f"gate.{facts.minor}", {"purpose": policy.purposes[intent.purpose].name})


def _at_this_hour(intent: Intent, facts: Facts, policy: Policy, now: datetime) -> Iterator[Reason]:
    """GATE-3, and the purpose's own hours; the hour that the customer chose himself is none of both."""
    zone = _zone(facts)
    if zone is None:
        yield Reason("GATE-3", "gate.no_zone")
        return
    if _chosen_hour(intent, facts, now) is not None:
        return
    rule = policy.contact.quiet_hours
    ahead = _chosen_ahead(intent, facts, now)
    if rule.covers(now.astimezone(zone).time()):
        until = min([rule.next_end(now, zone), *ahead])
        yield Reason("GATE-3", "gate.quiet_hours", {"ends": rule.ends}, until=until)
    own = policy.purposes[intent.purpose].quiet
    if own is not None and own.covers(now.astimezone(zone).time()):
        name, until = policy.purposes[intent.purpose].name, min([own.next_end(now, zone), *ahead])
        yield Reason("GATE-3", "gate.quiet_purpose", {"purpose": name}, until=until)


def _zone(facts: Facts) -> ZoneInfo | None:
    try:
        return ZoneInfo(facts.zone) if facts.zone else None
    except (KeyError, ValueError, OSError):
        return None


def _chosen_hour(intent: Intent, facts: Facts, now: datetime) -> Ground | None:
    for one in facts.grounds:
        if one.chosen is not None and one.kind is GroundKind.ASKED and fits(one, intent):
            begins, ends = one.chosen
            if begins <= now < ends:
                return one
    return None


def _chosen_ahead(intent: Intent, facts: Facts, now: datetime) -> list[datetime]:
    """When the hours begin that he chose and that are still to come: they end the quiet ones."""
    wishes = (one for one in facts.grounds if one.kind is GroundKind.ASKED and fits(one, intent))
    return [one.chosen[0] for one in wishes if one.chosen is not None and one.chosen[0] > now]


def _seldom_enough(intent: Intent, facts: Facts, policy: Policy, now: datetime) -> Iterator[Reason]:
    """GATE-2."""
    rules, zone = policy.contact, _zone(facts)
    if intent.reveals and zone is not None and (found := call_cap(rules.attempts, facts.calls, zone, now)):
        yield found
    if (
        intent.channel is not Channel.CALL
        and policy.purposes[intent.purpose].is_promotional
        and (found := promotion_cap(rules.promotion, facts.promotions, now))
    ):
        yield found


def _through_the_window(intent: Intent, facts: Facts) -> Iterator[Reason]:
    if intent.channel is Channel.CHAT and not facts.window_open:
        yield Reason("GATE-1", "gate.window_closed")


def _next_possible(
    intent: Intent, facts: Facts, policy: Policy, reasons: tuple[Reason, ...]
) -> datetime | None:
    """The first instant at which no reason is left; None where a reason does not end by itself."""
    for _ in range(LOOKS_AHEAD):
        ends = [reason.until for reason in reasons]
        if not ends:
            break
        if None in ends:
            return None
        at = max(end for end in ends if end is not None)
        reasons = tuple(_reasons(intent, facts, policy, at))
        if not reasons:
            return at
    return None


def _allowed(intent: Intent, facts: Facts, policy: Policy, now: datetime) -> Allowed:
    zone = _zone(facts)
    assert zone is not None
    until = _hours_end(intent, facts, policy, zone, now)
    expires = min(now + timedelta(seconds=policy.contact.ticket.valid_seconds), until)
    state = consent_state(facts.events, facts.question, facts.material, now)
    ground = ground_of(intent, facts, state, now)
    basis = "consent" if ground is None else f"{ground.kind}:{ground.object}"
    if state.is_given and state.since is not None and state.since.valid_until is not None:
        expires = min(expires, state.since.valid_until)
    if ground is not None and ground.ends is not None:
        expires, until = min(expires, ground.ends), min(until, ground.ends)
    found = Allowed(expires, until, basis)
    if not intent.reveals:
        return found
    number = counted(policy.contact.attempts, facts.calls, zone, now) + 1
    return replace(found, attempt=number, of=policy.contact.attempts.calls_at_most)


def _hours_end(intent: Intent, facts: Facts, policy: Policy, zone: ZoneInfo, now: datetime) -> datetime:
    """When the present hours end: the start of quiet hours, or the end of the hour he chose."""
    chosen = _chosen_hour(intent, facts, now)
    if chosen is not None and chosen.chosen is not None:
        return chosen.chosen[1]
    rules = (policy.contact.quiet_hours, policy.purposes[intent.purpose].quiet)
    return min(rule.next_begin(now, zone) for rule in rules if rule is not None)
