"""One text for many customers: who began and approved it, and what becomes of each one's copy (GATE-1)."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from storage.tables.types import Id, Sealed


class CampaignRow(SQLModel, table=True):
    """A campaign, from its first count to its last copy."""

    __tablename__ = "campaign"
    __table_args__ = (
        ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        ForeignKeyConstraint(["approved_by"], ["staff.id"]),
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        Index("ix_campaign_due", "due_at", "id", sqlite_where=text("due_at IS NOT NULL")),
        Index("ix_campaign_ended", "ended_at", sqlite_where=text("ended_at IS NOT NULL")),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    store: str
    staff_id: int = Field(sa_type=Id)
    purpose: str
    words: bytes = Field(sa_type=Sealed, repr=False)
    """What staff wrote, as it is sent; sealed with the system's key."""
    chat_id: int = Field(sa_type=Id)
    """The room that it was begun in."""
    state: str
    """`counting`, `offered`, `running`; at the end `done`, `stopped`, `cancelled` or `expired`."""
    created_at: datetime
    counted_to: int = Field(sa_type=Id)
    """The last customer that was looked at."""
    counts: str
    """JSON: how many cannot be written to, by reason; once it has ended, how many copies came to what."""
    approved_by: int | None = Field(sa_type=Id)
    approved_at: datetime | None
    expires_at: datetime | None
    """Until when it may be approved."""
    message_id: int | None = Field(sa_type=Id)
    """The one message in the room that shows how it stands."""
    shown_at: datetime | None
    """When that message last changed; nothing where it is to change at once."""
    due_at: datetime | None
    ended_at: datetime | None


class CopyRow(SQLModel, table=True):
    """One customer's copy. He has one at most: a second can not even be stored."""

    __tablename__ = "campaign_copy"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        Index("ix_campaign_copy_state", "campaign_id", "state", "customer_id"),
        Index("ix_campaign_copy_contact", "contact_id", sqlite_where=text("contact_id IS NOT NULL")),
    )
    campaign_id: int = Field(primary_key=True, sa_type=Id)
    customer_id: int = Field(primary_key=True, sa_type=Id)
    chat_id: int = Field(sa_type=Id)
    state: str
    """`waiting`; `out` while it has a ticket; then `sent`, `refused`, `failed`, `held` or `unknown`."""
    reason: str
    """The key of the gate's reason, or the platform's."""
    contact_id: int | None = Field(sa_type=Id)
    """The ticket that it goes out with."""
