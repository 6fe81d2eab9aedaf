"""Short words for the tests of the road: a chat, a message, a look at the lanes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from bot.channels.language import Address, ChatKind
from storage import chats, customers, lanes, outbox, settling
from storage.claims import Batch, Claimed
from storage.pace import Pace
from storage.retry import Retry
from storage.sealed import Vault
from storage.tables.road import Lane, Outbox
from storage.tables.types import table_of

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=60)
RETRY = Retry(attempts=3, first=SECOND, ceiling=timedelta(minutes=10))
"""Waits of 1 s and 2 s; the third failure is the last."""


def unlimited(_channel: str, _kind: str) -> Pace:
    """A platform without limits."""
    return Pace()


def address(chat: str, kind: ChatKind = ChatKind.PRIVATE, account: str = "1") -> Address:
    return Address("telegram", account, chat, kind)


def new_chat(
    connection: Connection,
    vault: Vault,
    chat: str = "99",
    kind: ChatKind = ChatKind.PRIVATE,
    account: str = "1",
) -> int:
    """A chat without an owner."""
    return chats.find_or_add(connection, vault, address(chat, kind, account), NOW, store="main").id


def new_customer_chat(connection: Connection, vault: Vault, chat: str = "99") -> tuple[int, int]:
    """A chat and the customer whose it is."""
    chat_id = new_chat(connection, vault, chat)
    customer = customers.add(connection, vault, "main", NOW)
    chats.attach_customer(connection, chat_id, customer.id)
    return chat_id, customer.id


def say(
    connection: Connection, vault: Vault, chat_id: int, body: str = "您好", now: datetime = NOW, **more: Any
) -> int:
    """A queued message; `body` stands for its JSON, which storage never reads."""
    kind = more.pop("kind", "message")
    return outbox.put(connection, vault, outbox.NewOutgoing("main", chat_id, kind, body, **more), now)


def look(
    connection: Connection,
    vault: Vault,
    now: datetime = NOW,
    owner: str = "w1",
    pace: lanes.PaceOf = unlimited,
    limit: int = 32,
) -> Batch:
    return lanes.claim(connection, vault, now, owner, pace, LEASE, limit)


def take_one(connection: Connection, vault: Vault, now: datetime = NOW, **more: Any) -> Claimed:
    """The only thing that can be claimed now."""
    (claimed,) = look(connection, vault, now, **more).claimed
    return claimed


def end(
    connection: Connection, vault: Vault, claimed: Claimed, outcome: settling.Outcome, now: datetime = NOW
) -> settling.Settled:
    return settling.settle(connection, vault, claimed, outcome, now, RETRY)


def state(connection: Connection, number: int) -> str:
    found = outbox.status(connection, number)
    return "gone" if found is None else found.state


def lane(connection: Connection, chat_id: int) -> Any:
    table = table_of(Lane)
    return connection.execute(select(table).where(table.c.chat_id == chat_id)).one()


def row(connection: Connection, number: int) -> Any:
    table = table_of(Outbox)
    return connection.execute(select(table).where(table.c.id == number)).one()
