"""Two linked chats are two customers again: each has its own cases, and nothing of the other's reaches it (CON-1)."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.worker import casecards, effects, outcomes
from bot.worker.platforms import name_of, shown
from bot.worker.product import Product
from bot.worker.rooms import chats_of
from core.answers import CUSTOMER
from core.case import Case, Event, Happened, Room
from core.commands import NoteFailure
from storage import cases, chats, history, links, unsaid
from storage.links import Link, Side

UNLINKED: Final = "unlinked"


def part(connection: Connection, product: Product, link: Link, now: datetime) -> None:
    """What was said no to stays so on both sides; each may be undone there as always.

    What waits to be said about a case in the other's chat is not said: whoever wrote it hears so.
    """
    links.end(connection, link, now)
    for mine, theirs in ((link.own, link.other), (link.other, link.own)):
        _return(connection, product, mine, theirs, now)


def _return(connection: Connection, product: Product, mine: Side, theirs: Side, now: datetime) -> None:
    away = [
        case
        for case in cases.open_of_customer(connection, product.vault, mine.customer)
        if case.chat == theirs.chat
    ]
    waiting = unsaid.about_in(connection, mine.customer, theirs.chat, outcomes.SPOKEN, UNLINKED, now)
    cases.return_to(connection, mine.customer, theirs.chat, mine.chat)
    for number, role in waiting:
        case = cases.by_id(connection, product.vault, number)
        if case is not None:
            outcomes.note(connection, product, case, NoteFailure(role, UNLINKED, unknown=False), now)
    home = name_of(chats.by_id(connection, product.vault, mine.chat).channel)
    for case in away:
        event = Event(Happened.FOLLOWED, CUSTOMER, {"platform": home}, "FLOW-10")
        history.append(connection, product.vault, case, [event], now)
    for case in cases.open_of_customer(connection, product.vault, mine.customer):
        tell_rooms(connection, product, case, "linked_case.ended", mine.chat, theirs.chat, now)


def tell_rooms(
    connection: Connection, product: Product, case: Case, key: str, one: int, other: int, now: datetime
) -> None:
    """The case's room hears of it, and its cards show it."""
    places = (chats.by_id(connection, product.vault, chat) for chat in (one, other, case.chat))
    named = [shown(place.channel) for place in places]
    args = dict(zip(("one", "other", "here"), named, strict=True))
    text = effects.worded(product, key, args, now)
    for room in chats_of(connection, case, Room.TIER):
        casecards.tell(connection, product, case, room, text, now, personal=False)
    casecards.refresh(connection, product, case, now)
