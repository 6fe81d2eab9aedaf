"""The real product behind the page: its own server on a free port, its own clock, what `serve` would open."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.listening import http_server
from bot.parts import open_parts
from bot.serve import Server, serving
from bot.settings import Sandbox, Settings
from bot.web import application

START = datetime(2025, 3, 12, 2, 30, tzinfo=UTC)
"""A Wednesday, 10:30 in Hangzhou: the store is open, no holiday is near."""


@dataclass
class Shop:
    server: Server
    url: str


@contextlib.asynccontextmanager
async def open_shop(folder: Path) -> AsyncIterator[Shop]:
    """Until the end of the block."""
    settings = Settings(data_dir=folder, sandbox=Sandbox(enabled=True, clock="virtual", start=START))
    with open_parts(settings, serving=True) as parts:
        async with serving(parts) as server:
            # Said to be TCP: only then do asyncio and uvloop switch off Nagle's waiting.
            door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            door.bind(("127.0.0.1", 0))
            app = application(server.routes, server.problems, server.figures)
            http = http_server(app, server.hang_up)
            answering = asyncio.create_task(http.serve(sockets=[door]))
            work = asyncio.create_task(server.run())
            try:
                yield Shop(server, f"http://127.0.0.1:{door.getsockname()[1]}")
            finally:
                http.stop()
                await answering
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)
