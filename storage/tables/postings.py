"""What of ours stands in a chat: topics, messages that mean something when answered, and buttons."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.types import Id, Sealed


class ThreadRow(SQLModel, table=True):
    """The topic, or the chain of replies, in which a case lives in one group."""

    __tablename__ = "thread"
    __table_args__ = (
        ForeignKeyConstraint(["case_id"], ["cases.id"]),
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        Index("ix_thread_reference", "chat_id", "reference"),
    )
    case_id: int = Field(primary_key=True, sa_type=Id)
    chat_id: int = Field(primary_key=True, sa_type=Id)
    reference: str
    state: str


class PostingRow(SQLModel, table=True):
    """Which message of a platform belongs to which case, and what a reply to it means."""

    __tablename__ = "posting"
    __table_args__ = (
        ForeignKeyConstraint(["case_id"], ["cases.id"]),
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        UniqueConstraint("id"),
        Index("ix_posting_latest", "chat_id", "id"),
    )
    chat_id: int = Field(primary_key=True, sa_type=Id)
    reference: str = Field(primary_key=True)
    id: int = Field(sa_type=Id)
    case_id: int | None = Field(sa_type=Id)
    outbox_id: int | None = Field(sa_type=Id)
    role: str
    data: bytes | None = Field(sa_type=Sealed, repr=False)
    """What else must be known when it is answered; sealed under the system key."""


class ButtonRow(SQLModel, table=True):
    """What stands behind a button: the token is all that the platform sees."""

    __tablename__ = "button"
    __table_args__ = (ForeignKeyConstraint(["chat_id"], ["chat.id"]),)
    token: str = Field(primary_key=True)
    chat_id: int = Field(sa_type=Id)
    action: str
    """JSON without personal data."""
    shown_at: datetime
