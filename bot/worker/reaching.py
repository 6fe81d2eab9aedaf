"""Whether the customer of a case may be written to now: he may have said no, or left (CON-8, GATE-8), or his
platform's window may be shut (STAFF-3)."""

import sys
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.channels.language import ChatKind
from bot.worker import talking
from bot.worker.product import Product
from core.case import Refused
from core.consent import Question
from core.contact import Chat, Moment, may_write
from core.notice import terms_of
from core.window import Reach
from storage import chats, consents, lanes

COMPLAINT: Final = "complaint"
"""The purpose of everything that is said about a case."""

LAST: Final = sys.maxsize
"""A chat is closed after whatever was said there: his next word opens it."""


def refusal(
    connection: Connection, product: Product, chat: int, now: datetime, purpose: str = COMPLAINT
) -> Refused | None:
    """Why nothing may be sent in that chat about a case, or for that purpose; None when it may.

    After a block, or once he withdrew even the case's notices, replies and notices resume with his next word. What
    counts is what the chat's own customer said: a case may be spoken of in a chat that is linked to its own.
    """
    place = chats.by_id(connection, product.vault, chat)
    if place.customer_id is None:
        return Refused("GATE-8", "refused.blocked", {"since": place.closed_at or now})
    events = consents.of_customer(connection, place.customer_id)
    if not events and place.closed_at is None and purpose == COMPLAINT:
        return None
    word = talking.load(connection, product, chat, place.customer_id).session.last_ref
    said_at = place.last_said_at
    known = Chat(
        blocked=None if place.closed_at is None else Moment(place.closed_at, LAST),
        last_word=None if said_at is None or not word else Moment(said_at, word),
    )
    question = Question(f"chat:{chat}", purpose, "chat")
    material = terms_of(purpose, "chat", product.policy).material_hash()
    return may_write(known, question, events, material, product.policy, now)


def reach(connection: Connection, product: Product, chat: int, now: datetime) -> Reach | None:
    """How much his platform still lets us say to him, and until when; `None` where it sets no limit."""
    place = chats.by_id(connection, product.vault, chat)
    window = product.capabilities(place.channel, ChatKind(place.kind)).window
    if window is None:
        return None
    allowed = lanes.allowance(connection, chat)
    left = 0 if place.closed_at is not None else allowed.left(window, now)
    return Reach(allowed.closes_at(window, now) if left else None, left)
