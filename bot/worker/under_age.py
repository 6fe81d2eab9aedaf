"""A customer says how old he is: what that ends, ends at once; saying otherwise gives nothing back (CON-13)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.dialogue.commands import DeclareAge
from bot.dialogue.reply import Text
from bot.worker import casecards, effects, erasing, gated, ledger
from bot.worker.calling_off import call_off
from bot.worker.product import Product
from bot.worker.rooms import chats_of
from core.case import Room
from core.consent import ANY, Ledger, LedgerEvent
from core.minors import Minor, minor_of, spared
from core.withdrawal import Covered
from storage import cases, customers, links

WAYS: Final = ("call", "sms")


def declared(
    connection: Connection, product: Product, customer: int, said: DeclareAge, now: datetime
) -> Text:
    """It takes effect in this very transaction; what he reads of it.

    A child's number is deleted with whatever was agreed to for it; what he complains about goes on in the chat.
    """
    minor = minor_of(said.years, product.policy)
    if minor is None:
        customers.put_age_group(connection, customer, None)
        return Text("minor.lifted")
    people = links.people(connection, customer)
    if customers.age_group(connection, customer) is not minor:
        for who in people:
            customers.put_age_group(connection, who, minor)
        _invalidate(connection, product, customer, minor, said.words, now)
        _tell_rooms(connection, product, people, minor, now)
    if minor is Minor.CHILD:
        for who in people:
            erasing.remove_number(connection, product, who, said.words, now)
    store = product.policy.store
    return Text(f"minor.{minor.value}", {"phone": store.phone})


def _invalidate(
    connection: Connection, product: Product, customer: int, minor: Minor, words: str, now: datetime
) -> None:
    kept = spared(minor, product.policy)
    event = LedgerEvent(
        seq=0,
        customer=customer,
        contact_point=ANY,
        purpose=ANY,
        channel=ANY,
        kind=Ledger.INVALIDATED,
        acted_at=now,
        spared=kept,
    )
    ledger.enter(connection, product, event, now, source="age", words=words)
    gated.withdrawn(connection, product, customer, Covered(ANY, ANY, kept), now)
    call_off(connection, product, customer, None, ("", *kept), now)


def _tell_rooms(
    connection: Connection, product: Product, people: Iterable[int], minor: Minor, now: datetime
) -> None:
    """Whoever has a case of his must know whom he speaks with."""
    open_ones = [case for who in people for case in cases.open_of_customer(connection, product.vault, who)]
    for case in open_ones:
        text = effects.worded(product, f"minor.room_{minor.value}", {}, now)
        for room in chats_of(connection, case, Room.TIER):
            casecards.tell(connection, product, case, room, text, now, personal=False)
