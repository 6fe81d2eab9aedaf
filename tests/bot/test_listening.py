"""The address of the HTTP side."""

import asyncio
import socket

from bot.listening import listening
from bot.settings import Http


async def test_an_answer_in_two_parts_is_not_held_back() -> None:
    """Nagle's algorithm would keep the second part until the client acknowledges the first: 40 ms later."""
    accepted: asyncio.Future[asyncio.BaseTransport] = asyncio.get_running_loop().create_future()

    class Protocol(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            accepted.set_result(transport)

    listener = listening(Http(port=0))
    server = await asyncio.get_running_loop().create_server(Protocol, sock=listener)
    async with server:
        _, writer = await asyncio.open_connection(*listener.getsockname())
        transport = await accepted
        kept = transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        transport.close()
        writer.close()
        await writer.wait_closed()
    assert kept
