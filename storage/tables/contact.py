"""Contacts with customers: what was decided and what came of it, and whom nobody may ever contact (GATE, SAFE-5)."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from storage.tables.types import Id, Sealed

COUNTS = "state IN ('reserved', 'shown')"
"""Exactly as `storage.contacts` writes it: SQLite compares the words when it looks for an index."""


class ContactRow(SQLModel, table=True):
    """One decision of the gate. An allowed one is a ticket and a reserved attempt; it becomes a contact."""

    __tablename__ = "contact"
    __table_args__ = (
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        ForeignKeyConstraint(["case_id"], ["cases.id"]),
        ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        Index("ix_contact_number", "number_index", "decided_at", sqlite_where=text(COUNTS)),
        Index("ix_contact_customer", "customer_id", "decided_at"),
        Index("ix_contact_message", "outbox_id", sqlite_where=text("outbox_id IS NOT NULL")),
        Index("ix_contact_due", "due_at", "id", sqlite_where=text("due_at IS NOT NULL")),
        Index("ix_contact_staff", "staff_id", "id"),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    store: str
    decided_at: datetime
    staff_id: int = Field(sa_type=Id)
    staff_code: str
    department: str | None
    customer_id: int = Field(sa_type=Id)
    case_id: int | None = Field(sa_type=Id)
    purpose: str
    channel: str
    contact_point: str
    number_index: str | None
    """By its blind index the attempts at one number are counted over everybody (GATE-2)."""
    promotional: bool
    state: str
    """`denied`; `reserved`, then `shown`, or `void` where it surely came to nothing."""
    basis: str
    reasons: str
    """JSON: [rule, key of the text] of each reason of a denial (GATE-1)."""
    next_at: datetime | None
    expires_at: datetime | None
    outbox_id: int | None = Field(sa_type=Id)
    """The one message that may carry it."""
    word: bytes | None = Field(sa_type=Sealed, repr=False)
    """The word by which the customer knows the caller (SAFE-2), sealed with his key."""
    shown_at: datetime | None
    outcome: str
    """`reached`, `missed` or `refused`, as the clerk reports it; `""` before."""
    outcome_at: datetime | None
    due_at: datetime | None
    """When it next wants attention: to be taken away, or asked about."""


class SuppressionRow(SQLModel, table=True):
    """A number that nobody may contact, whatever becomes of its owner's data. Only a slow keyed hash is here."""

    __tablename__ = "suppression"
    digest: str = Field(primary_key=True)
    since: datetime
    reason: str
