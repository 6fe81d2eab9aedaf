"""Whether a customer may be reached: a fold over an append-only ledger (CON-1, CON-6, CON-7).

Nothing here is ever stored as a yes or no. The question is asked when it is needed, and everything but
`given` denies.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from core.policy import Policy

ANY: Final = "*"
"""A wildcard: every contact point, purpose or channel. Only negative events may carry it."""


class Ledger(StrEnum):
    """What an entry of the ledger says."""

    GIVEN = "given"
    RENEWED = "renewed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    INVALIDATED = "invalidated"
    ERASED = "erased"

    @property
    def is_positive(self) -> bool:
        return self in (Ledger.GIVEN, Ledger.RENEWED)


class Standing(StrEnum):
    """How consent stands for one question. Everything but `given` denies."""

    UNKNOWN = "unknown"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    INVALIDATED = "invalidated"
    ERASED = "erased"
    STALE = "stale"
    """The notice's material terms have changed since."""
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Question:
    """May this contact point be used for this purpose over this channel?"""

    contact_point: str
    purpose: str
    channel: str


@dataclass(frozen=True, slots=True)
class LedgerEvent:
    """One entry. `seq` is its place in the ledger; `acted_at` is when the customer acted, maybe earlier.

    Raises ValueError for a grant that names no prompt, no notice or no end, or that grants more than one
    question: such a thing cannot be written down (CON-6).
    """

    seq: int
    customer: int
    contact_point: str
    purpose: str
    channel: str
    kind: Ledger
    acted_at: datetime
    prompt_shown_at: datetime | None = None
    """When the question was put; for paper, when it was signed."""
    notice_version: str = ""
    material: str = ""
    """The hash of the notice's material terms (`core.notice.Terms.material_hash`)."""
    valid_until: datetime | None = None
    spared: frozenset[str] = frozenset()
    """Purposes that a wildcard leaves alone."""

    def __post_init__(self) -> None:
        if not self.kind.is_positive:
            return
        if ANY in (self.contact_point, self.purpose, self.channel):
            raise ValueError("a grant names its contact point, purpose and channel")
        if self.prompt_shown_at is None or self.valid_until is None or not self.material:
            raise ValueError("a grant names its prompt, its notice and its end")

    def covers(self, question: Question) -> bool:
        """Whether this entry speaks of that question, wildcards included."""
        return (
            self.contact_point in (ANY, question.contact_point)
            and self.channel in (ANY, question.channel)
            and (
                self.purpose == question.purpose
                or (self.purpose == ANY and question.purpose not in self.spared)
            )
        )


@dataclass(frozen=True, slots=True)
class State:
    """How consent stands, and since which entry."""

    kind: Standing
    since: LedgerEvent | None = None

    @property
    def is_given(self) -> bool:
        return self.kind is Standing.GIVEN


def consent_state(
    events: Iterable[LedgerEvent], question: Question, current_material: str, now: datetime
) -> State:
    """How consent stands for `question` at `now`. CON-7.

    `events` are one customer's, in any order. A negative entry never expires; an expired grant never falls
    back to an older one; at equal times the negative wins; a prompt shown before any later negative act
    grants nothing, even where that act was keyed in earlier than another (CON-6).
    """
    matching = sorted((event for event in events if event.covers(question)), key=lambda event: event.seq)
    negatives = [event for event in matching if not event.kind.is_positive]
    positives = [event for event in matching if event.kind.is_positive]
    if not positives:
        return _negative(negatives[-1]) if negatives else State(Standing.UNKNOWN)
    grant = positives[-1]
    if negatives and negatives[-1].seq > grant.seq:
        return _negative(negatives[-1])
    outranking = [event for event in negatives if _outranks(event, grant)]
    if outranking:
        return _negative(outranking[-1])
    if grant.material != current_material:
        return State(Standing.STALE, grant)
    if grant.valid_until is None or now >= grant.valid_until:
        return State(Standing.EXPIRED, grant)
    return State(Standing.GIVEN, grant)


def questions_of(events: Iterable[LedgerEvent]) -> tuple[Question, ...]:
    """Every question that an entry speaks of by itself, in the order in which they were first answered."""
    asked = (Question(event.contact_point, event.purpose, event.channel) for event in _in_order(events))
    return tuple(
        dict.fromkeys(one for one in asked if ANY not in (one.contact_point, one.purpose, one.channel))
    )


def last_grant(events: Iterable[LedgerEvent], question: Question) -> LedgerEvent | None:
    """The newest grant of that question, whatever became of it."""
    grants = [event for event in _in_order(events) if event.kind.is_positive and event.covers(question)]
    return grants[-1] if grants else None


def _in_order(events: Iterable[LedgerEvent]) -> list[LedgerEvent]:
    return sorted(events, key=lambda event: event.seq)


def _negative(event: LedgerEvent) -> State:
    return State(Standing(event.kind.value), event)


def _outranks(negative: LedgerEvent, grant: LedgerEvent) -> bool:
    """A refusal made after the question was put, or not before it was answered (paper keyed in late). CON-12."""
    stale_button = grant.prompt_shown_at is None or grant.prompt_shown_at < negative.acted_at
    return stale_button or negative.acted_at >= grant.acted_at


def grant_is_valid_act(prompt_shown_at: datetime, acted_at: datetime, policy: Policy) -> bool:
    """Whether an act may grant at all: made after its prompt, and at most 24 h after it. CON-6."""
    age = acted_at - prompt_shown_at
    return timedelta() <= age <= timedelta(hours=policy.consent.prompt.hours_at_most)


def valid_until(purpose: str, acted_at: datetime, policy: Policy, zone: ZoneInfo) -> datetime:
    """When a grant made at `acted_at` has run out: so many calendar months later. CON-1.

    Counted on the store's clock; a day that the last month does not have becomes its last day.
    """
    local = acted_at.astimezone(zone)
    months = local.year * 12 + local.month - 1 + policy.validity_months(purpose)
    year, month = months // 12, months % 12 + 1
    following = local.replace(year=year + month // 12, month=month % 12 + 1, day=1)
    last_day = (following - timedelta(days=1)).day
    return local.replace(year=year, month=month, day=min(local.day, last_day)).astimezone(acted_at.tzinfo)
