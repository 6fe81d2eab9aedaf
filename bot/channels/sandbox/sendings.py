"""What happens to a message of ours on the imitated platform: it is shown, or fails as a platform fails."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.channels.capabilities import Buttons, Capabilities
from bot.channels.language import (
    Address,
    Attachment,
    Cause,
    ChatKind,
    Held,
    MemberCount,
    Message,
    NotSent,
    OutcomeUnknown,
    Outgoing,
    Receipt,
    Removal,
    Revision,
    Sent,
    ThreadOpening,
    Toast,
    Undeliverable,
)
from bot.channels.planner import Operation, Rows, SayText, ShowAlbum, ShowMedia
from bot.channels.sandbox.places import channel_name
from bot.channels.sandbox.profiles import PROFILES
from bot.channels.splitting import length
from storage import sandbox, sandbox_events
from storage.sandbox import Customer
from storage.sandbox_events import Content, Event, File
from storage.sealed import Vault

FAULTS = ("timeout", "rate_limited", "blocked", "window_closed", "thread_deleted", "server_error")
"""What a send can be told to fail with, as the JSON API names it."""

BOT = "bot"
ACTION_BYTES = 64


@dataclass(frozen=True, slots=True)
class Prepared:
    """A thing to be done, with everything at hand: what to show, and the bytes of each attachment."""

    outgoing: Outgoing
    operations: tuple[Operation, ...]
    files: Mapping[str, bytes]


def attachments_of(operations: tuple[Operation, ...]) -> tuple[Attachment, ...]:
    """The files that will be shown."""
    shown: list[Attachment] = []
    for operation in operations:
        match operation:
            case ShowMedia(attachment=attachment):
                shown.append(attachment)
            case ShowAlbum(attachments=attachments):
                shown.extend(attachments)
    return tuple(shown)


def deliver(
    connection: Connection, vault: Vault, now: datetime, prepared: Prepared, tapped: str = ""
) -> Receipt:
    """The platform's answer. Nothing is shown unless it is `Sent`. `tapped`: the card that a tap lets change now."""
    outgoing = prepared.outgoing
    recipient = _recipient(connection, vault, outgoing.address)
    if recipient is None:
        return Undeliverable(Cause.REJECTED, "chat not found")
    body = outgoing.body
    if isinstance(body, MemberCount) and not recipient.capabilities.sees_members:
        return Sent()
    if isinstance(body, MemberCount):
        return _counted(connection, vault, outgoing.address.chat.removeprefix("room:"), body)
    if isinstance(body, Toast):
        return _toast(connection, vault, now, outgoing, body)
    opening = isinstance(body, ThreadOpening)
    spared = "thread_deleted" if opening else ""
    fault = sandbox.next_fault(connection, vault, outgoing.address.chat, spared)
    if fault:
        return _failure(fault, outgoing.address.kind)
    if recipient.customer and recipient.customer.blocked:
        return Undeliverable(Cause.BLOCKED, "the customer blocked the bot")
    if isinstance(body, ThreadOpening):
        return Sent((str(sandbox.add_thread(connection, vault, outgoing.address.chat, body.name)),))
    if isinstance(body, Message):
        return _message(connection, vault, now, prepared, recipient)
    if isinstance(body, Revision) and recipient.capabilities.buttons is Buttons.CARD:
        return _card_changes(connection, vault, now, prepared, body, tapped)
    return _change(connection, vault, now, prepared, recipient.capabilities)


def _counted(connection: Connection, vault: Vault, room: str, asked: MemberCount) -> Receipt:
    inside = {f"staff:{one.id}" for one in sandbox.members_of_rooms(connection, vault).get(room, ())}
    return Sent((str(len(inside) + 1), *(one for one in asked.among if one in inside)))


@dataclass(frozen=True, slots=True)
class _Recipient:
    capabilities: Capabilities
    customer: Customer | None = None


def _recipient(connection: Connection, vault: Vault, address: Address) -> _Recipient | None:
    kind, _, name = address.chat.partition(":")
    if kind == "customer":
        customer = sandbox.find_customer(connection, vault, name)
        return _Recipient(PROFILES[customer.profile], customer) if customer else None
    if kind == "staff" and sandbox.find_person(connection, vault, name) is None:
        return None
    profile = address.channel.partition(":")[2]
    return _Recipient(PROFILES[profile]) if kind in ("staff", "room") else None


def _failure(fault: str, kind: ChatKind) -> Receipt:
    match fault:
        case "timeout":
            return OutcomeUnknown("timeout")
        case "rate_limited":
            return NotSent("rate_limited", timedelta(seconds=1), counts=False)
        case "blocked" if kind is ChatKind.GROUP:
            return Undeliverable(Cause.REMOVED, "the bot was removed from the group")
        case "blocked":
            return Undeliverable(Cause.BLOCKED, "the customer blocked the bot")
        case "window_closed":
            return Held()
        case "thread_deleted":
            return Undeliverable(Cause.THREAD_GONE, "message thread not found")
        case _:
            return NotSent("server_error")


def _message(
    connection: Connection, vault: Vault, now: datetime, prepared: Prepared, recipient: _Recipient
) -> Receipt:
    outgoing = prepared.outgoing
    chat = outgoing.address.chat
    if outgoing.thread and not sandbox.has_thread(connection, vault, chat, outgoing.thread):
        return Undeliverable(Cause.THREAD_GONE, "message thread not found")
    if outgoing.reply_to and _find(connection, vault, chat, outgoing.reply_to) is None:
        return Undeliverable(Cause.TARGET_GONE, "message to be replied not found")
    wrong = _wrong(prepared.operations, recipient.capabilities)
    if wrong:
        return Undeliverable(Cause.REJECTED, wrong)
    if not _window_allows(connection, recipient, now, len(prepared.operations)):
        return Held()
    shown = []
    for operation in prepared.operations:
        content = _content(connection, vault, prepared, operation)
        shown.append(sandbox_events.append(connection, vault, now, content).seq)
    return Sent(tuple(str(seq) for seq in shown))


def _card_changes(
    connection: Connection, vault: Vault, now: datetime, prepared: Prepared, body: Revision, tapped: str
) -> Receipt:
    """The tapped card is another from now on; any other stays, and is posted anew where that is worth it."""
    outgoing = prepared.outgoing
    card = _find(connection, vault, outgoing.address.chat, tapped)
    content = _content(connection, vault, prepared, prepared.operations[0])
    if card is not None:
        sandbox_events.append(connection, vault, now, content, kind="edit", of=card.seq)
        return Sent((outgoing.target,))
    if not body.anew:
        return Sent((outgoing.target,))
    return Sent((outgoing.target, str(sandbox_events.append(connection, vault, now, content).seq)))


def _change(
    connection: Connection, vault: Vault, now: datetime, prepared: Prepared, capabilities: Capabilities
) -> Receipt:
    """An edit or a removal of a message that stands already."""
    outgoing = prepared.outgoing
    removal = isinstance(outgoing.body, Removal)
    if not (capabilities.deletes if removal else capabilities.edits):
        return Undeliverable(Cause.REJECTED, "this platform does not change what was sent")
    message = _find(connection, vault, outgoing.address.chat, outgoing.target)
    if message is None or message.content.sender != BOT:
        return Undeliverable(Cause.TARGET_GONE, f"message to {'delete' if removal else 'edit'} not found")
    if removal:
        sandbox_events.remove(connection, vault, now, message)
        return Sent((str(message.seq),))
    wrong = _wrong(prepared.operations, capabilities)
    if wrong:
        return Undeliverable(Cause.REJECTED, wrong)
    content = _content(connection, vault, prepared, prepared.operations[0])
    old = message.content
    content = replace(content, thread=old.thread, reply_to=old.reply_to, media=content.media or old.media)
    if content != old:
        sandbox_events.append(connection, vault, now, content, kind="edit", of=message.seq)
    return Sent((str(message.seq),))


def _toast(connection: Connection, vault: Vault, now: datetime, outgoing: Outgoing, toast: Toast) -> Receipt:
    """Shown for a moment where the button was pressed; an empty one only ends the waiting."""
    if not toast.text or outgoing.address.channel == channel_name("wecom"):
        return Sent()
    thread = toast.hint.partition("/")[0]
    content = Content(outgoing.address.chat, BOT, toast.text, thread, toast=True)
    return Sent((str(sandbox_events.append(connection, vault, now, content).seq),))


def _content(connection: Connection, vault: Vault, prepared: Prepared, operation: Operation) -> Content:
    outgoing = prepared.outgoing
    files = (
        File(item.name, item.mime, item.kind.value, prepared.files[item.key])
        for item in attachments_of((operation,))
    )
    media = tuple(sandbox_events.keep_file(connection, vault, file) for file in files)
    text = operation.text if isinstance(operation, SayText) else operation.caption
    actions = tuple((action.id, action.label) for row in _rows(operation) for action in row)
    ask_reply = not isinstance(operation, ShowAlbum) and operation.ask_reply
    return Content(
        outgoing.address.chat, BOT, text, outgoing.thread, outgoing.reply_to, actions, media, ask_reply
    )


def _wrong(operations: tuple[Operation, ...], capabilities: Capabilities) -> str:
    """Why a real platform would refuse this as malformed; `""` when it would not."""
    for operation in operations:
        text = operation.text if isinstance(operation, SayText) else operation.caption
        limit = capabilities.text_limit if isinstance(operation, SayText) else capabilities.caption_limit
        if length(text, capabilities.text_unit) > limit:
            return "text is too long"
        if any(len(action.id.encode()) > ACTION_BYTES for row in _rows(operation) for action in row):
            return "button data is too long"
    return ""


def _window_allows(connection: Connection, recipient: _Recipient, now: datetime, count: int) -> bool:
    """Whether the customer's acts still allow `count` messages; if so they are spent, the shorter grant first."""
    customer = recipient.customer
    if customer is None or recipient.capabilities.window is None:
        return True
    tapped, wrote = customer.tapped(now), customer.wrote(now)
    if tapped + wrote < count:
        return False
    if tapped and customer.tap_until is not None:
        sandbox.set_window(connection, customer, tapped - min(tapped, count), customer.tap_until, tap=True)
    if count > tapped and customer.window_until is not None:
        sandbox.set_window(connection, customer, wrote - (count - tapped), customer.window_until)
    return True


def _find(connection: Connection, vault: Vault, chat: str, reference: str) -> Event | None:
    if not reference.isascii() or not reference.isdigit() or len(reference) > 18:
        return None
    return sandbox_events.find_message(connection, vault, chat, int(reference))


def _rows(operation: Operation) -> Rows:
    return () if isinstance(operation, ShowAlbum) else operation.rows
