"""The tables a message passes on its way in and out."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from storage.tables.types import Id, Sealed

ACTIVE = "state IN ('queued', 'held', 'sending')"
"""Exactly as `storage.outbox.active` writes it: SQLite compares the words when it looks for an index."""


class Sequence(SQLModel, table=True):
    """The one source of ids, so that a row knows its own before it is sealed."""

    __tablename__ = "sequence"
    name: str = Field(primary_key=True)
    next: int = Field(sa_type=Id)


class Meta(SQLModel, table=True):
    """Small facts about the whole installation, as JSON."""

    __tablename__ = "meta"
    key: str = Field(primary_key=True)
    value: str


class Inbox(SQLModel, table=True):
    """What came in. `due_at` is set on the first waiting message of each conversation and on no other."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_due", "due_at", sqlite_where=text("state = 'new' AND due_at IS NOT NULL")),
        Index("ix_inbox_waiting", "conversation", "id", sqlite_where=text("state = 'new'")),
        Index("ix_inbox_handled", "handled_at", sqlite_where=text("handled_at IS NOT NULL")),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    store: str
    channel: str
    dedupe_index: str = Field(unique=True)
    conversation: str
    state: str
    body: bytes | None = Field(sa_type=Sealed, repr=False)
    attempts: int
    due_at: datetime | None
    received_at: datetime
    handled_at: datetime | None
    reason: str


class Outbox(SQLModel, table=True):
    """What is to be said, in the order of the ids within one chat."""

    __tablename__ = "outbox"
    __table_args__ = (
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        Index("ix_outbox_lane", "chat_id", "id", sqlite_where=text(ACTIVE)),
        Index("ix_outbox_leased", "leased_until", sqlite_where=text("state = 'sending'")),
        Index("ix_outbox_target", "target_id", "id", sqlite_where=text("target_id IS NOT NULL")),
        Index("ix_outbox_customer", "customer_id", sqlite_where=text("customer_id IS NOT NULL")),
        Index("ix_outbox_case", "case_id", "chat_id", "id", sqlite_where=text("case_id IS NOT NULL")),
        Index("ix_outbox_trouble", "settled_at", sqlite_where=text("state IN ('failed', 'unknown')")),
        Index(
            "ix_outbox_settled",
            "settled_at",
            sqlite_where=text("settled_at IS NOT NULL AND body IS NOT NULL"),
        ),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    store: str
    chat_id: int = Field(sa_type=Id)
    customer_id: int | None = Field(sa_type=Id)
    case_id: int | None = Field(sa_type=Id)
    kind: str
    """The body's tag in `bot.channels.wire`."""
    role: str
    """What it is to us: `card`, `thread`, `reply`, `notice`, `prompt` …"""
    purpose: str
    state: str
    body: bytes | None = Field(sa_type=Sealed, repr=False)
    bare: bytes | None = Field(sa_type=Sealed, repr=False)
    """The same without personal data, for a group with a stranger in it."""
    plain: bool
    """Text alone: may be joined with its neighbours where messages are counted."""
    repeat: str
    """`again` or `never`: what to do when the outcome is unknown."""
    attempts: int
    doubts: int
    claims: int
    """The fencing token: a worker settles only the claim it holds."""
    created_at: datetime
    due_at: datetime
    not_after: datetime | None
    owner: str | None
    leased_until: datetime | None
    settled_at: datetime | None
    reason: str
    reference: str
    references_json: str
    thread_case: bool
    target_id: int | None = Field(sa_type=Id)
    satisfies: str
    """The clocks that its delivery stops, as rule ids with commas; `""` for none."""
    parts_from: int | None = Field(sa_type=Id)
    """The first of the rows in this chat that go ahead of it and belong to it, where one send does not hold it."""
    waited: bool
    """Its people have been told that it waits for the customer."""


class Lane(SQLModel, table=True):
    """One chat's turn: `due_at` is its park, its wake-up and its lease, and empty when nothing is to do."""

    __tablename__ = "lane"
    __table_args__ = (
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        Index("ix_lane_due", "due_at", sqlite_where=text("due_at IS NOT NULL")),
    )
    chat_id: int = Field(primary_key=True, sa_type=Id)
    due_at: datetime | None
    owner: str | None
    tat: float
    """When the chat's rate allows all of its burst again (GCRA), as a timestamp."""
    held: bool
    """Nothing goes out until somebody speaks here."""


class Rate(SQLModel, table=True):
    """The same rate for a whole account."""

    __tablename__ = "rate"
    key: str = Field(primary_key=True)
    tat: float
