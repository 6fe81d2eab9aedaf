"""The fake Bot API and its customers, as one process of its own: `python -m bench.telegram_load`.

The first line it prints is where it listens; then it answers each line of its input, an order such as
`{"do": "at_once", "customers": 200, "text": "/start", "limits": true}`, with one line of JSON.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bench.talk import FILES, SAYS
from tests.fakes.bot_api import BotApiServer

GROUP = -1009000
CLERK = 900
FIRST = 10_000
CASE = re.compile(r"TS\d{8}-\d{4}")


class Crowd:
    """Many customers of one bot, and when each was answered."""

    def __init__(self, server: BotApiServer) -> None:
        self.server = server
        self._heard: dict[int, asyncio.Future[float]] = {}
        self._next = FIRST
        self._send = server.world.methods["sendMessage"]
        server.world.methods["sendMessage"] = self._noted
        self._first: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.refused = 0
        """So many sends were answered 429."""
        self._refusal = server.limits.refusal
        server.limits.refusal = self._counted  # type: ignore[method-assign]

    def _noted(self, parameters: dict[str, Any], files: dict[str, Any]) -> Any:
        if not self._first.done():
            self._first.set_result(time.perf_counter())
        if int(parameters["chat_id"]) > 0:
            self.server.customer(int(parameters["chat_id"]))  # whoever is written to has the bot open
        made = self._send(parameters, files)
        waiting = self._heard.pop(int(parameters["chat_id"]), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(time.perf_counter())
        return made

    def _counted(self, chat: int) -> int | None:
        wait = self._refusal(chat)
        self.refused += wait is not None
        return wait

    def somebody(self) -> int:
        """A customer who has not been here."""
        self._next += 1
        return self._next

    async def say(self, customer: int, text: str, patience: float = 60.0) -> float:
        """Says it; milliseconds until the bot's next message to him."""
        self._heard[customer] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        self.server.customer(customer).says(text)
        return 1000 * (await asyncio.wait_for(self._heard[customer], patience) - began)

    async def at_once(self, customers: int, text: str) -> dict[str, Any]:
        """All say it at the same moment: how many were answered, and when the last."""
        said = [self.say(self.somebody(), text) for _ in range(customers)]
        waits = [one for one in await asyncio.gather(*said, return_exceptions=True) if isinstance(one, float)]
        return {"answered": len(waits), "last": max(waits, default=0.0)}

    async def flow(self, customers: int, seconds: float) -> dict[str, Any]:
        """All talk, each saying the next thing as soon as he is answered."""
        began = time.perf_counter()

        async def talk() -> int:
            turn, customer = 0, 0
            while time.perf_counter() - began < seconds:
                customer = customer if turn % len(SAYS) else self.somebody()
                await self.say(customer, SAYS[turn % len(SAYS)])
                turn += 1
            return turn

        turns = sum(await asyncio.gather(*(talk() for _ in range(customers))))
        return {"turns": turns, "seconds": time.perf_counter() - began}

    async def bind(self, invitation: str, queues: list[str]) -> dict[str, Any]:
        """A clerk joins and binds the group to these queues."""
        await self.say(CLERK, f"/join {invitation}")
        clerk = self.server.group(GROUP).member(CLERK)
        for code in queues:
            clerk.says(f"/bind {code}")
        await self.server.wait_for(GROUP, lambda shown: len(shown) >= len(queues), 20)
        return {}

    async def first_send(self) -> dict[str, Any]:
        """How many seconds ago the bot first said anything; waits for it."""
        first = await self._first
        return {"ago": time.perf_counter() - first}

    async def cards(self, cases: int, seconds: float) -> dict[str, Any]:
        """So many customers file complaints: cards for one group, while others say something twice a second.
        How many cards came in time, the last when, and how long the others waited."""
        there = len(self.server.sent_to(GROUP))
        began = last = time.perf_counter()
        filing = asyncio.gather(*(self._files(self.somebody()) for _ in range(cases)))
        await filing
        waits: list[float] = []
        seen = self._cards()
        while seen < cases and time.perf_counter() - began < seconds:
            waits.append(await self.say(self.somebody(), "/start"))
            await asyncio.sleep(0.5)
            if (now := self._cards()) > seen:
                seen, last = now, time.perf_counter()
        messages = len(self.server.sent_to(GROUP)) - there
        return {"cards": seen, "last": last - began, "messages": messages, "waits": waits}

    async def _files(self, customer: int) -> None:
        for text in FILES:
            await self.say(customer, text)

    def _cards(self) -> int:
        """Different cases that the group has seen."""
        texts = (shown.text for shown in self.server.sent_to(GROUP))
        return len({found[0] for text in texts if (found := CASE.search(text))})


async def main() -> None:
    """Carry out what the input says, until it ends."""
    async with BotApiServer() as server:
        crowd = Crowd(server)
        orders: dict[str, Callable[..., Awaitable[dict[str, Any]]]] = {
            "at_once": crowd.at_once,
            "flow": crowd.flow,
            "bind": crowd.bind,
            "cards": crowd.cards,
            "first_send": crowd.first_send,
        }
        told = {"base": server.base_url, "files": server.base_file_url, "token": server.token}
        print(json.dumps(told), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            order = json.loads(line)
            server.limits.enabled = order.pop("limits", False)
            server.latency = order.pop("latency", 0.0)
            found = await orders[order.pop("do")](**order)
            print(json.dumps(found | {"refused": crowd.refused}), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
