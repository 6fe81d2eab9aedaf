"""Files that customers send, and staff for them: fetched soon, sealed on disk, shown to whoever they are for."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.channels.channel import Channel, DownloadFailed
from bot.channels.language import Attachment, MediaKind
from bot.texts import say
from bot.worker import paper_consents, papers, parcels
from bot.worker.posting import About, Words, post
from bot.worker.product import Product
from bot.worker.rooms import chats_of
from core.case import Room
from storage import attachments, cases, customers, media
from storage.database import Database
from storage.retry import Retry
from storage.sealed import SubjectKey

LARGEST = 50 * 1024 * 1024
"""Bytes; a larger file is given up, and staff are told in the case."""


class Files:
    """Fetches what is wanted, one file at a time, and opens what is stored."""

    def __init__(self, database: Database, product: Product, directory: Path) -> None:
        self._database = database
        self._product = product
        self._directory = directory

    async def fetch(
        self, wanted: attachments.Attachment, channel: Channel, now: datetime, retry: Retry
    ) -> None:
        """The file's bytes, sealed with its customer's key; on failure again later, at last never.

        A disk that cannot take it is no fault of the file: it is tried until there is room.
        """
        key = await self._database.run(_key, self._product, wanted.customer)
        try:
            written = await self._write(key, channel.download(wanted.source))
        except DownloadFailed as problem:
            again = problem.again and not retry.exhausted(wanted.attempts + 1)
            at = now + retry.wait(wanted.attempts + 1) if again else None
            if again:
                await self._database.run(attachments.failed, wanted.id, str(problem), at)
            else:
                await self.give_up(wanted, str(problem), now)
            return
        except OSError:
            at = now + retry.wait(wanted.attempts + 1)
            await self._database.run(attachments.failed, wanted.id, "no room", at)
            return
        await self.delete(await self._database.run(_stored, self._product, wanted.id, written, now))

    async def give_up(self, wanted: attachments.Attachment, reason: str, now: datetime) -> None:
        """It will never be here; a reply that waits for it comes to nothing."""
        await self.delete(await self._database.run(_given_up, self._product, wanted, reason, now))

    async def _write(self, key: SubjectKey, stream: AsyncIterator[bytes]) -> media.Written:
        with media.Writing(self._directory, key) as writing:
            async for data in stream:
                if writing.size + len(data) > LARGEST:
                    raise DownloadFailed("the file is too large", again=False)
                await asyncio.to_thread(writing.write, data)
            return await asyncio.to_thread(writing.finish)

    async def open(self, media_key: str) -> bytes:
        """The content of a stored file, or of a paper that is made now. Raises `LookupError` when it is gone."""
        if papers.is_paper(media_key):
            kind, data = await self._database.run(papers.content, self._product, media_key)
            return await asyncio.to_thread(papers.rendered, kind, data)
        found = await self._database.run(attachments.by_media_key, self._product.vault, media_key)
        if found is None:
            raise media.NoSuchFile(f"there is no media file {media_key}")
        key = await self._database.run(_key, self._product, found.customer)
        return await asyncio.to_thread(lambda: b"".join(media.read(self._directory, key, media_key)))

    async def delete(self, keys: Iterable[str]) -> None:
        """Files whose rows are gone already."""
        for key in keys:
            await asyncio.to_thread(media.delete, self._directory, key)


def _key(connection: Connection, product: Product, customer: int) -> SubjectKey:
    return customers.key_of(connection, product.vault, customer)


def _stored(
    connection: Connection, product: Product, file: int, written: media.Written, now: datetime
) -> list[str]:
    """It is here; where a case has it already, its room sees it now. Returns media files to delete: this one, where
    it was taken back meanwhile."""
    if not attachments.stored(connection, file, written.key, written.sha256, written.size):
        return [written.key]
    found = attachments.by_id(connection, product.vault, file)
    if found is not None and found.parcel is not None:
        return parcels.fetched(connection, product, found.parcel, now)
    if (gone := paper_consents.fetched(connection, product, file, now)) is not None:
        return gone
    case = cases.by_id(connection, product.vault, found.case) if found is not None and found.case else None
    if found is None or case is None:
        return []
    args = {"code": case.short_code, "n": 1}
    local = product.local(now)
    shown = Attachment(written.key, MediaKind(found.kind), found.name or found.kind, found.mime)
    words = Words(say("card.files", args, local), media=(shown,), bare=say("card.files_bare", args, local))
    for chat in chats_of(connection, case, Room.TIER):
        post(connection, product, chat, words, About("notice", case, in_thread=True), now)
    return []


def _given_up(
    connection: Connection, product: Product, wanted: attachments.Attachment, reason: str, now: datetime
) -> list[str]:
    attachments.failed(connection, wanted.id, reason, None)
    if wanted.parcel is not None:
        return parcels.fetched(connection, product, wanted.parcel, now)
    return paper_consents.fetched(connection, product, wanted.id, now) or []
