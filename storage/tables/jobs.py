"""Work that comes round by the clock."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.tables.types import Id


class JobRow(SQLModel, table=True):
    """One kind of work: when it is next to be done, and how far it has come where it is done in portions."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "due_at", "id", sqlite_where=text("due_at IS NOT NULL")),)
    id: int = Field(primary_key=True, sa_type=Id)
    name: str = Field(unique=True)
    due_at: datetime | None
    position: int = Field(sa_type=Id)
    """The last row that was looked at in this round; 0 at its beginning."""
    done: int
    """What this round has come to so far."""
