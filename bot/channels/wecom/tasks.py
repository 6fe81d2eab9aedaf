"""The ids that WeCom's cards bear: which message of ours a tapped card belongs to.

WeCom gives our messages no ids. A card bears one of our own making (`task_id`: digits, letters and `_-@`, never used
twice), and comes back with it when it is tapped. `y42-9f3c1a@2` is the second card of message `y42-9f3c1a`.
"""

import re
import secrets
from typing import Final

_PART: Final = "@"
_UNFIT: Final = re.compile(r"[^0-9A-Za-z_-]")


def new_message(key: str) -> str:
    """What our message with this idempotency key is called: the same key sent again is another message."""
    return f"y{_UNFIT.sub('-', key)[:64]}-{secrets.token_hex(6)}"


def task(message: str, part: int, again: bool = False) -> str:
    """A card of that message; `again`: one more that shows the same message as it stands now."""
    return f"{message}{_PART}{part}" + (f"-{secrets.token_hex(4)}" if again else "")


def message_of(task_id: str) -> str:
    """The message that a card belongs to."""
    return task_id.partition(_PART)[0]
