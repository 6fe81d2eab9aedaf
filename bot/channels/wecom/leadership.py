"""Only one process may hold the bot's connection: a newer one kicks the older."""

from typing import Protocol


class Leadership(Protocol):
    """Who of several processes it is; and what they have met, for whoever looks from outside."""

    async def take(self) -> bool:
        """Whether we lead for the next while. Ask again well before it is over."""

    async def release(self) -> None:
        """We need it no more."""

    async def note(self, state: str, detail: str) -> None:
        """What has become of the connection (`health.State`)."""

    async def names(self) -> tuple[str, ...]:
        """What the bot is known to be called in its groups, the latest first."""

    async def called(self, names: tuple[str, ...]) -> None:
        """That is what it is called."""


class Alone:
    """Nobody else is there; nothing is written down."""

    async def take(self) -> bool:
        return True

    async def release(self) -> None:
        return

    async def note(self, state: str, detail: str) -> None:
        return

    async def names(self) -> tuple[str, ...]:
        return ()

    async def called(self, names: tuple[str, ...]) -> None:
        return
