"""One callback of WeChat's becomes what happened, in the neutral language; pure.

The fields are read as they came: the library's own `parse_message` renames events, and their name is a part
of what makes them known when they come again.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from wechatpy.messages import MESSAGE_TYPES, UnknownMessage

from bot.channels.channel import Unreadable
from bot.channels.language import (
    Address,
    ChatKind,
    Closed,
    Incoming,
    Media,
    MediaKind,
    Opened,
    Said,
    Sender,
    What,
)
from bot.channels.wechat.fields import NotReadable, fields_of

CHANNEL: Final = "wechat"
_SCENE: Final = "qrscene_"
_SEPARATOR: Final = "\x1f"


@dataclass(frozen=True, slots=True)
class Update:
    """What happened; `None` for news that changes nothing for us."""

    happened: Incoming | Unreadable | None
    to: str = ""
    """The account as WeChat names it to itself (gh_…): a reply to the callback comes from there."""


def read_update(xml: bytes, account: str) -> Update:
    """The update; what cannot be understood is `Unreadable`."""
    try:
        fields = fields_of(xml)
        sender, at = _required(fields, "FromUserName"), _moment(fields)
        what = _event(fields) if fields.get("MsgType", "").lower() == "event" else _message(fields)
        key = dedupe_key(fields)
    except (NotReadable, LookupError, ValueError, OverflowError, OSError):
        return Update(Unreadable(CHANNEL, f"sha256:{hashlib.sha256(xml).hexdigest()}", xml))
    if what is None:
        return Update(None)
    address = Address(CHANNEL, account, sender, ChatKind.PRIVATE)
    return Update(Incoming(key, at, address, Sender(sender), what), fields.get("ToUserName", ""))


def dedupe_key(fields: dict[str, str]) -> str:
    """Account, sender and `MsgId`; of an event, which has none, its time, its name and its key."""
    names = ("CreateTime", "Event", "EventKey") if "Event" in fields else ("MsgId",)
    if names == ("MsgId",):
        _required(fields, "MsgId")
    return _SEPARATOR.join(fields.get(name, "") for name in ("ToUserName", "FromUserName", *names))


def _message(fields: dict[str, str]) -> What:
    kind = _required(fields, "MsgType").lower()
    message: Any = MESSAGE_TYPES.get(kind, UnknownMessage)(dict(fields))
    number = _required(fields, "MsgId")
    match kind:
        case "text":
            return Said(message.content or "", number, chosen="bizmsgmenuid" in fields)
        case "image":
            return Said("", number, (_media(MediaKind.PHOTO, message.media_id, "image/jpeg"),))
        case "voice":
            voice = _media(MediaKind.VOICE, message.media_id, f"audio/{(message.format or 'amr').lower()}")
            heard = message.recognition or ""
            return Said(heard, number, (voice,), spoken=bool(heard))
        case "video" | "shortvideo":
            return Said("", number, (_media(MediaKind.VIDEO, message.media_id, "video/mp4"),))
        case _:
            return Said("", number, unsupported=kind)


def _event(fields: dict[str, str]) -> What | None:
    """Of all the news that WeChat sends, what the customer did to us."""
    key = fields.get("EventKey", "")
    match _required(fields, "Event").lower():
        case "subscribe":
            return Opened(key.removeprefix(_SCENE) if key.startswith(_SCENE) else "")
        case "scan":
            return Opened(key)
        case "unsubscribe":
            return Closed()
        case "click" if key.startswith("/"):
            return Said(key, "", chosen=True)
        case "click":
            return Said("", "", unsupported="menu", chosen=True)
        case _:
            return None


def _media(kind: MediaKind, media_id: object, mime: str) -> Media:
    if not isinstance(media_id, str) or not media_id:
        raise ValueError("a file without its id")
    return Media(kind, media_id, mime=mime)


def _moment(fields: dict[str, str]) -> datetime:
    return datetime.fromtimestamp(int(_required(fields, "CreateTime")), UTC)


def _required(fields: dict[str, str], name: str) -> str:
    value = fields.get(name, "").strip()
    if not value:
        raise ValueError(f"without {name}")
    return value
