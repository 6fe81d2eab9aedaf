"""Whether consent is there, or one of the few things that stand in for it (CON-7, GATE-5, GATE-8, SAFE-5)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from core.case import CallWish, Case, Kind
from core.consent import LedgerEvent, Standing, State, consent_state
from core.intent import Facts, Ground, GroundKind, Intent
from core.policy import Channel, Policy
from core.reason import Reason

COMPLAINT: Final = "complaint"


def suppressed(intent: Intent, facts: Facts, now: datetime) -> Iterator[Reason]:
    """SAFE-5: the entry outlives erasure and re-import; only the customer's own later act lifts it."""
    since = facts.suppressed_at
    if since is None:
        return
    state = consent_state(facts.events, facts.question, facts.material, now)
    anew = state.is_given and state.since is not None and _asked_and_given_after(state.since, since)
    if not anew and _asked_himself(intent, facts, since, now) is None:
        yield Reason("SAFE-5", "gate.suppressed", {"since": since}, until=_begins(intent, facts, since, now))


def _asked_and_given_after(grant: LedgerEvent, since: datetime) -> bool:
    return grant.acted_at > since and grant.prompt_shown_at is not None and grant.prompt_shown_at > since


def consented(intent: Intent, facts: Facts, policy: Policy, now: datetime) -> Iterator[Reason]:
    """CON-7, or a ground of GATE-8. A refusal or withdrawal is lifted by a call he asked for later, by nothing
    else: GATE-5."""
    state = consent_state(facts.events, facts.question, facts.material, now)
    if state.is_given or ground_of(intent, facts, state, now) is not None:
        return
    name = policy.purposes[intent.purpose].name
    since = state.since.acted_at if state.since is not None else None
    rule = "GATE-5" if state.kind in _NEGATIVE else "CON-7" if state.since is not None else "CON-2"
    args = {"purpose": name, "since": since, **_ended(state)}
    until = _begins(intent, facts, _last_no(facts) if state.kind in _NEGATIVE else None, now)
    yield Reason(rule, f"gate.consent_{state.kind}", args, until=until)


def stopped_by_another(intent: Intent, facts: Facts, policy: Policy, now: datetime) -> Iterator[Reason]:
    """CON-8, GATE-5: the telephone that rings is also another customer's, who has withdrawn since. Whatever this one
    agreed to, asked for or opened later counts; at the same instant the withdrawal does."""
    since = facts.others_no
    if since is None:
        return
    state = consent_state(facts.events, facts.question, facts.material, now)
    ground = ground_of(intent, facts, state, now)
    given = state.since.acted_at if state.is_given and state.since is not None else None
    basis = given if ground is None else ground.since
    if basis is not None and basis <= since:
        args = {"purpose": policy.purposes[intent.purpose].name, "since": since}
        yield Reason("GATE-5", "gate.stopped_by_another", args)


_NEGATIVE: Final = (Standing.REFUSED, Standing.WITHDRAWN, Standing.INVALIDATED, Standing.ERASED)


def _ended(state: State) -> dict[str, datetime | None]:
    return {"ended": state.since.valid_until} if state.kind is Standing.EXPIRED and state.since else {}


def ground_of(intent: Intent, facts: Facts, state: State, now: datetime) -> Ground | None:
    """What stands in for consent that is not given, if anything does. Against a refusal or a withdrawal it is
    only a call that he asked for later."""
    if state.is_given:
        return None
    if state.kind in _NEGATIVE:
        return _asked_himself(intent, facts, _last_no(facts), now)
    return next((one for one in facts.grounds if one.stands(now) and fits(one, intent)), None)


def _last_no(facts: Facts) -> datetime:
    return max(e.acted_at for e in facts.events if not e.kind.is_positive and e.covers(facts.question))


def _asked_himself(intent: Intent, facts: Facts, after: datetime | None, now: datetime) -> Ground | None:
    """The call he asked for himself, later than `after`."""
    return next((one for one in _wishes(intent, facts, after) if one.stands(now)), None)


def _begins(intent: Intent, facts: Facts, after: datetime | None, now: datetime) -> datetime | None:
    """When the hour comes in which he wants to be called, where there is one ahead (GATE-9)."""
    ahead = (one.begins for one in _wishes(intent, facts, after) if one.begins is not None)
    return min((begins for begins in ahead if begins > now), default=None)


def _wishes(intent: Intent, facts: Facts, after: datetime | None) -> Iterator[Ground]:
    for one in facts.grounds:
        if one.kind is GroundKind.ASKED and fits(one, intent) and (after is None or one.since > after):
            yield one


def grounds_of(case: Case, policy: Policy, called: datetime | None = None) -> Iterator[Ground]:
    """What an open case of his lets staff do without consent: reach him about it; call him, as he asked. GATE-8.

    A call may be about the service that he came for, and where he came for none, about his complaint. `called`:
    when he was last called about this case and spoken with.
    """
    scene = policy.scenes.get(case.scene or COMPLAINT)
    service = frozenset() if scene is None else policy.asked_in(case.scene or COMPLAINT)
    if service and (case.kind is Kind.COMPLAINT or case.scene):
        yield Ground(GroundKind.OPEN_CASE, case.number, service, frozenset(Channel), case.opened_at)
    if case.call is not None:
        about = service if scene is None or scene.service is None else service | {scene.service}
        yield from _wish(case.number, case.call, about, policy, called)


def _wish(
    number: str, call: CallWish, about: frozenset[str], policy: Policy, called: datetime | None
) -> Iterator[Ground]:
    """The call he asked for, from the hour he named on: until he was spoken with, or the days for it are over.
    GATE-8."""
    first = call.asked_at if call.hour is None else call.hour[0]
    if called is not None and called >= first:
        return
    last = (call.asked_at if call.hour is None else call.hour[1]) + timedelta(
        days=policy.contact.callback.days
    )
    begins = None if call.hour is None else call.hour[0]
    asked = frozenset({Channel.CALL})
    yield Ground(GroundKind.ASKED, number, about, asked, call.asked_at, call.hour, begins, last)


def fits(ground: Ground, intent: Intent) -> bool:
    return intent.purpose in ground.purposes and intent.channel in ground.channels
