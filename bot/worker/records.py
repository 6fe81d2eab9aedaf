"""What only a turn that asks for it is given of the store's records about the customer himself."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.dialogue import caller_check
from bot.dialogue.session import Around, PastContact, Said
from bot.worker.contacting import caller_named
from bot.worker.product import Product
from storage import cases, contacts
from storage.contacts import Contact


def added(
    connection: Connection, product: Product, customer: int, around: Around, said: Said, now: datetime
) -> Around:
    """The surroundings of the turn, with the records that it asks about."""
    if not caller_check.asks(said):
        return around
    after = now - timedelta(days=product.policy.contact.caller_check.days)
    found = contacts.of_customer(connection, customer, after)
    return replace(around, contacts=tuple(_readable(connection, product, one) for one in found))


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
