"""A leak was reported: the supervisors get every reveal and disclosure of that customer's number (SAFE-3)."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection

from bot.texts import say
from bot.worker import casecards
from bot.worker.product import Product
from bot.worker.records import EVER, given
from bot.worker.rooms import chats_of
from core.case import Case, Room
from core.policy import Channel
from storage import contacts, links, phones
from storage.contacts import Contact


def report(connection: Connection, product: Product, case: Case, now: datetime) -> None:
    """Who saw the number, when, for what, and what he said came of it: by staff code, never with the number."""
    local = product.local(now)
    people = links.people(connection, case.customer)
    found = sorted(_accesses(connection, product, people), key=lambda one: -one.id)
    lines = [_line(product, one, local, own=one.customer in people) for one in found]
    outside = [
        say("disclosure.line", {**one.recipient, "at": one.at, "who": one.who}, local)
        for one in given(connection, product, case.customer)
    ]
    key = "incident.accesses" if lines or outside else "incident.none"
    args = {
        "number": case.number,
        "n": len(lines),
        "lines": "\n".join(lines) or say("incident.nobody_saw", {}, local),
        "outside": say("incident.outside", {"n": len(outside), "lines": "\n".join(outside)}, local)
        if outside
        else say("incident.not_outside", {}, local),
    }
    text = say(key, args, local)
    for chat in chats_of(connection, case, Room.OBSERVERS):
        casecards.tell(connection, product, case, chat, text, now)


def _accesses(connection: Connection, product: Product, people: Collection[int]) -> Iterator[Contact]:
    """Every time that his number was shown to somebody: also for another customer who left the same number, since it
    is the number that got out. What was written in the chat showed it to nobody."""
    for who in people:
        own = contacts.of_customer(connection, who, EVER)
        yield from (one for one in own if one.channel != Channel.CHAT)
    numbers = {phone.index for who in people if (phone := phones.current(connection, product.vault, who))}
    for index in numbers:
        others = contacts.of_others(connection, index, next(iter(people)), EVER)
        yield from (one for one in others if one.customer not in people)


def _line(product: Product, one: Contact, local: datetime, *, own: bool) -> str:
    args = {
        "at": one.shown_at or one.decided_at,
        "code": one.staff_code,
        "way": say(f"number.channel_{one.channel}", {}, local),
        "purpose": product.policy.name_of(one.purpose),
        "outcome": say(f"contact.outcome_{one.outcome}" if one.outcome else "incident.unreported", {}, local),
    }
    return say("incident.line" if own else "incident.line_other", args, local)
