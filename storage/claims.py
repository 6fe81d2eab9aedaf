"""What a worker holds while it sends."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """One thing that its owner may send now, and settle. Several rows where their texts are joined."""

    ids: tuple[int, ...]
    claims: tuple[int, ...]
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
    satisfies: tuple[str, ...]
    """The clocks that the delivery stops, as rule ids."""
    attempts: int
    doubts: int
    bodies: tuple[str, ...] = field(default=(), repr=False)
    bare: str | None = field(default=None, repr=False)
    thread: str = ""
    reply_to: str = ""
    target: str = ""
    windowed: bool = False
    """It was counted against the customer's window."""
    window_ask: bool = False
    """The window's last slot while more waits: say that he should write again."""

    @property
    def id(self) -> int:
        """The row that the others were joined to."""
        return self.ids[0]


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
