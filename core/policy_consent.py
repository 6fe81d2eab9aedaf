"""What a policy file says about consent: purposes, scenes, how long an answer counts, and when one may ask."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from core.policy_contact import StricterQuiet
from core.policy_shape import Code, Count, Name, Promise, Section

SHARE: Final = "share:"
"""What the code of a purpose that gives data to somebody else begins with (CON-10)."""
PurposeCode = Annotated[str, StringConstraints(pattern=r"^(share:)?[a-z][a-z0-9_]*$")]


class PromptAge(Promise):
    hours_at_most: Count


class Asking(Promise):
    """CON-11: when a question may be put again, and how often a conversation is interrupted by one."""

    refused_days: Count
    deferred_days: Count
    prompts_at_most: Count
    silent_hours: Count
    """After so long a silence another conversation begins."""


class Minors(Promise):
    """CON-13: under which age a guardian decides, and from which one decides everything oneself."""

    guardian_under: Count
    grown_up_from: Count


class PurposeClass(StrEnum):
    SERVICE = "service"
    CARE = "care"
    SURVEY = "survey"
    MARKETING = "marketing"
    THIRD_PARTY = "third_party"
    RIGHTS = "rights"
    SAFETY = "safety"


class Channel(StrEnum):
    CHAT = "chat"
    SMS = "sms"
    CALL = "call"


class LawfulBasis(StrEnum):
    CONSENT = "consent"
    CONTRACT = "contract"
    RIGHTS_REQUEST = "rights_request"
    LEGAL_DUTY = "legal_duty"


class Validity(Promise):
    """CON-1: how long a grant of each class is valid, in months."""

    service: Count
    care: Count
    survey: Count
    marketing: Count
    third_party: Count
    rights: Count
    safety: Count


class Consent(Section):
    prompt: PromptAge
    asking: Asking
    minors: Minors
    validity_months: Validity


class Recipient(Section):
    """CON-10: who else gets the data, to be reached where, for what, how, and which of them."""

    name: Name
    contact: Name
    purpose: Name
    method: Name
    data: Name

    def __str__(self) -> str:
        return "；".join((self.name, self.contact, self.purpose, self.method, self.data))


class Purpose(Promise):
    """One thing the store may contact a customer for. `text` says it to him in one sentence."""

    name: Name
    scene: Code
    department: Code
    lawful_basis: Annotated[LawfulBasis, Field(strict=False)]
    purpose_class: Annotated[PurposeClass, Field(strict=False)]
    channels: tuple[Annotated[Channel, Field(strict=False)], ...] = Field(min_length=1)
    data: Name
    """What is used: 手机号."""
    retention: Name
    """How long it is kept, as the customer reads it."""
    validity_months: Count | None = None
    """Instead of its class's."""
    aliases: tuple[Name, ...] = ()
    """Other words by which customers name it."""
    quiet: StricterQuiet | None = None
    """Hours in which this purpose disturbs nobody either, beside those of all (GATE-3)."""
    recipient: Recipient | None = None
    """Of a third-party purpose, and of no other."""

    @property
    def is_promotional(self) -> bool:
        """Whether it sells: what a week may hold of it is counted (GATE-2)."""
        return self.purpose_class in (PurposeClass.MARKETING, PurposeClass.THIRD_PARTY)


class Question(Section):
    purpose: PurposeCode
    channel: Annotated[Channel, Field(strict=False)]


class Scene(Section):
    """Where consent is asked. `asks` stand in one list, nothing ticked; `then` each alone (CON-3)."""

    name: Name
    department: Code | None = None
    """Who arranges the service that customers ask for by this scene; None where there is none to ask for."""
    service: PurposeCode | None = None
    """The purpose of that service itself: what a call he asks for there is about (GATE-8)."""
    asks: tuple[Question, ...] = ()
    then: tuple[Question, ...] = ()
