"""How a conversation becomes a case: numbers, files and everything said so far go with it (CMP-3)."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection

from bot.dialogue import calling
from bot.dialogue.commands import Arrange
from bot.dialogue.session import Evidence, Session
from bot.worker import casecards, effects, following, incidents
from bot.worker.product import Product
from bot.worker.rooms import chats_of
from bot.worker.talking import Talk
from bot.worker.turn import Turn
from core import booking
from core.case import Case, Decision, Department, Event, Happened, Kind, Room, TellCustomer
from core.commands import FileComplaint, LeaveNumber, OpenEnquiry
from core.numbers import case_number, short_code
from core.opening import LEAK, NewCase, file_complaint, open_enquiry
from storage import attachments, cases, counters, history, ids

IN_TRANSCRIPT: Final = 20
"""The room reads the last so many messages; the history has all of them."""


def file(turn: Turn, session: Session, command: FileComplaint) -> tuple[Case, tuple[TellCustomer, ...]]:
    """The summary was confirmed. An open enquiry of this chat is turned into the complaint."""
    connection, product, now = turn.connection, turn.product, turn.now
    enquiry = next((case for case in turn.around.cases if case.is_open and case.is_for_a_person), None)
    if enquiry is not None:
        enquiry = following.follow(connection, product, enquiry, turn.talk.chat, now)
    identity = _identity(turn, Kind.COMPLAINT, enquiry)
    decision = file_complaint(command, identity, product.policy, product.calendar, now, enquiry)
    told = _stored(turn, session.evidence, enquiry, decision)
    _keep_words(turn, decision.case, session.transcript)
    if enquiry is not None:
        for chat in chats_of(connection, decision.case, Room.TIER):
            casecards.show_evidence(connection, product, decision.case, chat, now)
    return decision.case, told


def enquire(turn: Turn, session: Session, command: OpenEnquiry) -> tuple[TellCustomer, ...]:
    """A person is wanted: he gets the transcript, so that nobody has to repeat himself (CMP-2)."""
    connection, product, now = turn.connection, turn.product, turn.now
    seen = _concerned(turn, command)
    known = None if seen is None else cases.by_id(connection, product.vault, seen.id)
    if known is not None:
        known = following.follow(connection, product, known, turn.talk.chat, now)
    identity = _identity(turn, Kind.ENQUIRY, known)
    decision = open_enquiry(command, identity, product.policy, product.calendar, now, known)
    told = _stored(turn, session.evidence, known, decision)
    fresh = _keep_words(turn, decision.case, session.transcript)
    called_in = turn.said.ref if calling.says_no_more(turn.said) else 0
    told_before = [text for ref, text in fresh if ref != called_in and calling.tells(text)]
    if told_before:
        args = {"lines": "\n".join(told_before[-IN_TRANSCRIPT:])}
        text = effects.worded(product, "case.transcript", args, now)
        room = Room.OBSERVERS if command.reason == LEAK else Room.TIER
        for chat in chats_of(connection, decision.case, room):
            casecards.tell(connection, product, decision.case, chat, text, now)
    if command.reason == LEAK:
        incidents.report(connection, product, decision.case, now)
    return told


def _concerned(turn: Turn, command: OpenEnquiry) -> Case | None:
    """The open case that hears of it. A leak is an incident of its own, and heard of once while it is open."""
    if command.reason != LEAK:
        return turn.around.holding or turn.around.open_matter
    return next((case for case in turn.around.cases if case.is_open and case.reason == LEAK), None)


def book(turn: Turn, command: Arrange) -> tuple[Case, tuple[TellCustomer, ...]]:
    """A service is arranged: a case of its own in its department's group, beside whatever else is open."""
    identity = _identity(turn, Kind.ENQUIRY, None)
    product = turn.product
    decision = booking.book(command.service, identity, product.policy, product.calendar, turn.now)
    told = _stored(turn, command.evidence, None, decision)
    _keep_words(turn, decision.case, command.words)
    return decision.case, told


def number_left(turn: Turn, purposes: Collection[str]) -> None:
    """One enquiry for each department that may reach him by phone and has no case of his to name to the gate
    (GATE-6). What he agreed to for a complaint is named by that."""
    asked, policy = turn.talk.session.consents, turn.product.policy
    if asked is None or (asked.scene == "complaint" and not asked.alone):
        return
    by_department: dict[str, list[str]] = {}
    for code in purposes:
        by_department.setdefault(policy.purposes[code].department, []).append(code)
    known = {case.department.value for case in turn.around.cases if case.customer == turn.talk.customer}
    for department, codes in by_department.items():
        if department not in known:
            command = LeaveNumber(Department(department), tuple(codes))
            identity = _identity(turn, Kind.ENQUIRY, None)
            calendar = turn.product.calendar
            decision = booking.leave_number(command, identity, policy, calendar, turn.now)
            _stored(turn, (), None, decision)


def _stored(
    turn: Turn, evidence: tuple[Evidence, ...], before: Case | None, decision: Decision
) -> tuple[TellCustomer, ...]:
    """The files of the draft are the case's from now on."""
    return effects.apply(
        turn.connection,
        turn.product,
        before,
        decision,
        turn.now,
        answered_in=turn.talk.chat,
        evidence=[one.id for one in evidence],
    )


def discard(connection: Connection, product: Product, talk: Talk) -> list[str]:
    """The draft's files are forgotten; what a case has stays with the case. Returns what is to be deleted from
    the media directory once this is committed."""
    drafts = attachments.of_talk(connection, product.vault, talk.chat)
    keys = [attachments.delete(connection, one.id) for one in drafts]
    return [key for key in keys if key]


def take_back(turn: Turn, file: int, name: str) -> list[str]:
    """A file that he sent by mistake is gone; where a case has it, its room is told not to use it. Returns what is
    to be deleted from the media directory once this is committed."""
    connection, product, now = turn.connection, turn.product, turn.now
    found = attachments.by_id(connection, product.vault, file)
    key = attachments.delete(connection, file)
    case = cases.by_id(connection, product.vault, found.case) if found is not None and found.case else None
    if case is not None:
        told = effects.worded(product, "case.file_taken_back", {"name": name}, now)
        for chat in chats_of(connection, case, Room.TIER):
            casecards.tell(connection, product, case, chat, told, now)
        casecards.refresh(connection, product, case, now)
    return [key] if key else []


def _identity(turn: Turn, kind: Kind, known: Case | None) -> NewCase:
    """Numbers are given in the transaction that needs them: no gap, no double. A case that is there keeps its id and
    its customer."""
    connection, product, talk = turn.connection, turn.product, turn.talk
    whose = talk.customer if known is None else known.customer
    if known is not None and kind is Kind.ENQUIRY:
        return NewCase(known.id, known.store, known.number, known.short_code, whose, talk.chat)
    day = product.timetable.local_day(turn.now)
    n = counters.take(connection, f"case:{product.store}:{kind.value}:{day.isoformat()}")
    if known is not None:
        code, case_id = known.short_code, known.id
    else:
        code, case_id = short_code(counters.take(connection, f"code:{product.store}")), ids.take(connection)
    return NewCase(case_id, product.store, case_number(kind.value, day, n), code, whose, talk.chat)


def _keep_words(turn: Turn, case: Case, words: tuple[tuple[int, str], ...]) -> list[tuple[int, str]]:
    """Every message of the conversation stands in the case, each exactly once; returns those that are new."""
    connection, vault = turn.connection, turn.product.vault
    fresh: list[tuple[int, str]] = []
    for ref, text in words:
        if not history.holds(connection, case.id, ref):
            event = Event(Happened.CUSTOMER_WROTE, "customer", {"text": text}, "CMP-2")
            history.append(connection, vault, case, [event], turn.now, inbox_id=ref)
            fresh.append((ref, text))
    return fresh
