"""What the worker knows around one turn: the customer's cases, consents and contacts, the clock, the store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.understand.reading import Reading
from core.case import Case
from core.consent import LedgerEvent, Question, State
from core.minors import Minor
from core.policy import Policy


@dataclass(frozen=True, slots=True)
class Consent:
    """One question that he has answered, and how it stands now (CON-7)."""

    question: Question
    state: State


@dataclass(frozen=True, slots=True)
class PastContact:
    """One time the store reached for him, as he may read it (SAFE-1)."""

    at: datetime
    """In the store's zone."""
    who: str
    """售后部工号07."""
    channel: str
    purpose: str
    """Its Chinese name."""
    number: str
    """Of the case or work order; `""` for none."""
    word: str
    """What the caller had to say; `""` where nothing was announced."""


@dataclass(frozen=True, slots=True)
class PastDisclosure:
    """One time that something of his was given to somebody outside the store, as he may read it (CON-10)."""

    at: datetime
    """In the store's zone."""
    who: str
    """售后部工号07."""
    recipient: Mapping[str, str]
    """Name, contact, purpose, method and data, as they were then."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known of how he was asked for consent, and how he answered (CON-7, CON-11)."""

    chat: str
    """The contact point of this chat."""
    phone: str = ""
    """The contact point of the number that he left; `""` for none."""
    masked: str = ""
    events: tuple[LedgerEvent, ...] = ()
    shown: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    """By purpose, when he was asked about it."""


@dataclass(frozen=True, slots=True)
class Linked:
    """The other chat of his."""

    platform: str
    """As the texts know it (`platform.…`)."""
    since: datetime


@dataclass(frozen=True, slots=True)
class Around:
    """What the turn may know besides the talk itself."""

    now: datetime
    """In the store's zone."""
    policy: Policy
    nonce: str
    read: Callable[[str, str | None], Reading]
    """Reads a text as the answer to a question, where it was read as the answer to another."""
    cases: tuple[Case, ...] = ()
    """The customer's cases in this store, newest first."""
    on_duty: bool = False
    """The store is open and the queue has a room."""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    """The end of today's opening hours, while the store is open."""
    window_hours: int = 0
    """So long after his last message the platform lets us answer; 0: always."""
    has_buttons: bool = True
    takes_files: bool = True
    can_edit: bool = True
    example_model: str = ""
    last_purpose: str = ""
    """The purpose of the last contact or prompt; `""` where there was none. Gathered only for 不需要此类服务."""
    consents: tuple[Consent, ...] = ()
    """How each of his consents stands; gathered only for a turn that asks for or ends one."""
    contacts: tuple[PastContact, ...] = ()
    """His contacts of the last days, newest first; gathered only for a turn that asks about them."""
    for_others: tuple[tuple[datetime, str], ...] = ()
    """When, and over which channel, his number was reached for another customer who left it too; gathered only for
    a turn that asks who called."""
    disclosures: tuple[PastDisclosure, ...] = ()
    """What was given of his to whom, newest first; gathered as the contacts."""
    phone: str = ""
    """His number, masked; as the consents."""
    minor: Minor | None = None
    """What he has said of his age; gathered only for a turn that speaks of it, or may put a question of consent."""
    asking: Asking | None = None
    """What a question of consent rests on; gathered only for a turn that may put one."""
    customer: int = 0
    """He as this chat knows him."""
    linked: Linked | None = None
    """The chat that he linked to this one; its cases are among `cases`."""
    linkable: str = ""
    """The other platform on which the store can be written to, as `Linked.platform`; `""` for none."""

    @property
    def open_case(self) -> Case | None:
        """The one that what he says is about: an incident of his data's (SAFE-3) only where there is no other, a
        number that he left never."""
        open_cases = [case for case in self.cases if case.is_open and case.reason != "number"]
        return next((case for case in open_cases if case.reason != "leak"), next(iter(open_cases), None))

    @property
    def open_matter(self) -> Case | None:
        """The same, where no booking is meant: a complaint, or a call for a person."""
        return replace(self, cases=tuple(case for case in self.cases if not case.is_booking)).open_case

    @property
    def in_force(self) -> tuple[Question, ...]:
        """The consents that are given now, as far as the turn knows them."""
        return tuple(one.question for one in self.consents if one.state.is_given)

    @property
    def holding(self) -> Case | None:
        """The case whose people hold the talk, of several the one whose spoke last: the bot is silent, opt-out and
        danger excepted."""
        held = [case for case in self.cases if case.held(self.now)]
        return max(held, key=lambda case: case.held_until or self.now, default=None)

    @property
    def held(self) -> bool:
        return self.holding is not None
