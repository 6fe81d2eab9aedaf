"""How a conversation becomes a case: numbers, files and everything said so far go with it (CMP-3)."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.dialogue.session import Around, Session
from bot.worker import casecards, effects
from bot.worker.product import Product
from bot.worker.rooms import chats_of
from bot.worker.talking import Talk
from core.case import Case, Event, Happened, Kind, Room, TellCustomer
from core.commands import FileComplaint, OpenEnquiry
from core.numbers import case_number, short_code
from core.opening import NewCase, file_complaint, open_enquiry
from storage import attachments, cases, counters, history, ids

IN_TRANSCRIPT: Final = 20
"""The room reads the last so many messages; the history has all of them."""


def file(
    connection: Connection,
    product: Product,
    talk: Talk,
    session: Session,
    command: FileComplaint,
    around: Around,
    now: datetime,
) -> tuple[Case, tuple[TellCustomer, ...]]:
    """The summary was confirmed. An open enquiry of this chat is turned into the complaint."""
    enquiry = next((case for case in around.cases if case.is_open and case.kind is Kind.ENQUIRY), None)
    identity = _identity(connection, product, talk, Kind.COMPLAINT, enquiry, now)
    decision = file_complaint(command, identity, product.policy, product.calendar, now, enquiry)
    files = [one.id for one in session.evidence]
    told = effects.apply(connection, product, enquiry, decision, now, answered_in=talk.chat, evidence=files)
    _keep_words(connection, product, decision.case, session, now)
    if enquiry is not None:
        for chat in chats_of(connection, product, decision.case, Room.TIER):
            casecards.show_evidence(connection, product, decision.case, chat, now)
    return decision.case, told


def enquire(
    connection: Connection,
    product: Product,
    talk: Talk,
    session: Session,
    command: OpenEnquiry,
    around: Around,
    called_in: int,
    now: datetime,
) -> tuple[TellCustomer, ...]:
    """A person is wanted: he gets the transcript, so that nobody has to repeat himself (CMP-2).

    `called_in` is the message that was nothing but the call for him, or 0: the card says that already.
    """
    seen = around.open_case
    known = None if seen is None else cases.by_id(connection, product.vault, seen.id)
    identity = _identity(connection, product, talk, Kind.ENQUIRY, known, now)
    decision = open_enquiry(command, identity, product.policy, product.calendar, now, known)
    files = [one.id for one in session.evidence]
    told = effects.apply(connection, product, known, decision, now, answered_in=talk.chat, evidence=files)
    case = decision.case
    fresh = _keep_words(connection, product, case, session, now)
    told_before = [text for ref, text in fresh if ref != called_in]
    if told_before:
        args = {"lines": "\n".join(told_before[-IN_TRANSCRIPT:])}
        text = effects.worded(product, "case.transcript", args, now)
        for chat in chats_of(connection, product, case, Room.TIER):
            casecards.tell(connection, product, case, chat, text, now)
    return told


def discard(connection: Connection, product: Product, talk: Talk) -> list[str]:
    """The draft's files are forgotten; what a case has stays with the case. Returns what is to be deleted from
    the media directory once this is committed."""
    drafts = attachments.of_talk(connection, product.vault, talk.chat)
    keys = [attachments.delete(connection, one.id) for one in drafts]
    return [key for key in keys if key]


def _identity(
    connection: Connection, product: Product, talk: Talk, kind: Kind, known: Case | None, now: datetime
) -> NewCase:
    """Numbers are given in the transaction that needs them: no gap, no double. A case that is there keeps its id."""
    if known is not None and kind is Kind.ENQUIRY:
        return NewCase(known.id, known.store, known.number, known.short_code, talk.customer, talk.chat)
    day = product.timetable.local_day(now)
    n = counters.take(connection, f"case:{product.store}:{kind.value}:{day.isoformat()}")
    if known is not None:
        code, case_id = known.short_code, known.id
    else:
        code, case_id = short_code(counters.take(connection, f"code:{product.store}")), ids.take(connection)
    return NewCase(case_id, product.store, case_number(kind.value, day, n), code, talk.customer, talk.chat)


def _keep_words(
    connection: Connection, product: Product, case: Case, session: Session, now: datetime
) -> list[tuple[int, str]]:
    """Every message of the conversation stands in the case, each exactly once; returns those that are new."""
    fresh: list[tuple[int, str]] = []
    for ref, text in session.transcript:
        if not history.holds(connection, case.id, ref):
            event = Event(Happened.CUSTOMER_WROTE, "customer", {"text": text}, "CMP-2")
            history.append(connection, product.vault, case, [event], now, inbox_id=ref)
            fresh.append((ref, text))
    return fresh
