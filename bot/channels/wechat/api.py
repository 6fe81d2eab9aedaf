"""WeChat's interface for our event loop: the client in a small pool of threads, with a token that is good."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar

from bot.channels.wechat.client import THREADS, NeverLeft, QuietClient, Refused
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.threads import Threads
from bot.channels.wechat.tokens import Shelf, Tokens

T = TypeVar("T")

QUEUE: Final = 20.0
"""Seconds for which a request waits for a thread; where WeChat is silent they are all taken."""
TOKEN_REFUSED: Final = (40001, 40014, 42001, 41001)


class Api:
    """One account. It needs neither network nor WeChat to be made; `close` it."""

    def __init__(self, settings: WeChatSettings, shelf: Shelf, clock: Callable[[], datetime]) -> None:
        self._client = QuietClient(settings)
        self._pool = Threads(THREADS, "wechat")
        # Of its own: whoever waits for a token must not keep it from being fetched.
        self._token_pool = Threads(1, "wechat-token")
        self._tokens = Tokens(shelf, self._fetch, clock)
        self._free = asyncio.Semaphore(THREADS)

    async def call(self, work: Callable[[QuietClient], T]) -> T:
        """What `work` gives in one of our threads; once again where the token was refused. Raises `Failure`."""
        token = await self._tokens.current()
        try:
            return await self._run(work, token)
        except Refused as refusal:
            if refusal.errcode not in TOKEN_REFUSED:
                raise
        return await self._run(work, await self._tokens.after(token))

    async def beside(self, work: Callable[[], T]) -> T:
        """Work that takes its time and needs no network, in the same threads."""
        return await self._pool.run(work)

    def close(self) -> None:
        """Let go of threads and connections; what a thread is at ends by its own timeout, or with the process."""
        for pool in (self._pool, self._token_pool):
            pool.close()
        self._client._http.close()

    async def _run(self, work: Callable[[QuietClient], T], token: str) -> T:
        def held() -> T:
            self._client.hold(token)
            return work(self._client)

        try:
            async with asyncio.timeout(QUEUE):
                await self._free.acquire()
        except TimeoutError:
            raise NeverLeft("no thread was free") from None
        begun = self._pool.run(held)
        begun.add_done_callback(self._ended)
        # Whoever gives up waiting does not end the request: its thread is free when it is over.
        return await asyncio.shield(begun)

    def _ended(self, request: "asyncio.Future[T]") -> None:
        self._free.release()
        if not request.cancelled():
            request.exception()  # looked at, in case that nobody waits for it any more

    async def _fetch(self, force: bool) -> tuple[str, int]:
        def asked() -> tuple[str, int]:
            return self._client.stable_token(force=force)

        return await self._token_pool.run(asked)
