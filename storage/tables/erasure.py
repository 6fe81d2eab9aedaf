"""Who asked to be forgotten, and how far that has come (SAFE-5)."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from storage.tables.types import Id


class ErasureRow(SQLModel, table=True):
    """One request: it waits for its undo to pass, then for his last open case, and is done."""

    __tablename__ = "erasure"
    __table_args__ = (
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        Index("ix_erasure_due", "due_at", "id", sqlite_where=text("due_at IS NOT NULL")),
        Index("ix_erasure_customer", "customer_id", "id"),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    customer_id: int = Field(sa_type=Id)
    chat_id: int = Field(sa_type=Id)
    state: str
    """`waiting`, `held` (an open case keeps his data), `clearing` (groups first), `done`, `undone`."""
    requested_at: datetime
    due_at: datetime | None
    """When it is to be carried out, or looked at again."""
    undo: str
    """The nonce of the prompt by which the consents in force could be had back; `""` for none."""
    suppressed: bool
    """This request put his number on the list of suppressions."""
    finished_at: datetime | None
    removed: str
    """JSON: how much of each kind was removed. Nothing of his."""
