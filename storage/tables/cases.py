"""Cases, what happened in them, and the counters that number them."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.types import Id, Sealed

OPEN = "stage != 'closed'"
"""Exactly as `storage.cases` writes it: SQLite compares the words when it looks for an index."""


class CaseRow(SQLModel, table=True):
    """A case as it stands; what the customer told us is in `details`, sealed with his key."""

    __tablename__ = "cases"
    __table_args__ = (
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        UniqueConstraint("store", "number"),
        UniqueConstraint("store", "earlier_number"),
        Index("ix_cases_short_code", "store", "short_code", "id"),
        Index("ix_cases_customer", "customer_id", "id"),
        Index("ix_cases_open_chat", "chat_id", "id", sqlite_where=text(OPEN)),
        Index("ix_cases_open_customer", "customer_id", "id", sqlite_where=text(OPEN)),
        Index("ix_cases_open_claimed", "store", "claimed_by", "id", sqlite_where=text(OPEN)),
        Index("ix_cases_due", "next_due_at", "id", sqlite_where=text("next_due_at IS NOT NULL")),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    store: str
    kind: str
    number: str
    earlier_number: str | None
    short_code: str
    customer_id: int = Field(sa_type=Id)
    chat_id: int = Field(sa_type=Id)
    department: str
    category: str
    severity: str
    emotion: str
    tier: int
    stage: str
    claimed_by: str | None
    opened_at: datetime
    received_at: datetime
    held_until: datetime | None
    closed_at: datetime | None
    next_due_at: datetime | None
    """When the first of its clocks wants attention; empty for a closed case."""
    clocks: str
    """The promises as they were made, as JSON (SLA-8)."""
    details: bytes = Field(sa_type=Sealed, repr=False)
    """Facts, proposal, hand-overs, the triage's and the enquiry's reasons."""
    version: int


class CaseEventRow(SQLModel, table=True):
    """One line of a case's history (FLOW-10); `data` is sealed with the customer's key."""

    __tablename__ = "case_event"
    __table_args__ = (
        ForeignKeyConstraint(["case_id"], ["cases.id"]),
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        UniqueConstraint("case_id", "inbox_id"),
        Index("ix_case_event_case", "case_id", "id"),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    case_id: int = Field(sa_type=Id)
    customer_id: int = Field(sa_type=Id)
    at: datetime
    actor: str
    kind: str
    rule: str
    data: bytes = Field(sa_type=Sealed, repr=False)
    inbox_id: int | None = Field(sa_type=Id)
    """The message that caused it: it stands in a case only once."""


class CounterRow(SQLModel, table=True):
    """The last number that was given out under a name."""

    __tablename__ = "counter"
    name: str = Field(primary_key=True)
    last: int = Field(sa_type=Id)
