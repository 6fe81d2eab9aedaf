"""The address that the HTTP side listens on, and a server that leaves the end of the process to us."""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.applications import Starlette

from bot.parts import CannotStart
from bot.settings import Http


class HttpServer(uvicorn.Server):
    """Ends when it is told so. uvicorn would end the process itself, before the data is closed."""

    def __init__(self, config: uvicorn.Config, hang_up: Callable[[], None]) -> None:
        super().__init__(config)
        self._hang_up = hang_up

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        yield

    def stop(self) -> None:
        """What is being answered is answered; then `serve` returns."""
        self.should_exit = True
        self._hang_up()


def http_server(application: Starlette, hang_up: Callable[[], None]) -> HttpServer:
    """With our own log and without an access log: addresses may be personal.

    `hang_up` ends the requests that only wait for news, so that nobody waits for them at the end.
    """
    config = uvicorn.Config(
        application, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=5
    )
    return HttpServer(config, hang_up)


def listening(settings: Http) -> socket.socket:
    """Raises `CannotStart` where the address is not ours to open."""
    host, port = settings.host, settings.port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # With its protocol named: else asyncio leaves Nagle's delay on, and every answer waits 40 ms.
        listener = socket.socket(family, kind, protocol)
    except OSError as problem:
        raise CannotStart(f"YINUO_HTTP__HOST: {host} cannot be found ({problem.strerror}).") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as problem:
        listener.close()
        why = os.strerror(problem.errno or 0)
        raise CannotStart(
            f"YINUO_HTTP__PORT: {host}:{port} cannot be opened ({why}): stop what uses it, or choose another."
        ) from None
    return listener
