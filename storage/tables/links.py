"""Two chats of one person, linked by himself; the one-time codes by which he does it (CON-6, CON-8)."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from storage.tables.types import Id

STANDS = "ended_at IS NULL"


class LinkRow(SQLModel, table=True):
    """One side of a link, as his ledger is one side of his consents; the other side is a row of its own."""

    __tablename__ = "link"
    __table_args__ = (
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        ForeignKeyConstraint(["other_id"], ["customer.id"]),
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        Index("ix_link_customer", "customer_id", unique=True, sqlite_where=text(STANDS)),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    customer_id: int = Field(sa_type=Id)
    chat_id: int = Field(sa_type=Id)
    """His own chat, to which his cases return when the link ends."""
    other_id: int = Field(sa_type=Id)
    linked_at: datetime
    ended_at: datetime | None
    """A customer has one link that stands, or none."""


class LinkCodeRow(SQLModel, table=True):
    """A code that he was given in one chat, and where it was sent. Only its keyed hash is here."""

    __tablename__ = "link_code"
    __table_args__ = (
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        ForeignKeyConstraint(["sent_in"], ["chat.id"]),
        Index("ix_link_code_customer", "customer_id", "issued_at"),
        Index("ix_link_code_nonce", "nonce", sqlite_where=text("nonce IS NOT NULL")),
    )
    code_hash: str = Field(primary_key=True)
    customer_id: int = Field(sa_type=Id)
    chat_id: int = Field(sa_type=Id)
    issued_at: datetime
    expires_at: datetime
    state: str
    """`open`; `asked` once it was sent in another chat, which uses it up; then `linked` or `declined`. `void` where
    a newer one took its place."""
    sent_in: int | None = Field(sa_type=Id)
    """The chat in which he was asked to confirm."""
    nonce: str | None
    """Of that question: the answer is bound to it (CON-6)."""


class LinkTryRow(SQLModel, table=True):
    """A code that led nowhere: somebody who tries many is stopped."""

    __tablename__ = "link_try"
    __table_args__ = (
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        Index("ix_link_try_customer", "customer_id", "at"),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    customer_id: int = Field(sa_type=Id)
    at: datetime
