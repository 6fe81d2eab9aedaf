"""A case as staff see it in their group: number, gravity, deadline, what happened, and what they can do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.staff.commands import Verb
from bot.texts import say
from core.answers import CUSTOMER
from core.case import Case, HandOver, Kind, Stage
from core.case_clocks import active_clocks
from core.clocks import Clock
from core.opening import LEAK
from core.policy import Policy
from core.triage import CORRECTED
from core.window import Reach

FACTS: Final = (
    "phenomenon",
    "when",
    "where",
    "model",
    "plate",
    "vin",
    "mileage_km",
    "purchase",
    "expectation",
    "cause",
    "wish",
    "visit",
)
BUTTONS: Final = (
    (Verb.CLAIM, Verb.REPLY, Verb.EVIDENCE),
    (Verb.PROPOSE, Verb.HANDOVER, Verb.CLOSE),
    (Verb.TRIAGE,),
)
JUST: Final = timedelta(minutes=1)
"""For so long it makes no sense to say how late something is."""
ENQUIRY_BUTTONS: Final = ((Verb.CLAIM, Verb.REPLY, Verb.CLOSE), (Verb.TRIAGE,))


@dataclass(frozen=True, slots=True)
class Card:
    """The text, the same without anything personal (SEC-3), and the rows of buttons."""

    text: str
    bare: str
    buttons: tuple[tuple[Verb, ...], ...]
    standing: tuple[str, ...] = ()
    """Those of its lines that say how the case stands, and not merely how late it is."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a card shows besides the case itself."""

    evidence: int = 0
    earlier: tuple[str, ...] = ()
    """Numbers of this customer's earlier cases."""
    elsewhere: bool = False
    """This room is not (any more) where the case is handled."""
    foreign: bool = False
    """Nor is it its department's: nothing that the customer said stands there any longer (CMP-9)."""
    why_here: str = ""
    """A sentence above the card."""
    why_is_personal: bool = True
    linked: tuple[str, str] | None = None
    """The platform of his other chat, which he linked to this one himself, and the one where answers go."""
    reach: Reach | None = None
    """How far the customer can be written to, where his platform limits it."""


def card(case: Case, policy: Policy, around: Surroundings, now: datetime) -> Card:
    """The card as of `now` (STAFF-2)."""
    head = [_title(case, policy, now), _gravity(case, now, open_to_all=around.foreign)]
    bare = [head[0], _gravity(case, now, open_to_all=True)]
    state = _state(case, policy, now)
    where = _linked(around, now)
    body = [] if around.foreign else [*_facts(case, now), *_more(case, policy, around, now)]
    if around.foreign:
        department = policy.departments[case.department.value].name
        where.append(say("card.foreign", {"department": department}, now))
    elif around.elsewhere and case.is_open:
        where.append(say("card.elsewhere", {"tier": policy.tier_name(case.tier)}, now))
    stands = [*_deadlines(case, around, now), state, *_reach(around, now), *where]
    why, hidden = [around.why_here] if around.why_here else [], say("card.hidden", {}, now)
    said = [] if around.why_is_personal else why
    return Card(
        "\n".join([*why, *head, *stands, *body]),
        "\n".join([*said, *bare, *stands, hidden]),
        _buttons(case, around),
        (head[1], state, *where),
    )


def thread_name(case: Case, now: datetime) -> str:
    """The topic of a case: its number and gravity, nothing personal."""
    return say(
        "card.thread", {"number": case.number, "severity": say(f"severity.{case.severity}", {}, now)}, now
    )


def _title(case: Case, policy: Policy, now: datetime) -> str:
    args = {
        "code": case.short_code,
        "number": case.number,
        "earlier": say("card.was", {"number": case.earlier_number}, now) if case.earlier_number else "",
        "department": policy.departments[case.department.value].name,
        "tier": policy.tier_name(case.tier),
    }
    if case.scene in policy.scenes:
        return say("card.title_booking", {**args, "scene": policy.scenes[case.scene].name}, now)
    if case.kind is not Kind.ENQUIRY:
        return say("card.title", args, now)
    return say(_TITLES.get(case.reason, "card.title_enquiry"), args, now)


_TITLES: Final = {LEAK: "card.title_leak", "number": "card.title_number"}
"""What an enquiry is called, where nobody asked for a person."""


def _gravity(case: Case, now: datetime, *, open_to_all: bool) -> str:
    """How grave it is, and by what: the words it was read from are the customer's own (SEC-3, CMP-9)."""
    grounds = [one for one in case.because if not open_to_all or one.endswith(CORRECTED)]
    none = "card.reason_hidden" if open_to_all and case.because else "card.no_reason"
    args = {
        "severity": say(f"severity.{case.severity}", {}, now),
        "category": say(f"category.{case.category}", {}, now),
        "emotion": say(f"emotion.{case.emotion}", {}, now),
        "because": "、".join(grounds[:3]) or say(none, {}, now),
    }
    return say("card.gravity", args, now)


def _deadlines(case: Case, around: Surroundings, now: datetime) -> list[str]:
    """The clocks that still run, soonest first; what is left of each is counted where the case is handled."""
    unmet = (clock for clock in active_clocks(case) if clock.met_at is None)
    said = _promise if around.elsewhere else _deadline
    return [said(clock, now) for clock in sorted(unmet, key=lambda clock: clock.due)]


def _promise(clock: Clock, now: datetime) -> str:
    """A deadline without its countdown: it reads the same until the clock is late."""
    key = "card.missed_plain" if clock.breached_at is not None else "card.due_plain"
    return say(key, {"clock": say(f"clock.{clock.name.value}", {}, now), "due": clock.due}, now)


def _deadline(clock: Clock, now: datetime) -> str:
    name = say(f"clock.{clock.name.value}", {}, now)
    if clock.paused_at is not None:
        return say("card.paused", {"clock": name}, now)
    if clock.breached_at is not None and now - clock.due < JUST:
        return say("card.missed_plain", {"clock": name, "due": clock.due}, now)
    if clock.breached_at is not None:
        return say(
            "card.missed", {"clock": name, "due": clock.due, "late": max(now - clock.due, now - now)}, now
        )
    key = "card.due_provisional" if clock.deadline.provisional else "card.due"
    return say(key, {"clock": name, "due": clock.due, "left": max(clock.due - now, now - now)}, now)


def _state(case: Case, policy: Policy, now: datetime) -> str:
    args = {"by": case.claimed_by or say("card.unclaimed", {}, now)}
    if case.stage is not Stage.PROPOSED or case.proposal is None:
        return say(f"stage.{case.stage.value}", args, now)
    args["option"] = policy.options[case.proposal.option].name
    return say("stage.proposed" if case.proposal.delivered else "stage.proposing", args, now)


def _linked(around: Surroundings, now: datetime) -> list[str]:
    """That he is one person on two platforms, and on which of them he reads the answer."""
    if around.linked is None:
        return []
    return [say("linked_case.card", dict(zip(("other", "here"), around.linked, strict=True)), now)]


def _reach(around: Surroundings, now: datetime) -> list[str]:
    """Until when, and how often, words reach him at once (STAFF-3)."""
    if around.reach is None:
        return []
    if around.reach.until is None:
        return [say("card.reach_shut", {}, now)]
    return [say("card.reach", {"until": around.reach.until, "left": around.reach.left}, now)]


def _facts(case: Case, now: datetime) -> list[str]:
    """The customer's account, line by line; what he left out is left out."""
    lines = [
        say("card.fact", {"slot": say(f"slot.{name}", {}, now), "value": case.facts[name].shown}, now)
        for name in FACTS
        if case.facts[name].known
    ]
    if case.call is not None:
        hour = case.call.hour
        times = {} if hour is None else {"begins": hour[0], "ends": hour[1]}
        lines.append(say("card.call" if hour is None else "card.call_at", times, now))
    if case.reason == "number":
        return lines
    return lines or [say("card.no_facts", {}, now)]


def _more(case: Case, policy: Policy, around: Surroundings, now: datetime) -> list[str]:
    lines = []
    if around.evidence:
        lines.append(say("card.evidence", {"n": around.evidence}, now))
    if around.earlier:
        lines.append(say("card.earlier", {"numbers": "、".join(around.earlier[:5])}, now))
    lines += [_hand_over(record, policy, now) for record in case.hand_overs]
    return [*lines, *_proposal(case, now)]


def _proposal(case: Case, now: datetime) -> list[str]:
    """What is offered, and what has become of it; an offer that sent the case up stands there as the record."""
    offer = case.proposal
    if offer is None or any(one.by == CUSTOMER and one.done == offer.text for one in case.hand_overs):
        return []
    key = "card.proposal" if offer.stands else f"card.proposal_{offer.answer.value}"
    return [say(key, {"by": offer.by, "text": offer.text}, now)]


def _hand_over(record: HandOver, policy: Policy, now: datetime) -> str:
    """What an earlier tier did and why it was not enough (FLOW-2), or what the customer refused (FLOW-5)."""
    key = "card.objected" if record.by == CUSTOMER else "card.hand_over"
    tier = policy.tier_name(record.from_tier)
    return say(key, {"tier": tier, "by": record.by, "done": record.done, "why": record.why}, now)


def _buttons(case: Case, around: Surroundings) -> tuple[tuple[Verb, ...], ...]:
    if not case.is_open or around.elsewhere:
        return ()
    rows = ENQUIRY_BUTTONS if case.kind is Kind.ENQUIRY else BUTTONS
    unneeded = {Verb.CLAIM} if case.claimed_by else set[Verb]()
    if case.tier == 3:
        unneeded.add(Verb.HANDOVER)
    return tuple(kept for row in rows if (kept := tuple(verb for verb in row if verb not in unneeded)))
