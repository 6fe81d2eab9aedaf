"""Where the conversation in a chat stands."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from storage.tables.types import Id, Sealed


class TalkRow(SQLModel, table=True):
    """One chat's session, sealed with the customer's key; `due_at` is when it wants a reminder or its end."""

    __tablename__ = "talk"
    __table_args__ = (
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        Index("ix_talk_due", "due_at", sqlite_where=text("due_at IS NOT NULL")),
        Index("ix_talk_customer", "customer_id"),
    )
    chat_id: int = Field(primary_key=True, sa_type=Id)
    customer_id: int = Field(sa_type=Id)
    state: bytes = Field(sa_type=Sealed, repr=False)
    version: int
    due_at: datetime | None
    updated_at: datetime
