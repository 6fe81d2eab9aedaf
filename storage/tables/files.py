"""Files that customers and staff sent."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.types import Id, Sealed


class ParcelRow(SQLModel, table=True):
    """Words of staff to a customer that wait for their files, or did."""

    __tablename__ = "parcel"
    __table_args__ = (
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        ForeignKeyConstraint(["case_id"], ["cases.id"]),
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        Index("ix_parcel_album", "chat_id", "album", "id"),
        Index("ix_parcel_waiting", "chat_id", "id", sqlite_where=text("state = 'waiting'")),
        Index("ix_parcel_customer", "customer_id"),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    case_id: int = Field(sa_type=Id)
    customer_id: int = Field(sa_type=Id)
    chat_id: int = Field(sa_type=Id)
    """The room in which it was said."""
    staff_code: str
    said: str
    """The platform's id of the message that holds the words."""
    album: str
    words: bytes = Field(sa_type=Sealed, repr=False)
    command: str | None
    """What it is where it is no reply: `evidence`, `close`, `propose:OPTION`."""
    state: str
    created_at: datetime


class AttachmentRow(SQLModel, table=True):
    """One file: first wanted, then stored (its bytes in the media directory) or failed."""

    __tablename__ = "attachment"
    __table_args__ = (
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        ForeignKeyConstraint(["case_id"], ["cases.id"]),
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        UniqueConstraint("media_key"),
        Index("ix_attachment_due", "due_at", "id", sqlite_where=text("due_at IS NOT NULL")),
        Index("ix_attachment_case", "case_id", "id", sqlite_where=text("case_id IS NOT NULL")),
        Index("ix_attachment_talk", "chat_id", "id", sqlite_where=text("case_id IS NULL")),
        Index("ix_attachment_customer", "customer_id", "id"),
        Index("ix_attachment_parcel", "parcel_id", "id", sqlite_where=text("parcel_id IS NOT NULL")),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    customer_id: int = Field(sa_type=Id)
    case_id: int | None = Field(sa_type=Id)
    chat_id: int = Field(sa_type=Id)
    kind: str
    source: bytes | None = Field(sa_type=Sealed, repr=False)
    """The platform's handle, until the file is deleted."""
    media_key: str | None
    sha256: str | None
    size: int
    name: bytes | None = Field(sa_type=Sealed, repr=False)
    mime: str
    state: str
    due_at: datetime | None
    """When fetching it is to be tried (again)."""
    attempts: int
    reason: str
    sent_at: datetime
    inbox_id: int | None = Field(sa_type=Id)
    parcel_id: int | None = Field(sa_type=Id)
    """The reply of staff that it goes out with; the customer's own files have none."""
