"""The fake as a process of its own, moved from outside by three small requests.

`POST /control/do` `{"customer": 42, "does": "says", "with": {"text": "…"}}` (or `"group": -1001,
"topics": true, "member": 5`), `POST /control/set` `{"limits": true, "latency": 0.05, "fault": {…}}`,
`GET /control/chats/42` what the bot said there, `GET /control/violations`.
"""

import argparse
import asyncio
import dataclasses
import json
from typing import Any

from aiohttp import web

from tests.fakes.bot_api import BotApiServer
from tests.fakes.bot_api_faults import Fault, Happens


def routes(server: BotApiServer) -> list[web.RouteDef]:
    """What a test in another process may do."""

    async def do(request: web.Request) -> web.Response:
        order = await request.json()
        getattr(_who(server, order), order["does"])(**order.get("with", {}))
        return web.json_response({})

    async def put(request: web.Request) -> web.Response:
        order = await request.json()
        server.limits.enabled = order.get("limits", server.limits.enabled)
        server.latency = order.get("latency", server.latency)
        if "fault" in order:
            happens = Happens[order["fault"].pop("happens", "ANSWERED")]
            server.fault(Fault(happens, **order["fault"]))
        return web.json_response({})

    async def chat(request: web.Request) -> web.Response:
        shown = server.sent_to(int(request.match_info["chat"]))
        return web.json_response([{**dataclasses.asdict(each), "labels": each.labels} for each in shown])

    async def wrong(_request: web.Request) -> web.Response:
        return web.json_response(server.violations)

    return [
        web.post("/control/do", do),
        web.post("/control/set", put),
        web.get("/control/chats/{chat}", chat),
        web.get("/control/violations", wrong),
    ]


def _who(server: BotApiServer, order: dict[str, Any]) -> Any:
    if "customer" in order:
        return server.customer(order["customer"])
    group = server.group(order["group"], topics=order.get("topics", False))
    return group.member(order["member"]) if "member" in order else group


def main() -> None:
    """Serve until killed; the first line of output is JSON with the address and the token."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, default=0)
    asyncio.run(_serve(arguments.parse_args().port))


async def _serve(port: int) -> None:
    server = BotApiServer(port=port)
    await server.start(*routes(server))
    print(json.dumps({"url": server.url, "base_url": server.base_url, "token": server.token}), flush=True)
    await asyncio.Event().wait()
