"""Over the fake Bot API: a crowd within Telegram's limits, a full group, and speed where the API is slow."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bench import yardsticks
from bench.figure import Figure, Yardstick
from bench.http import free_port
from bench.measuring import percentile
from bench.serving import ROOT, Serving, command, fresh, served

SECRET: Final = "bench-secret"
PACE: Final = 30.0
"""Messages a second that Telegram allows a bot."""
GROUP_PACE: Final = 20.0
"""Messages a minute that it allows in one group."""
LATENCY: Final = 0.05


class Telegram:
    """The fake and its customers, in their own process."""

    def __init__(self) -> None:
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.telegram_load"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.told = self._line()
        self.started = time.perf_counter() - began
        """Seconds that its own start took."""

    def order(self, **order: Any) -> dict[str, Any]:
        """Have them do it; what came of it."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return self._line()

    def _line(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the fake Bot API has ended; its error stands above")
        found: dict[str, Any] = json.loads(line)
        return found


@contextmanager
def telling(data: Path, *entry: str) -> Iterator[tuple[Telegram, Serving]]:
    """A server whose Telegram is the fake, by webhook."""
    telegram, port = Telegram(), free_port()
    settings = {
        "TELEGRAM__TOKEN": telegram.told["token"],
        "TELEGRAM__BASE_URL": telegram.told["base"],
        "TELEGRAM__BASE_FILE_URL": telegram.told["files"],
        "TELEGRAM__MODE": "webhook",
        "TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}/hooks/telegram",
        "TELEGRAM__SECRET": SECRET,
    }
    try:
        with served(data, port=port, entry=entry or ("run_bot.py", "serve"), **settings) as server:
            yield telegram, server
    finally:
        telegram.process.kill()
        telegram.process.wait()


def crowd() -> Iterator[Figure]:
    """Two hundred customers at once, Telegram's limits enforced by 429."""
    with fresh() as data, telling(data) as (telegram, _):
        found = telegram.order(do="at_once", customers=200, text="/start", limits=True)
    yield Figure("of 200 at once, answered", found["answered"], "", 200, at_least=True)
    yield Figure("of 200 at once, refused by 429", found["refused"], "")
    allowed = Yardstick("as Telegram allows", 200 / PACE, "s")
    yield Figure("of 200 at once, the last after", found["last"] / 1000, "s", yardstick=allowed)


def group() -> Iterator[Figure]:
    """Forty cards for one group; everybody else is answered as if there were none."""
    with fresh() as data, telling(data) as (telegram, _):
        invited = _json(data, "staff", "invite", "--role", "service_advisor", "--department", "aftersales")
        queue = _json(data, "queue", "code", "aftersales/1")
        telegram.order(do="bind", invitation=invited["code"], queues=[queue["code"]])
        found = telegram.order(do="cards", cases=40, seconds=150.0, limits=True)
    yield Figure("of 40 cards for one group, arrived", found["cards"], "", 40, at_least=True)
    allowed = Yardstick("as the group allows", 60 * found["messages"] / GROUP_PACE, "s")
    yield Figure("of 40 cards, the last after", found["last"], "s", yardstick=allowed)
    name = "others' answer meanwhile, p99"
    yield Figure(name, percentile(found["waits"], 0.99), "ms", 100.0, yardstick=yardsticks.starlette_post())


def latency() -> Iterator[Figure]:
    """An API that takes 50 ms for everything, and no limits."""
    with fresh() as data, telling(data, "-m", "bench.unlimited") as (telegram, server):
        telegram.order(do="flow", customers=32, seconds=1.5)
        before = server.cpu
        found = telegram.order(do="flow", customers=128, seconds=6.0, latency=LATENCY)
        cpu = 1000 * (server.cpu - before) / found["turns"]
    per_second = found["turns"] / found["seconds"]
    by_hand = yardsticks.sqlite_turns()
    yield Figure("turns over Telegram, 50 ms API", per_second, "turns/s", 300.0, True, by_hand)
    yield Figure("turn over Telegram, CPU", cpu, "ms")


def _json(data: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(command(data, *arguments, "--json"))
    return found
