"""Customers and the chats in which the product speaks."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from storage.tables.types import Id, Sealed


class Customer(SQLModel, table=True):
    """Somebody with a key of his own; everything personal about him is sealed with it."""

    __tablename__ = "customer"
    id: int = Field(primary_key=True, sa_type=Id)
    store: str
    wrapped_key: bytes = Field(sa_type=Sealed, repr=False)
    """Empty once he is erased: nothing that it sealed can be read any more (SAFE-5)."""
    age_group: str | None
    """`child` or `teen` where he said so himself (CON-13)."""
    created_at: datetime


class Chat(SQLModel, table=True):
    """A place on a platform: a customer's, a staff member's, or a group."""

    __tablename__ = "chat"
    __table_args__ = (
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        Index("ix_chat_customer", "customer_id", sqlite_where=text("customer_id IS NOT NULL")),
        Index("ix_chat_staff", "staff_id", sqlite_where=text("staff_id IS NOT NULL")),
        Index("ix_chat_window", "window_due_at", "id", sqlite_where=text("window_due_at IS NOT NULL")),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    store: str
    channel: str
    account: str
    kind: str
    address_index: str = Field(unique=True)
    address_sealed: bytes = Field(sa_type=Sealed, repr=False)
    customer_id: int | None = Field(sa_type=Id)
    staff_id: int | None = Field(sa_type=Id)
    topics: bool
    closed_at: datetime | None
    last_said_at: datetime | None
    allowance: str
    """What the platform's window still lets us send there (`storage.pace.Allowance`); empty for nothing."""
    window_due_at: datetime | None
    """When staff are to be told of the window: that it closes soon, then that it has closed."""
    heard: bool
    """He has done something since the last message of ours was claimed."""
    created_at: datetime
