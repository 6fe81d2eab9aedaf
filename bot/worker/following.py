"""A case follows its customer to the chat in which he writes about it: answers go there, and to no other."""

from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Final

from sqlalchemy import Connection

from bot.channels.capabilities import Buttons
from bot.channels.language import Message
from bot.channels.wire import body_from_json
from bot.worker import casecards, effects, outcomes
from bot.worker.platforms import name_of, shown
from bot.worker.posting import PART, About, Button, Words, post
from bot.worker.product import Product
from bot.worker.rooms import chats_of
from core.answers import CUSTOMER
from core.case import Case, Event, Happened, Room
from storage import buttons, cases, chats, history, postings, unsaid
from storage.outbox import NewOutgoing

MOVED: Final = "moved"
Piece = tuple[int, NewOutgoing]


def follow(connection: Connection, product: Product, case: Case, chat: int, now: datetime) -> Case:
    """The case as it is spoken of in this chat, his own or the one that he linked to it. What waited for his word in
    the other chat is said here; its people read where he is now, and what must wait there all the same."""
    if case.chat == chat:
        return case
    there = case.chat
    case = cases.save(connection, product.vault, replace(case, chat=chat), case.version)
    left = _take_along(connection, product, case, there, now)
    channel = chats.by_id(connection, product.vault, chat).channel
    event = Event(Happened.FOLLOWED, CUSTOMER, {"platform": name_of(channel)}, "FLOW-10")
    history.append(connection, product.vault, case, [event], now)
    args = {"here": shown(channel), "n": left}
    key = "linked_case.moved_waiting" if left else "linked_case.moved"
    for room in chats_of(connection, case, Room.TIER):
        text = effects.worded(product, key, args, now)
        casecards.tell(connection, product, case, room, text, now, personal=False)
    casecards.refresh(connection, product, case, now)
    return case


def _take_along(connection: Connection, product: Product, case: Case, there: int, now: datetime) -> int:
    """A person's words that wait in the other chat are said in this one, and not in that; how many are not.

    What has been said there in part is finished there. Choices go along only where they are buttons: as numbers they
    would mean something else here, after the answer to what he has just said.
    """
    found = unsaid.of_case(connection, product.vault, case.id, there, (*outcomes.SPOKEN, PART))
    left = 0
    for pieces in _whole(found):
        words = _words(connection, product, case, there, pieces)
        if words is None:
            left += 1
            continue
        number, last = pieces[-1]
        satisfies = tuple(rule for rule in last.satisfies.split(",") if rule)
        about = About(last.role, case, purpose=last.purpose, repeat=last.repeat, satisfies=satisfies)
        postings.carried_on(connection, number, post(connection, product, case.chat, words, about, now))
        for piece, _ in pieces:
            unsaid.drop(connection, piece, MOVED, now)
    return left


def _whole(found: list[Piece]) -> list[list[Piece]]:
    """Each message with the parts that go ahead of it."""
    return [
        [one for one in found if (new.parts_from or number) <= one[0] <= number]
        for number, new in found
        if new.role != PART
    ]


def _words(
    connection: Connection, product: Product, case: Case, there: int, pieces: list[Piece]
) -> Words | None:
    """The message as it can be said here; None where it cannot."""
    first, last = pieces[0][0], pieces[-1][1]
    bodies = [body_from_json(new.body) for _, new in pieces]
    texts = [body for body in bodies if isinstance(body, Message)]
    rows = tuple(_rows(connection, there, body) for body in texts)
    flat = tuple(chain.from_iterable(rows))
    here = effects.capabilities(product, chats.by_id(connection, product.vault, case.chat))
    is_begun = last.parts_from is not None and last.parts_from != first
    if is_begun or (flat and here.buttons not in (Buttons.INLINE, Buttons.CARD)):
        return None
    text = "\n".join(body.text for body in texts if body.text)
    return Words(text, flat, tuple(chain.from_iterable(body.media for body in texts)))


def _rows(connection: Connection, there: int, body: Message) -> tuple[tuple[Button, ...], ...]:
    """Its choices with what they mean, to be shown anew."""
    meant = [
        [(buttons.find(connection, action.id, there), action.label) for action in row] for row in body.actions
    ]
    return tuple(tuple((what, label) for what, label in row if what is not None) for row in meant)
