"""What a delivery, or its failure, means for the case: clocks stop, threads are known, people are told."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.channels.language import (
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
from bot.worker import binding, campaign_copies, casecards, displaced, effects, gated, membership
from bot.worker.posting import waiting
from bot.worker.product import Product
from bot.worker.rooms import chats_of
from core.case import Case, Refused, Room
from core.commands import NoteDelivery, NoteFailure
from core.complaint import decide
from core.routing import Queue
from storage import cases, chats, outbox, postings, rooms, settling, unsaid
from storage.claims import Claimed, Dropped, Line
from storage.retry import Retry

THREAD: Final = tag_of(ThreadOpening(""))
COUNT: Final = tag_of(MemberCount())
MESSAGE: Final = tag_of(Message(""))
REVISION: Final = tag_of(Revision(Message("")))
SPOKEN: Final = ("reply", "evidence", "proposal", "closing")
"""Roles of a person's words to the customer."""
ANSWER: Final = "answer"
CARD: Final = "card"
ROOM_FAILED: Final = "delivery.room_failed_plain"


def settle(
    connection: Connection, product: Product, claimed: Claimed, receipt: Receipt, now: datetime, retry: Retry
) -> settling.Settled:
    """Write down what became of it and do what follows, in one transaction."""
    never = isinstance(receipt, Undeliverable)
    before = chats.by_id(connection, product.vault, claimed.chat_id).chat if never else ""
    settled = settling.settle(connection, product.vault, claimed, outcome_of(receipt), now, retry)
    if not settled.lost:
        case = _case(connection, product, settled.lines[0].case_id)
        _follow(connection, product, settled, case, receipt, now)
        if isinstance(receipt, Undeliverable):
            displaced.follow(connection, product, claimed, settled, case, receipt, before, now)
        if settled.windowed and settled.state != "failed":
            _show_reach(connection, product, settled.chat_id, now)
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


def recovered(connection: Connection, product: Product, settled: settling.Settled, now: datetime) -> None:
    """What it leads to that nobody knows what became of it: the process died while sending."""
    case = _case(connection, product, settled.lines[0].case_id)
    _follow(connection, product, settled, case, OutcomeUnknown(settled.reason), now)


def _follow(
    connection: Connection,
    product: Product,
    settled: settling.Settled,
    case: Case | None,
    receipt: Receipt,
    now: datetime,
) -> None:
    """What the end of an attempt leads to, wherever it was to stand."""
    if settled.role in gated.ROLES:
        gated.settled(connection, product, settled.id, settled.state, settled.role, now, settled.reason)
    if settled.state == "sent":
        _sent(connection, product, settled, case, now)
    elif settled.state == "held":
        held(connection, product, settled.chat_id, now)
    elif settled.tell_person and not displaced.is_said_elsewhere(settled, case, receipt):
        for line in settled.lines:
            _lost(connection, product, settled, line, now)
    elif (
        case is not None and settled.kind == REVISION and settled.role in SPOKEN and settled.state != "queued"
    ):
        args = {"reason": reason_text(product, settled.reason, now)}
        _tell(connection, product, case, say("delivery.edit_failed", args, product.local(now)), now)


def _show_reach(connection: Connection, product: Product, chat: int, now: datetime) -> None:
    """His cards say how much can still be said to him."""
    for case in cases.open_of_chat(connection, product.vault, chat):
        casecards.refresh(connection, product, case, now)


def _sent(
    connection: Connection, product: Product, settled: settling.Settled, case: Case | None, now: datetime
) -> None:
    reference = settled.references[0] if settled.references else ""
    if settled.kind == COUNT and reference.isdigit():
        chat = chats.by_id(connection, product.vault, settled.chat_id)
        membership.counted(connection, product, chat, int(reference), settled.references[1:], now)
    elif settled.kind == THREAD and case is not None:
        postings.set_thread(connection, case.id, settled.chat_id, reference)
    elif reference and settled.kind != REVISION:
        _posted(connection, product, settled, reference)
    if settled.kind == MESSAGE:
        for line in settled.lines:
            _arrived(connection, product, settled, line, now)
        _say_what_came_through(connection, product, settled, now)


def _arrived(
    connection: Connection, product: Product, settled: settling.Settled, line: Line, now: datetime
) -> None:
    """A person's words are there; words of which a part is missing satisfy nothing."""
    case = _case(connection, product, line.case_id) if line.role in SPOKEN else None
    first = line.id if line.parts_from is None else line.parts_from
    if case is not None and outbox.is_whole(connection, settled.chat_id, first, line.id):
        note(connection, product, case, NoteDelivery(line.satisfies, line.role, now), now)


def _say_what_came_through(
    connection: Connection, product: Product, settled: settling.Settled, now: datetime
) -> None:
    """Whoever was told that his words wait hears that they wait no more."""
    waited = [line.case_id for line in settled.lines if line.waited and line.case_id is not None]
    for number in dict.fromkeys(waited):
        case = _case(connection, product, number)
        if case is not None:
            args = {"n": waited.count(number)}
            _tell(connection, product, case, say("delivery.came_through", args, product.local(now)), now)


def _posted(connection: Connection, product: Product, settled: settling.Settled, reference: str) -> None:
    """From now on a reply to this message is about its case; a prompt's message knows what it asks."""
    for line in settled.lines:
        if settled.customer_id is not None and line.case_id is None:
            continue
        kept = postings.find(connection, product.vault, settled.chat_id, waiting(line.id))
        if kept is not None or line.case_id is not None:
            data = kept.data if kept is not None else {}
            # One that was answered before we knew that it had arrived stays answered.
            answered = kept is not None and kept.role == postings.ANSWERED
            role = postings.ANSWERED if answered else line.role
            posting = postings.Posting(settled.chat_id, reference, line.case_id, line.id, role, data)
            postings.put(connection, product.vault, posting)


def _lost(
    connection: Connection, product: Product, settled: settling.Settled, line: Line, now: datetime
) -> None:
    """Whoever has the case hears what its customer did not get; what a group did not get another one hears.

    An answer belongs to no case, but whoever handles the customer's must know that he was not reached.
    """
    case = _case(connection, product, line.case_id)
    failure = NoteFailure(line.role, reason_word(settled.reason), settled.state == "unknown")
    if case is None and line.role == ANSWER:
        for one in cases.open_of_chat(connection, product.vault, settled.chat_id):
            note(connection, product, one, failure, now)
    elif case is not None and chats.by_id(connection, product.vault, settled.chat_id).customer_id is not None:
        note(connection, product, case, failure, now)
    elif case is not None:
        _room_missed(connection, product, case, settled.chat_id, line.role, settled.reason, now)


def _room_missed(
    connection: Connection, product: Product, case: Case, missed: int, role: str, reason: str, now: datetime
) -> None:
    """The observers hear of it, else another room of the department. Where it was the card they get the case
    itself: nothing waits unseen (STAFF-1)."""
    served = (binding.title(product, Queue.parse(one)) for one in rooms.queues_of(connection, missed))
    args = {"room": "、".join(served), "reason": reason_text(product, reason, now)}
    key = {CARD: "delivery.card_failed", "thread": "delivery.thread_failed"}.get(role, ROOM_FAILED)
    text = say(key, args, product.local(now))
    for room in (Room.OBSERVERS, Room.TIER, Room.TIER_2, Room.TIER_3):
        found = [chat for chat in chats_of(connection, case, room) if chat != missed]
        for chat in found:
            if role == CARD:
                casecards.post_card(connection, product, case, chat, text, now, personal=False)
            else:
                casecards.tell(connection, product, case, chat, text, now, personal=False)
        if found:
            return


def dropped(connection: Connection, product: Product, lost: Dropped, now: datetime) -> None:
    """A message came to nothing without being sent: a person's words are missed, a late toast is not."""
    if lost.role in gated.ROLES:
        gated.fell_through(connection, product, lost.id, lost.role, now, lost.reason)
    case = _case(connection, product, lost.case_id) if lost.role in (*SPOKEN, CARD) else None
    if case is None:
        return
    if lost.role == CARD:
        _room_missed(connection, product, case, lost.chat_id, CARD, lost.reason, now)
    else:
        failure = NoteFailure(lost.role, reason_word(lost.reason), unknown=False)
        note(connection, product, case, failure, now)


def held(connection: Connection, product: Product, chat: int, now: datetime) -> None:
    """A person's words wait for the customer's next: whoever wrote them knows it, once for each message."""
    campaign_copies.held(connection, chat, now)
    for number in unsaid.newly_held(connection, chat, SPOKEN):
        case = cases.by_id(connection, product.vault, number)
        if case is not None:
            _tell(connection, product, case, say("delivery.held_plain", {}, product.local(now)), now)


REASONS: Final = {
    "blocked": "blocked",
    "window_closed": "window",
    "withdrawn": "withdrawn",
    "expired": "expired",
    "rejected": "rejected",
    "removed": "removed",
    "no_rights": "no_rights",
    "timeout": "timeout",
    "unlinked": "unlinked",
}


def reason_word(reason: str) -> str:
    """The reason as the texts know it (`delivery.reason_…`)."""
    return "timeout" if reason.startswith("no answer") else REASONS.get(reason, "other")


def reason_text(product: Product, reason: str, now: datetime) -> str:
    return say(f"delivery.reason_{reason_word(reason)}", {}, product.local(now))


def note(
    connection: Connection, product: Product, case: Case, command: NoteDelivery | NoteFailure, now: datetime
) -> None:
    """The case learns what became of words to its customer."""
    decision = decide(case, command, product.policy, product.calendar, now)
    if not isinstance(decision, Refused):
        effects.apply(connection, product, case, decision, now)


def _case(connection: Connection, product: Product, number: int | None) -> Case | None:
    return None if number is None else cases.by_id(connection, product.vault, number)


def _tell(connection: Connection, product: Product, case: Case, text: str, now: datetime) -> None:
    for chat in chats_of(connection, case, Room.TIER):
        casecards.tell(connection, product, case, chat, text, now, personal=False)
