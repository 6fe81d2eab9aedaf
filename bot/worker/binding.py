"""Groups and queues: bound by a one-time code, lost when we are removed; no case waits unseen (STAFF-1, STAFF-5)."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.channels.language import ChatKind
from bot.texts import say
from bot.worker import casecards, membership
from bot.worker.posting import About, Words, post
from bot.worker.product import Product
from bot.worker.rooms import chats_of
from core.case import Case, Room
from core.routing import Queue
from storage import cards, cases, chats, outbox, postings, queue_codes, rooms, unsaid
from storage.codes import Unusable

NOTICE: Final = "notice"
"""The role of what a group is told about a case."""


def bind(connection: Connection, product: Product, chat: chats.Chat, code: str, now: datetime) -> None:
    """This group serves the code's queue from now on, and gets what waits in it."""
    used = queue_codes.use(connection, product.vault, code, now)
    if isinstance(used, Unusable):
        post(
            connection,
            product,
            chat.id,
            Words(say(f"staff.bind_{used}", {}, product.local(now))),
            About("notice"),
            now,
        )
        return
    queue = Queue.parse(used.queue)
    before = rooms.room_of(connection, used.store, str(queue))
    rooms.bind(connection, chat.id, used.store, str(queue), now)
    if before is not None and before.chat != chat.id:
        _let_go(connection, product, before.chat, queue, now)
    membership.count(connection, product, chat, now)
    membership.vouched_for(connection, product, chat, now)
    hears_all = product.capabilities(chat.channel, ChatKind.GROUP).hears_all
    key = "staff.bound" if hears_all else "staff.bound_at"
    text = say(key, {"queue": title(product, queue)}, product.local(now))
    post(connection, product, chat.id, Words(text), About("notice"), now)
    show_waiting(connection, product, used.store, now)


def _let_go(connection: Connection, product: Product, chat: int, queue: Queue, now: datetime) -> None:
    """The group that served the queue before hears of it, and shows nothing more of its cases (CMP-9)."""
    text = say("staff.unbound", {"queue": title(product, queue)}, product.local(now))
    post(connection, product, chat, Words(text), About(NOTICE), now)
    for case in cases.every_open(connection, product.vault, product.store):
        if any(one.chat == chat for one in cards.cards_of(connection, case.id)):
            casecards.refresh(connection, product, case, now)


def title(product: Product, queue: Queue) -> str:
    """A queue as people call it: 售后部 · 一级."""
    policy = product.policy
    if queue.tier is None:
        return str(getattr(policy.queues, queue.desk))
    return f"{policy.departments[queue.desk].name} · {policy.tier_name(queue.tier)}"  # type: ignore[index]


def show_waiting(connection: Connection, product: Product, store: str, now: datetime) -> None:
    """Every open case has its card where it is handled, and complaints at the observers' too."""
    for case in cases.every_open(connection, product.vault, store):
        for chat in casecards.belongs(connection, product, case):
            if all(one.chat != chat for one in cards.cards_of(connection, case.id)):
                casecards.post_card(connection, product, case, chat, "", now)


def added(connection: Connection, product: Product, chat: chats.Chat, now: datetime) -> None:
    """We are in the group; told again of new rights in it, we have nothing to add."""
    if not (chat.new or chat.closed_at is not None):
        return
    if not rooms.queues_of(connection, chat.id):
        words = Words(say("staff.not_bound", {}, product.local(now)))
        post(connection, product, chat.id, words, About("notice"), now)


def removed(
    connection: Connection,
    product: Product,
    chat: chats.Chat,
    now: datetime,
    *,
    refused: outbox.NewOutgoing | None = None,
) -> None:
    """We are out of the group: its queues lead elsewhere, and its cases are posted there (STAFF-5).

    What still waited for it is not said when we come back: nobody knows who is in it then (SEC-3). It is said where
    its cases are handled from now on, `refused` first: what was being said when we found out.
    """
    at_home = _handled_in(connection, product, chat)
    waiting = unsaid.waiting(connection, product.vault, chat.id, (NOTICE,))
    homeless = waiting if refused is None else [refused, *waiting]
    served = rooms.unbind(connection, chat.id)
    chats.close(connection, chat.id, now)
    unsaid.abandon(connection, chat.id, now)
    for case in _shown_in(connection, product, chat):
        postings.lose_thread(connection, case.id, chat.id)
        cards.forget(connection, case.id, chat.id)
    show_waiting(connection, product, chat.store, now)
    for lost in homeless:
        if lost.case_id in at_home:
            _say_at_home(connection, product, lost, now)
    if served:
        _tell_of_loss(connection, product, chat.store, served, now)


def _handled_in(connection: Connection, product: Product, chat: chats.Chat) -> frozenset[int]:
    """The open cases whose room this group is."""
    every = cases.every_open(connection, product.vault, chat.store)
    return frozenset(case.id for case in every if chat.id in chats_of(connection, case, Room.TIER))


def _say_at_home(connection: Connection, product: Product, lost: outbox.NewOutgoing, now: datetime) -> None:
    """What a group that is lost did not hear, where its case is handled now."""
    case = cases.by_id(connection, product.vault, lost.case_id or 0)
    if case is None:
        return
    for chat in chats_of(connection, case, Room.TIER):
        outbox.put(connection, product.vault, replace(lost, chat_id=chat), now)


def _tell_of_loss(
    connection: Connection, product: Product, store: str, served: tuple[str, ...], now: datetime
) -> None:
    """Somebody must bring us back: the supervisors hear of it, where they have a group."""
    room = rooms.room_of(connection, store, "supervisors")
    if room is None:
        return
    names = "、".join(title(product, Queue.parse(name)) for name in served)
    text = say("staff.group_lost", {"queues": names}, product.local(now))
    post(connection, product, room.chat, Words(text), About(NOTICE), now)


def moved(connection: Connection, product: Product, chat: chats.Chat, to: str, now: datetime) -> None:
    """The group has a new address, where nothing that was said can be answered or changed (STAFF-5).

    A refused message may have told of it before: then what is known under the old address by now is nothing.
    """
    there = chats.find(connection, product.vault, replace(chat, chat=to))
    if there is not None and there.id < chat.id:
        chats.close(connection, chat.id, now)
        return
    chats.move(connection, product.vault, chat.id, to)
    resettle(connection, product, chat, now)


def resettle(connection: Connection, product: Product, chat: chats.Chat, now: datetime) -> None:
    """Every case that stood at the group's old address is posted at the new one."""
    rooms.moved(connection, chat.id)
    for case in _shown_in(connection, product, chat):
        thread_gone(connection, product, case, chat.id, now)


def _shown_in(connection: Connection, product: Product, chat: chats.Chat) -> list[Case]:
    """The open cases whose card has been posted there; a card that still waits finds its way."""
    return [
        case
        for case in cases.every_open(connection, product.vault, chat.store)
        if any(one.chat == chat.id and one.sent for one in cards.cards_of(connection, case.id))
    ]


def thread_gone(connection: Connection, product: Product, case: Case, chat: int, now: datetime) -> None:
    """The case's topic was closed or deleted: it is posted again, in a new one (STAFF-5)."""
    postings.lose_thread(connection, case.id, chat)
    cards.forget(connection, case.id, chat)
    if case.is_open:
        casecards.post_card(connection, product, case, chat, "", now)
