"""Whether consent is there, or one of the few things that stand in for it (CON-7, GATE-5, GATE-8, SAFE-5)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from core.case import Case, Kind
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
    if not anew and _asked_himself(intent, facts, since) is None:
        yield Reason("SAFE-5", "gate.suppressed", {"since": since})


def _asked_and_given_after(grant: LedgerEvent, since: datetime) -> bool:
    return grant.acted_at > since and grant.prompt_shown_at is not None and grant.prompt_shown_at > since


def consented(intent: Intent, facts: Facts, policy: Policy, now: datetime) -> Iterator[Reason]:
    """CON-7, or a ground of GATE-8. A refusal or withdrawal is lifted by a call he asked for later, by nothing
    else: GATE-5."""
    state = consent_state(facts.events, facts.question, facts.material, now)
    if state.is_given or ground_of(intent, facts, state) is not None:
        return
    name = policy.purposes[intent.purpose].name
    since = state.since.acted_at if state.since is not None else None
    rule = "GATE-5" if state.kind in _NEGATIVE else "CON-7" if state.since is not None else "CON-2"
    yield Reason(rule, f"gate.consent_{state.kind}", {"purpose": name, "since": since, **_ended(state)})


_NEGATIVE: Final = (Standing.REFUSED, Standing.WITHDRAWN, Standing.INVALIDATED, Standing.ERASED)


def _ended(state: State) -> dict[str, datetime | None]:
    return {"ended": state.since.valid_until} if state.kind is Standing.EXPIRED and state.since else {}


def ground_of(intent: Intent, facts: Facts, state: State) -> Ground | None:
    """What stands in for consent that is not given, if anything does. Against a refusal or a withdrawal it is
    only a call that he asked for later."""
    if state.is_given:
        return None
    if state.kind in _NEGATIVE:
        negatives = (e.acted_at for e in facts.events if not e.kind.is_positive and e.covers(facts.question))
        return _asked_himself(intent, facts, max(negatives))
    return next((one for one in facts.grounds if fits(one, intent)), None)


def _asked_himself(intent: Intent, facts: Facts, after: datetime | None) -> Ground | None:
    """The call he asked for himself, later than `after`."""
    return next(
        (
            one
            for one in facts.grounds
            if one.kind is GroundKind.ASKED and fits(one, intent) and (after is None or one.since > after)
        ),
        None,
    )


def grounds_of(case: Case, policy: Policy) -> Iterator[Ground]:
    """What an open case of his lets staff do without consent: reach him about it; call him, as he asked. GATE-8.

    A call may be about the service that he came for, and where he came for none, about his complaint.
    """
    scene = policy.scenes.get(case.scene or COMPLAINT)
    service = frozenset() if scene is None else policy.asked_in(case.scene or COMPLAINT)
    if service and (case.kind is Kind.COMPLAINT or case.scene):
        yield Ground(GroundKind.OPEN_CASE, case.number, service, frozenset(Channel), case.opened_at)
    if case.call is not None:
        about = service if scene is None or scene.service is None else service | {scene.service}
        asked = frozenset({Channel.CALL})
        yield Ground(GroundKind.ASKED, case.number, about, asked, case.call.asked_at, case.call.hour)


def fits(ground: Ground, intent: Intent) -> bool:
    return intent.purpose in ground.purposes and intent.channel in ground.channels
