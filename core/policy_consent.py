"""What a policy file says about consent: purposes, scenes, and how long an answer counts."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from core.policy_contact import StricterQuiet
from core.policy_shape import Code, Count, Name, Promise, Section


class PromptAge(Promise):
    hours_at_most: Count


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
    validity_months: Validity


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

    @property
    def is_promotional(self) -> bool:
        """Whether it sells: what a week may hold of it is counted (GATE-2)."""
        return self.purpose_class in (PurposeClass.MARKETING, PurposeClass.THIRD_PARTY)


class Question(Section):
    purpose: Code
    channel: Annotated[Channel, Field(strict=False)]


class Scene(Section):
    """Where consent is asked. `asks` stand in one list, nothing ticked; `then` each alone (CON-3)."""

    name: Name
    asks: tuple[Question, ...] = ()
    then: tuple[Question, ...] = ()
