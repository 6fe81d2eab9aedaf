"""What a delivery, or its failure, means for the case: clocks stop, threads are known, people are told."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.channels.language import (
    Cause,
    Held,
    MemberCount,
    Message,
    NotSent,
    OutcomeUnknown,
    Receipt,
    Revision,
    Sent,
    ThreadOpening,
    Undeliverable,
)
from bot.channels.wire import tag_of
from bot.texts import say
from bot.worker import binding, casecards, effects, membership
from bot.worker.posting import waiting
from bot.worker.product import Product
from bot.worker.rooms import chats_of
from core.case import Case, Refused, Room
from core.commands import NoteDelivery, NoteFailure
from core.complaint import decide
from storage import cards, cases, chats, outbox, postings, rooms, settling
from storage.claims import Claimed, Dropped
from storage.retry import Retry

THREAD: Final = tag_of(ThreadOpening(""))
COUNT: Final = tag_of(MemberCount())
MESSAGE: Final = tag_of(Message(""))
REVISION: Final = tag_of(Revision(Message("")))
SPOKEN: Final = ("reply", "proposal")
"""Roles of a person's words to the customer."""


def settle(
    connection: Connection, product: Product, claimed: Claimed, receipt: Receipt, now: datetime, retry: Retry
) -> settling.Settled:
    """Write down what became of it and do what follows, in one transaction."""
    failed_for_good = isinstance(receipt, Undeliverable)
    before = chats.by_id(connection, product.vault, claimed.chat_id).chat if failed_for_good else ""
    settled = settling.settle(connection, product.vault, claimed, outcome_of(receipt), now, retry)
    if not settled.lost:
        follow(connection, product, settled, receipt, now)
        if isinstance(receipt, Undeliverable):
            _gone(connection, product, claimed, settled, receipt, before, now)
        case = (
            cases.by_id(connection, product.vault, claimed.case_id) if claimed.case_id is not None else None
        )
        if case is not None and _lost_its_place(settled, case, receipt):
            _say_again(connection, product, claimed, now)
    return settled


def outcome_of(receipt: Receipt) -> settling.Outcome:
    """The platform's receipt in the outbox's words."""
    match receipt:
        case Sent(references):
            return settling.Delivered(references)
        case NotSent(reason, wait, counts):
            return settling.Again(reason, wait, counts)
        case OutcomeUnknown(reason):
            return settling.InDoubt(reason)
        case Undeliverable(cause, reason, moved_to):
            return settling.Never(cause.value, reason, moved_to)
        case Held(reason):
            return settling.NotNow(reason)


def follow(
    connection: Connection,
    product: Product,
    settled: settling.Settled,
    receipt: Receipt | None,
    now: datetime,
) -> None:
    """What the end of an attempt leads to."""
    case = cases.by_id(connection, product.vault, settled.case_id) if settled.case_id is not None else None
    if settled.state == "sent":
        _sent(connection, product, settled, case, now)
    elif settled.state == "held":
        held(connection, product, settled.chat_id, now)
    elif (
        settled.tell_person
        and not _lost_its_place(settled, case, receipt)
        and not _has_no_topics(settled, receipt)
    ):
        _lost(connection, product, settled, case, now)
    elif (
        case is not None and settled.kind == REVISION and settled.role in SPOKEN and settled.state != "queued"
    ):
        why = reason_text(product, settled.reason, now)
        _tell(
            connection, product, case, say("delivery.edit_failed", {"reason": why}, product.local(now)), now
        )


def _sent(
    connection: Connection, product: Product, settled: settling.Settled, case: Case | None, now: datetime
) -> None:
    reference = settled.references[0] if settled.references else ""
    if settled.kind == COUNT and reference.isdigit():
        chat = chats.by_id(connection, product.vault, settled.chat_id)
        with membership.watched(connection, product, chat, now):
            rooms.set_member_count(connection, settled.chat_id, int(reference))
    elif settled.kind == THREAD and case is not None:
        postings.set_thread(connection, case.id, settled.chat_id, reference)
    elif reference and settled.kind != REVISION:
        _posted(connection, product, settled, reference)
    if case is not None and settled.role in SPOKEN and settled.kind != REVISION:
        _decide(connection, product, case, NoteDelivery(settled.satisfies, settled.role, now), now)


def _posted(connection: Connection, product: Product, settled: settling.Settled, reference: str) -> None:
    """From now on a reply to this message is about its case; a prompt's message knows what it asks."""
    if settled.customer_id is not None and settled.case_id is None:
        return
    for number in settled.ids:
        kept = postings.find(connection, product.vault, settled.chat_id, waiting(number))
        if kept is not None or settled.case_id is not None:
            data = kept.data if kept is not None else {}
            posting = postings.Posting(
                settled.chat_id, reference, settled.case_id, number, settled.role, data
            )
            postings.put(connection, product.vault, posting)


def _lost(
    connection: Connection, product: Product, settled: settling.Settled, case: Case | None, now: datetime
) -> None:
    """Nothing is lost silently: whoever has the case hears of it, else the supervisors' room."""
    if case is None:
        return
    if settled.chat_id == case.chat:
        failure = NoteFailure(settled.role, reason_word(settled.reason), settled.state == "unknown")
        _decide(connection, product, case, failure, now)
        return
    text = say(
        "delivery.room_failed_plain",
        {"reason": reason_text(product, settled.reason, now)},
        product.local(now),
    )
    for chat in chats_of(connection, product, case, Room.OBSERVERS):
        if chat != settled.chat_id:
            casecards.tell(connection, product, case, chat, text, now)


def dropped(connection: Connection, product: Product, lost: Dropped, now: datetime) -> None:
    """A message came to nothing without being sent: a person's words are missed, a late toast is not."""
    if lost.role in SPOKEN or lost.role == "card":
        case = cases.by_id(connection, product.vault, lost.case_id) if lost.case_id is not None else None
        if case is not None:
            failure = NoteFailure(lost.role, reason_word(lost.reason), unknown=False)
            _decide(connection, product, case, failure, now)


def held(connection: Connection, product: Product, chat: int, now: datetime) -> None:
    """A person's words wait for the customer's next: whoever wrote them knows it, once for each message."""
    for number in outbox.newly_held(connection, chat, SPOKEN):
        case = cases.by_id(connection, product.vault, number)
        if case is not None:
            _tell(connection, product, case, say("delivery.held_plain", {}, product.local(now)), now)


def call_off(
    connection: Connection,
    product: Product,
    customer: int,
    purposes: Collection[str] | None,
    keep: Collection[str],
    now: datetime,
) -> None:
    """What waits to be said to him is withdrawn (CON-8); whoever wrote some of it hears that it was."""
    spoken = outbox.cases_cancelled(connection, customer, SPOKEN, purposes=purposes, keep=keep)
    outbox.cancel(connection, customer, now, purposes=purposes, keep=keep)
    for number, role in spoken:
        case = cases.by_id(connection, product.vault, number)
        if case is not None:
            _decide(connection, product, case, NoteFailure(role, "withdrawn", unknown=False), now)


def _lost_its_place(settled: settling.Settled, case: Case | None, receipt: Receipt | None) -> bool:
    """The topic, or the card, under which it was to stand in a group is not there any more (STAFF-5)."""
    if case is None or settled.chat_id == case.chat or settled.kind != MESSAGE:
        return False
    return isinstance(receipt, Undeliverable) and receipt.cause in (Cause.THREAD_GONE, Cause.TARGET_GONE)


def _has_no_topics(settled: settling.Settled, receipt: Receipt | None) -> bool:
    """A topic could not be opened in a group that has none (any more): its cases stand under their cards."""
    gone = isinstance(receipt, Undeliverable) and receipt.cause is Cause.THREAD_GONE
    return gone and settled.kind == THREAD


def _lost_its_card(connection: Connection, product: Product, claimed: Claimed, cause: Cause) -> bool:
    """The card that the case has now is not there any more; one that was replaced may go."""
    if claimed.role != "card_update" or cause not in (Cause.THREAD_GONE, Cause.TARGET_GONE):
        return False
    kept = postings.find(connection, product.vault, claimed.chat_id, claimed.target)
    standing = cards.cards_of(connection, claimed.case_id or 0)
    return kept is not None and any(one.chat == claimed.chat_id and one.id == kept.outbox for one in standing)


def _say_again(connection: Connection, product: Product, lost: Claimed, now: datetime) -> None:
    """The same in the case's new place; its card stands there already, or is about to (STAFF-5)."""
    if lost.role == "card":
        return
    new = outbox.NewOutgoing(
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
    number = outbox.put(connection, product.vault, new, now)
    kept = postings.find(connection, product.vault, lost.chat_id, waiting(lost.id))
    if kept is not None:
        moved = replace(kept, reference=waiting(number), outbox=number)
        postings.put(connection, product.vault, moved)


def _gone(
    connection: Connection,
    product: Product,
    claimed: Claimed,
    settled: settling.Settled,
    receipt: Undeliverable,
    before: str,
    now: datetime,
) -> None:
    """The place, or the whole group, is not there any more; `before` is the chat's address as it was."""
    chat = chats.by_id(connection, product.vault, settled.chat_id)
    if receipt.cause is Cause.REMOVED:
        binding.removed(connection, product, chat, now)
    elif receipt.cause is Cause.MOVED and chat.chat != before:
        binding.resettle(connection, product, chat, now)
    elif _has_no_topics(settled, receipt):
        chats.set_topics(connection, chat.id, topics=False)
    elif claimed.case_id is not None:
        case = cases.by_id(connection, product.vault, claimed.case_id)
        if case is not None and (
            _lost_its_place(settled, case, receipt)
            or _lost_its_card(connection, product, claimed, receipt.cause)
        ):
            binding.thread_gone(connection, product, case, chat.id, now)


REASONS: Final = {
    "blocked": "blocked",
    "window_closed": "window",
    "withdrawn": "withdrawn",
    "expired": "expired",
    "rejected": "rejected",
    "timeout": "timeout",
}


def reason_word(reason: str) -> str:
    """The reason as the texts know it (`delivery.reason_…`)."""
    return REASONS.get(reason, "other")


def reason_text(product: Product, reason: str, now: datetime) -> str:
    return say(f"delivery.reason_{reason_word(reason)}", {}, product.local(now))


def _decide(
    connection: Connection, product: Product, case: Case, command: NoteDelivery | NoteFailure, now: datetime
) -> None:
    decision = decide(case, command, product.policy, product.calendar, now)
    if not isinstance(decision, Refused):
        effects.apply(connection, product, case, decision, now)


def _tell(connection: Connection, product: Product, case: Case, text: str, now: datetime) -> None:
    for chat in chats_of(connection, product, case, Room.TIER):
        casecards.tell(connection, product, case, chat, text, now)
