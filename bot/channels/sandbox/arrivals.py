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
    Closed,
    Edited,
    Incoming,
    Media,
    MediaKind,
    MemberJoined,
    MemberLeft,
    Opened,
    Pressed,
    Said,
    Sender,
    What,
)
from bot.channels.sandbox.places import (
    channel_name,
    customer_address,
    customer_sender,
    room_address,
    room_id,
    staff_address,
    staff_sender,
)
from bot.channels.sandbox.profiles import PROFILES
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


# --- customers ---------------------------------------------------------------------------------------


def customer_appears(
    connection: Connection, vault: Vault, now: datetime, customer_id: str, profile: str
) -> Arrived | Refused:
    """A customer opens the chat: /start on Telegram, a follow on WeChat."""
    known = sandbox.find_customer(connection, vault, customer_id)
    if known and known.profile != profile:
        return Refused(422, f"已经有这位客户了，用的是 {known.profile}。")
    customer = known or sandbox.add_customer(connection, vault, customer_id, profile)
    if known is None:
        _allow_messages(connection, customer, now, wrote=False)
        if profile == "telegram":
            chat = f"customer:{customer_id}"
            sandbox_events.append(connection, vault, now, Content(chat, chat, "/start"))
    return _arrived(_customer_speaker(customer), now, f"o{customer.row}", Opened())


def customer_speaks(
    connection: Connection, vault: Vault, now: datetime, customer_id: str, speech: Speech, dedupe: str | None
) -> Arrived | Refused:
    customer = sandbox.find_customer(connection, vault, customer_id)
    if customer is None:
        return Refused(404, "没有这位客户。")
    if customer.blocked:
        return Refused(422, "这位客户已拉黑机器人，解除以后才能发言。")
    said = _speak(connection, vault, now, _customer_speaker(customer), speech, dedupe)
    if isinstance(said, Arrived):
        _allow_messages(connection, customer, now, wrote=True)
    return said


def customer_presses(
    connection: Connection, vault: Vault, now: datetime, customer_id: str, action: str, key: str
) -> Arrived | Refused:
    customer = sandbox.find_customer(connection, vault, customer_id)
    if customer is None:
        return Refused(404, "没有这位客户。")
    if customer.blocked:
        return Refused(422, "这位客户已拉黑机器人，解除以后才能点按钮。")
    return _press(connection, vault, now, _customer_speaker(customer), action, key)


def customer_edits(
    connection: Connection,
    vault: Vault,
    now: datetime,
    customer_id: str,
    seq: int,
    text: str,
    dedupe: str | None,
) -> Arrived | Refused:
    customer = sandbox.find_customer(connection, vault, customer_id)
    if customer is None:
        return Refused(404, "没有这位客户。")
    if not PROFILES[customer.profile].edits:
        return Refused(422, f"{customer.profile} 不能修改已发出的消息。")
    speaker = _customer_speaker(customer)
    message = sandbox_events.find_message(connection, vault, speaker.address.chat, seq)
    if message is None:
        return Refused(404, "没有这条消息。")
    if message.content.sender != speaker.sender.identity:
        return Refused(422, "只能修改自己发的消息。")
    content = Content(
        message.content.chat,
        message.content.sender,
        text,
        message.content.thread,
        media=message.content.media,
    )
    event = _append_once(connection, vault, now, content, dedupe, kind="edit", of=message.seq)
    edited = Edited(str(message.seq), event.content.text)
    return _arrived(speaker, event.at, f"e{event.seq}", edited, seq=event.seq)


def customer_blocks(
    connection: Connection, vault: Vault, now: datetime, customer_id: str, blocked: bool
) -> Arrived | Refused:
    """The customer blocks or unfollows the bot, or takes it back."""
    known = sandbox.find_customer(connection, vault, customer_id)
    if known is None:
        return Refused(404, "没有这位客户。")
    customer = sandbox.set_blocked(connection, known, blocked)
    if known.blocked and not blocked:
        _allow_messages(connection, customer, now, wrote=False)
    if customer.changes == 0:
        return Arrived(())
    key = f"b{customer.row}.{customer.changes}"
    return _arrived(_customer_speaker(customer), now, key, Closed() if blocked else Opened())


def _allow_messages(
    connection: Connection, customer: sandbox.Customer, now: datetime, *, wrote: bool
) -> None:
    """The customer's act opens the platform's window; a mere tap never shortens the one he has."""
    window = PROFILES[customer.profile].window
    if window is None:
        return
    left, lasting = window.after_message if wrote else window.after_other
    still_open = customer.window_until is not None and customer.window_until > now + lasting
    if not wrote and still_open and customer.window_left >= left:
        return
    sandbox.set_window(connection, customer, left, now + lasting)


def _customer_speaker(customer: sandbox.Customer) -> Speaker:
    return Speaker(customer_address(customer), customer_sender(customer))


# --- staff -------------------------------------------------------------------------------------------


def staff_speaks(
    connection: Connection, vault: Vault, now: datetime, person_id: str, speech: Speech, dedupe: str | None
) -> Arrived | Refused:
    """Somebody of the staff writes to the bot in private."""
    person = sandbox.find_person(connection, vault, person_id)
    if person is None:
        return Refused(404, "没有这位员工。")
    speaker = Speaker(staff_address(person.id), staff_sender(person))
    return _speak(connection, vault, now, speaker, speech, dedupe)


def staff_presses(
    connection: Connection, vault: Vault, now: datetime, person_id: str, action: str, key: str
) -> Arrived | Refused:
    person = sandbox.find_person(connection, vault, person_id)
    if person is None:
        return Refused(404, "没有这位员工。")
    speaker = Speaker(staff_address(person.id), staff_sender(person))
    return _press(connection, vault, now, speaker, action, key)


def member_moves(
    connection: Connection, vault: Vault, now: datetime, queue: str, person_id: str, present: bool
) -> Arrived | Refused:
    """Somebody enters or leaves a room; whoever the platform has not met yet is a stranger."""
    address = room_address(queue)
    room = room_id(queue)
    person = sandbox.find_person(connection, vault, person_id)
    if person is None:
        if not present:
            return Refused(404, "没有这位员工。")
        person = sandbox.keep_person(connection, vault, person_id, person_id, "")
    known = sandbox.find_member(connection, room, person)
    if not present and known is None:
        return Refused(422, "这个人不在群里。")
    member = sandbox.set_member(connection, room, person, present)
    sender = staff_sender(person)
    what = MemberJoined(sender) if present else MemberLeft(sender)
    return _arrived(Speaker(address, sender), now, f"m{member.row}.{member.changes}", what)


def member_speaks(
    connection: Connection,
    vault: Vault,
    now: datetime,
    queue: str,
    person_id: str,
    speech: Speech,
    dedupe: str | None,
) -> Arrived | Refused:
    """Somebody speaks in a room; a staff member who was never in it enters it by speaking."""
    speaker = _member_speaker(connection, vault, queue, person_id)
    if isinstance(speaker, Refused):
        return speaker
    said = _speak(connection, vault, now, speaker, speech, dedupe)
    return _entering(connection, vault, now, queue, person_id, said)


def member_presses(
    connection: Connection, vault: Vault, now: datetime, queue: str, person_id: str, action: str, key: str
) -> Arrived | Refused:
    speaker = _member_speaker(connection, vault, queue, person_id)
    if isinstance(speaker, Refused):
        return speaker
    pressed = _press(connection, vault, now, speaker, action, key)
    return _entering(connection, vault, now, queue, person_id, pressed)


def _member_speaker(connection: Connection, vault: Vault, queue: str, person_id: str) -> Speaker | Refused:
    address = room_address(queue)
    person = sandbox.find_person(connection, vault, person_id)
    if person is None:
        return Refused(404, "没有这位员工。")
    member = sandbox.find_member(connection, room_id(queue), person)
    if member and not member.present:
        return Refused(422, "这个人已不在群里。")
    return Speaker(address, staff_sender(person))


def _entering(
    connection: Connection, vault: Vault, now: datetime, queue: str, person_id: str, done: Arrived | Refused
) -> Arrived | Refused:
    """What he did; and, where he never was in the room before, that he came in."""
    if isinstance(done, Refused):
        return done
    person = sandbox.find_person(connection, vault, person_id)
    if person and sandbox.find_member(connection, room_id(queue), person):
        return done
    entered = member_moves(connection, vault, now, queue, person_id, True)
    return entered if isinstance(entered, Refused) else Arrived((*entered.updates, *done.updates), done.seq)


# --- what both do ------------------------------------------------------------------------------------


def _speak(
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
    return Said(text, str(event.seq), files, reply_to=event.content.reply_to)


def _media(shown: Shown) -> Media:
    return Media(MediaKind(shown.kind), str(shown.id), shown.name, shown.size, shown.mime)


def _press(
    connection: Connection, vault: Vault, now: datetime, speaker: Speaker, action: str, key: str
) -> Arrived | Refused:
    seq = sandbox_events.find_pressed(connection, vault, speaker.address.chat, action)
    if seq is None:
        return Refused(404, "这个聊天里没有这个按钮。")
    message = sandbox_events.find_event(connection, vault, seq)
    thread = message.content.thread if message else ""
    hint = f"{thread}/{speaker.sender.identity}"
    return Arrived((_update(speaker, now, f"p{key}", Pressed(action, str(seq)), thread, hint),), seq)


def _append_once(
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


def _arrived(speaker: Speaker, at: datetime, key: str, what: What, seq: int | None = None) -> Arrived:
    return Arrived((_update(speaker, at, key, what),), seq)


def _update(
    speaker: Speaker, at: datetime, key: str, what: What, thread: str = "", hint: str = ""
) -> Incoming:
    in_room = speaker.address.kind is ChatKind.GROUP
    return Incoming(
        key, at, speaker.address, speaker.sender, what, thread, hint, topics=True if in_room else None
    )
