"""What somebody wants of a customer, what is known about it, and what the gate says to it (GATE-1)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.case import Actor
from core.consent import LedgerEvent, Question
from core.minors import Minor
from core.policy import Channel
from core.reason import Reason


class GroundKind(StrEnum):
    """The closed list of what may stand in for consent (GATE-8)."""

    ASKED = "asked"
    """The customer asked for this call himself."""
    OPEN_CASE = "open_case"
    """An open order, work order, booking or complaint of his."""
    DUTY = "duty"
    """A recall or a notice of a leak."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One exception with its object (GATE-8)."""

    kind: GroundKind
    object: str
    """The case's or work order's number, the recall's campaign."""
    purposes: frozenset[str]
    channels: frozenset[Channel]
    since: datetime
    """When the customer asked, or the object was opened."""
    chosen: tuple[datetime, datetime] | None = None
    """The hours in which he wants to be called, where he named some."""
    begins: datetime | None = None
    """From when on it stands; None: at once."""
    ends: datetime | None = None
    """At that instant it is over; None: with its object."""

    def stands(self, at: datetime) -> bool:
        """Whether it is there at that moment: its first instant is, its last is not."""
        return (self.begins is None or self.begins <= at) and (self.ends is None or at < self.ends)


@dataclass(frozen=True, slots=True)
class Intent:
    """What somebody wants to do. `words`: what is to be said, as far as that is known (GATE-4)."""

    purpose: str
    channel: Channel
    actor: Actor
    words: str = ""

    @property
    def reveals(self) -> bool:
        """Whether the number itself is shown for it: then it counts as an attempt, whatever comes of it."""
        return self.channel in (Channel.CALL, Channel.SMS)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the decision rests on, as it stands in the store's data at `now`. Times are aware UTC."""

    question: Question
    """The customer's contact point, the purpose and the channel."""
    events: tuple[LedgerEvent, ...]
    material: str
    """The fingerprint of the terms on which the policy in force asks that question."""
    fault: str = ""
    """What keeps this process from knowing: `keyring`, `ledger`; empty while it is healthy."""
    latest: datetime | None = None
    """The latest moment of the ledger and the contact log: a clock before it was set back."""
    active: bool = True
    """The actor is a member of staff at this moment."""
    reachable: bool = True
    """There is a number, or an open chat, behind the contact point."""
    suppressed_at: datetime | None = None
    """Since when the number or chat is on the list of those never to be contacted (SAFE-5)."""
    others_no: datetime | None = None
    """When another customer who left the same number withdrew what is asked about, if one has (CON-8)."""
    zone: str | None = None
    grounds: tuple[Ground, ...] = ()
    calls: tuple[datetime, ...] = ()
    """Attempts at this number by anybody, for anything, of the last two days."""
    promotions: tuple[datetime, ...] = ()
    """Promotional messages to this customer over this channel, of the last weeks."""
    case_department: str | None = None
    """Of the case that the intent names: a right of the customer's (a complaint) belongs to its department."""
    minor: Minor | None = None
    """What the customer has said of his age (CON-13)."""
    window_open: bool = True
    """The platform lets us write to that chat now."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may be done once, before `expires_at`. `attempt` is the how-manieth of the day, 0 where
    no number is shown."""

    expires_at: datetime
    until: datetime
    """When the present hours end: asked again before, it may be allowed again."""
    basis: str
    """`consent`, or the kind and object of the ground that stands in for it: `open_case:TS20261122-0007`."""
    attempt: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Denied:
    """Every reason, and the first instant at which it would be allowed, if nothing but time passes."""

    reasons: tuple[Reason, ...]
    next_at: datetime | None = None


Verdict = Allowed | Denied
