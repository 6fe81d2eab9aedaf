"""One callback of WeCom's becomes what happened, in the neutral language; pure."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.channels.channel import Unreadable
from bot.channels.language import Address, ChatKind, Incoming, Opened, Pressed, Sender, What
from bot.channels.wecom.frames import EVENT, MESSAGE, Callback
from bot.channels.wecom.messages import name_told, said, string
from bot.channels.wecom.tasks import message_of

CHANNEL: Final = "wecom"
_MALFORMED: Final = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError)
_ASTRAY: Final = timedelta(days=1)
"""A time further from ours than that is none."""


def happened(
    callback: Callback, account: str, now: datetime, names: tuple[str, ...] = ()
) -> list[Incoming | Unreadable]:
    """What happened; nothing for events that we do not listen to. A callback that cannot be understood is `Unreadable`.

    `now` is the time of what WeCom gives none for; `names` is what the bot is known to be called.
    """
    try:
        return list(_events(callback.frame, account, now, names))
    except _MALFORMED:
        return [unreadable(callback.raw, callback.frame)]


def unreadable(raw: bytes, frame: dict[str, Any] | None = None) -> Unreadable:
    """Kept as a dead letter. Without an id of WeCom's the bytes themselves are the key."""
    body = (frame or {}).get("body")
    msgid = body.get("msgid") if isinstance(body, dict) else None
    key = msgid if isinstance(msgid, str) and msgid else f"sha256:{hashlib.sha256(raw).hexdigest()}"
    return Unreadable(CHANNEL, key, raw)


def click_of(callback: Callback) -> tuple[str, str]:
    """The card that was tapped and the handle by which it can be changed; two blanks for anything else."""
    frame = callback.frame
    try:
        if frame["cmd"] != EVENT or frame["body"]["event"]["eventtype"] != "template_card_event":
            return "", ""
        card = frame["body"]["event"]["template_card_event"]
        return string(card["task_id"]), string(frame["headers"]["req_id"])
    except _MALFORMED:
        return "", ""


def own_name(callback: Callback) -> str:
    """What the bot is called, where this callback gives it away; else `""`."""
    try:
        return name_told(callback.frame["body"]) if callback.frame["cmd"] == MESSAGE else ""
    except _MALFORMED:
        return ""


def _events(frame: dict[str, Any], account: str, now: datetime, names: tuple[str, ...]) -> Iterator[Incoming]:
    body, hint = frame["body"], string(frame["headers"]["req_id"])
    what: What | None
    match frame["cmd"]:
        case str(cmd) if cmd == MESSAGE:
            what = said(body, names)
        case str(cmd) if cmd == EVENT:
            what = _event(body["event"])
        case _:
            raise ValueError("a command that we do not know")
    if what is None:
        return
    sender = string(body["from"]["userid"])
    address = _address(body, account, sender)
    yield Incoming(string(body["msgid"]), _time(body, now), address, Sender(sender), what, hint=hint)


def _event(event: dict[str, Any]) -> What | None:
    match event["eventtype"]:
        case "enter_chat":
            return Opened()
        case "template_card_event":
            card = event["template_card_event"]
            return Pressed(_choice(card), message_of(string(card["task_id"])))
        case str():
            return None
        case _:
            raise TypeError("an event without a type")


def _choice(card: dict[str, Any]) -> str:
    """The key of the button; where the card has a list of choices instead, the first one he ticked."""
    if card.get("event_key"):
        return string(card["event_key"])
    return string(card["selected_items"]["selected_item"][0]["option_ids"]["option_id"][0])


def _address(body: dict[str, Any], account: str, sender: str) -> Address:
    kind = body.get("chattype") or ("group" if body.get("chatid") else "single")
    if kind == "group":
        return Address(CHANNEL, account, string(body["chatid"]), ChatKind.GROUP)
    if kind == "single":
        return Address(CHANNEL, account, sender, ChatKind.PRIVATE)
    raise ValueError("a chat of no kind that we know")


def _time(body: dict[str, Any], now: datetime) -> datetime:
    told = body.get("create_time")
    if type(told) is not int or not 0 < told < 10**11:
        return now
    at = datetime.fromtimestamp(told, UTC)
    return at if abs(at - now) < _ASTRAY else now
