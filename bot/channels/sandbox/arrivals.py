"""What people do in the sandbox, each as one transaction: the platform's own record and the updates it sends.

Every function answers with what arrived, or with a refusal and then has changed nothing. Doing the same
again (the same `dedupe`, blocking twice) gives the same updates under the same keys once more, so that a
caller who never saw the answer may simply repeat himself.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.channels.language import (
    Address,
    ChatKind,
    Incoming,
    Media,
    MediaKind,
    Opened,
    Pressed,
    Said,
    Sender,
    What,
)
from bot.channels.sandbox.places import (
    channel_name,
)
from storage import sandbox, sandbox_events
from storage.sandbox_events import Content, Event, File, Shown
from storage.sealed import Vault

_START = re.compile(r"/start(?:@\w+)?(?:\s+(\S+))?\s*")


@dataclass(frozen=True, slots=True)
class Refused:
    """Not done: an HTTP status and one sentence."""

    status: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """Done: the updates for the product, and the message it is about, if any."""

    updates: tuple[Incoming, ...]
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """What somebody says: a text, or files with a text as their caption."""

    text: str
    files: tuple[File, ...] = ()
    reply_to: int | None = None
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who acts, and in which chat."""

    address: Address
    sender: Sender


def speak(
    connection: Connection, vault: Vault, now: datetime, speaker: Speaker, speech: Speech, dedupe: str | None
) -> Arrived | Refused:
    chat = speaker.address.chat
    reply_to, thread = "", speech.thread
    if speech.reply_to is not None:
        answered = sandbox_events.find_message(connection, vault, chat, speech.reply_to)
        if answered is None:
            return Refused(404, "没有要回复的那条消息。")
        reply_to, thread = str(answered.seq), thread or answered.content.thread
    if thread and not sandbox.has_thread(connection, vault, chat, thread):
        return Refused(404, "没有这个话题。")
    event = sandbox_events.find_repeated(connection, vault, dedupe) if dedupe else None
    if event is None:
        media = tuple(sandbox_events.keep_file(connection, vault, file) for file in speech.files)
        content = Content(chat, speaker.sender.identity, speech.text, thread, reply_to, media=media)
        event = sandbox_events.append(connection, vault, now, content, dedupe=dedupe)
    return Arrived(_updates(speaker, event), event.seq)


def _updates(speaker: Speaker, event: Event) -> tuple[Incoming, ...]:
    """One update a message; one for each file of an album, as platforms send them."""
    content = event.content
    files = tuple(_media(shown) for shown in content.media)
    if len(files) <= 1:
        said = _said(speaker, event, files)
        return (_update(speaker, event.at, f"e{event.seq}", said, content.thread),)
    parts = (
        Said(
            content.text if n == 0 else "",
            str(event.seq) if n == 0 else f"{event.seq}.{n}",
            (file,),
            album=str(event.seq),
            reply_to=content.reply_to,
        )
        for n, file in enumerate(files)
    )
    return tuple(
        _update(speaker, event.at, f"e{event.seq}.{n}", part, content.thread) for n, part in enumerate(parts)
    )


def _said(speaker: Speaker, event: Event, files: tuple[Media, ...]) -> What:
    """A message; `/start` in a private Telegram chat is what pressing its start button sends."""
    text = event.content.text
    starts = speaker.address.kind is ChatKind.PRIVATE and speaker.address.channel == channel_name("telegram")
    start = _START.fullmatch(text) if starts and not files else None
    if start:
        return Opened(start[1] or "")
    return Said(
        text, str(event.seq), files, reply_to=event.content.reply_to, spoken=_is_spoken(speaker, text, files)
    )


def _is_spoken(speaker: Speaker, text: str, files: tuple[Media, ...]) -> bool:
    """On WeChat a recording has no caption: the words beside it are what WeChat heard in it."""
    on_wechat = speaker.address.channel == channel_name("wechat")
    return on_wechat and bool(text) and [one.kind for one in files] == [MediaKind.VOICE]


def _media(shown: Shown) -> Media:
    return Media(MediaKind(shown.kind), str(shown.id), shown.name, shown.size, shown.mime)


def press(
    connection: Connection, vault: Vault, now: datetime, speaker: Speaker, action: str, key: str
) -> Arrived | Refused:
    seq = sandbox_events.find_pressed(connection, vault, speaker.address.chat, action)
    if seq is None:
        return Refused(404, "这个聊天里没有这个按钮。")
    message = sandbox_events.find_event(connection, vault, seq)
    thread = message.content.thread if message else ""
    hint = f"{thread}/{speaker.sender.identity}"
    return Arrived((_update(speaker, now, f"p{key}", Pressed(action, str(seq)), thread, hint),), seq)


def append_once(
    connection: Connection,
    vault: Vault,
    now: datetime,
    content: Content,
    dedupe: str | None,
    *,
    kind: str,
    of: int,
) -> Event:
    repeated = sandbox_events.find_repeated(connection, vault, dedupe) if dedupe else None
    return repeated or sandbox_events.append(connection, vault, now, content, kind=kind, of=of, dedupe=dedupe)


def arrived(speaker: Speaker, at: datetime, key: str, what: What, seq: int | None = None) -> Arrived:
    return Arrived((_update(speaker, at, key, what),), seq)


def _update(
    speaker: Speaker, at: datetime, key: str, what: What, thread: str = "", hint: str = ""
) -> Incoming:
    in_room = speaker.address.kind is ChatKind.GROUP
    topics = True if in_room and speaker.address.channel == channel_name("telegram") else None
    return Incoming(key, at, speaker.address, speaker.sender, what, thread, hint, topics=topics)
