"""The worker alone, over a channel in memory that delivers at once: `python -m bench.instant TURNS`.

Prints `{"per_second": …, "cpu_ms": …}`: the process does nothing else, so that its time is the worker's.
"""

import asyncio
import itertools
import json
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.serving import fresh
from bench.talk import SAYS
from bot.channels.capabilities import Capabilities
from bot.channels.channel import Accept
from bot.channels.language import Address, ChatKind, Incoming, Outgoing, Receipt, Said, Sender, Sent
from bot.channels.problems import Problem
from bot.channels.sandbox.profiles import TELEGRAM
from bot.parts import open_parts
from bot.serve import Server
from bot.settings import load_settings
from bot.worker.clock import RealClock

NAME: Final = "instant"
AT_ONCE: Final = 64


class Instant:
    """Everything sent is delivered before anybody can wait for it."""

    name = NAME

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def capabilities(self, kind: ChatKind) -> Capabilities:
        return TELEGRAM

    async def run(self, accept: Accept) -> None:
        """Nothing comes from outside."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        return Sent((str(next(self._numbers)),))

    async def download(self, reference: str) -> AsyncIterator[bytes]:
        for chunk in (b"there are no files",):
            yield chunk

    async def problems(self) -> list[Problem]:
        return []

    async def close(self) -> None:
        """There is nothing to let go of."""


async def main(turns: int, data: Path) -> None:
    """So many turns, of which the first conversations only warm up."""
    settings = load_settings({"YINUO_DATA_DIR": str(data), "YINUO_SANDBOX__ENABLED": "false"})
    with open_parts(settings, serving=True) as parts:
        server = Server(parts, RealClock())
        server.channels[NAME] = Instant()
        work = asyncio.create_task(server.worker.run())
        await _talked(server, "warm", AT_ONCE)
        began, before = time.perf_counter(), time.process_time()
        batches = max(1, turns // (AT_ONCE * len(SAYS)))
        for batch in range(batches):
            await _talked(server, str(batch), AT_ONCE)
        said = batches * AT_ONCE * len(SAYS)
        per_second = said / (time.perf_counter() - began)
        print(json.dumps({"per_second": per_second, "cpu_ms": 1000 * (time.process_time() - before) / said}))
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def _talked(server: Server, batch: str, customers: int) -> None:
    """So many whole conversations, side by side; returns when all is answered."""
    for step, text in enumerate(SAYS):
        said = [_said(f"{batch}-{number}", step, text) for number in range(customers)]
        await asyncio.gather(*(server.worker.accept([one]) for one in said))
        await server.worker.settled()


def _said(customer: str, step: int, text: str) -> Incoming:
    address = Address(NAME, "", customer, ChatKind.PRIVATE)
    return Incoming(f"{customer}-{step}", datetime.now(UTC), address, Sender(customer), Said(text, str(step)))


if __name__ == "__main__":
    with fresh() as place:
        asyncio.run(main(int(sys.argv[1]), place))
