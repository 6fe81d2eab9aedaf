"""The one loop of a serving process: what came in, what fell due, what is to be said.

The database's one writer does the deciding, one transaction a message; sends run beside it, one at a time
for each chat. Whoever stores something calls `wake`; `settled` waits until nothing is left to do right now.
"""

import asyncio
import contextlib
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection

from bot.channels.channel import Channel, Unreadable
from bot.channels.language import (
    Address,
    Capabilities,
    Cause,
    ChatKind,
    Incoming,
    Message,
    OutcomeUnknown,
    Outgoing,
    Receipt,
    Undeliverable,
)
from bot.channels.wire import body_from_json, joined_from_json
from bot.texts import say
from bot.worker import arrivals, outcomes, sweep
from bot.worker.clock import Clock
from bot.worker.files import Files, channel_of
from bot.worker.product import Product
from storage import attachments, inbox, lanes, moments, rooms, settling
from storage.claims import Batch, Claimed
from storage.database import Database
from storage.moments import Moments
from storage.pace import Pace
from storage.problems import DatabaseProblem
from storage.retry import Retry

log = structlog.get_logger()

Check = Callable[[Connection, Product, int, datetime], list[str] | None]

LEASE: Final = timedelta(minutes=2)
SEND_TIMEOUT: Final = 60.0
"""Seconds after which a send that has not come back counts as unknown; well inside the lease."""
LAST_SENDS: Final = 5.0
"""Seconds that what is being sent has to come back in when the process is told to stop."""
POLL: Final = 1.0
"""Seconds between looks for what a command stored beside us."""
HANDLING: Final = Retry(attempts=4, first=timedelta(seconds=1), ceiling=timedelta(seconds=10))
"""A message that we fail to handle holds up its conversation, and is seldom better later: soon a person is told."""
TIDY: Final = 3600.0
"""Seconds between two tidyings of the queues."""
MESSAGES: Final = 64
FETCHES: Final = 4
"""So many files are fetched at a time."""
IN_FLIGHT: Final = 256
"""So many sends at a time, each to another chat."""


class Worker:
    """Carries every message along its road. One for each serving process."""

    def __init__(
        self,
        database: Database,
        product: Product,
        channels: Mapping[str, Channel],
        clock: Clock,
        files: Files,
        owner: str,
    ) -> None:
        self._database = database
        self._product = product
        self._channels = channels
        self._clock = clock
        self._files = files
        self._owner = owner
        self._retry = retry_of(product)
        self._wake = asyncio.Event()
        self._waiters: list[asyncio.Future[None]] = []
        self._flying: set[asyncio.Task[None]] = set()
        self._fetching: set[int] = set()
        self._given_up: dict[int, int] = {}

    # --- for the others ----------------------------------------------------------------------------------

    async def accept(self, arrived: list[Incoming | Unreadable]) -> None:
        """Hop 1: stored and committed when this returns."""
        await self._database.run(arrivals.store, self._product, arrived, self._clock.now())
        self._wake.set()

    def wake(self) -> None:
        """There may be something to do."""
        self._wake.set()

    async def settled(self) -> None:
        """Returns when everything that can be done at this instant is done, sends included.

        Raises the `DatabaseProblem` that keeps it from being done.
        """
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        self._wake.set()
        await waiter

    async def next_due(self) -> datetime | None:
        """The next moment at which there is anything to do."""
        return (await self._database.run(moments.look)).first

    # --- the loop ----------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until cancelled. What a process before us was sending is settled first: its outcome is unknown."""
        watcher = asyncio.create_task(self._watch())
        recovered = False
        try:
            while True:
                self._wake.clear()
                waiters, self._waiters = self._waiters, []
                try:
                    if not recovered:
                        await self._recover()
                        recovered = True
                    due = await self._database.run(moments.look)
                    busy = await self._round(due)
                    pause = None if busy or self._flying else await self._pause(due.first)
                except asyncio.CancelledError:
                    raise
                except Exception as problem:  # noqa: BLE001 - the loop outlives a full disk; readyz and the log say it
                    log.error("round_failed", problem=type(problem).__name__, at=where(problem))
                    _tell(waiters, problem)
                    await asyncio.sleep(POLL)
                    continue
                if busy:
                    self._waiters = waiters + self._waiters
                elif self._flying:
                    self._waiters = waiters + self._waiters
                    await self._until_woken(None)
                else:
                    _tell(waiters, None)
                    await self._until_woken(pause)
        finally:
            watcher.cancel()
            if self._flying:  # a send that is broken off would count as unknown, and a person be asked
                await asyncio.wait(self._flying, timeout=LAST_SENDS)
            for task in self._flying:
                task.cancel()
            await asyncio.gather(watcher, *self._flying, return_exceptions=True)

    async def _round(self, due: Moments) -> bool:
        """Whatever is due; whether there was anything to do."""
        now = self._clock.now()
        came = _past(due.messages, now) and await self._handle_arrivals()
        fell = (_past(due.cases, now) or _past(due.talks, now)) and await self._handle_due()
        sent = (came or fell or _past(due.lanes, now)) and await self._claim()
        fetched = _past(due.files, now) and await self._fetch()
        return came or fell or sent or fetched

    async def _recover(self) -> None:
        await self._database.run(_recover, self._product, self._clock, self._retry, self._owner)

    async def _pause(self, due: datetime | None) -> float | None:
        """How long to wait for the next moment. One that is past although there was nothing to do is a lane
        whose worker was lost: it is given back."""
        now = self._clock.now()
        if _past(due, now):
            due = await self.next_due()  # it may have been parked meanwhile
        if due is None:
            return None
        if due <= now:
            await self._recover()
            return None if self._clock.virtual else POLL
        return None if self._clock.virtual else (due - now).total_seconds()

    async def _until_woken(self, seconds: float | None) -> None:
        # Not `wait_for`: in Python 3.11 it forgets that it was cancelled when the wake-up comes with it.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    async def _watch(self) -> None:
        """Commands open the same database beside us: what they store is seen within a second. Once an hour the
        queues are rid of what ended long ago."""
        loop = asyncio.get_running_loop()
        tidy_at = loop.time()
        while True:
            await asyncio.sleep(POLL)
            try:
                if await self._database.changed_outside():
                    self._wake.set()
                if loop.time() >= tidy_at:
                    more = await self._database.run(sweep.retire, self._product, self._clock.now())
                    tidy_at = loop.time() + (0 if more else TIDY)
            except DatabaseProblem as problem:
                log.warning("cannot_look", problem=type(problem).__name__)

    # --- what came in ------------------------------------------------------------------------------------

    async def _handle_arrivals(self) -> bool:
        now = self._clock.now()
        waiting = await self._database.run(inbox.next_unhandled, self._product.vault, now, MESSAGES)
        await asyncio.gather(*(self._handle(one) for one in waiting))
        return bool(waiting)

    async def _handle(self, waiting: inbox.Waiting) -> None:
        now = self._clock.now()
        try:
            gone = await self._database.run(arrivals.handle, self._product, waiting, now)
        except asyncio.CancelledError:
            raise
        except Exception as problem:  # noqa: BLE001 - it is kept, tried again, and at last told to a person
            log.error("message_failed", row=waiting.id, problem=type(problem).__name__, at=where(problem))
            await self._database.run(_failed, self._product, waiting, type(problem).__name__, now)
            return
        await self._files.delete(gone)

    # --- what fell due -----------------------------------------------------------------------------------

    async def _handle_due(self) -> bool:
        now = self._clock.now()
        cases = await self._database.run(sweep.due_cases, now)
        talks = await self._database.run(sweep.due_talks, now)
        for case in cases:
            await self._sweep(sweep.check_case, case, now)
        for chat in talks:
            await self._files.delete(await self._sweep(sweep.check_talk, chat, now) or [])
        return any(self._given_up.get(one, 0) < MESSAGES for one in (*cases, *talks))

    async def _sweep(self, check: Check, row: int, now: datetime) -> list[str] | None:
        try:
            done = await self._database.run(check, self._product, row, now)
        except asyncio.CancelledError:
            raise
        except Exception as problem:  # noqa: BLE001 - one broken case must not stop the clocks of the others
            self._given_up[row] = self._given_up.get(row, 0) + 1
            log.error("sweep_failed", row=row, problem=type(problem).__name__, at=where(problem))
            return None
        self._given_up.pop(row, None)
        return done

    # --- what is to be said ------------------------------------------------------------------------------

    async def _claim(self) -> bool:
        """Take what may go out now, and send it beside the loop."""
        if len(self._flying) >= IN_FLIGHT:
            return False
        batch = await self._database.run(
            _claim,
            self._product,
            self._clock.now(),
            self._owner,
            self._pace,
            min(MESSAGES, IN_FLIGHT - len(self._flying)),
        )
        for claimed in batch.claimed:
            task = asyncio.create_task(self._deliver(claimed))
            self._flying.add(task)
            task.add_done_callback(self._landed)
        return bool(batch.claimed or batch.held) or batch.more

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self._wake.set()

    async def _deliver(self, claimed: Claimed) -> None:
        """Send with no transaction open, then settle."""
        receipt: Receipt = OutcomeUnknown("timeout")
        channel = self._channels.get(claimed.channel)
        try:
            outgoing = await self._outgoing(claimed)
            if channel is None:
                raise LookupError("the channel of this chat is switched off")
            async with asyncio.timeout(SEND_TIMEOUT):
                receipt = await channel.send(outgoing)
        except TimeoutError:
            log.warning("send_timed_out", row=claimed.id, channel=claimed.channel)
        except asyncio.CancelledError:
            raise
        except LookupError as problem:
            log.error("send_impossible", row=claimed.id, problem=type(problem).__name__, at=where(problem))
            receipt = Undeliverable(Cause.REJECTED, "channel off")
        except Exception as problem:  # noqa: BLE001 - an adapter must not raise; where one does, nobody knows
            log.error("send_failed", row=claimed.id, problem=type(problem).__name__, at=where(problem))
            receipt = OutcomeUnknown("internal")
        await self._database.run(
            outcomes.settle, self._product, claimed, receipt, self._clock.now(), self._retry
        )

    async def _outgoing(self, claimed: Claimed) -> Outgoing:
        body = joined_from_json(claimed.bodies)
        if claimed.bare is not None and await self._database.run(_has_strangers, claimed.chat_id):
            body = body_from_json(claimed.bare)
        if claimed.window_ask and isinstance(body, Message):
            ask = say("window.ask", {}, self._product.local(self._clock.now()))
            body = replace(body, text=f"{body.text}\n\n{ask}")
        address = Address(claimed.channel, claimed.account, claimed.chat, ChatKind(claimed.chat_kind))
        return Outgoing(str(claimed.id), address, body, claimed.thread, claimed.reply_to, claimed.target)

    def _pace(self, channel: str, kind: str) -> Pace:
        can: Capabilities = self._product.capabilities(channel, ChatKind(kind))
        rate = can.group_rate if kind == ChatKind.GROUP else can.private_rate
        return Pace(rate, can.account_rate, can.window if kind == ChatKind.PRIVATE else None)

    # --- files -------------------------------------------------------------------------------------------

    async def _fetch(self) -> bool:
        """Begin to fetch what is due, a few at a time and beside the loop: a film must not hold up the others."""
        wanted = await self._database.run(
            attachments.due, self._product.vault, self._clock.now(), FETCHES + len(self._fetching)
        )
        fresh = [one for one in wanted if one.id not in self._fetching][: FETCHES - len(self._fetching)]
        for one in fresh:
            self._fetching.add(one.id)
            task = asyncio.create_task(self._fetch_one(one))
            self._flying.add(task)
            task.add_done_callback(self._landed)
        return bool(fresh)

    async def _fetch_one(self, wanted: attachments.Attachment) -> None:
        now = self._clock.now()
        try:
            channel = self._channels.get(await self._database.run(channel_of, self._product, wanted.chat))
            if channel is None:
                await self._database.run(attachments.failed, wanted.id, "channel off", None)
            else:
                await self._files.fetch(wanted, channel, now, self._retry)
        except asyncio.CancelledError:
            raise
        except DatabaseProblem as problem:
            log.error("fetch_failed", row=wanted.id, problem=type(problem).__name__, at=where(problem))
            await asyncio.sleep(POLL)
        except Exception as problem:  # noqa: BLE001 - one broken file must not stop the others
            log.error("fetch_failed", row=wanted.id, problem=type(problem).__name__, at=where(problem))
            await self._database.run(attachments.failed, wanted.id, type(problem).__name__, None)
        finally:
            self._fetching.discard(wanted.id)


def _past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


def retry_of(product: Product) -> Retry:
    """How often a thing is tried, and how long is waited, by the policy."""
    rule = product.policy.delivery
    return Retry(
        rule.attempts_at_most,
        timedelta(seconds=rule.first_wait_seconds),
        timedelta(seconds=rule.longest_wait_seconds),
    )


def where(problem: BaseException) -> str:
    """The last frame of a traceback: file and line, and nothing of what the variables held (SEC-6)."""
    frames = traceback.extract_tb(problem.__traceback__)
    return f"{frames[-1].filename.rsplit('/', 2)[-1]}:{frames[-1].lineno}" if frames else ""


def _tell(waiters: list[asyncio.Future[None]], problem: Exception | None) -> None:
    """Whoever waits for everything to be done hears that it is, or why not."""
    for waiter in waiters:
        if waiter.done():
            continue
        if problem is None:
            waiter.set_result(None)
        elif isinstance(problem, DatabaseProblem):
            waiter.set_exception(problem)
        else:
            waiter.set_exception(DatabaseProblem("Not everything could be done: the log names the row."))


def _claim(
    connection: Connection, product: Product, now: datetime, owner: str, pace: lanes.PaceOf, limit: int
) -> Batch:
    """Take what may go out; what comes to nothing is told in the same transaction, so that no kill hides it."""
    batch = lanes.claim(connection, product.vault, now, owner, pace, LEASE, limit)
    for dropped in batch.dropped:
        outcomes.dropped(connection, product, dropped, now)
    for chat in batch.held:
        outcomes.held(connection, product, chat, now)
    return batch


def _has_strangers(connection: Connection, chat: int) -> bool:
    return rooms.strangers(connection, chat) > 0


def _failed(
    connection: Connection, product: Product, waiting: inbox.Waiting, reason: str, now: datetime
) -> None:
    if inbox.failed(connection, waiting.id, reason, now, HANDLING):
        outcomes.poisoned(connection, product, waiting.id, waiting.conversation, now)


def _recover(connection: Connection, product: Product, clock: Clock, retry: Retry, owner: str) -> None:
    """Whatever was being sent when a process died may have arrived: once more, or a person is told."""
    for settled in settling.recover(connection, clock.now(), retry, [owner]):
        outcomes.follow(connection, product, settled, None, clock.now())
