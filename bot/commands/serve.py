"""`serve`: the product at work, until it is told to stop."""

import gc
import sys
from typing import TYPE_CHECKING

from bot.commands.ending import AsJson, done
from bot.commands.opened import settings_of_this_process

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable


def serve(as_json: AsJson = False) -> None:
    """Serve customers and staff; with no settings at all, the sandbox on http://127.0.0.1:8080."""
    import asyncio

    from bot import logs

    settings = settings_of_this_process()
    logs.set_up(settings.log)
    url = f"http://{_bracketed(settings.http.host)}:{settings.http.port}"
    _check_port(settings.http.host, settings.http.port)
    # What is imported stays for good: looking through it for garbage would be an eighth of the start.
    gc.disable()
    from bot.serve import serve as run

    gc.freeze()
    gc.enable()
    channels = [*settings.channels, *(["sandbox"] if settings.sandbox_on else [])]
    line = f"Sandbox: {url}" if settings.sandbox_on else f"Serving {', '.join(channels)} on {url}"
    done(as_json, line, {"url": url, "channels": channels})
    sys.stdout.flush()
    with asyncio.Runner(loop_factory=_loop()) as runner:
        runner.run(run(settings))


def _loop() -> "Callable[[], asyncio.AbstractEventLoop]":
    """uvloop's where it is to be had: a tenth more turns a second."""
    import asyncio

    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _check_port(host: str, port: int) -> None:
    """Say so now when the address cannot be had: the HTTP server would say it late and at length."""
    import socket

    from bot.commands.ending import Failed

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
    except OSError as problem:
        raise Failed(
            f"YINUO_HTTP__PORT: nothing can be served on {_bracketed(host)}:{port} ({problem.strerror}); "
            "stop what listens there, or set another YINUO_HTTP__HOST or YINUO_HTTP__PORT."
        ) from None
