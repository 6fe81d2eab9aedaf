"""One update of Telegram's becomes what happened, in the neutral language; pure."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from telegram import (
    CallbackQuery,
    Chat,
    Message,
    Update,
    User,
)
from telegram.error import TelegramError

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
from bot.channels.telegram.membership import Change, change_of
from bot.channels.telegram.messages import edited, said, thread_of

CHANNEL = "telegram"
WANTED = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
"""Named to Telegram explicitly: `chat_member` is never sent unasked."""

_MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError, TelegramError)


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
        key = str(_number(update["update_id"]))
        happened = list(_events(update, account, now))
    except _MALFORMED:
        return [_unreadable(_dumped(update), update.get("update_id") if isinstance(update, dict) else None)]
    return [
        replace(event, dedupe_key=key if not index else f"{key}:{index}")
        for index, event in enumerate(happened)
    ]


def _events(update: dict[str, Any], account: str, now: datetime) -> Iterator[Incoming]:
    if "my_chat_member" in update:
        yield from _own_events(change_of(update["my_chat_member"]), account)
        return
    if "chat_member" in update:
        yield from _member_events(change_of(update["chat_member"]), account)
        return
    parsed = Update.de_json(update, None)
    if parsed.message is not None:
        yield from _message_events(parsed.message, account)
    elif parsed.edited_message is not None:
        yield from _edit_events(parsed.edited_message, account)
    elif parsed.callback_query is not None:
        yield from _press_events(parsed.callback_query, account, now)
    elif not any(getattr(parsed, kind) for kind in Update.ALL_TYPES):
        raise ValueError("an update of no kind that we know")


def _message_events(message: Message, account: str) -> Iterator[Incoming]:
    if not _is_heard(message):
        return
    for what in said(message, account):
        yield _event(account, message.chat, message.date, sender_of(message), what, message)


def _edit_events(message: Message, account: str) -> Iterator[Incoming]:
    what = edited(message)
    if what is not None and _is_heard(message):
        at = message.edit_date or message.date
        yield _event(account, message.chat, at, sender_of(message), what, message)


def _press_events(query: CallbackQuery, account: str, now: datetime) -> Iterator[Incoming]:
    message = query.message
    if message is None or query.data is None or message.chat.type == Chat.CHANNEL:
        return
    what = Pressed(query.data, str(message.message_id))
    seen = message if isinstance(message, Message) else None
    yield _event(account, message.chat, now, person(query.from_user), what, seen, hint=query.id)


def _own_events(change: Change, account: str) -> Iterator[Incoming]:
    """We were blocked, unblocked, taken into a group, given rights there or removed from it."""
    what: What
    if change.chat.type == Chat.CHANNEL or not (change.before or change.after):
        return
    if change.chat.type == Chat.PRIVATE:
        if change.before == change.after:
            return
        what = Opened() if change.after else Closed()
    elif change.after:
        what = BotAdded(bool(change.chat.is_forum), change.admin, change.chat.title or "")
    else:
        what = BotRemoved()
    yield _event(account, change.chat, change.at, person(change.by), what, None)


def _member_events(change: Change, account: str) -> Iterator[Incoming]:
    if change.chat.type == Chat.CHANNEL or change.before == change.after:
        return
    who = person(change.member)
    what = MemberJoined(who, is_bot=change.member.is_bot) if change.after else MemberLeft(who)
    yield _event(account, change.chat, change.at, person(change.by), what, None)


def person(user: User) -> Sender:
    """A user as we name him."""
    return Sender(str(user.id), user.full_name)


def sender_of(message: Message) -> Sender:
    """Who spoke; whoever speaks in the name of a chat (an anonymous administrator) has no identity."""
    if message.sender_chat is not None:
        return Sender("", message.sender_chat.title or "", anonymous=True)
    return person(message.from_user) if message.from_user else Sender("", anonymous=True)


def _is_heard(message: Message) -> bool:
    if message.chat.type == Chat.CHANNEL or message.is_automatic_forward:
        return False
    speaks_as_chat = message.sender_chat is not None
    return speaks_as_chat or message.from_user is None or not message.from_user.is_bot


def _event(
    account: str,
    chat: Chat,
    at: datetime,
    sender: Sender,
    what: What,
    message: Message | None,
    hint: str = "",
) -> Incoming:
    """The event, whose key is not known yet; raises for a chat or a time that is none."""
    if type(chat.id) is not int or not isinstance(at, datetime):
        raise TypeError("a chat without an id or an event without a time")
    kind = ChatKind.PRIVATE if chat.type == Chat.PRIVATE else ChatKind.GROUP
    topics = bool(chat.is_forum) if kind is ChatKind.GROUP else None
    address = Address(CHANNEL, account, str(chat.id), kind)
    thread = thread_of(message) if message is not None else ""
    return Incoming("", at.astimezone(UTC), address, sender, what, thread, hint, topics)


def _dumped(update: Any) -> bytes:
    return json.dumps(update, ensure_ascii=False).encode("utf-8", "replace")


def _number(update_id: Any) -> int:
    if type(update_id) is not int:
        raise TypeError("an update without a number")
    return update_id


def _unreadable(raw: bytes, update_id: object = None) -> Unreadable:
    """Without an id of Telegram's the bytes themselves are the key."""
    key = str(update_id) if type(update_id) is int else f"sha256:{hashlib.sha256(raw).hexdigest()}"
    return Unreadable(CHANNEL, key, raw)
