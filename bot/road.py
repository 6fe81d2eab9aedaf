"""Where the platforms' language meets the stored road: events into the inbox, claims out to the adapters.

Storage knows nothing of the language (imports run downhill): it keeps wire JSON and plain words. This file
translates, both ways, and decides nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import assert_never

from sqlalchemy import Connection

from bot.channels.channel import Unreadable
from bot.channels.language import (
    Address,
    Body,
    Capabilities,
    ChatKind,
    Held,
    Incoming,
    Message,
    NotSent,
    OutcomeUnknown,
    Outgoing,
    Receipt,
    Sent,
    Undeliverable,
)
from bot.channels.wire import body_from_json, incoming_from_json, to_json
from storage import inbox, lanes, settling
from storage.chats import Chat
from storage.claims import Claimed, Dropped
from storage.pace import Pace
from storage.retry import Retry
from storage.sealed import Vault

CapabilitiesOf = Callable[[str, ChatKind], Capabilities]
"""What the platform of that name can do in chats of that kind."""


def accept(
    connection: Connection,
    vault: Vault,
    events: Sequence[Incoming | Unreadable],
    now: datetime,
    *,
    store: str,
) -> int:
    """Store what came in; how much of it was new."""
    new = sum(
        inbox.dead(
            connection, vault, event.channel, event.dedupe_key, event.raw, "unreadable", now, store=store
        )
        for event in events
        if isinstance(event, Unreadable)
    )
    arrivals = [_arrival(event) for event in events if isinstance(event, Incoming)]
    return new + inbox.insert_new(connection, vault, arrivals, now, store=store)


def heard(waiting: inbox.Waiting) -> Incoming:
    """The event that waits in the inbox."""
    return incoming_from_json(waiting.body)


def address_of(chat: Chat | Claimed) -> Address:
    """The chat's address in the platforms' language."""
    kind = chat.kind if isinstance(chat, Chat) else chat.chat_kind
    return Address(chat.channel, chat.account, chat.chat, ChatKind(kind))


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claim with what is to be carried out."""

    claimed: Claimed
    outgoing: Outgoing = field(repr=False)
    bare: Outgoing | None = field(repr=False)
    """The same without personal data, for a group with a stranger in it."""


def claim(
    connection: Connection,
    vault: Vault,
    now: datetime,
    owner: str,
    capabilities: CapabilitiesOf,
    lease: timedelta,
    limit: int = 32,
) -> tuple[list[Parcel], tuple[Dropped, ...], bool]:
    """What may be sent now, what came to nothing, and whether to look again at once."""
    batch = lanes.claim(connection, vault, now, owner, _pace_of(capabilities), lease, limit)
    return [_parcel(one) for one in batch.claimed], batch.dropped, batch.more


def settle(
    connection: Connection, vault: Vault, parcel: Parcel, receipt: Receipt, now: datetime, retry: Retry
) -> settling.Settled:
    """Write down the platform's receipt."""
    return settling.settle(connection, vault, parcel.claimed, _outcome(receipt), now, retry)


@lru_cache(maxsize=64)
def pace(capabilities: Capabilities, kind: ChatKind) -> Pace:
    """The limits among a platform's capabilities."""
    rate = capabilities.group_rate if kind is ChatKind.GROUP else capabilities.private_rate
    window = None if kind is ChatKind.GROUP else capabilities.window
    return Pace(rate, capabilities.account_rate, window)


def _pace_of(capabilities: CapabilitiesOf) -> lanes.PaceOf:
    def found(channel: str, kind: str) -> Pace:
        return pace(capabilities(channel, ChatKind(kind)), ChatKind(kind))

    return found


def _arrival(event: Incoming) -> inbox.Arrival:
    where = event.address
    return inbox.Arrival(where.channel, where.account, where.chat, event.dedupe_key, to_json(event))


def _parcel(claimed: Claimed) -> Parcel:
    def outgoing(body: Body) -> Outgoing:
        return Outgoing(
            key=str(claimed.id),
            address=address_of(claimed),
            body=body,
            thread=claimed.thread,
            reply_to=claimed.reply_to,
            target=claimed.target,
        )

    bare = None if claimed.bare is None else outgoing(body_from_json(claimed.bare))
    return Parcel(claimed, outgoing(_joined(claimed.bodies)), bare)


def _joined(bodies: tuple[str, ...]) -> Body:
    """One body, or several plain texts with a blank line between them."""
    first = body_from_json(bodies[0])
    if len(bodies) == 1:
        return first
    read = [body_from_json(body) for body in bodies]
    return Message("\n\n".join(one.text for one in read if isinstance(one, Message)))


def _outcome(receipt: Receipt) -> settling.Outcome:
    match receipt:
        case Sent(references):
            return settling.Delivered(references)
        case NotSent(reason, wait, counts):
            return settling.Again(reason, wait, counts)
        case OutcomeUnknown(reason):
            return settling.InDoubt(reason)
        case Undeliverable(cause, reason, moved_to):
            return settling.Never(cause.value, reason, moved_to)
        case Held(reason):
            return settling.NotNow(reason)
        case _:
            assert_never(receipt)
