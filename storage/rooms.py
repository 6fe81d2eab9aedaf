"""The groups of staff: which queues they serve, who is in them, who is a stranger (SEC-3, STAFF-1)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, exists, func, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.sealed import Vault
from storage.staff import identity_index
from storage.tables.people import Chat as ChatRow
from storage.tables.postings import PostingRow, ThreadRow
from storage.tables.staff import RoomMemberRow, RoomQueueRow, RoomRow, StaffIdentityRow, StaffRow
from storage.tables.types import table_of

_rooms = table_of(RoomRow)
_queues = table_of(RoomQueueRow)
_members = table_of(RoomMemberRow)
_identities = table_of(StaffIdentityRow)
_staff = table_of(StaffRow)
_chats = table_of(ChatRow)
_threads = table_of(ThreadRow)
_postings = table_of(PostingRow)

_insert_room = insert(_rooms)
_put_room = _insert_room.on_conflict_do_update(
    index_elements=["chat_id"],
    set_={name: _insert_room.excluded[name] for name in ("store", "bound_at", "state")},
)
_insert_queue = insert(_queues)
_put_queue = _insert_queue.on_conflict_do_update(
    index_elements=["store", "queue"], set_={"chat_id": _insert_queue.excluded.chat_id}
)
_insert_member = insert(_members)
_put_member = _insert_member.on_conflict_do_update(
    index_elements=["chat_id", "identity_index"],
    set_={name: _insert_member.excluded[name] for name in ("present", "seen_at")},
)
_room = select(_rooms, _chats.c.topics).join(_chats, _chats.c.id == _rooms.c.chat_id)
_of_queue = _room.join(_queues, _queues.c.chat_id == _rooms.c.chat_id).where(
    _queues.c.store == bindparam("store"), _queues.c.queue == bindparam("queue")
)
_of_store = _room.where(_rooms.c.store == bindparam("store")).order_by(_rooms.c.chat_id)
_queues_of = select(_queues.c.queue).where(_queues.c.chat_id == bindparam("chat")).order_by(_queues.c.queue)
_bound = select(_queues.c.queue).where(_queues.c.store == bindparam("store"))
_present = (
    select(func.count(), func.count(_identities.c.id))
    .select_from(_members)
    .outerjoin(_identities, _identities.c.identity_index == _members.c.identity_index)
    .where(_members.c.chat_id == bindparam("chat"), _members.c.present.is_(True))
)
_count = (
    update(_rooms)
    .where(_rooms.c.chat_id == bindparam("this"))
    .values(member_count=_rooms.c.member_count + bindparam("more"))
)
_was_present = select(_members.c.present).where(
    _members.c.chat_id == bindparam("chat"), _members.c.identity_index == bindparam("index")
)
_not_seen = (
    select(_identities.c.id, _identities.c.identity)
    .join(_staff, _staff.c.id == _identities.c.staff_id)
    .where(
        _staff.c.store == bindparam("store"),
        _identities.c.channel == bindparam("channel"),
        ~exists().where(
            _members.c.identity_index == _identities.c.identity_index,
            _members.c.chat_id == bindparam("chat"),
            _members.c.present.is_(True),
        ),
    )
    .order_by(_identities.c.id)
)
_forget_strangers = delete(_members).where(
    _members.c.chat_id == bindparam("chat"),
    ~exists().where(_identities.c.identity_index == _members.c.identity_index),
)
_rooms_of_member = select(_members.c.chat_id).where(
    _members.c.identity_index == bindparam("index"), _members.c.present.is_(True)
)


class RoomState(StrEnum):
    BOUND = "bound"
    LOST = "lost"
    """We were removed from it, or it was unbound; it serves no queue."""


@dataclass(frozen=True, slots=True)
class Room:
    chat: int
    store: str
    topics: bool
    """Whether each case gets a topic of its own; as the chat says."""
    member_count: int | None
    bound_at: datetime
    state: RoomState


# --- queues ------------------------------------------------------------------------------------------------


def bind(connection: Connection, chat: int, store: str, queue: str, now: datetime) -> None:
    """This group serves the queue from now on; a group that served it before does so no more."""
    row = {"chat_id": chat, "store": store, "bound_at": now, "state": RoomState.BOUND.value}
    connection.execute(_put_room, row)
    connection.execute(_put_queue, {"store": store, "queue": queue, "chat_id": chat})


def unbind(connection: Connection, chat: int) -> tuple[str, ...]:
    """The group serves no queue any more; returns those it served. Nobody counts as present in it."""
    served = queues_of(connection, chat)
    connection.execute(delete(_queues).where(_queues.c.chat_id == chat))
    connection.execute(delete(_members).where(_members.c.chat_id == chat))
    connection.execute(
        update(_rooms).where(_rooms.c.chat_id == chat).values(state=RoomState.LOST.value, member_count=None)
    )
    return served


def room_of(connection: Connection, store: str, queue: str) -> Room | None:
    """The group that serves the queue."""
    row = connection.execute(_of_queue, {"store": store, "queue": queue}).one_or_none()
    return None if row is None else _read(row)


def of_store(connection: Connection, store: str) -> list[Room]:
    """Every group that is, or was, bound to a queue of the store."""
    return [_read(row) for row in connection.execute(_of_store, {"store": store})]


def queues_of(connection: Connection, chat: int) -> tuple[str, ...]:
    """The queues that the group serves, in the order of their names."""
    return tuple(connection.execute(_queues_of, {"chat": chat}).scalars())


def bound_queues(connection: Connection, store: str) -> frozenset[str]:
    """The queues of the store that have a group."""
    return frozenset(connection.execute(_bound, {"store": store}).scalars())


# --- members -----------------------------------------------------------------------------------------------


def member_seen(
    connection: Connection, vault: Vault, chat: int, channel: str, identity: str, now: datetime
) -> None:
    """He spoke or tapped here, or the platform knows him here: he is in the group."""
    _put(connection, identity_index(vault, channel, identity), chat, now, present=True)


def member_joined(
    connection: Connection, vault: Vault, chat: int, channel: str, identity: str, now: datetime
) -> None:
    """He came in: one more than the platform counted last. Ask it again when you can."""
    index = identity_index(vault, channel, identity)
    if not _is_present(connection, chat, index):
        connection.execute(_count, {"this": chat, "more": 1})
    _put(connection, index, chat, now, present=True)


def member_left(
    connection: Connection, vault: Vault, chat: int, channel: str, identity: str, now: datetime
) -> None:
    """He left, or was removed: one less than the platform counted last. Ask it again when you can."""
    index = identity_index(vault, channel, identity)
    if _is_present(connection, chat, index) is not False:
        connection.execute(_count, {"this": chat, "more": -1})
    _put(connection, index, chat, now, present=False)


def rooms_of_member(connection: Connection, vault: Vault, channel: str, identity: str) -> list[int]:
    """The groups in which this person is, as far as we saw."""
    index = identity_index(vault, channel, identity)
    return list(connection.execute(_rooms_of_member, {"index": index}).scalars())


def forget_strangers(connection: Connection, chat: int) -> None:
    """Whoever is not registered and was seen in the group is not there any more."""
    connection.execute(_forget_strangers, {"chat": chat})


def set_member_count(connection: Connection, chat: int, count: int | None) -> None:
    """How many the platform says are in the group, ourselves included; None where it does not say."""
    connection.execute(update(_rooms).where(_rooms.c.chat_id == chat).values(member_count=count))


def not_seen(connection: Connection, vault: Vault, chat: int, store: str, channel: str) -> tuple[str, ...]:
    """The store's registered members whom nobody has seen in the group, as their platform names them."""
    rows = connection.execute(_not_seen, {"store": store, "channel": channel, "chat": chat}).all()
    return tuple(vault.system.open_text("staff_identity", "identity", row.id, row.identity) for row in rows)


def seen_members(connection: Connection, chat: int) -> int:
    """How many registered members were seen in the group and not seen to leave it."""
    _, registered = connection.execute(_present, {"chat": chat}).one()
    return int(registered)


def strangers(connection: Connection, chat: int) -> int:
    """How many in the group are not known to be staff; with any, it gets no personal data (SEC-3).

    That is the larger of two: those we saw who are not registered, and those the platform counts beyond the
    registered ones we saw and ourselves.
    """
    seen, registered = connection.execute(_present, {"chat": chat}).one()
    counted = connection.execute(select(_rooms.c.member_count).where(_rooms.c.chat_id == chat)).scalar()
    uncounted = 0 if counted is None else counted - registered - 1
    return max(seen - registered, uncounted, 0)


# --- moves -------------------------------------------------------------------------------------------------


def moved(connection: Connection, chat: int) -> None:
    """The platform gave the group a new address (`storage.chats.move`), where messages are numbered anew.

    Its threads are gone and no old message can be answered there; queues and members stay (STAFF-5).
    """
    connection.execute(update(_threads).where(_threads.c.chat_id == chat).values(state="gone"))
    connection.execute(delete(_postings).where(_postings.c.chat_id == chat))


def _is_present(connection: Connection, chat: int, index: str) -> bool | None:
    """None for somebody whom we have not seen there."""
    present: bool | None = connection.execute(
        _was_present, {"chat": chat, "index": index}
    ).scalar_one_or_none()
    return present


def _put(connection: Connection, index: str, chat: int, now: datetime, *, present: bool) -> None:
    row = {"chat_id": chat, "identity_index": index, "present": present, "seen_at": now}
    connection.execute(_put_member, row)


def _read(row: Row[Any]) -> Room:
    return Room(row.chat_id, row.store, row.topics, row.member_count, row.bound_at, RoomState(row.state))
