"""How soon it is there, how much it takes, and what it costs while nothing happens."""

import time
from collections.abc import Iterator
from statistics import median

from bench import yardsticks
from bench.figure import Figure
from bench.serving import fresh, served

STARTS = 3
IDLE_SECONDS = 10.0


def start() -> Iterator[Figure]:
    """From the start of the process to the first answer, on data that is there already."""
    ready = []
    with fresh() as data:
        with served(data):  # migrates, and compiles what was not compiled
            pass
        for _ in range(STARTS):
            with served(data) as server:
                ready.append(server.ready)
    yield Figure("serve ready", median(ready), "s", 2.0, yardstick=yardsticks.empty_python())


def idle() -> Iterator[Figure]:
    """Memory with the sandbox open, and the processor's share while nobody speaks."""
    with fresh() as data, served(data) as server:
        time.sleep(2.0)
        yield Figure("resident with the sandbox", server.resident, "MB", 130.0)
        before, began = server.cpu, time.perf_counter()
        time.sleep(IDLE_SECONDS)
        share = 100 * (server.cpu - before) / (time.perf_counter() - began)
        yield Figure("idle, of one core", share, "%", 1.0)
