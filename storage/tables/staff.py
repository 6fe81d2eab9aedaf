"""Members of staff, how they are recognised, and the codes by which they and their groups come in (SEC-3)."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.types import Id, Sealed


class StaffRow(SQLModel, table=True):
    """A member of staff; `code` is what customers and logs see instead of his name."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("store", "code"), Index("ix_staff_role", "store", "role"))
    id: int = Field(primary_key=True, sa_type=Id)
    store: str
    code: str
    name: bytes = Field(sa_type=Sealed, repr=False)
    role: str
    department: str | None
    state: str
    joined_at: datetime | None
    left_at: datetime | None


class StaffIdentityRow(SQLModel, table=True):
    """Who a member of staff is on a platform; a leaver has none."""

    __tablename__ = "staff_identity"
    __table_args__ = (
        ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        UniqueConstraint("channel", "identity_index"),
        UniqueConstraint("staff_id"),
        Index("ix_staff_identity_index", "identity_index"),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    staff_id: int = Field(sa_type=Id)
    channel: str
    identity_index: str
    identity: bytes = Field(sa_type=Sealed, repr=False)
    chat_id: int | None = Field(sa_type=Id)
    """His private chat with us."""


class InvitationRow(SQLModel, table=True):
    """A code that makes whoever types it a member of staff, once. Only its keyed hash is here."""

    __tablename__ = "invitation"
    __table_args__ = (ForeignKeyConstraint(["staff_id"], ["staff.id"]), Index(None, "staff_id"))
    id: int = Field(primary_key=True, sa_type=Id)
    store: str
    code_hash: str = Field(unique=True)
    staff_id: int = Field(sa_type=Id)
    expires_at: datetime
    used_at: datetime | None


class QueueCodeRow(SQLModel, table=True):
    """A code that binds the group in which it is typed to a queue, once. Only its keyed hash is here."""

    __tablename__ = "queue_code"
    code_hash: str = Field(primary_key=True)
    queue: str
    store: str
    expires_at: datetime
    used_at: datetime | None


class RoomRow(SQLModel, table=True):
    """A group of staff in which the product works."""

    __tablename__ = "room"
    __table_args__ = (ForeignKeyConstraint(["chat_id"], ["chat.id"]), Index(None, "store"))
    chat_id: int = Field(primary_key=True, sa_type=Id)
    store: str
    member_count: int | None
    """As the platform says, ourselves included; empty where it does not say."""
    bound_at: datetime
    state: str


class RoomQueueRow(SQLModel, table=True):
    """A queue has one group; a group may have many queues (STAFF-1)."""

    __tablename__ = "room_queue"
    __table_args__ = (ForeignKeyConstraint(["chat_id"], ["room.chat_id"]), Index(None, "chat_id"))
    store: str = Field(primary_key=True)
    queue: str = Field(primary_key=True)
    chat_id: int = Field(sa_type=Id)


class RoomMemberRow(SQLModel, table=True):
    """Somebody whom we saw in a group. Whether he is a stranger is read from `staff_identity`."""

    __tablename__ = "room_member"
    __table_args__ = (
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        Index(None, "identity_index"),
    )
    chat_id: int = Field(primary_key=True, sa_type=Id)
    identity_index: str = Field(primary_key=True)
    present: bool
    seen_at: datetime
