"""One long connection: subscribed, kept alive, its answers matched to what was asked."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any, Final

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, WebSocketException

from bot.channels.wecom.frames import PING, SUBSCRIBE, Ack, Callback, Garbage, new_req_id, read, written
from bot.channels.wecom.settings import WeComSettings

_SILENT: Final = logging.Logger("yinuo.silent", logging.CRITICAL + 1)
"""The library writes whole frames, the secret among them, at level DEBUG: nothing of it is written. It is in no
register of loggers, so that whoever sets those up anew does not wake it."""
_MISSED: Final = 2
"""So many pings without an answer, and the connection is dead."""
_LARGEST: Final = 4 * 1024 * 1024
_log = structlog.get_logger(__name__)


class NeverLeft(Exception):
    """There is no connection: nothing was sent."""


class NoAnswer(Exception):
    """It was sent, and whether it was carried out nobody knows."""


class Unreachable(Exception):
    """WeCom cannot be reached; the kind of failure."""


class Refused(Exception):
    """WeCom does not know this bot, or its secret."""

    def __init__(self, errcode: int) -> None:
        super().__init__(str(errcode))
        self.errcode = errcode


Hear = Callable[[Callback | Garbage], None]
"""Takes what came in, at once and without waiting for anything."""


class Connection:
    """Made by `subscribed`. `ended` is set once nothing more comes; `kicked` says that a newer one took its place."""

    def __init__(self, socket: ClientConnection, settings: WeComSettings, hear: Hear) -> None:
        self._socket = socket
        self._settings = settings
        self._hear = hear
        self._asked: dict[str, asyncio.Future[Ack | None]] = {}
        self._missed = 0
        self.kicked = False
        self.ended = asyncio.Event()
        self._reading = asyncio.create_task(self._read())
        self._pinging: asyncio.Task[None] | None = None

    async def ask(self, cmd: str, body: dict[str, Any] | None = None, req_id: str = "") -> Ack:
        """What WeCom answers. Raises `NeverLeft` or `NoAnswer`."""
        req_id = req_id or new_req_id(cmd)
        if self.ended.is_set() or req_id in self._asked:
            raise NeverLeft("not connected")
        answer: asyncio.Future[Ack | None] = asyncio.get_running_loop().create_future()
        self._asked[req_id] = answer
        try:
            async with asyncio.timeout(self._settings.patience):
                await self._socket.send(written(cmd, req_id, body))
                ack = await answer
        except TimeoutError:
            raise NoAnswer("timeout") from None
        except (ConnectionClosed, OSError) as problem:
            raise NoAnswer(type(problem).__name__) from None
        finally:
            del self._asked[req_id]
        if ack is None:
            raise NoAnswer("connection closed")
        return ack

    async def close(self) -> None:
        """Let go of it; what was asked and has no answer yet has none."""
        for task in (self._pinging, self._reading):
            if task is not None:
                task.cancel()
        self._end()
        with contextlib.suppress(WebSocketException, OSError):
            await self._socket.close()
        await asyncio.gather(
            *(task for task in (self._pinging, self._reading) if task), return_exceptions=True
        )

    def drop(self) -> None:
        """It is of no use any more: it ends now."""
        self._socket.transport.abort()

    async def subscribe(self) -> None:
        """From now on WeCom tells us what happens. Raises `Refused` or `Unreachable`."""
        settings = self._settings
        try:
            ack = await self.ask(SUBSCRIBE, {"bot_id": settings.bot_id, "secret": settings.secret})
        except (NeverLeft, NoAnswer) as problem:
            raise Unreachable(str(problem)) from None
        if ack.errcode:
            raise Refused(ack.errcode)
        self._pinging = asyncio.create_task(self._ping())

    async def _read(self) -> None:
        try:
            async for text in self._socket:
                self._take(read(text))
                if self.kicked:
                    return
        except (ConnectionClosed, OSError):
            return
        finally:
            self._end()

    def _take(self, found: Ack | Callback | Garbage) -> None:
        match found:
            case Ack():
                self._answered(found)
            case Callback(kicked=True):
                self.kicked = True
            case _:
                self._hear(found)

    def _answered(self, ack: Ack) -> None:
        """An answer that nobody waits for any more is too late: what was asked counts as unknown already."""
        waiting = self._asked.get(ack.req_id)
        if waiting is not None and not waiting.done():
            waiting.set_result(ack)

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(self._settings.ping_every)
            if self._missed >= _MISSED:
                _log.warning("wecom_connection_dead", missed=self._missed)
                self.drop()
                return
            self._missed += 1
            try:
                await self.ask(PING)
            except NoAnswer:
                continue
            except NeverLeft:
                return
            self._missed = 0

    def _end(self) -> None:
        self.ended.set()
        for waiting in self._asked.values():
            if not waiting.done():
                waiting.set_result(None)


async def opened(settings: WeComSettings) -> ClientConnection:
    """A connection that has said nothing yet. Raises `Unreachable`."""
    try:
        async with asyncio.timeout(settings.patience):
            return await connect(
                settings.ws_url,
                logger=_SILENT,
                compression=None,
                proxy=None,
                ping_interval=None,
                close_timeout=1,
                max_size=_LARGEST,
            )
    except TimeoutError:
        raise Unreachable("TimeoutError") from None
    except (OSError, InvalidHandshake, WebSocketException, ValueError) as problem:
        raise Unreachable(type(problem).__name__) from None


async def subscribed(settings: WeComSettings, hear: Hear) -> Connection:
    """A connection on which WeCom tells us what happens. Raises `Unreachable` or `Refused`."""
    connection = Connection(await opened(settings), settings, hear)
    try:
        await connection.subscribe()
    except BaseException:
        await connection.close()
        raise
    return connection
