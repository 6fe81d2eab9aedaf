"""A customer's session, loaded and stored: what the chat's conversation has come to."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot.dialogue import draft, memory
from bot.dialogue.session import Session
from bot.worker.product import Product
from storage import chats, talks
from storage.customers import key_of
from storage.sealed import SubjectKey


@dataclass(frozen=True, slots=True)
class Talk:
    """A session with the version it was loaded at; 0 where nothing was said yet."""

    chat: int
    customer: int
    session: Session
    version: int
    key: SubjectKey = field(repr=False, compare=False)
    """The customer's."""


def load(connection: Connection, product: Product, chat: int, customer: int) -> Talk:
    """The chat's session; `customer` is its own customer, who alone has the key to it."""
    found = talks.load(connection, product.vault, chat)
    if found is None:
        return Talk(chat, customer, Session(), 0, key_of(connection, product.vault, customer))
    return Talk(chat, found.customer, memory.from_json(found.state), found.version, found.key)


def save(connection: Connection, product: Product, talk: Talk, session: Session, now: datetime) -> None:
    """The session as it is from now on, and when a resting draft next wants attention."""
    talks.save(
        connection,
        product.vault,
        talk.chat,
        talk.customer,
        memory.to_json(session),
        now,
        due_at=draft.due_at(session, product.policy, product.zone),
        expected_version=talk.version,
        key=talk.key,
    )


def show_options(
    connection: Connection,
    product: Product,
    chat: int,
    actions: tuple[str, ...],
    labels: tuple[str, ...],
    now: datetime,
) -> None:
    """Choices were put to the customer from outside his own turn: digits and their own words mean these from now on.
    Whatever case they are about, it is the chat's own customer whose session it is."""
    owner = chats.by_id(connection, product.vault, chat).customer_id
    if owner is None:
        return
    talk = load(connection, product, chat, owner)
    save(connection, product, talk, talk.session.on(options=actions, labels=labels), now)
