"""Chats: places on a platform where the product speaks. Their address is sealed and found by blind index."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from storage.ids import take
from storage.pace import NOTHING
from storage.sealed import Vault
from storage.tables.people import Chat as ChatRow
from storage.tables.road import Lane, Outbox
from storage.tables.types import table_of

_chat = table_of(ChatRow)
_lane = table_of(Lane)
_outbox = table_of(Outbox)


class Place(Protocol):
    """Where something is said; `bot.channels.language.Address` is one."""

    @property
    def channel(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def chat(self) -> str: ...
    @property
    def kind(self) -> str: ...


class NoSuchChat(LookupError):
    """No chat has this id."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat with its address opened; it is a `Place` itself."""

    id: int
    store: str
    channel: str
    account: str
    chat: str = field(repr=False)
    """The platform's id. Personal data."""
    kind: str
    customer_id: int | None
    staff_id: int | None
    topics: bool
    closed_at: datetime | None
    last_said_at: datetime | None
    new: bool = False
    """It was added by the very call that returned it."""


def index_of(vault: Vault, place: Place) -> str:
    """The blind index of an address; the inbox calls its conversations by the same."""
    return address_index(vault, place.channel, place.account, place.chat)


def address_index(vault: Vault, channel: str, account: str, chat: str) -> str:
    return vault.index("address", json.dumps([channel, account, chat]))


def find(connection: Connection, vault: Vault, place: Place) -> Chat | None:
    """The chat at this address, if we have spoken there."""
    return find_by_index(connection, vault, index_of(vault, place))


def find_by_index(connection: Connection, vault: Vault, index: str) -> Chat | None:
    """The chat of an inbox conversation."""
    row = connection.execute(_by_index, {"index": index}).one_or_none()
    return None if row is None else _read(vault, row)


def find_or_add(
    connection: Connection,
    vault: Vault,
    place: Place,
    now: datetime,
    *,
    store: str,
    topics: bool | None = None,
) -> Chat:
    """The chat at this address, new if need be. `topics`: as the platform told us just now, if it did."""
    found = find(connection, vault, place)
    if found is None:
        return _add(connection, vault, place, now, store=store, topics=bool(topics))
    if topics is not None and topics != found.topics:
        set_topics(connection, found.id, topics)
        return by_id(connection, vault, found.id)
    return found


def by_id(connection: Connection, vault: Vault, chat_id: int) -> Chat:
    """Raises `NoSuchChat`."""
    row = connection.execute(_by_id, {"chat_id": chat_id}).one_or_none()
    if row is None:
        raise NoSuchChat(f"there is no chat {chat_id}")
    return _read(vault, row)


def attach_customer(connection: Connection, chat_id: int, customer_id: int | None) -> None:
    """The chat is this customer's (or nobody's)."""
    _change(connection, chat_id, customer_id=customer_id)


def attach_staff(connection: Connection, chat_id: int, staff_id: int | None) -> None:
    """The chat is this member of staff's private one (or nobody's)."""
    _change(connection, chat_id, staff_id=staff_id)


def set_topics(connection: Connection, chat_id: int, topics: bool) -> None:
    """Whether the group has forum topics."""
    _change(connection, chat_id, topics=topics)


def close(connection: Connection, chat_id: int, now: datetime) -> None:
    """We were blocked or removed: what waits there is held until somebody speaks again."""
    _change(connection, chat_id, closed_at=now)
    connection.execute(update(_lane).where(_lane.c.chat_id == chat_id).values(held=True))


def reopen(connection: Connection, chat_id: int) -> None:
    """We may speak there again; what was held goes out when somebody speaks (`lanes.spoke`)."""
    _change(connection, chat_id, closed_at=None)


def attend(connection: Connection, chat_id: int, at: datetime | None) -> None:
    """Staff are to be told of this chat's window then, or not any more."""
    _change(connection, chat_id, window_due_at=at)


def due(connection: Connection, now: datetime, limit: int) -> list[int]:
    """Chats of whose window staff are to be told, the longest due first."""
    return list(connection.execute(_due, {"now": now, "limit": limit}).scalars())


def move(connection: Connection, vault: Vault, chat_id: int, new_chat: str) -> None:
    """The platform gave the chat a new id; everything that waits follows it there.

    Where the new address has been heard from before we knew, that younger chat gives up its address and
    its waiting messages; it stays as a closed one, since other rows may name it.
    """
    old = by_id(connection, vault, chat_id)
    index = address_index(vault, old.channel, old.account, new_chat)
    rival = connection.execute(
        select(_chat.c.id, _chat.c.topics, _chat.c.created_at).where(_chat.c.address_index == index)
    ).one_or_none()
    if rival is not None and rival.id == chat_id:
        return
    if rival is not None:
        _give_way(connection, vault, rival.id, chat_id, rival.created_at)
    _change(
        connection,
        chat_id,
        address_index=index,
        address_sealed=_seal(vault, chat_id, new_chat),
        closed_at=None,
        topics=old.topics if rival is None else rival.topics,
    )


def _give_way(connection: Connection, vault: Vault, rival: int, heir: int, at: datetime) -> None:
    lane = connection.execute(select(_lane.c.due_at).where(_lane.c.chat_id == rival)).one_or_none()
    if lane is not None:
        connection.execute(update(_outbox).where(_outbox.c.chat_id == rival).values(chat_id=heir))
        connection.execute(delete(_lane).where(_lane.c.chat_id == rival))
        taken = connection.execute(
            update(_lane).where(_lane.c.chat_id == heir, _lane.c.due_at.is_(None)).values(due_at=lane.due_at)
        )
        known = select(_lane.c.chat_id).where(_lane.c.chat_id == heir)
        if taken.rowcount == 0 and connection.execute(known).first() is None:
            connection.execute(
                insert(_lane).values(chat_id=heir, due_at=lane.due_at, owner=None, tat=0.0, held=False)
            )
    _change(connection, rival, address_index=vault.index("moved", str(rival)), closed_at=at)


def _add(
    connection: Connection, vault: Vault, place: Place, now: datetime, *, store: str, topics: bool
) -> Chat:
    chat_id = take(connection)
    connection.execute(
        _insert,
        {
            "id": chat_id,
            "store": store,
            "channel": place.channel,
            "account": place.account,
            "kind": str(place.kind),
            "address_index": index_of(vault, place),
            "address_sealed": _seal(vault, chat_id, place.chat),
            "topics": topics,
            "allowance": NOTHING.to_json(),
            "heard": False,
            "created_at": now,
        },
    )
    return Chat(
        chat_id,
        store,
        place.channel,
        place.account,
        place.chat,
        str(place.kind),
        None,
        None,
        topics,
        None,
        None,
        new=True,
    )


def _change(connection: Connection, chat_id: int, **values: Any) -> None:
    connection.execute(_update, {"this": chat_id, **values})


def _seal(vault: Vault, chat_id: int, chat: str) -> bytes:
    return vault.system.seal("chat", "address_sealed", chat_id, chat)


def _read(vault: Vault, row: Row[Any]) -> Chat:
    return Chat(
        row.id,
        row.store,
        row.channel,
        row.account,
        vault.system.open_text("chat", "address_sealed", row.id, row.address_sealed),
        row.kind,
        row.customer_id,
        row.staff_id,
        row.topics,
        row.closed_at,
        row.last_said_at,
    )


_insert = insert(_chat)
_update = update(_chat).where(_chat.c.id == bindparam("this"))
_due = (
    select(_chat.c.id)
    .where(_chat.c.window_due_at.is_not(None), _chat.c.window_due_at <= bindparam("now"))
    .order_by(_chat.c.window_due_at, _chat.c.id)
    .limit(bindparam("limit"))
)
next_due = select(func.min(_chat.c.window_due_at)).where(_chat.c.window_due_at.is_not(None))
_by_index = select(_chat).where(_chat.c.address_index == bindparam("index"))
_by_id = select(_chat).where(_chat.c.id == bindparam("chat_id"))
