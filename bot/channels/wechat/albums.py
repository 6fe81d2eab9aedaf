"""Pictures that somebody chose together come as callbacks of their own: stored together they are one album.

WeChat tells of no album, and an answer to each of nine pictures would be more than the window allows. So a picture
waits a moment for the next one before it is stored and its callback answered; what comes of another kind waits for
nobody, and goes behind it.
"""

import asyncio
import contextlib
from dataclasses import dataclass, field, replace
from typing import Final

from bot.channels.channel import Accept, Unreadable
from bot.channels.language import Incoming, MediaKind, Said

MOST: Final = 2.0
"""Seconds that the first of them waits at most: WeChat itself waits for five."""
_TOGETHER: Final = (MediaKind.PHOTO, MediaKind.VIDEO)


@dataclass
class _Album:
    sender: str
    events: dict[str, Incoming] = field(default_factory=dict)
    """By their keys: a callback that WeChat repeats meanwhile is no further picture."""
    over: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    stored: "asyncio.Task[None] | None" = None

    def close(self) -> None:
        self.over = True
        self.changed.set()


class Albums:
    """What comes in, on its way to being stored. `seconds`: so long each picture waits for the next; 0 for never."""

    def __init__(self, accept: Accept, seconds: float) -> None:
        self._accept = accept
        self._seconds = seconds
        self._open: dict[str, _Album] = {}

    async def accept(self, event: Incoming | Unreadable) -> None:
        """Stored when this returns. Raises what storing raises."""
        if isinstance(event, Unreadable):
            await self._accept([event])
            return
        sender = event.address.chat
        album = self._open.get(sender)
        if not self._seconds or not _is_picture(event):
            if album is not None:
                album.close()
                await self._stored(album, quietly=True)
            await self._accept([event])
            return
        if album is None or album.over:
            album = self._open[sender] = _Album(sender)
            album.stored = asyncio.create_task(self._gather(album))
        album.events.setdefault(event.dedupe_key, event)
        album.changed.set()
        await self._stored(album)

    def close_all(self) -> None:
        """Nobody need wait any more: the process is about to end."""
        for album in self._open.values():
            album.close()

    async def _gather(self, album: _Album) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + MOST
        with contextlib.suppress(TimeoutError):
            while not album.over:
                album.changed.clear()
                async with asyncio.timeout(min(self._seconds, until - loop.time())):
                    await album.changed.wait()
        album.over = True
        if self._open.get(album.sender) is album:
            del self._open[album.sender]
        await self._accept(_as_album(list(album.events.values())))

    async def _stored(self, album: _Album, *, quietly: bool = False) -> None:
        """Whoever stops waiting does not keep the others' pictures from being stored."""
        assert album.stored is not None
        try:
            await asyncio.shield(album.stored)
        except Exception:
            if not quietly:  # it is told to those whose pictures they are
                raise


def _is_picture(event: Incoming) -> bool:
    what = event.what
    return isinstance(what, Said) and bool(what.media) and what.media[0].kind in _TOGETHER


def _as_album(events: list[Incoming]) -> list[Incoming | Unreadable]:
    if len(events) == 1:
        return [*events]
    first = events[0].what
    assert isinstance(first, Said)
    parts: list[Incoming | Unreadable] = []
    for event in events:
        assert isinstance(event.what, Said)
        parts.append(replace(event, what=replace(event.what, album=first.message)))
    return parts
