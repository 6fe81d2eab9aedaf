"""The one loop of a serving process: what came in, what fell due, what is to be said.

The database's one writer does the deciding, one transaction a message; sends and fetches run beside the loop.
Whoever stores something calls `wake`; `settled` waits until nothing is left to do right now.
"""

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import structlog

from bot.channels.channel import Channel, Unreadable
from bot.channels.language import Incoming
from bot.worker import arrivals, keeping, overdue, sweep
from bot.worker.beside import Beside
from bot.worker.clock import Clock
from bot.worker.fetching import Fetcher
from bot.worker.files import Files
from bot.worker.product import Product
from bot.worker.sending import Sender
from storage import cases, inbox, moments
from storage.database import Database
from storage.moments import Moments
from storage.problems import DatabaseProblem

log = structlog.get_logger()

POLL: Final = 1.0
"""Seconds between looks for what a command stored beside us."""
TIDY: Final = 3600.0
"""Seconds between two tidyings of the queues."""
MESSAGES: Final = 64
"""So many conversations are handled in one round."""
PATIENCE: Final = 64
"""So often a row that cannot be swept keeps the loop busy; then only the next moment brings it up again."""


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
        self._clock = clock
        self._files = files
        self._wake = asyncio.Event()
        self._beside = Beside(self._wake)
        self._sender = Sender(database, product, channels, clock, self._beside, owner)
        self._fetcher = Fetcher(database, product, channels, clock, self._beside, files)
        self._recovered = False
        self._waiters: list[asyncio.Future[None]] = []
        self._failures: dict[int, int] = {}
        """How often each row that fell due could not be swept."""

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
        try:
            while True:
                await self._once()
        finally:
            watcher.cancel()
            await self._beside.close()
            await asyncio.gather(watcher, return_exceptions=True)

    async def _once(self) -> None:
        """One round, and the pause after it. It never ends the loop: readyz and the log say of a full disk."""
        self._wake.clear()
        waiters, self._waiters = self._waiters, []
        try:
            if not self._recovered:
                await self._sender.recover()
                await self._recount()
                await self._database.run(keeping.begin, self._product, self._clock.now())
                self._recovered = True
            before = bool(self._beside)  # what ends while we look may leave something to do
            due = await self._database.run(moments.look)
            busy = await self._round(due)
            under_way = before or bool(self._beside)
            pause = None if busy or under_way else await self._pause(due.first)
        except Exception as problem:
            log.error("round_failed", exc_info=problem)
            _tell(waiters, problem)
            await asyncio.sleep(POLL)
            return
        if busy or under_way:
            self._waiters = waiters + self._waiters
        else:
            _tell(waiters, None)
        if not busy:
            await self._until_woken(pause)

    async def _round(self, due: Moments) -> bool:
        """Whatever is due; whether there was anything to do."""
        now = self._clock.now()
        came = _past(due.messages, now) and await self._handle_arrivals()
        late = any(_past(moment, now) for moment in due.swept)
        fell = late and await self._handle_due()
        sent = (fell or (not came and _past(due.lanes, now))) and await self._sender.claim()
        fetched = _past(due.files, now) and await self._fetcher.fetch()
        return came or fell or sent or fetched

    async def _pause(self, due: datetime | None) -> float | None:
        """How long to wait for the next moment. One that is past although there was nothing to do is a lane
        whose worker was lost: it is given back."""
        now = self._clock.now()
        if _past(due, now):
            due = await self.next_due()  # it may have been parked meanwhile
        if due is None:
            return None
        if due <= now:
            await self._sender.recover()
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
                log.warning("cannot_look", exc_info=problem)

    # --- what came in ------------------------------------------------------------------------------------

    async def _handle_arrivals(self) -> bool:
        """The next message of each conversation, and what may go out after them.

        Answers are claimed in the commit that decides them: nobody waits for the disk once more.
        """
        now = self._clock.now()
        waiting = await self._database.run(inbox.next_unhandled, self._product.vault, now, MESSAGES)
        await asyncio.gather(*(self._handle(one) for one in waiting), self._sender.claim())
        return bool(waiting)

    async def _handle(self, waiting: inbox.Waiting) -> None:
        now = self._clock.now()
        try:
            gone = await self._database.run(arrivals.handle, self._product, waiting, now)
        except Exception as problem:  # it is kept, tried again, and at last told to a person
            log.error("message_failed", row=waiting.id, exc_info=problem)
            await self._database.run(arrivals.failed, self._product, waiting, type(problem).__name__, now)
            return
        await self._files.delete(gone)

    # --- what fell due -----------------------------------------------------------------------------------

    async def _handle_due(self) -> bool:
        """Everything that time brought about; whether it is worth another round at once."""
        now = self._clock.now()
        seen: list[int] = []
        for look, check in sweep.KINDS:
            found = await self._database.run(look, now)
            for row in found:
                await self._files.delete(await self._sweep(check, row, now) or [])
            if found and look is sweep.due_erasures:
                await self._database.truncate_log()
            seen += found
        return any(self._failures.get(one, 0) < PATIENCE for one in seen)

    async def _recount(self) -> None:
        """A newer calendar comes with a restart: what was provisional before is counted anew (SLA-7)."""
        now = self._clock.now()
        for case in await self._database.run(cases.provisional):
            await self._sweep(overdue.check_case, case, now)

    async def _sweep(self, check: sweep.Check, row: int, now: datetime) -> list[str] | None:
        try:
            done = await self._database.run(check, self._product, row, now)
        except Exception as problem:  # one broken case must not stop the clocks of the others
            self._failures[row] = self._failures.get(row, 0) + 1
            log.error("sweep_failed", row=row, exc_info=problem)
            return None
        self._failures.pop(row, None)
        return done


def _past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


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
