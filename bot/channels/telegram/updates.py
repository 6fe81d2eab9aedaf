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
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberRestricted,
    ChatMemberUpdated,
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
from bot.channels.telegram.messages import edited, said, thread_of

CHANNEL = "telegram"
WANTED = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
"""Named to Telegram explicitly: `chat_member` is never sent unasked."""

_IN_THE_GROUP = (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER)
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
        parsed = Update.de_json(update, None)
        if not any(getattr(parsed, kind) for kind in Update.ALL_TYPES):
            return [_unreadable(_dumped(update), parsed.update_id)]
        happened = list(_events(parsed, account, now))
    except _MALFORMED:
        return [_unreadable(_dumped(update), update.get("update_id") if isinstance(update, dict) else None)]
    key = str(parsed.update_id)
    return [
        replace(event, dedupe_key=key if not index else f"{key}:{index}")
        for index, event in enumerate(happened)
    ]


def _events(update: Update, account: str, now: datetime) -> Iterator[Incoming]:
    if update.message is not None:
        yield from _message_events(update.message, account)
    elif update.edited_message is not None:
        message = update.edited_message
        what = edited(message)
        if what is not None and _is_heard(message):
            yield _event(
                account, message.chat, message.edit_date or message.date, sender_of(message), what, message
            )
    elif update.callback_query is not None:
        yield from _press_events(update.callback_query, account, now)
    elif update.my_chat_member is not None:
        yield from _own_events(update.my_chat_member, account)
    elif update.chat_member is not None:
        yield from _member_events(update.chat_member, account)


def _message_events(message: Message, account: str) -> Iterator[Incoming]:
    if not _is_heard(message):
        return
    for what in said(message, account):
        yield _event(account, message.chat, message.date, sender_of(message), what, message)


def _press_events(query: CallbackQuery, account: str, now: datetime) -> Iterator[Incoming]:
    message = query.message
    if message is None or query.data is None or message.chat.type == Chat.CHANNEL:
        return
    what = Pressed(query.data, str(message.message_id))
    seen = message if isinstance(message, Message) else None
    yield _event(account, message.chat, now, person(query.from_user), what, seen, hint=query.id)


def _own_events(change: ChatMemberUpdated, account: str) -> Iterator[Incoming]:
    """We were blocked, unblocked, taken into a group, given rights there or removed from it."""
    before, after = is_inside(change.old_chat_member), is_inside(change.new_chat_member)
    what: What
    if change.chat.type == Chat.CHANNEL or not (before or after):
        return
    if change.chat.type == Chat.PRIVATE:
        if before == after:
            return
        what = Opened() if after else Closed()
    elif after:
        admin = isinstance(change.new_chat_member, ChatMemberAdministrator | ChatMemberOwner)
        what = BotAdded(topics=bool(change.chat.is_forum), admin=admin, title=change.chat.title or "")
    else:
        what = BotRemoved()
    yield _event(account, change.chat, change.date, person(change.from_user), what, None)


def _member_events(change: ChatMemberUpdated, account: str) -> Iterator[Incoming]:
    before, after = is_inside(change.old_chat_member), is_inside(change.new_chat_member)
    if change.chat.type == Chat.CHANNEL or before == after:
        return
    member = change.new_chat_member.user
    what = MemberJoined(person(member), is_bot=member.is_bot) if after else MemberLeft(person(member))
    yield _event(account, change.chat, change.date, person(change.from_user), what, None)


def is_inside(member: ChatMember) -> bool:
    """Whether this standing means being in the chat (a restricted member may have left)."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in _IN_THE_GROUP


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


def _unreadable(raw: bytes, update_id: object = None) -> Unreadable:
    """Without an id of Telegram's the bytes themselves are the key."""
    is_id = isinstance(update_id, int) and not isinstance(update_id, bool)
    key = str(update_id) if is_id else f"sha256:{hashlib.sha256(raw).hexdigest()}"
    return Unreadable(CHANNEL, key, raw)
