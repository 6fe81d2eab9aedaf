"""How much of a message is with WeChat already: a restart between two pages of a document repeats neither."""

import hashlib
from collections.abc import Sequence
from typing import Final, Protocol

from sqlalchemy import Connection

from bot.channels.planner import Operation, SayText, ShowAlbum, ShowMedia
from storage import meta
from storage.database import Database

KEPT: Final = 200
"""So many messages of which a part is with WeChat are remembered: there are none but while one is being sent or waits
to be tried again."""
_KEY: Final = "wechat.half_sent"

Halves = dict[str, list[str]]


class Notebook(Protocol):
    """What is with WeChat of each message, by its key; every part by its mark."""

    async def sent(self, key: str) -> tuple[str, ...]:
        """The marks of the parts that are with WeChat."""

    async def note(self, key: str, marks: tuple[str, ...]) -> None:
        """These parts are with WeChat; none, where the message is over."""


class OwnNotebook:
    """For one process and as long as it lives."""

    def __init__(self) -> None:
        self._halves: Halves = {}

    async def sent(self, key: str) -> tuple[str, ...]:
        return tuple(self._halves.get(key, ()))

    async def note(self, key: str, marks: tuple[str, ...]) -> None:
        _put(self._halves, key, marks)


class SharedNotebook:
    """In the database: it survives the process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sent(self, key: str) -> tuple[str, ...]:
        halves: Halves = await self._database.run(meta.get, _KEY, {})
        return tuple(halves.get(key, ()))

    async def note(self, key: str, marks: tuple[str, ...]) -> None:
        await self._database.run(_note, key, marks)


def mark(operation: Operation) -> str:
    """By what a part is known again. No word of any text goes into it."""
    match operation:
        case SayText(text):
            told = f"text of {len(text)}"
        case ShowMedia(attachment):
            told = attachment.key
        case ShowAlbum(attachments):
            told = " ".join(one.key for one in attachments)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def with_wechat(operations: Sequence[Operation], marks: tuple[str, ...]) -> int:
    """How many of these are with WeChat already: none where they are not what was begun."""
    begun = tuple(map(mark, operations[: len(marks)]))
    return len(marks) if begun == marks else 0


def _note(connection: Connection, key: str, marks: tuple[str, ...]) -> None:
    halves: Halves = meta.get(connection, _KEY, {})
    _put(halves, key, marks)
    meta.put(connection, _KEY, halves)


def _put(halves: Halves, key: str, marks: tuple[str, ...]) -> None:
    halves.pop(key, None)
    if marks:
        halves[key] = list(marks)
    for oldest in list(halves)[:-KEPT]:
        del halves[oldest]
