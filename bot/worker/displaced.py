"""A group, a topic or a card that is not there any more: what stood there is posted anew (STAFF-5)."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.channels.language import Cause, Message, Receipt, ThreadOpening, Undeliverable
from bot.channels.wire import tag_of
from bot.worker import binding
from bot.worker.posting import waiting
from bot.worker.product import Product
from core.case import Case
from storage import cards, chats, outbox, postings, settling
from storage.claims import Claimed

THREAD: Final = tag_of(ThreadOpening(""))
MESSAGE: Final = tag_of(Message(""))
GONE: Final = (Cause.THREAD_GONE, Cause.TARGET_GONE)


def is_said_elsewhere(settled: settling.Settled, case: Case | None, receipt: Receipt) -> bool:
    """Whether nothing is lost by it: the case stands, or will stand, in another place of the group, or in another
    group where this one is lost."""
    removed = isinstance(receipt, Undeliverable) and receipt.cause is Cause.REMOVED
    return removed or _lost_its_place(settled, case, receipt) or _has_no_topics(settled, receipt)


def follow(
    connection: Connection,
    product: Product,
    claimed: Claimed,
    settled: settling.Settled,
    case: Case | None,
    receipt: Undeliverable,
    before: str,
    now: datetime,
) -> None:
    """What it leads to that the place is not there; `before` is the chat's address as it was."""
    chat = chats.by_id(connection, product.vault, settled.chat_id)
    lost_its_place = _lost_its_place(settled, case, receipt)
    if receipt.cause is Cause.REMOVED:
        is_news = settled.kind == MESSAGE and claimed.role == binding.NOTICE and case is not None
        binding.removed(connection, product, chat, now, refused=_as_new(claimed) if is_news else None)
    elif receipt.cause is Cause.MOVED and chat.chat != before:
        binding.resettle(connection, product, chat, now)
    elif _has_no_topics(settled, receipt):
        chats.set_topics(connection, chat.id, topics=False)
    elif case is not None and (lost_its_place or _lost_its_card(connection, product, claimed, receipt)):
        binding.thread_gone(connection, product, case, chat.id, now)
    if lost_its_place:
        _say_again(connection, product, claimed, now)


def _lost_its_place(settled: settling.Settled, case: Case | None, receipt: Receipt) -> bool:
    """The topic, or the card, under which it was to stand in a group is not there any more."""
    if case is None or settled.chat_id == case.chat or settled.kind != MESSAGE:
        return False
    return isinstance(receipt, Undeliverable) and receipt.cause in GONE


def _has_no_topics(settled: settling.Settled, receipt: Receipt) -> bool:
    """A topic could not be opened in a group that has none (any more): its cases stand under their cards."""
    gone = isinstance(receipt, Undeliverable) and receipt.cause is Cause.THREAD_GONE
    return gone and settled.kind == THREAD


def _lost_its_card(
    connection: Connection, product: Product, claimed: Claimed, receipt: Undeliverable
) -> bool:
    """The card that the case has now is not there any more; one that was replaced may go."""
    if claimed.role != "card_update" or receipt.cause not in GONE:
        return False
    kept = postings.find(connection, product.vault, claimed.chat_id, claimed.target)
    standing = cards.cards_of(connection, claimed.case_id or 0)
    return kept is not None and any(one.chat == claimed.chat_id and one.id == kept.outbox for one in standing)


def _say_again(connection: Connection, product: Product, lost: Claimed, now: datetime) -> None:
    """The same in the case's new place; its card stands there already, or is about to."""
    if lost.role == "card":
        return
    number = outbox.put(connection, product.vault, _as_new(lost), now)
    kept = postings.find(connection, product.vault, lost.chat_id, waiting(lost.id))
    if kept is not None:
        moved = replace(kept, reference=waiting(number), outbox=number)
        postings.put(connection, product.vault, moved)


def _as_new(lost: Claimed) -> outbox.NewOutgoing:
    return outbox.NewOutgoing(
        store=lost.store,
        chat_id=lost.chat_id,
        kind=lost.kind,
        body=lost.bodies[0],
        role=lost.role,
        purpose=lost.purpose,
        customer_id=lost.customer_id,
        case_id=lost.case_id,
        bare=lost.bare,
        repeat=lost.repeat,
        thread_case=True,
    )
