"""The fields of Telegram's raw objects; each raises for a value that cannot be Telegram's.

Updates are read raw: building the library's objects costs more than handling some of the messages, and a
server older or newer than the library would make us deaf to whatever has one field less.
"""

from datetime import UTC, datetime
from typing import Any, Final

from bot.channels.language import Sender

Raw = dict[str, Any]

PRIVATE: Final = "private"
BROADCAST: Final = "channel"


def number(value: Any) -> int:
    """An id, a size."""
    if type(value) is not int:
        raise TypeError("a number that is none")
    return value


def text(value: Any) -> str:
    """`""` for one that is left out."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError("a text that is no text")
    return value


def moment(value: Any) -> datetime:
    """Seconds since 1970 as an instant."""
    return datetime.fromtimestamp(number(value), UTC)


def person(user: Raw) -> Sender:
    """A user as we name him."""
    names = (text(user["first_name"]), text(user.get("last_name")))
    return Sender(str(number(user["id"])), " ".join(name for name in names if name))
