"""The consent record of one customer, in the fields of ISO/IEC TS 27560 with the terms of the W3C's DPV (CON-9).

JSON-LD: whoever reads DPV can read it, and no field is ours alone. The customer appears as a pseudonym; neither
his number nor his name is in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from core.consent import LedgerEvent, Question, Standing, State
from core.policy import LawfulBasis, Policy, PurposeClass

CONTEXT: Final[Mapping[str, str]] = {
    "dpv": "https://w3id.org/dpv#",
    "dct": "http://purl.org/dc/terms/",
    "dpv-27560": "https://w3id.org/dpv/schema/dpv-27560#",
}
_STATUS: Final = {
    Standing.GIVEN: "dpv:ConsentGiven",
    Standing.REFUSED: "dpv:ConsentRefused",
    Standing.WITHDRAWN: "dpv:ConsentWithdrawn",
    Standing.INVALIDATED: "dpv:ConsentInvalidated",
    Standing.ERASED: "dpv:ConsentInvalidated",
    Standing.STALE: "dpv:ConsentInvalidated",
    Standing.EXPIRED: "dpv:ConsentExpired",
    Standing.UNKNOWN: "dpv:ConsentUnknown",
}
_EVENT: Final = {
    "given": "dpv:ConsentGiven",
    "renewed": "dpv:RenewedConsentGiven",
    "refused": "dpv:ConsentRefused",
    "withdrawn": "dpv:ConsentWithdrawn",
    "invalidated": "dpv:ConsentInvalidated",
    "erased": "dpv:ConsentInvalidated",
}
_BASIS: Final = {
    LawfulBasis.CONSENT: "dpv:Consent",
    LawfulBasis.CONTRACT: "dpv:Contract",
    LawfulBasis.RIGHTS_REQUEST: "dpv:DataSubjectRight",
    LawfulBasis.LEGAL_DUTY: "dpv:LegalObligation",
}
_PURPOSE: Final = {
    PurposeClass.SERVICE: "dpv:ServiceProvision",
    PurposeClass.CARE: "dpv:CustomerCare",
    PurposeClass.SURVEY: "dpv:CustomerRelationshipManagement",
    PurposeClass.MARKETING: "dpv:Marketing",
    PurposeClass.THIRD_PARTY: "dpv:CommercialPurpose",
    PurposeClass.RIGHTS: "dpv:CustomerClaimsManagement",
    PurposeClass.SAFETY: "dpv:LegalCompliance",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """By what road an entry came into the ledger, and what proves one that staff keyed in for him (CON-12)."""

    source: str
    """`chat`, `paper`, `phone`, `call` …: as the ledger keeps it."""
    recorded_at: datetime
    evidence: str = ""
    """SHA-256 of the signed page or the recording; `""` where he acted here himself."""
    keyed_by: str = ""
    """The staff code of whoever keyed it in."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One question that the customer has answered, and everything that was said about it."""

    question: Question
    state: State
    terms: Mapping[str, Any]
    """The material terms of the last grant, or today's where there was none (`core.notice.Terms.canonical`)."""
    events: tuple[LedgerEvent, ...]
    """Every entry that covers it, wildcards included, in ledger order."""
    wording_hash: str = ""
    """Of the notice that the last grant was given on; `""` where there was none."""
    origins: Mapping[int, Origin] = field(default_factory=dict)
    """Of each of the events, by its place in the ledger."""


def consent_record(
    customer: int, answered: Iterable[Answered], policy: Policy, now: datetime
) -> dict[str, Any]:
    """The whole record as JSON-LD, as of `now`. Times are ISO instants in UTC."""
    store = policy.store
    return {
        "@context": dict(CONTEXT),
        "@type": "dpv:ConsentRecord",
        "dct:identifier": f"{store.id}:{customer}",
        "dct:conformsTo": "dpv-27560:record",
        "dct:created": _instant(now),
        "dpv:hasDataSubject": {"@type": "dpv:Customer", "dct:identifier": f"customer:{customer}"},
        "dpv:hasDataController": {
            "@type": "dpv:DataController",
            "dpv:hasName": store.name,
            "dpv:hasContact": store.phone,
            "dpv:hasAddress": store.address,
        },
        "dpv:hasProcess": [_process(one, policy) for one in answered],
    }


def _process(one: Answered, policy: Policy) -> dict[str, Any]:
    purpose = policy.purposes[one.question.purpose]
    grant = one.state.since if one.state.since is not None and one.state.since.kind.is_positive else None
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@type": _PURPOSE[purpose.purpose_class],
            "dct:identifier": one.question.purpose,
            "dct:title": purpose.name,
            "dct:description": purpose.text,
        },
        "dpv:hasLegalBasis": _BASIS[purpose.lawful_basis],
        "dpv:hasPersonalData": list(one.terms["data"]),
        "dpv:hasProcessing": {"@type": "dpv:Use", "dct:identifier": one.question.channel},
        "dpv:hasStorageCondition": {
            "@type": "dpv:StorageDuration",
            "dct:description": one.terms["retention"],
        },
        "dpv:hasRecipient": one.terms["recipient"] or None,
        "dpv:hasContact": one.question.contact_point,
        "dpv:hasConsentStatus": _STATUS[one.state.kind],
        "dpv:hasNotice": None
        if grant is None
        else {
            "@type": "dpv:ConsentNotice",
            "dct:hasVersion": grant.notice_version,
            "dct:identifier": f"wording sha256:{one.wording_hash}",
            "dct:conformsTo": f"terms sha256:{grant.material}",
        },
        "dpv:hasExpiryTime": None if grant is None else _instant(grant.valid_until),
        "dpv:hasConsentHistory": [_event(event, one.origins.get(event.seq)) for event in one.events],
    }


def _event(event: LedgerEvent, origin: Origin | None) -> dict[str, Any]:
    return {
        "@type": _EVENT[event.kind.value],
        "dct:identifier": str(event.seq),
        "dpv:hasScope": f"{event.contact_point} {event.purpose} {event.channel}",
        "dpv:isIndicatedAtTime": _instant(event.acted_at),
        "dpv:isIndicatedBy": f"customer:{event.customer}",
        "dct:issued": _instant(event.prompt_shown_at),
        "dpv:hasIndicationMethod": None if origin is None else origin.source,
        "dct:provenance": None if origin is None or not origin.evidence else _provenance(origin),
    }


def _provenance(origin: Origin) -> dict[str, Any]:
    """What proves an entry that somebody else keyed in for him, who did, and when (CON-12)."""
    return {
        "@type": "dct:ProvenanceStatement",
        "dct:identifier": f"evidence sha256:{origin.evidence}",
        "dct:creator": origin.keyed_by,
        "dct:created": _instant(origin.recorded_at),
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
