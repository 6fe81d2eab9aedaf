"""The account's access token: one for all who send at once, and for all processes of the store.

A token that is refused is replaced once, by asking WeChat for the one that is good now; only when that is the
very token which it refuses is WeChat made to give a new one, by one process in five minutes. Two programs that
each made it so at every refusal would take the token from each other for ever.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from bot.channels.wechat.client import Failure
from storage import tokens
from storage.database import Database
from storage.sealed import Vault
from storage.tokens import Token

MARGIN: Final = timedelta(seconds=60)
"""A token that ends so soon is not begun with: WeChat has its successor ready five minutes before."""
FORCED_APART: Final = timedelta(minutes=5)

Fetch = Callable[[bool], Awaitable[tuple[str, int]]]
"""Ask WeChat, with force or without; the token and for how many seconds it is good."""


class NoToken(Failure):
    """There is no token to send anything with; nothing was sent."""

    def __init__(self, why: Failure) -> None:
        super().__init__(f"no access token: {why}")
        self.why = why


class KeepsRefusing(Failure):
    """WeChat refuses the token that it calls good; nobody may make it give another so soon."""

    def __init__(self) -> None:
        super().__init__("WeChat refuses the token that it has just given")


class OwnShelf:
    """For a process that looks and changes nothing (`doctor`)."""

    def __init__(self) -> None:
        self._token: Token | None = None

    async def get(self) -> Token | None:
        return self._token

    async def put(self, token: Token) -> None:
        self._token = token

    async def may_force(self, now: datetime) -> bool:
        return False


class SharedShelf:
    """In the database, sealed, for every process."""

    def __init__(self, database: Database, vault: Vault, app_id: str) -> None:
        self._database = database
        self._vault = vault
        self._account = f"wechat:{app_id}"

    async def get(self) -> Token | None:
        return await self._database.run(tokens.get, self._vault, self._account)

    async def put(self, token: Token) -> None:
        await self._database.run(tokens.put, self._vault, self._account, token)

    async def may_force(self, now: datetime) -> bool:
        return await self._database.run(tokens.may_force, self._account, now, FORCED_APART)


Shelf = OwnShelf | SharedShelf


class Tokens:
    """However many ask at once, WeChat is asked once."""

    def __init__(self, shelf: Shelf, fetch: Fetch, clock: Callable[[], datetime]) -> None:
        self._shelf = shelf
        self._fetch = fetch
        self._clock = clock
        self._token: Token | None = None
        self._flight: asyncio.Task[Token] | None = None

    async def current(self) -> str:
        """A token that is good as far as we know. Raises `NoToken`."""
        if self._token is not None and self._is_good(self._token):
            return self._token.value
        return (await self._fetched("")).value

    async def after(self, refused: str) -> str:
        """Another than this one, which was refused. Raises `NoToken`."""
        if self._token is not None and self._token.value != refused and self._is_good(self._token):
            return self._token.value
        token = await self._fetched(refused)
        if token.value == refused:  # somebody had been asking already, who did not know
            token = await self._fetched(refused)
        return token.value

    async def _fetched(self, refused: str) -> Token:
        if self._flight is None or self._flight.done():
            self._flight = asyncio.create_task(self._renew(refused))
            self._flight.add_done_callback(lambda flight: flight.cancelled() or flight.exception())
        # Whoever gives up waiting does not take it from the others.
        return await asyncio.shield(self._flight)

    async def _renew(self, refused: str) -> Token:
        kept = await self._shelf.get()
        if kept is not None and kept.value != refused and self._is_good(kept):
            self._token = kept
            return kept
        try:
            token = await self._asked(force=False)
            if token.value == refused:
                if not await self._shelf.may_force(self._clock()):
                    raise KeepsRefusing
                token = await self._asked(force=True)
        except Failure as why:
            raise NoToken(why) from None
        await self._shelf.put(token)
        self._token = token
        return token

    async def _asked(self, *, force: bool) -> Token:
        value, seconds = await self._fetch(force)
        return Token(value, self._clock() + timedelta(seconds=seconds))

    def _is_good(self, token: Token) -> bool:
        return token.expires_at - self._clock() > MARGIN
