"""Somebody's standing in a chat changed; pure.

Read from the raw update: of a member's dozen rights the library demands each one by name, so that a server
older or newer than the library would make us deaf to who blocked us and who left.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telegram import Chat, User

_INSIDE = ("creator", "administrator", "member")


@dataclass(frozen=True, slots=True)
class Change:
    """`member` was in the chat before or not, and is in it now or not."""

    chat: Chat
    by: User
    at: datetime
    member: User
    before: bool
    after: bool
    admin: bool
    """He is an administrator now."""


def change_of(raw: dict[str, Any]) -> Change:
    """The change that a `ChatMemberUpdated` tells of; raises as the library does where it is malformed."""
    old, new = raw["old_chat_member"], raw["new_chat_member"]
    return Change(
        chat=Chat.de_json(raw["chat"], None),
        by=User.de_json(raw["from"], None),
        at=datetime.fromtimestamp(raw["date"], UTC),
        member=User.de_json(new["user"], None),
        before=is_inside(old),
        after=is_inside(new),
        admin=new["status"] in ("creator", "administrator"),
    )


def is_inside(member: dict[str, Any]) -> bool:
    """Whether this standing means being in the chat; a restricted member may have left."""
    if member["status"] == "restricted":
        return bool(member["is_member"])
    return member["status"] in _INSIDE
