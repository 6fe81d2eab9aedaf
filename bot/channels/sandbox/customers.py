"""What customers do in the sandbox; see `arrivals` for what every act promises."""

from datetime import datetime

from sqlalchemy import Connection

from bot.channels.language import Closed, Edited, Opened
from bot.channels.sandbox.arrivals import (
    Arrived,
    Refused,
    Speaker,
    Speech,
    append_once,
    arrived,
    press,
    speak,
)
from bot.channels.sandbox.places import customer_address, customer_sender
from bot.channels.sandbox.profiles import PROFILES
from storage import sandbox, sandbox_events
from storage.sandbox_events import Content
from storage.sealed import Vault


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
    return arrived(_customer_speaker(customer), now, f"o{customer.row}", Opened())


def customer_speaks(
    connection: Connection, vault: Vault, now: datetime, customer_id: str, speech: Speech, dedupe: str | None
) -> Arrived | Refused:
    customer = sandbox.find_customer(connection, vault, customer_id)
    if customer is None:
        return Refused(404, "没有这位客户。")
    if customer.blocked:
        return Refused(422, "这位客户已拉黑机器人，解除以后才能发言。")
    said = speak(connection, vault, now, _customer_speaker(customer), speech, dedupe)
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
    return press(connection, vault, now, _customer_speaker(customer), action, key)


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
    event = append_once(connection, vault, now, content, dedupe, kind="edit", of=message.seq)
    edited = Edited(str(message.seq), event.content.text)
    return arrived(speaker, event.at, f"e{event.seq}", edited, seq=event.seq)


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
    return arrived(_customer_speaker(customer), now, key, Closed() if blocked else Opened())


def _allow_messages(
    connection: Connection, customer: sandbox.Customer, now: datetime, *, wrote: bool
) -> None:
    """The customer's act opens the platform's window; a tap adds its own to the one that his message opened."""
    window = PROFILES[customer.profile].window
    if window is None:
        return
    left, lasting = window.after_message if wrote else window.after_other
    sandbox.set_window(connection, customer, left, now + lasting, tap=not wrote)
    if wrote:
        sandbox.set_window(connection, customer, 0, now, tap=True)


def _customer_speaker(customer: sandbox.Customer) -> Speaker:
    return Speaker(customer_address(customer), customer_sender(customer))
