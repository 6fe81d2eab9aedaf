"""The imitated platform's own tables: what WeChat or Telegram would keep on their side.

Whatever somebody wrote, is called or sent is sealed under the sandbox's own key; chats and people are found
by blind index. Nothing here is the product's memory: erasing a customer in the product leaves the platform's
side to him, as on a real platform.
"""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.types import Id, Sealed


class SandboxCustomer(SQLModel, table=True):
    """A customer of the sandbox, and what the platform's window still allows us to send to him."""

    __tablename__ = "sandbox_customer"

    id: int = Field(primary_key=True, sa_type=Id)
    chat: str = Field(unique=True)
    """Blind index of `customer:ID`."""
    profile: str
    blocked: bool = False
    changes: int = 0
    """How often he blocked or came back: names the events so that each is told once."""
    window_until: datetime | None = None
    window_left: int = 0
    """What his last message allows."""
    tap_until: datetime | None = None
    tap_left: int = 0
    """What he did last beside writing allows: a follow, a tap, a scan."""
    sealed: bytes = Field(sa_type=Sealed, repr=False)


class SandboxPerson(SQLModel, table=True):
    """Somebody on the staff's side, registered or a stranger."""

    __tablename__ = "sandbox_person"

    id: int = Field(primary_key=True, sa_type=Id)
    chat: str = Field(unique=True)
    """Blind index of `staff:ID`."""
    sealed: bytes = Field(sa_type=Sealed, repr=False)


class SandboxMember(SQLModel, table=True):
    """Somebody who is, or was, in a room."""

    __tablename__ = "sandbox_member"
    __table_args__ = (
        UniqueConstraint("room", "person"),
        ForeignKeyConstraint(["person"], ["sandbox_person.id"]),
    )

    id: int = Field(primary_key=True, sa_type=Id)
    room: str
    """The room's id: its queue with `.` for `/`."""
    person: int = Field(sa_type=Id)
    present: bool
    changes: int = 0


class SandboxThread(SQLModel, table=True):
    """A topic that was opened in a room; its id is the thread."""

    __tablename__ = "sandbox_thread"

    id: int = Field(primary_key=True, sa_type=Id)
    chat: str = Field(index=True)
    sealed: bytes = Field(sa_type=Sealed, repr=False)


class SandboxEvent(SQLModel, table=True):
    """Something that became visible in a chat; append-only but for the blanking of deleted messages."""

    __tablename__ = "sandbox_event"
    __table_args__ = (Index("ix_sandbox_event_chat", "chat", "id"),)

    id: int = Field(primary_key=True, sa_type=Id)
    chat: str
    at: datetime
    kind: str
    of: int | None = Field(default=None, index=True, sa_type=Id)
    dedupe: str | None = Field(default=None, unique=True)
    """Blind index of the sender's own key."""
    sealed: bytes = Field(sa_type=Sealed, repr=False)


class SandboxButton(SQLModel, table=True):
    """A button that was shown in a chat once: it may be pressed for ever after, as on a real platform."""

    __tablename__ = "sandbox_button"
    __table_args__ = (
        Index("ix_sandbox_button_action", "chat", "action", "id"),
        ForeignKeyConstraint(["event"], ["sandbox_event.id"]),
    )

    id: int = Field(primary_key=True, sa_type=Id)
    chat: str
    action: str
    event: int = Field(sa_type=Id)


class SandboxFault(SQLModel, table=True):
    """The next `remaining` sends to a chat fail as told; the oldest fault goes first."""

    __tablename__ = "sandbox_fault"

    id: int = Field(primary_key=True, sa_type=Id)
    chat: str = Field(index=True)
    kind: str
    remaining: int


class SandboxFile(SQLModel, table=True):
    """A file the platform keeps; its name, its type and its bytes are sealed."""

    __tablename__ = "sandbox_file"

    id: int = Field(primary_key=True, sa_type=Id)
    about: bytes = Field(sa_type=Sealed, repr=False)
    content: bytes = Field(sa_type=Sealed, repr=False)
