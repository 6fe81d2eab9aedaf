"""What one message of Telegram's says: words, files, things we cannot take, or news of the group; pure."""

from collections.abc import Iterator

from telegram import Chat, Message

from bot.channels.language import (
    AddressChanged,
    Edited,
    Media,
    MediaKind,
    MemberJoined,
    MemberLeft,
    Opened,
    Said,
    Sender,
    ThreadClosed,
    What,
)

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


def said(message: Message, account: str) -> Iterator[What]:
    """The events in a message; news that changes nothing for us (a pinned message, a new title) is none."""
    if message.migrate_to_chat_id:
        yield AddressChanged(str(message.migrate_to_chat_id))
    elif message.forum_topic_closed:
        yield ThreadClosed()
    elif message.new_chat_members:
        for user in message.new_chat_members:
            if str(user.id) != account:
                yield MemberJoined(Sender(str(user.id), user.full_name), is_bot=user.is_bot)
    elif message.left_chat_member:
        user = message.left_chat_member
        if str(user.id) != account:
            yield MemberLeft(Sender(str(user.id), user.full_name))
    elif _is_start(message):
        yield Opened((message.text or "").partition(" ")[2].strip())
    else:
        spoken = _spoken(message)
        if spoken is not None:
            yield spoken


def edited(message: Message) -> Edited | None:
    """The new words; `None` for what changes without words (a live location)."""
    if message.text is None and message.caption is None and not _media(message):
        return None
    return Edited(str(message.message_id), _words(message))


def thread_of(message: Message) -> str:
    """The forum topic; replies in ordinary groups carry a thread id too, which is none."""
    return str(message.message_thread_id or "") if message.is_topic_message else ""


def _spoken(message: Message) -> Said | None:
    media = _media(message)
    text = _words(message)
    missing = "" if text or media else _not_taken(message)
    if not (text or media or missing):
        return None
    return Said(
        text,
        str(message.message_id),
        media,
        album=message.media_group_id or "",
        reply_to=_reply_to(message),
        unsupported=missing,
    )


def _words(message: Message) -> str:
    """The text or the caption; raises for one that is no text, which the library would let through."""
    words = message.text or message.caption or ""
    if not isinstance(words, str):
        raise TypeError("a text that is no text")
    return words


def _is_start(message: Message) -> bool:
    if message.chat.type != Chat.PRIVATE or not message.text:
        return False
    return _words(message).partition(" ")[0].partition("@")[0] == "/start"


def _not_taken(message: Message) -> str:
    for kind in _NOT_TAKEN:
        if getattr(message, kind, None):
            return kind
    return "unknown" if message.api_kwargs else ""


def _reply_to(message: Message) -> str:
    """In a topic every message 'answers' the one that opened the topic: that is no answer."""
    answered = message.reply_to_message
    if answered is None:
        return ""
    if message.is_topic_message and answered.message_id == message.message_thread_id:
        return ""
    return str(answered.message_id)


def _media(message: Message) -> tuple[Media, ...]:
    """The file of a message, if it has one we can take; of a photo the largest size."""
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return (Media(MediaKind.PHOTO, largest.file_id, size=largest.file_size or 0, mime="image/jpeg"),)
    film = message.video or message.animation
    if film:
        return (_file(MediaKind.VIDEO, film.file_id, film.file_name, film.file_size, film.mime_type),)
    if message.video_note:
        return (
            _file(
                MediaKind.VIDEO, message.video_note.file_id, None, message.video_note.file_size, "video/mp4"
            ),
        )
    if message.voice:
        voice = message.voice
        return (_file(MediaKind.VOICE, voice.file_id, None, voice.file_size, voice.mime_type),)
    paper = message.document or message.audio
    if paper:
        return (_file(MediaKind.DOCUMENT, paper.file_id, paper.file_name, paper.file_size, paper.mime_type),)
    return ()


def _file(kind: MediaKind, reference: str, name: str | None, size: int | None, mime: str | None) -> Media:
    return Media(kind, reference, name or "", size or 0, mime or "")
