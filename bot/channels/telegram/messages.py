"""What one message of Telegram's says: words, files, things we cannot take, or news of the group; pure."""

from collections.abc import Iterator
from typing import Final

from telegram import Message

from bot.channels.language import (
    AddressChanged,
    Edited,
    Media,
    MediaKind,
    MemberJoined,
    MemberLeft,
    Opened,
    Said,
    ThreadClosed,
    What,
)
from bot.channels.telegram.fields import PRIVATE, Raw, number, person, text

_NOT_TAKEN = (
    "sticker",
    "venue",  # before `location`, which it also has
    "location",
    "contact",
    "poll",
    "dice",
    "game",
    "story",
    "paid_media",
    "invoice",
    "checklist",
    "giveaway",
)
_KNOWN: Final = frozenset(Message.__slots__) | {"message_id", "date", "chat", "from"}
"""The fields of a message that the library knows; any other is something new that we cannot take."""


def said(message: Raw, account: str) -> Iterator[What]:
    """The events in a message; news that changes nothing for us (a pinned message, a new title) is none."""
    if "migrate_to_chat_id" in message:
        yield AddressChanged(str(number(message["migrate_to_chat_id"])))
    elif "forum_topic_closed" in message:
        yield ThreadClosed()
    elif "new_chat_members" in message:
        for user in message["new_chat_members"]:
            if str(user["id"]) != account:
                yield MemberJoined(person(user), is_bot=bool(user.get("is_bot")))
    elif "left_chat_member" in message:
        user = message["left_chat_member"]
        if str(user["id"]) != account:
            yield MemberLeft(person(user))
    elif _is_start(message):
        yield Opened(message["text"].partition(" ")[2].strip())
    else:
        spoken = _spoken(message)
        if spoken is not None:
            yield spoken


def edited(message: Raw) -> Edited | None:
    """The new words; `None` for what changes without words (a live location)."""
    if message.get("text") is None and message.get("caption") is None and not _media(message):
        return None
    return Edited(str(number(message["message_id"])), _words(message))


def thread_of(message: Raw) -> str:
    """The forum topic; replies in ordinary groups carry a thread id too, which is none."""
    return str(message.get("message_thread_id") or "") if message.get("is_topic_message") else ""


def _spoken(message: Raw) -> Said | None:
    media = _media(message)
    words = _words(message)
    missing = "" if words or media else _not_taken(message)
    if not (words or media or missing):
        return None
    return Said(
        words,
        str(number(message["message_id"])),
        media,
        album=text(message.get("media_group_id")),
        reply_to=_reply_to(message),
        unsupported=missing,
    )


def _words(message: Raw) -> str:
    """The text or the caption; raises for one that is no text."""
    return text(message.get("text") or message.get("caption"))


def _is_start(message: Raw) -> bool:
    if message["chat"]["type"] != PRIVATE or not message.get("text"):
        return False
    return _words(message).partition(" ")[0].partition("@")[0] == "/start"


def _not_taken(message: Raw) -> str:
    for kind in _NOT_TAKEN:
        if message.get(kind) is not None:
            return kind
    return "" if message.keys() <= _KNOWN else "unknown"


def _reply_to(message: Raw) -> str:
    """In a topic every message 'answers' the one that opened the topic: that is no answer."""
    if message.get("reply_to_message") is None:
        return ""
    answered = number(message["reply_to_message"]["message_id"])
    if message.get("is_topic_message") and answered == message.get("message_thread_id"):
        return ""
    return str(answered)


def _media(message: Raw) -> tuple[Media, ...]:
    """The file of a message, if it has one we can take; of a photo the largest size."""
    if photo := message.get("photo"):
        largest = max(photo, key=lambda size: size["width"] * size["height"])
        return (_file(MediaKind.PHOTO, largest, mime="image/jpeg"),)
    if film := message.get("video") or message.get("animation"):
        return (_file(MediaKind.VIDEO, film),)
    if note := message.get("video_note"):
        return (_file(MediaKind.VIDEO, note, mime="video/mp4"),)
    if voice := message.get("voice"):
        return (_file(MediaKind.VOICE, voice),)
    if paper := message.get("document") or message.get("audio"):
        return (_file(MediaKind.DOCUMENT, paper),)
    return ()


def _file(kind: MediaKind, file: Raw, mime: str = "") -> Media:
    size = number(file.get("file_size") or 0)
    return Media(
        kind, text(file["file_id"]), text(file.get("file_name")), size, mime or text(file.get("mime_type"))
    )
