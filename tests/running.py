"""The whole product in this process, joined as `serve` joins it, asked over its own HTTP without a socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from bot.parts import open_parts
from bot.serve import Server, serving
from bot.settings import Settings
from bot.web import application


@asynccontextmanager
async def running(
    settings: Settings, *, path: str = "", raises: bool = True, rooms: str = "telegram"
) -> AsyncIterator[tuple[Server, httpx.AsyncClient]]:
    """The server and a client of it, until the end of the block; opened again on the same data it is a restart.

    `path` stands before every path that the client asks for. What the server did not catch comes out at the
    client, unless `raises` is false: then it is answered with 500, as outside.
    """
    with open_parts(settings, serving=True) as parts:
        async with serving(parts, rooms) as server:
            app = application(server.routes, server.problems, server.figures)
            transport = httpx.ASGITransport(app, raise_app_exceptions=raises)
            work = asyncio.create_task(server.run())
            try:
                base = f"http://127.0.0.1:8080{path}"
                async with httpx.AsyncClient(transport=transport, base_url=base) as client:
                    yield server, client
            finally:
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)
