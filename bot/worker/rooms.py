"""Which group an effect speaks to, given the queues that have one (STAFF-1)."""

from sqlalchemy import Connection

from bot.worker.product import Product
from core.case import Case, Room
from core.opening import LEAK
from core.routing import Queue, queue_for
from storage import cards, cases, rooms

LAST_TIER = 3
TIERS = {Room.TIER_1: 1, Room.TIER_2: 2, Room.TIER_3: 3}


def bound(connection: Connection, store: str) -> frozenset[Queue]:
    """The store's queues that have a group."""
    return frozenset(Queue.parse(name) for name in rooms.bound_queues(connection, store))


def queue_of(connection: Connection, case: Case, room: Room) -> Queue | None:
    """The queue an effect means; where it has no group, the one that stands in for it. None: nobody has one.

    A leak that was reported waits unseen nowhere: without the observers it is the last tier's (SAFE-3).
    """
    have = bound(connection, case.store)
    if room is Room.OBSERVERS:
        observers = Queue("supervisors")
        if observers in have:
            return observers
        return queue_for(case.department.value, LAST_TIER, have) if case.reason == LEAK else None
    tier = TIERS.get(room, case.tier)
    return queue_for(case.department.value, tier, have)


def chats_of(connection: Connection, case: Case, room: Room) -> tuple[int, ...]:
    """The chats of the groups an effect speaks to; empty where no group is bound at all."""
    if room is Room.ALL:
        return tuple(dict.fromkeys(card.chat for card in cards.cards_of(connection, case.id)))
    queue = queue_of(connection, case, room)
    found = rooms.room_of(connection, case.store, str(queue)) if queue is not None else None
    return () if found is None else (found.chat,)


def open_in(connection: Connection, product: Product, chat: int) -> tuple[Case, ...]:
    """The open cases that are handled in this group."""
    store = product.store
    here = rooms.queues_of(connection, chat)
    if not here:
        return ()
    every = cases.every_open(connection, product.vault, store)
    return tuple(case for case in every if is_home(connection, case, chat))


def is_entitled(connection: Connection, case: Case, chat: int) -> bool:
    """Whether one of the case's department's own rooms is here: others see nothing of it (CMP-9)."""
    return any(chat in chats_of(connection, case, room) for room in TIERS)


def is_home(connection: Connection, case: Case, chat: int) -> bool:
    """Whether the case is handled in this group now; the observers' group may always act."""
    return any(chat in chats_of(connection, case, room) for room in (Room.TIER, Room.OBSERVERS))
