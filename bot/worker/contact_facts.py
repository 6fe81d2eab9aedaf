"""What the gate rests on, gathered in the transaction that also writes its decision down (GATE-1)."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.channels.language import ChatKind
from bot.worker.product import Product
from core.case import Case
from core.consent import Question, Standing, consent_state
from core.grounds import grounds_of
from core.intent import Facts, Ground, GroundKind, Intent
from core.notice import terms_of
from core.policy import Channel, PurposeClass
from storage import cases, chats, consents, contacts, customers, lanes, links, phones, staff, suppressions
from storage.customers import NoSuchCustomer
from storage.phones import Phone
from storage.sealed import Tampered
from storage.staff import StaffMember, StaffState

LOOKS_BACK: Final = timedelta(days=2)
"""A calendar day and any rolling hours lie within."""


@dataclass(frozen=True, slots=True)
class Known:
    """The facts, and the number that they are about."""

    facts: Facts
    phone: Phone | None = field(default=None, repr=False)
    customer: int = 0
    """Whose ledger answered."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is to be contacted, and in what matter."""

    store: str
    customer: int
    chat: int
    case: int | None = None
    department: str | None = None
    """The case's."""
    grounds: tuple[Ground, ...] = ()
    """What stands in for consent beside what is open of his."""


def whom(case: Case) -> Whom:
    """The customer of that case. A booking is no matter of his rights: nobody names it to reach him about a
    complaint that another department handles (GATE-6)."""
    department = None if case.is_booking else case.department.value
    return Whom(case.store, case.customer, case.chat, case.id, department)


def gather(
    connection: Connection,
    product: Product,
    member: StaffMember,
    whom: Whom,
    intent: Intent,
    now: datetime,
    *,
    besides: int | None = None,
) -> Known:
    """Everything that is known of this contact; `besides`: the contact itself, asked about again (GATE-1)."""
    phone, fault = _number(connection, product, whom.customer)
    asked = whom.customer if intent.reveals else _owner(connection, product, whom)
    zones = product.policy.contact.zones
    if intent.reveals:
        point = phone.contact_point if phone is not None else ""
        zone = zones.of_number(phone.number) if phone is not None else zones.chat
    else:
        point, zone = f"chat:{whom.chat}", zones.chat
    question = Question(point, intent.purpose, intent.channel.value)
    events = consents.of_customer(connection, asked)
    material = ""
    if intent.purpose in product.policy.purposes:
        material = terms_of(intent.purpose, intent.channel.value, product.policy).material_hash()
    facts = Facts(
        question=question,
        events=events,
        material=material,
        fault=fault,
        latest=_latest(connection, asked, besides),
        active=_is_active(connection, product, member),
        reachable=phone is not None if intent.reveals else True,
        suppressed_at=_suppressed_at(connection, product, phone) if intent.reveals else None,
        others_no=_others_no(connection, product, phone, question, material, now) if intent.reveals else None,
        zone=zone,
        grounds=(
            *(
                ground
                for who in dict.fromkeys((whom.customer, asked))
                for ground in _of_open_cases(connection, product, who)
            ),
            *whom.grounds,
        ),
        calls=_calls(connection, phone, now, besides),
        promotions=_promotions(connection, product, asked, intent, now, besides),
        case_department=whom.department,
        minor=customers.age_group(connection, asked),
        window_open=intent.reveals or _may_be_written_to(connection, product, whom.chat, now),
    )
    return Known(facts, phone, asked)


def _owner(connection: Connection, product: Product, whom: Whom) -> int:
    """Whose chat it is: a case may be spoken of in the chat that its customer linked to his own, and what he agreed
    to for a chat stands in that chat's own ledger (CON-1)."""
    return chats.by_id(connection, product.vault, whom.chat).customer_id or whom.customer


def _promotions(
    connection: Connection,
    product: Product,
    customer: int,
    intent: Intent,
    now: datetime,
    besides: int | None,
) -> tuple[datetime, ...]:
    """Two linked chats are one customer's: a week holds one for both (GATE-2)."""
    since = now - timedelta(days=product.policy.contact.promotion.days)
    return tuple(
        at
        for who in links.people(connection, customer)
        for at in contacts.promotions(connection, who, intent.channel.value, since, besides)
    )


def _of_open_cases(connection: Connection, product: Product, customer: int) -> Iterator[Ground]:
    """What his open cases let staff do; a call that he asked for, until he was spoken with."""
    open_ones = cases.open_of_customer(connection, product.vault, customer)
    asks = any(case.call is not None for case in open_ones)
    called = contacts.spoken_with(connection, customer) if asks else {}
    for case in open_ones:
        yield from grounds_of(case, product.policy, called.get(case.id))


def _number(connection: Connection, product: Product, customer: int) -> tuple[Phone | None, str]:
    """A key that is lost or broken denies contact instead of allowing it. SEC-2."""
    try:
        return phones.current(connection, product.vault, customer), ""
    except (Tampered, NoSuchCustomer):
        return None, "keyring"


def _latest(connection: Connection, customer: int, besides: int | None) -> datetime | None:
    """The last moment of the ledger and of the contact log: a clock that shows an earlier one is wrong."""
    last = consents.latest(connection, customer)
    decided = contacts.latest(connection, customer)
    return max((moment for moment in (last, decided) if moment is not None), default=None)


def _is_active(connection: Connection, product: Product, member: StaffMember) -> bool:
    found = staff.by_id(connection, product.vault, member.id)
    return found is not None and found.state is StaffState.ACTIVE


def _suppressed_at(connection: Connection, product: Product, phone: Phone | None) -> datetime | None:
    if phone is None:
        return None
    entry = phone.suppression or suppressions.digest(product.vault, phone.number)
    return suppressions.since(connection, entry)


def _others_no(
    connection: Connection,
    product: Product,
    phone: Phone | None,
    question: Question,
    material: str,
    now: datetime,
) -> datetime | None:
    """When another customer who left the same number withdrew that, and has not agreed to it anew (CON-8)."""
    found: list[datetime] = []
    others = [] if phone is None else phones.owners(connection, product.vault, phone.number)
    for other in others:
        events = consents.of_customer(connection, other)
        if phone is None or other == phone.customer or not events:
            continue
        known, _ = _number(connection, product, other)
        asked = replace(question, contact_point="" if known is None else known.contact_point)
        state = consent_state(events, asked, material, now)
        if state.kind is Standing.WITHDRAWN and state.since is not None:
            found.append(state.since.acted_at)
    return max(found, default=None)


def _calls(
    connection: Connection, phone: Phone | None, now: datetime, besides: int | None
) -> tuple[datetime, ...]:
    if phone is None:
        return ()
    return contacts.calls(connection, phone.index, now - LOOKS_BACK, besides)


def recall(product: Product, purpose: str, since: datetime) -> tuple[Ground, ...]:
    """GATE-8: a recall stands in for consent that is missing, never against a later withdrawal."""
    if product.policy.purposes[purpose].purpose_class is not PurposeClass.SAFETY:
        return ()
    return (Ground(GroundKind.DUTY, purpose, frozenset({purpose}), frozenset(Channel), since),)


def _may_be_written_to(connection: Connection, product: Product, chat: int, now: datetime) -> bool:
    """The chat is open, and its platform lets us write there now."""
    place = chats.by_id(connection, product.vault, chat)
    if place.closed_at is not None:
        return False
    window = product.capabilities(place.channel, ChatKind(place.kind)).window
    return window is None or lanes.slots(connection, chat, window, now) > 0
