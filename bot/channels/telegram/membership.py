"""Somebody's standing in a chat changed; pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.channels.language import Sender
from bot.channels.telegram.fields import Raw, moment, person

_INSIDE = ("creator", "administrator", "member")


@dataclass(frozen=True, slots=True)
class Change:
    """`member` was in the chat before or not, and is in it now or not."""

    chat: Raw
    by: Sender
    at: datetime
    member: Sender
    is_bot: bool
    before: bool
    after: bool
    admin: bool
    """He is an administrator now."""


def change_of(raw: Raw) -> Change:
    """The change that a `ChatMemberUpdated` tells of; raises where it is malformed."""
    old, new = raw["old_chat_member"], raw["new_chat_member"]
    return Change(
        chat=raw["chat"],
        by=person(raw["from"]),
        at=moment(raw["date"]),
        member=person(new["user"]),
        is_bot=bool(new["user"].get("is_bot")),
        before=is_inside(old),
        after=is_inside(new),
        admin=new["status"] in ("creator", "administrator"),
    )


def is_inside(member: Raw) -> bool:
    """Whether this standing means being in the chat; a restricted member may have left."""
    if member["status"] == "restricted":
        return bool(member["is_member"])
    return member["status"] in _INSIDE
