"""Hop 1 and hop 2: what came in is stored before the platform is told so, then handled in its order."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.channels.channel import Unreadable
from bot.channels.language import (
    AddressChanged,
    BotAdded,
    BotRemoved,
    ChatKind,
    Edited,
    Incoming,
    MemberJoined,
    MemberLeft,
    Pressed,
    Said,
    ThreadClosed,
)
from bot.channels.wire import incoming_from_json, to_json
from bot.texts import say
from bot.worker import binding, customer, group, membership, parcels, private
from bot.worker.posting import About, Words, post
from bot.worker.product import Product
from storage import cases, chats, inbox, lanes, outbox, postings, rooms, staff
from storage.retry import Retry

HANDLING: Final = Retry(attempts=4, first=timedelta(seconds=1), ceiling=timedelta(seconds=10))
"""A message that we fail to handle holds up its conversation, and is seldom better later: soon a person is told."""


def store(
    connection: Connection, product: Product, arrived: list[Incoming | Unreadable], now: datetime
) -> int:
    """Insert what is not there yet; what nobody can read is kept as a dead letter. How much was new."""
    readable = [
        inbox.Arrival(
            one.address.channel, one.address.account, one.address.chat, one.dedupe_key, to_json(one)
        )
        for one in arrived
        if isinstance(one, Incoming)
    ]
    for one in arrived:
        if isinstance(one, Unreadable):
            inbox.dead(
                connection,
                product.vault,
                one.channel,
                one.dedupe_key,
                one.raw,
                "unreadable",
                now,
                store=product.store,
            )
    return inbox.insert_new(connection, product.vault, readable, now, store=product.store)


def handle(connection: Connection, product: Product, waiting: inbox.Waiting, now: datetime) -> list[str]:
    """One message, to its end, in one transaction; returns media files that are to be deleted after it."""
    incoming = incoming_from_json(waiting.body)
    chat = chats.find_or_add(
        connection, product.vault, incoming.address, now, store=waiting.store, topics=incoming.topics
    )
    gone: list[str] = []
    if incoming.address.kind is ChatKind.GROUP:
        _in_group(connection, product, chat, incoming, now)
    else:
        gone = _in_private(connection, product, chat, incoming, waiting.id, now)
    inbox.done(connection, waiting.id, now)
    if incoming.address.kind is ChatKind.GROUP:
        gone += parcels.look(connection, product, chat.id, now)
    return gone


def failed(
    connection: Connection, product: Product, waiting: inbox.Waiting, reason: str, now: datetime
) -> None:
    """It could not be handled: again after a while, at last kept; then its writer and the supervisors are told."""
    if not inbox.failed(connection, waiting.id, reason, now, HANDLING):
        return
    chat = chats.find_by_index(connection, product.vault, waiting.conversation)
    if chat is not None and chat.customer_id is not None:
        words = Words(say("idle.not_handled", {}, product.local(now)))
        post(connection, product, chat.id, words, About("answer", customer=chat.customer_id), now)
    room = rooms.room_of(connection, product.store, "supervisors")
    if room is not None:
        text = say("delivery.poisoned", {"row": waiting.id}, product.local(now))
        post(connection, product, room.chat, Words(text), About("notice"), now)


def _in_private(
    connection: Connection, product: Product, chat: chats.Chat, incoming: Incoming, ref: int, now: datetime
) -> list[str]:
    member = staff.by_identity(connection, product.vault, chat.channel, incoming.sender.identity)
    strangers = product.capabilities(chat.channel, ChatKind.PRIVATE).customers
    if not strangers or private.concerns_staff(connection, product, incoming, member):
        private.turn(connection, product, chat, incoming, member, now)
        return []
    return customer.turn(connection, product, chat, incoming, ref, now)


def _in_group(
    connection: Connection, product: Product, chat: chats.Chat, incoming: Incoming, now: datetime
) -> None:
    if chat.closed_at is not None and not isinstance(incoming.what, BotRemoved):
        lanes.spoke(connection, chat.id, "other", now)
    match incoming.what:
        case Said() | Pressed() | Edited():
            group.turn_in_group(connection, product, chat, incoming, now)
        case MemberJoined() | MemberLeft():
            membership.changed(connection, product, chat, incoming, now)
        case BotAdded():
            binding.added(connection, product, chat, now)
        case BotRemoved():
            binding.removed(connection, product, chat, now)
        case AddressChanged(moved_to):
            binding.moved(connection, product, chat, moved_to, now)
        case ThreadClosed():
            found = postings.case_of_thread(connection, chat.id, incoming.thread)
            case = cases.by_id(connection, product.vault, found) if found is not None else None
            if case is not None:
                binding.thread_gone(connection, product, case, chat.id, now)
        case _:
            return


def depths(connection: Connection) -> dict[str, int]:
    """Messages that wait in and out, for the figures."""
    return {
        **{f"inbox_{state}": n for state, n in inbox.counts(connection).items()},
        **outbox.depths(connection),
    }
