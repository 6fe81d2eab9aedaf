"""A case: what stands in a queue until the customer has a result. Complaint and enquiry are its two kinds.

Everything here is a value. `core.complaint.decide` turns (case, command, policy, now) into a `Decision`:
the case as it is afterwards, what happened (the history, FLOW-10) and what must be done about it (effects).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from core.clocks import Clock
from core.facts import Facts


class Kind(StrEnum):
    COMPLAINT = "complaint"
    ENQUIRY = "enquiry"


class Department(StrEnum):
    SALES = "sales"
    AFTERSALES = "aftersales"
    PARTS = "parts"
    OTHER = "other"


class Severity(StrEnum):
    MINOR = "minor"
    MAJOR = "major"
    SAFETY = "safety"


class Stage(StrEnum):
    """Where a case stands; `core.complaint.ADMITS` says which command each stage admits."""

    WAITING = "waiting"
    """In its queue; nobody has claimed it at this tier."""
    HANDLING = "handling"
    AWAITING_EVIDENCE = "awaiting_evidence"
    PROPOSED = "proposed"
    """A resolution was put to the customer, who has not answered."""
    ACCEPTED = "accepted"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of staff as the rules see him: never a name."""

    code: str
    """As customers and logs see him: 工号07."""
    role: str
    department: str | None


class Answer(StrEnum):
    """What became of a proposal."""

    NONE = "none"
    ACCEPTED = "accepted"
    OBJECTED = "objected"
    WITHDRAWN = "withdrawn"
    """The tier that made it handed the case up."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A resolution put to the customer (FLOW-5)."""

    number: int
    """The how-manieth of this case: a button of an older one is stale."""
    option: str
    """A code of the policy's `options`."""
    text: str
    by: str
    tier: int
    delivered: bool = False
    answer: Answer = Answer.NONE

    @property
    def stands(self) -> bool:
        """Whether the customer may still answer it."""
        return self.answer is Answer.NONE


@dataclass(frozen=True, slots=True)
class HandOver:
    """The record without which no case goes up (FLOW-2): what was done, and why it was not enough."""

    from_tier: int
    by: str
    done: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CallWish:
    """He asked to be called (GATE-8), and in which hour, where he named one."""

    asked_at: datetime
    hour: tuple[datetime, datetime] | None = None


PERSON: Final = ("human", "danger")
"""The reasons of an enquiry that was opened because somebody needs a person: it may become a complaint."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case. Times are aware UTC; `clocks` hold the promises as they were made (SLA-8)."""

    id: int
    store: str
    kind: Kind
    number: str
    short_code: str
    customer: int
    chat: int
    """The chat in which the customer talks to us."""
    department: Department
    category: str
    severity: Severity
    emotion: str
    tier: int
    stage: Stage
    opened_at: datetime
    received_at: datetime
    """When its present tier received it."""
    clocks: tuple[Clock, ...]
    facts: Facts
    earlier_number: str | None = None
    """The ZX number it had before it was filed as a complaint."""
    reason: str = ""
    """Why an enquiry was opened: `human`, `danger`, `booking`, or `number` for one that he left."""
    scene: str = ""
    """The service that a booking is about, by its code in the policy."""
    call: CallWish | None = None
    because: tuple[str, ...] = ()
    """What the triage went by (CMP-4)."""
    corrected: tuple[str, ...] = ()
    """The parts of the triage that staff have set: what the customer says later changes them no more (CMP-4)."""
    claimed_by: str | None = None
    proposal: Proposal | None = None
    hand_overs: tuple[HandOver, ...] = ()
    held_until: datetime | None = None
    """While a person holds the talk the bot is silent: until then, or until closing."""
    closed_at: datetime | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.stage is not Stage.CLOSED

    @property
    def is_for_a_person(self) -> bool:
        """An enquiry because a person is needed: what he tells goes into it, and may become a complaint."""
        return self.kind is Kind.ENQUIRY and self.reason in PERSON

    @property
    def is_booking(self) -> bool:
        """An enquiry about a service, or about a number he left: it never becomes a complaint."""
        return bool(self.scene) or self.reason == "number"

    def held(self, now: datetime) -> bool:
        """Whether a person holds the talk, so that the bot is silent."""
        return self.is_open and self.held_until is not None and now < self.held_until


class Happened(StrEnum):
    """The kinds of entry in a case's history."""

    OPENED = "opened"
    FILED = "filed"
    CUSTOMER_WROTE = "customer_wrote"
    CUSTOMER_EDITED = "customer_edited"
    EVIDENCE_RECEIVED = "evidence_received"
    TRIAGED = "triaged"
    """Staff corrected where it belongs or how grave it is: `changes` holds part, old and new value (CMP-4)."""
    CLAIMED = "claimed"
    REPLIED = "replied"
    REPLY_EDITED = "reply_edited"
    NOTED = "noted"
    CALL_ASKED = "call_asked"
    """The customer asked to be called: `begins` and `ends` of the hour he named."""
    EVIDENCE_ASKED = "evidence_asked"
    CLOCKS_RESUMED = "clocks_resumed"
    RECOUNTED = "recounted"
    """A provisional deadline, by the holidays as they were published: `before` and `due` (SLA-7)."""
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    OBJECTED = "objected"
    HANDED_OVER = "handed_over"
    ESCALATED = "escalated"
    """By the clock: its record reads 超时未处理."""
    REMINDED = "reminded"
    MISSED = "missed"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FOLLOWED = "followed"
    """It is spoken of in another chat of its customer's from here on: `platform` says where (FLOW-10)."""
    RELEASED = "released"
    """The claimer left (SEC-4): back to its queue."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history: what happened, who did it and why."""

    kind: Happened
    actor: str
    """`customer`, `clock`, `bot`, or a staff code."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """Plain data; free text in it is personal and is sealed where it is stored."""
    rule: str = ""


# --- effects ---------------------------------------------------------------------------------------------


class Room(StrEnum):
    """Which staff room an effect speaks of."""

    TIER = "tier"
    """The room of the case's present queue."""
    ALL = "all"
    """Every room where the case has a card."""
    OBSERVERS = "observers"
    """The `supervisors` room."""
    TIER_1 = "tier_1"
    TIER_2 = "tier_2"
    TIER_3 = "tier_3"


@dataclass(frozen=True, slots=True)
class TellCustomer:
    """A text for the customer, by key. `satisfies`: the clocks that its delivery stops (rule ids); only a
    person's words ever do. `choices` are actions such as `accept:1`, in the order shown."""

    key: str
    args: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    satisfies: tuple[str, ...] = ()
    role: str = "notice"
    """`notice` from the bot, `reply` or `proposal` from a person."""
    files: tuple[int, ...] = ()
    """Ids of stored files that go with it."""


@dataclass(frozen=True, slots=True)
class PostCard:
    """The case's card appears in that room; `key` says why (a text key), above the card."""

    room: Room
    key: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefreshCards:
    """Every card of the case shows how it stands now."""


@dataclass(frozen=True, slots=True)
class TellRoom:
    """A text in the case's thread of that room."""

    room: Room
    key: str
    args: Mapping[str, Any] = field(default_factory=dict)


Effect = TellCustomer | PostCard | RefreshCards | TellRoom


@dataclass(frozen=True, slots=True)
class Decision:
    """What a command comes to."""

    case: Case
    events: tuple[Event, ...] = ()
    effects: tuple[Effect, ...] = ()

    def and_then(self, after: "Decision") -> "Decision":
        """Both, one after the other; `after` began with this one's case."""
        return Decision(after.case, self.events + after.events, self.effects + after.effects)


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that the rules do not admit; `key` is the text that says why and what to do."""

    rule: str
    key: str
    args: Mapping[str, Any] = field(default_factory=dict)
