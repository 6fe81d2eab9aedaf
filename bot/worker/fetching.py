"""Files that were sent to us are fetched beside the loop, a few at a time: a film must not hold up the others."""

import asyncio
from collections.abc import Mapping
from typing import Final

import structlog
from sqlalchemy import Connection

from bot.channels.channel import Channel
from bot.worker.beside import Beside
from bot.worker.clock import Clock
from bot.worker.files import Files
from bot.worker.product import Product
from bot.worker.sending import retry_of
from storage import attachments, chats
from storage.database import Database
from storage.problems import DatabaseProblem

log = structlog.get_logger()

AT_ONCE: Final = 4
"""So many files are fetched at a time."""
PAUSE: Final = 1.0
"""Seconds before another try where the database could not keep what was fetched."""


class Fetcher:
    """Fetches what is due, each file once at a time."""

    def __init__(
        self,
        database: Database,
        product: Product,
        channels: Mapping[str, Channel],
        clock: Clock,
        beside: Beside,
        files: Files,
    ) -> None:
        self._database = database
        self._product = product
        self._channels = channels
        self._clock = clock
        self._beside = beside
        self._files = files
        self._retry = retry_of(product)
        self._fetching: set[int] = set()

    async def fetch(self) -> bool:
        """Begin with what is due; whether there was anything to begin."""
        room = AT_ONCE - len(self._fetching)
        wanted = await self._database.run(
            attachments.due, self._product.vault, self._clock.now(), AT_ONCE + len(self._fetching)
        )
        fresh = [one for one in wanted if one.id not in self._fetching][:room]
        for one in fresh:
            self._fetching.add(one.id)
            self._beside.start(self._fetch_one(one))
        return bool(fresh)

    async def _fetch_one(self, wanted: attachments.Attachment) -> None:
        now = self._clock.now()
        try:
            channel = self._channels.get(await self._database.run(_channel_of, self._product, wanted.chat))
            if channel is None:
                await self._files.give_up(wanted, "channel off", now)
            else:
                await self._files.fetch(wanted, channel, now, self._retry)
        except DatabaseProblem as problem:
            log.error("fetch_failed", row=wanted.id, exc_info=problem)
            await asyncio.sleep(PAUSE)
        except Exception as problem:  # one broken file must not stop the others
            log.error("fetch_failed", row=wanted.id, exc_info=problem)
            await self._files.give_up(wanted, type(problem).__name__, now)
        finally:
            self._fetching.discard(wanted.id)


def _channel_of(connection: Connection, product: Product, chat: int) -> str:
    return chats.by_id(connection, product.vault, chat).channel
