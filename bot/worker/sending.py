"""Hop 6: what may be said now is claimed (commit), sent with no transaction open, and settled (commit)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection

from bot.channels.capabilities import Capabilities
from bot.channels.channel import Channel
from bot.channels.language import (
    Address,
    Body,
    Cause,
    ChatKind,
    Message,
    OutcomeUnknown,
    Outgoing,
    Receipt,
    Undeliverable,
)
from bot.channels.planner import CannotBeSaid, plan
from bot.channels.wire import body_from_json, is_plain, joined_from_json
from bot.texts import say
from bot.worker import gated, outcomes
from bot.worker.beside import Beside
from bot.worker.clock import Clock
from bot.worker.product import Product
from storage import lanes, rooms, settling
from storage.claims import Batch, Claimed
from storage.database import Database
from storage.pace import Pace
from storage.retry import Retry

log = structlog.get_logger()

LEASE: Final = timedelta(minutes=2)
SEND_TIMEOUT: Final = 60.0
"""Seconds after which a send that has not come back counts as unknown; well inside the lease."""
AT_ONCE: Final = 64
"""So many lanes are looked at in one transaction."""
IN_FLIGHT: Final = 256
"""So many sends at a time, each to another chat."""


class Sender:
    """Sends what waits, one thing at a time for each chat. `owner` names this process in its claims."""

    def __init__(
        self,
        database: Database,
        product: Product,
        channels: Mapping[str, Channel],
        clock: Clock,
        beside: Beside,
        owner: str,
    ) -> None:
        self._database = database
        self._product = product
        self._channels = channels
        self._clock = clock
        self._beside = beside
        self._owner = owner
        self._retry = retry_of(product)

    async def recover(self) -> None:
        """What a process that died was sending is settled: its outcome is unknown."""
        await self._database.run(recover, self._product, self._clock.now(), self._retry, self._owner)

    async def claim(self) -> bool:
        """Take what may go out now, and send it beside the loop; whether there was anything."""
        room = IN_FLIGHT - len(self._beside)
        if room <= 0:
            return False
        batch = await self._database.run(
            take, self._product, self._clock.now(), self._owner, min(AT_ONCE, room)
        )
        for claimed in batch.claimed:
            self._beside.start(self._deliver(claimed))
        return bool(batch.claimed or batch.held) or batch.more

    async def _deliver(self, claimed: Claimed) -> None:
        receipt = await self._sent(claimed)
        await self._database.run(
            outcomes.settle, self._product, claimed, receipt, self._clock.now(), self._retry
        )

    async def _sent(self, claimed: Claimed) -> Receipt:
        """What the platform says to it; whatever else goes wrong is an outcome too."""
        channel = self._channels.get(claimed.channel)
        if channel is None:
            log.error("send_impossible", row=claimed.id, channel=claimed.channel)
            return Undeliverable(Cause.REJECTED, "channel off")
        try:
            outgoing = await self._outgoing(claimed)
            if outgoing is None:
                return Undeliverable(Cause.REJECTED, "gate")
            async with asyncio.timeout(SEND_TIMEOUT):
                return await channel.send(outgoing)
        except TimeoutError:
            log.warning("send_timed_out", row=claimed.id, channel=claimed.channel)
            return OutcomeUnknown("timeout")
        except Exception as problem:  # an adapter must not raise; where one does, nobody knows
            log.error("send_failed", row=claimed.id, exc_info=problem)
            return OutcomeUnknown("internal")

    async def _outgoing(self, claimed: Claimed) -> Outgoing | None:
        """What is to be done, complete; nothing where the gate, asked again, does not let it out (GATE-1)."""
        body = joined_from_json(claimed.bodies)
        if claimed.role in gated.ROLES:
            again = await self._database.run(
                gated.judged_again, self._product, claimed.id, claimed.role, body, self._clock.now()
            )
            if again is None:
                return None
            body = again
        if claimed.bare is not None and await self._database.run(_has_strangers, claimed.chat_id):
            body = body_from_json(claimed.bare)
        body = with_request(body, claimed.window_ask, self._product.local(self._clock.now()))
        address = Address(claimed.channel, claimed.account, claimed.chat, ChatKind(claimed.chat_kind))
        return Outgoing(str(claimed.id), address, body, claimed.thread, claimed.reply_to, claimed.target)


def _pace(product: Product, now: datetime, channel: str, kind: str) -> Pace:
    can = product.capabilities(channel, ChatKind(kind))
    rate = can.group_rate if kind == ChatKind.GROUP else can.private_rate
    window = can.window if kind == ChatKind.PRIVATE else None
    return Pace(rate, can.account_rate, window, partial(_are_one, can, product.local(now)))


def _are_one(can: Capabilities, local: datetime, bodies: Sequence[str], asking: bool) -> bool:
    """Whether these bodies, joined, are one send; with the request to write again, where it is asked."""
    read = [body_from_json(body) for body in bodies]
    choices = any(isinstance(body, Message) and body.actions for body in read[:-1])
    if len(read) > 1 and (choices or not all(is_plain(body) for body in read)):
        return False
    body = with_request(joined_from_json(bodies), "more" if asking else "", local)
    try:
        return not isinstance(body, Message) or len(plan(body, can)) == 1
    except CannotBeSaid:
        return False


def with_request(body: Body, ask: str, local: datetime) -> Body:
    """The body with the request that he write again, or that request alone."""
    if not ask or not isinstance(body, Message):
        return body
    sentence = say("window.last" if ask == "last" else "window.ask", {}, local)
    return Message(sentence) if ask == "alone" else replace(body, text=f"{body.text}\n\n{sentence}")


def retry_of(product: Product) -> Retry:
    """How often a thing is tried, and how long is waited, by the policy."""
    rule = product.policy.delivery
    return Retry(
        rule.attempts_at_most,
        timedelta(seconds=rule.first_wait_seconds),
        timedelta(seconds=rule.longest_wait_seconds),
    )


def take(connection: Connection, product: Product, now: datetime, owner: str, limit: int) -> Batch:
    """Take what may go out; what comes to nothing is told in the same transaction, so that no kill hides it."""
    pace = partial(_pace, product, now)
    batch = lanes.claim(connection, product.vault, now, owner, pace, LEASE, limit)
    for dropped in batch.dropped:
        outcomes.dropped(connection, product, dropped, now)
    for chat in batch.held:
        outcomes.held(connection, product, chat, now)
    return batch


def _has_strangers(connection: Connection, chat: int) -> bool:
    return rooms.strangers(connection, chat) > 0


def recover(connection: Connection, product: Product, now: datetime, retry: Retry, owner: str) -> None:
    """Whatever was being sent when a process died may have arrived: once more, or a person is told."""
    for settled in settling.recover(connection, now, retry, [owner]):
        outcomes.recovered(connection, product, settled, now)
