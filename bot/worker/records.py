"""What only a turn that asks for it is given of the store's records about the customer himself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.dialogue import caller_check, consent_list, erasing, leak, minors, opt_out, purposes, rights
from bot.dialogue.alone import asks_for_consent
from bot.dialogue.around import Around, Asking, PastContact, PastDisclosure
from bot.dialogue.said import Said
from bot.dialogue.session import Session
from bot.worker import standing
from bot.worker.consenting import UNDO
from bot.worker.contacting import caller_named
from bot.worker.product import Product
from core.masking import mask_phone
from storage import cases, consents, contacts, customers, disclosures, links, phones
from storage.contacts import Contact

EVER: Final = datetime.min.replace(tzinfo=UTC)


def added(
    connection: Connection,
    product: Product,
    chat: int,
    customer: int,
    around: Around,
    session: Session,
    said: Said,
    now: datetime,
) -> Around:
    """The surroundings of the turn, with the records that it asks about."""
    if asks_for_consent(session, said):
        around = replace(around, asking=_asking(connection, product, chat, customer))
    if around.asking is not None or minors.stated(said) is not None:
        around = replace(around, minor=customers.age_group(connection, customer))
    if caller_check.asks(said):
        after = now - timedelta(days=product.policy.contact.caller_check.days)
        return replace(
            around,
            contacts=tuple(shown(connection, product, customer, after)),
            for_others=tuple(_for_others(connection, product, customer, after)),
        )
    if rights.asks(said) or purposes.asks(said):
        phone = phones.current(connection, product.vault, customer)
        return replace(
            around,
            consents=tuple(standing.answered(connection, product, chat, customer, now)),
            contacts=tuple(shown(connection, product, customer, EVER)),
            disclosures=tuple(given(connection, product, customer)),
            phone="" if phone is None else mask_phone(phone.number),
            asking=_asking(connection, product, chat, customer),
        )
    if (
        leak.asks(said)
        or consent_list.asks(said)
        or erasing.asks(said)
        or said.reading.withdrawal.scope != "none"
    ):
        around = replace(around, consents=tuple(standing.answered(connection, product, chat, customer, now)))
    if said.reading.withdrawal.scope == opt_out.THIS_SERVICE:
        return replace(around, last_purpose=_last_purpose(connection, product, customer, now))
    return around


def _last_purpose(connection: Connection, product: Product, customer: int, now: datetime) -> str:
    """What he was last contacted for or asked about, of the last days and in whichever of his chats; `""` where that
    was nothing, or more than one thing at once (GATE-5)."""
    after = now - timedelta(days=product.policy.contact.this_service.days)
    people = links.people(connection, customer)
    found = [
        ((one.shown_at or one.decided_at, one.id), {one.purpose})
        for who in people
        for one in contacts.of_customer(connection, who, after)
    ]
    found += [
        ((one.shown_at, one.id), {item.purpose for item in one.items})
        for who in people
        for one in consents.prompts_of(connection, who)
        if one.scene != UNDO and one.shown_at > after
    ]
    _, last = max(found, key=lambda one: one[0], default=((now, 0), set[str]()))
    (purpose, *more) = last or {""}
    return "" if more or purpose not in product.policy.purposes else purpose


def shown(connection: Connection, product: Product, customer: int, after: datetime) -> Iterator[PastContact]:
    """Each time somebody was shown his number, or wrote to him for a purpose, after that moment; newest first. He is
    the same in the chat that he linked to this one: a call to the number he left there was ours, too (SAFE-1)."""
    people = links.people(connection, customer)
    found = [one for who in people for one in contacts.of_customer(connection, who, after)]
    for one in sorted(found, key=lambda one: -one.id):
        yield _readable(connection, product, one)


def _for_others(
    connection: Connection, product: Product, customer: int, after: datetime
) -> Iterator[tuple[datetime, str]]:
    """When, and how, his number was reached for somebody else who left it too; nothing of what for. He himself in
    the chat that he linked to this one is nobody else."""
    people = links.people(connection, customer)
    phone = phones.current(connection, product.vault, customer)
    if phone is not None:
        # Of what was before he left the number he is told nothing: it was not his, as far as we know (SAFE-1).
        for one in contacts.of_others(connection, phone.index, customer, max(after, phone.added_at)):
            if one.customer not in people:
                yield product.local(one.shown_at or one.decided_at), one.channel


def given(connection: Connection, product: Product, customer: int) -> Iterator[PastDisclosure]:
    """Each time something of his was given to somebody outside the store, whichever of his chats it was from; newest
    first."""
    people = links.people(connection, customer)
    found = [one for who in people for one in disclosures.of_customer(connection, who)]
    for one in sorted(found, key=lambda one: one.at, reverse=True):
        who = caller_named(product, one.department, one.staff_code)
        yield PastDisclosure(product.local(one.at), who, one.recipient)


def _asking(connection: Connection, product: Product, chat: int, customer: int) -> Asking:
    """What was asked of him, when, and how he answered; and the number he has now."""
    phone = phones.current(connection, product.vault, customer)
    shown: dict[str, tuple[datetime, ...]] = {}
    for prompt in consents.prompts_of(connection, customer):
        for purpose in {item.purpose for item in prompt.items if prompt.scene != UNDO}:
            shown[purpose] = (*shown.get(purpose, ()), prompt.shown_at)
    return Asking(
        chat=f"chat:{chat}",
        phone="" if phone is None else phone.contact_point,
        masked="" if phone is None else mask_phone(phone.number),
        events=consents.of_customer(connection, customer),
        shown=shown,
    )


def _readable(connection: Connection, product: Product, contact: Contact) -> PastContact:
    case = cases.by_id(connection, product.vault, contact.case) if contact.case is not None else None
    purpose = product.policy.purposes.get(contact.purpose)
    assert contact.shown_at is not None
    return PastContact(
        at=product.local(contact.shown_at),
        who=caller_named(product, contact.department, contact.staff_code),
        channel=contact.channel,
        purpose=contact.purpose if purpose is None else purpose.name,
        number="" if case is None else case.number,
        word=contacts.word_of(connection, product.vault, contact),
    )
