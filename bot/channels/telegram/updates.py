"""One update of Telegram's becomes what happened, in the neutral language; pure."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from telegram import Update

from bot.channels.channel import Unreadable
from bot.channels.language import (
    Address,
    BotAdded,
    BotRemoved,
    ChatKind,
    Closed,
    Incoming,
    MemberJoined,
    MemberLeft,
    Opened,
    Pressed,
    Sender,
    What,
)
from bot.channels.telegram.fields import BROADCAST, PRIVATE, Raw, moment, number, person, text
from bot.channels.telegram.membership import Change, change_of
from bot.channels.telegram.messages import edited, said, thread_of

CHANNEL = "telegram"
WANTED = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
"""Named to Telegram explicitly: `chat_member` is never sent unasked."""

_MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError)


def read_body(body: bytes, account: str, now: datetime) -> list[Incoming | Unreadable]:
    """What happened according to the body of one webhook call."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return [_unreadable(body)]
    return read_update(update, account, now)


def read_update(update: Any, account: str, now: datetime) -> list[Incoming | Unreadable]:
    """What happened according to one update, nothing for what we do not listen to (channels, other bots).

    `now` is the time of events that Telegram gives none for (presses). An update that cannot be understood
    is `Unreadable`; several events of one update have keys that begin alike.
    """
    try:
        key = str(number(update["update_id"]))
        happened = list(_events(update, account, now))
    except _MALFORMED:
        return [_unreadable(_dumped(update), update.get("update_id") if isinstance(update, dict) else None)]
    return [
        replace(event, dedupe_key=key if not index else f"{key}:{index}")
        for index, event in enumerate(happened)
    ]


def _events(update: Raw, account: str, now: datetime) -> Iterator[Incoming]:
    if "my_chat_member" in update:
        yield from _own_events(change_of(update["my_chat_member"]), account)
    elif "chat_member" in update:
        yield from _member_events(change_of(update["chat_member"]), account)
    elif "message" in update:
        yield from _message_events(update["message"], account)
    elif "edited_message" in update:
        yield from _edit_events(update["edited_message"], account)
    elif "callback_query" in update:
        yield from _press_events(update["callback_query"], account, now)
    elif not any(kind in update for kind in Update.ALL_TYPES):
        raise ValueError("an update of no kind that we know")


def _message_events(message: Raw, account: str) -> Iterator[Incoming]:
    if not _is_heard(message):
        return
    for what in said(message, account):
        yield _event(account, message["chat"], moment(message["date"]), sender_of(message), what, message)


def _edit_events(message: Raw, account: str) -> Iterator[Incoming]:
    what = edited(message)
    if what is not None and _is_heard(message):
        at = moment(message.get("edit_date") or message["date"])
        yield _event(account, message["chat"], at, sender_of(message), what, message)


def _press_events(query: Raw, account: str, now: datetime) -> Iterator[Incoming]:
    """A message too old to be shown has no time; where it stands is all that is known of it."""
    message, data = query.get("message"), query.get("data")
    if message is None or data is None or message["chat"]["type"] == BROADCAST:
        return
    what = Pressed(text(data), str(number(message["message_id"])))
    seen = message if message["date"] else None
    yield _event(account, message["chat"], now, person(query["from"]), what, seen, hint=text(query["id"]))


def _own_events(change: Change, account: str) -> Iterator[Incoming]:
    """We were blocked, unblocked, taken into a group, given rights there or removed from it."""
    what: What
    kind = change.chat["type"]
    if kind == BROADCAST or not (change.before or change.after):
        return
    if kind == PRIVATE:
        if change.before == change.after:
            return
        what = Opened() if change.after else Closed()
    elif change.after:
        what = BotAdded(bool(change.chat.get("is_forum")), change.admin, text(change.chat.get("title")))
    else:
        what = BotRemoved()
    yield _event(account, change.chat, change.at, change.by, what, None)


def _member_events(change: Change, account: str) -> Iterator[Incoming]:
    if change.chat["type"] == BROADCAST or change.before == change.after:
        return
    who = change.member
    what = MemberJoined(who, is_bot=change.is_bot) if change.after else MemberLeft(who)
    yield _event(account, change.chat, change.at, change.by, what, None)


def sender_of(message: Raw) -> Sender:
    """Who spoke; whoever speaks in the name of a chat (an anonymous administrator) has no identity."""
    if (chat := message.get("sender_chat")) is not None:
        return Sender("", text(chat.get("title")), anonymous=True)
    user = message.get("from")
    return Sender("", anonymous=True) if user is None else person(user)


def _is_heard(message: Raw) -> bool:
    if message["chat"]["type"] == BROADCAST or message.get("is_automatic_forward"):
        return False
    speaks_as_chat = message.get("sender_chat") is not None
    user = message.get("from")
    return speaks_as_chat or user is None or not user.get("is_bot")


def _event(
    account: str, chat: Raw, at: datetime, sender: Sender, what: What, message: Raw | None, hint: str = ""
) -> Incoming:
    """The event, whose key is not known yet."""
    kind = ChatKind.PRIVATE if chat["type"] == PRIVATE else ChatKind.GROUP
    topics = bool(chat.get("is_forum")) if kind is ChatKind.GROUP else None
    address = Address(CHANNEL, account, str(number(chat["id"])), kind)
    thread = thread_of(message) if message is not None else ""
    return Incoming("", at, address, sender, what, thread, hint, topics)


def _dumped(update: Any) -> bytes:
    return json.dumps(update, ensure_ascii=False).encode("utf-8", "replace")


def _unreadable(raw: bytes, update_id: object = None) -> Unreadable:
    """Without an id of Telegram's the bytes themselves are the key."""
    key = str(update_id) if type(update_id) is int else f"sha256:{hashlib.sha256(raw).hexdigest()}"
    return Unreadable(CHANNEL, key, raw)
