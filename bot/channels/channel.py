"""The one protocol of the product: there really are several platforms."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

from bot.channels.capabilities import Capabilities
from bot.channels.language import ChatKind, Incoming, Outgoing, Receipt
from bot.channels.problems import Problem

Accept = Callable[[list["Incoming | Unreadable"]], Awaitable[None]]
"""Stores what came in; returns when it is committed, and only then may the platform be told so."""


class Unreadable:
    """An authentic update that cannot be understood: kept as a dead letter, never asked for again."""

    __slots__ = ("channel", "dedupe_key", "raw")

    def __init__(self, channel: str, dedupe_key: str, raw: bytes) -> None:
        self.channel = channel
        self.dedupe_key = dedupe_key
        self.raw = raw


class Channel(Protocol):
    """What every platform's adapter does."""

    name: str
    """As in `Address.channel`."""

    def capabilities(self, kind: ChatKind) -> Capabilities:
        """What the platform can do in chats of this kind."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Carry out one thing. Never raises for what the platform or the network does."""

    def download(self, reference: str) -> AsyncIterator[bytes]:
        """The bytes of a file that somebody sent. Raises `DownloadFailed`."""

    async def run(self, accept: Accept) -> None:
        """Receive until cancelled (long polling); returns at once where updates come by webhook."""

    async def close(self) -> None:
        """Let go of connections."""

    async def problems(self) -> list[Problem]:
        """What is wrong with the set-up, each with its cure (`doctor`, `/readyz`)."""


class DownloadFailed(Exception):
    """The file cannot be had; `again` tells whether trying again may help."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.again = again
