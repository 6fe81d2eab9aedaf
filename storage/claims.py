"""What a worker holds while it sends."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One row of what is sent together; each has a case, a role and clocks of its own."""

    id: int
    claim: int
    """The fencing token."""
    case_id: int | None
    role: str
    satisfies: tuple[str, ...]
    """The clocks that its delivery stops, as rule ids."""
    parts_from: int | None = None
    """The first of the rows that go ahead of it and belong to it."""
    waited: bool = False
    """Its people have been told that it waits for the customer."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One thing that its owner may send now, and settle. Several lines where their texts are joined."""

    lines: tuple[Line, ...]
    owner: str
    leased_until: datetime
    store: str
    chat_id: int
    channel: str
    account: str
    chat: str = field(repr=False)
    chat_kind: str
    customer_id: int | None
    case_id: int | None
    kind: str
    role: str
    purpose: str
    repeat: str
    attempts: int
    doubts: int
    bodies: tuple[str, ...] = field(default=(), repr=False)
    bare: str | None = field(default=None, repr=False)
    thread: str = ""
    reply_to: str = ""
    target: str = ""
    windowed: bool = False
    """It was counted against the customer's window."""
    window_ask: str = ""
    """The window's last slot: say that he should write again. `more`: something waits behind it; `last`: nothing
    does, yet; `alone`: it is said in place of what cannot carry it, which waits."""

    @property
    def id(self) -> int:
        """The row that the others were joined to."""
        return self.lines[0].id

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(line.id for line in self.lines)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A message that came to nothing without being sent.

    `reason`: `expired`, `target_missing`, `erased` or `tampered`.
    """

    id: int
    chat_id: int
    customer_id: int | None
    case_id: int | None
    kind: str
    role: str
    purpose: str
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What one look at the lanes gave."""

    claimed: tuple[Claimed, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    held: tuple[int, ...] = ()
    """Chats in which everything waits until somebody speaks there."""
    more: bool = False
    """The look was cut short: look again at once."""
