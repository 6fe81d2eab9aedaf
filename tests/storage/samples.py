"""A customer in his chat, and a complaint of his, to store and to find again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.channels.language import Address, ChatKind
from core.case import Case, Department, HandOver, Kind, Proposal, Severity, Stage
from core.clocks import Clock, ClockName, Reminder
from core.deadlines import Base, Deadline, Unit
from core.facts import Facts
from storage import cases, chats, counters, customers
from storage.ids import take
from storage.media import Writing, Written
from storage.sealed import SubjectKey, Vault

CANARY = "京A8C1N5刹车异响金丝雀"


def new_chat(connection: Connection, vault: Vault, now: datetime, name: str, kind: str = "private") -> int:
    address = Address("telegram", "1", name, ChatKind(kind))
    return chats.find_or_add(connection, vault, address, now, store="main").id


def new_customer(connection: Connection, vault: Vault, now: datetime, name: str = "7001") -> tuple[int, int]:
    """(customer, chat) of somebody new."""
    customer = customers.add(connection, vault, "main", now).id
    chat = new_chat(connection, vault, now, name)
    chats.attach_customer(connection, chat, customer)
    return customer, chat


def clock_due(due: datetime) -> Clock:
    """SLA-3's clock: four hours long, with a reminder after two."""
    start = due - timedelta(hours=4)
    return Clock(
        "SLA-3",
        ClockName.TIER1,
        Base.WORKING,
        1,
        Unit.WORKING_DAYS,
        start,
        Deadline(due, False, ()),
        (Reminder(50, start + timedelta(hours=2)),),
    )


def new_case(
    connection: Connection,
    customer: int,
    chat: int,
    now: datetime,
    *,
    words: str = CANARY,
    due: datetime | None = None,
    department: Department = Department.AFTERSALES,
    tier: int = 1,
) -> Case:
    """A complaint with every field in use, not stored yet."""
    number = counters.take(connection, "main:20261122")
    facts = Facts().fill("phenomenon", {"said": words}, shown=words, words=words)
    return Case(
        id=take(connection),
        store="main",
        kind=Kind.COMPLAINT,
        number=f"TS20261122-{number:04d}",
        short_code=f"A{number:03d}",
        customer=customer,
        chat=chat,
        department=department,
        category="brakes",
        severity=Severity.MAJOR,
        emotion="calm",
        tier=tier,
        stage=Stage.HANDLING,
        opened_at=now,
        received_at=now,
        clocks=(clock_due(due or now + timedelta(hours=4)),),
        facts=facts.fill("plate", "京B00001", shown="京B00001", words=words).decline("vin"),
        earlier_number=f"ZX20261122-{number:04d}",
        reason="human",
        because=(words,),
        claimed_by="工号07",
        proposal=Proposal(2, "repair", words, "工号07", 1, delivered=True),
        hand_overs=(HandOver(1, "工号07", words, words, now),),
        held_until=now + timedelta(hours=24),
    )


def stored_case(connection: Connection, vault: Vault, now: datetime, name: str = "7001") -> Case:
    """A complaint of a new customer, stored."""
    customer, chat = new_customer(connection, vault, now, name)
    case = new_case(connection, customer, chat, now)
    cases.insert(connection, vault, case)
    return case


def written_file(directory: Path, key: SubjectKey, portions: Iterable[bytes]) -> Written:
    """A whole file in the media directory."""
    with Writing(directory, key) as writing:
        for data in portions:
            writing.write(data)
        return writing.finish()
