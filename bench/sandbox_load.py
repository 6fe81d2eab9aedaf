"""Customers of the sandbox who all talk at once, as a process of its own.

`python -m bench.sandbox_load PORT RATE SECONDS`: RATE turns a second evenly (0: everybody says the next thing
as soon as he is answered). Prints `{"turns": …, "seconds": …, "waits": [ms …]}`; a wait is the time from the
beginning of the request to the bot's answer among the events.
"""

import asyncio
import json
import os
import sys
import time
from dataclasses import dataclass, field

import aiohttp

from bench.talk import SAYS

CUSTOMERS = 64
"""So many talk at the same time where there is no rate."""


@dataclass
class Load:
    """Everything that is said and heard."""

    http: aiohttp.ClientSession
    url: str
    waits: list[float] = field(default_factory=list)
    answered: dict[str, asyncio.Event] = field(default_factory=dict)

    async def post(self, path: str, body: dict[str, str]) -> None:
        async with self.http.post(f"{self.url}/{path}", json=body) as answer:
            answer.raise_for_status()

    async def listen(self) -> None:
        """Everybody's answers, as they become visible."""
        last = 0
        while True:
            async with self.http.get(f"{self.url}/events?after={last}&wait=20") as answer:
                told = await answer.json()
            last = told["last"]
            for event in told["events"]:
                if event["sender"] == "bot" and event["chat"] in self.answered:
                    self.answered[event["chat"]].set()

    async def say(self, customer: str, text: str) -> None:
        """One turn, until its answer."""
        heard = self.answered[f"customer:{customer}"] = asyncio.Event()
        began = time.perf_counter()
        if text == "/start":
            await self.post("customers", {"id": customer, "profile": "telegram"})
        else:
            await self.post(f"customers/{customer}/messages", {"text": text})
        await asyncio.wait_for(heard.wait(), 30)
        self.waits.append(1000 * (time.perf_counter() - began))

    async def talk(self, number: int, pause: float, until: float) -> None:
        """One conversation after the other."""
        turn = 0
        while time.perf_counter() < until:
            began = time.perf_counter()
            await self.say(f"c{os.getpid()}-{number}-{turn // len(SAYS)}", SAYS[turn % len(SAYS)])
            turn += 1
            await asyncio.sleep(max(0.0, began + pause - time.perf_counter()))


async def main(port: int, rate: float, seconds: float) -> None:
    """Load the server on that port; print what came of it."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        load = Load(http, f"http://127.0.0.1:{port}/sandbox/api")
        ear = asyncio.create_task(load.listen())
        customers = int(rate) if rate else CUSTOMERS
        began = time.perf_counter()

        async def one(number: int) -> None:
            await asyncio.sleep(number / rate if rate else 0)
            await load.talk(number, customers / rate if rate else 0.0, began + seconds)

        await asyncio.gather(*(one(number) for number in range(customers)))
        ear.cancel()
    print(json.dumps({"turns": len(load.waits), "seconds": time.perf_counter() - began, "waits": load.waits}))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
