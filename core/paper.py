"""Consent taken on paper or on the phone and keyed in by staff: what speaks against it, and what it enters (CON-12)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from core.callers import not_entitled
from core.case import Actor
from core.consent import Ledger, LedgerEvent, valid_until
from core.minors import Minor, admits
from core.notice import terms_of
from core.policy import Channel, Policy
from core.reason import Reason


@dataclass(frozen=True, slots=True)
class Paper:
    """What was signed: one purpose over one channel, each with a box of its own."""

    purpose: str
    channel: Channel
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Owner:
    """The customer as the store knows him now."""

    contact_point: str
    """Of his present number, or of his chat; `""` where he has none of that kind."""
    is_his_number: bool = True
    """The number on the paper, where one is named, is the one he has now."""
    suppressed_at: datetime | None = None
    minor: Minor | None = None
    can_be_told: bool = True
    """He can be told in his chat what was keyed in for him."""


def signed_at(day: date, at: time | None, zone: ZoneInfo) -> datetime:
    """When it counts as signed. A paper carries a date only: then it counts from the first instant of that day on
    the store's clock, so that any refusal of the same day outranks it. CON-12."""
    return datetime.combine(day, at or time.min, zone)


def against(
    actor: Actor,
    paper: Paper,
    owner: Owner,
    case_department: str,
    policy: Policy,
    zone: ZoneInfo,
    now: datetime,
) -> Iterator[Reason]:
    """Everything against keying it in; nothing where it may be. CON-12, GATE-6."""
    purpose = policy.purposes[paper.purpose]
    if reason := not_entitled(actor, paper.purpose, case_department, policy):
        yield reason
    if paper.channel not in purpose.channels:
        args = {"purpose": purpose.name, "channel": paper.channel.value}
        yield Reason("CON-1", "gate.no_such_channel", args)
    if not admits(owner.minor, paper.purpose, paper.channel, policy):
        yield Reason("CON-13", f"gate.{owner.minor}", {"purpose": purpose.name})
    if paper.signed_at > now:
        yield Reason("CON-12", "gate.paper_ahead", {"at": paper.signed_at})
    elif now >= valid_until(paper.purpose, paper.signed_at, policy, zone):
        yield Reason("CON-12", "gate.paper_too_old", {"at": paper.signed_at})
    if not owner.contact_point:
        yield Reason("CON-4", "gate.paper_no_number")
    elif not owner.is_his_number:
        yield Reason("CON-12", "gate.paper_other_number")
    if owner.suppressed_at is not None:
        yield Reason("SAFE-5", "gate.suppressed", {"since": owner.suppressed_at})
    if not owner.can_be_told:
        yield Reason("CON-12", "gate.paper_untold")


def grant(
    paper: Paper, customer: int, contact_point: str, version: str, policy: Policy, zone: ZoneInfo
) -> LedgerEvent:
    """The entry: given when it was signed, by a question that was put then. Whatever he refused since outranks it by
    the fold itself. CON-12, CON-7."""
    return LedgerEvent(
        seq=0,
        customer=customer,
        contact_point=contact_point,
        purpose=paper.purpose,
        channel=paper.channel.value,
        kind=Ledger.GIVEN,
        acted_at=paper.signed_at,
        prompt_shown_at=paper.signed_at,
        notice_version=version,
        material=terms_of(paper.purpose, paper.channel.value, policy).material_hash(),
        valid_until=valid_until(paper.purpose, paper.signed_at, policy, zone),
    )
