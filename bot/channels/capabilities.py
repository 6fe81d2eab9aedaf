"""What a platform can do, as data: its buttons, its limits, its window."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Buttons(StrEnum):
    NONE = "none"
    NUMBERED = "numbered"
    INLINE = "inline"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `burst` at once, and `per_minute` in the long run."""

    per_minute: float
    burst: int


@dataclass(frozen=True, slots=True)
class Window:
    """How many messages the customer's own act allows us, and for how long. `keep_last`: the last one is
    kept for the sentence that asks him to write again."""

    after_message: tuple[int, timedelta]
    after_other: tuple[int, timedelta]
    keep_last: bool = True


@dataclass(frozen=True, slots=True)
class Capabilities:
    """A platform as data; the planner reads nothing else."""

    buttons: Buttons
    edits: bool
    deletes: bool
    threads: bool
    force_reply: bool
    hears_all: bool
    """In groups: every message, or only those that mention the bot."""
    text_limit: int
    """Length of one message in `text_unit`."""
    text_unit: str = "utf16"
    """`utf16` or `utf8`."""
    caption_limit: int = 1024
    album: tuple[int, int] | None = (2, 10)
    documents: bool = True
    private_rate: Rate | None = None
    group_rate: Rate | None = None
    account_rate: Rate | None = None
    window: Window | None = None
    card_buttons: int | None = None
    """So many choices stand under one message; more of them take another one."""
    most_buttons: int | None = None
    """With more choices than that they are written out as numbers."""
    customers: bool = True
    """Whether customers write here; where they do not, whoever writes in private is a colleague."""
    whispers: bool = False
    """A member of a group can be told something in his own chat with the bot without ever having opened it."""
    sees_members: bool = True
    """Whether it tells who comes into a group, who leaves it, and how many are in it."""


PLAIN = Capabilities(
    buttons=Buttons.NONE,
    edits=False,
    deletes=False,
    threads=False,
    force_reply=False,
    hears_all=False,
    text_limit=1000,
)
"""Text only: where no channel is open that could say more, because it is switched off or a server has it."""
