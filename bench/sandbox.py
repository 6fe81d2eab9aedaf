"""A customer's turn through the sandbox's HTTP, stored, answered and durable: how long, and how many."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from bench import yardsticks
from bench.figure import Figure
from bench.measuring import percentile
from bench.serving import ROOT, Serving, fresh, served

WARMING = 1.5
SECONDS = 6.0
EVEN = 50.0


@dataclass(frozen=True)
class Run:
    """What the load generator saw and the server took."""

    per_second: float
    waits: list[float]
    cpu_ms: float
    """The server's processor time for one turn."""


def turns() -> Iterator[Figure]:
    """At fifty turns a second, then as many as it takes."""
    with fresh() as data, served(data) as server:
        _loaded(server, 0, WARMING)
        even = _loaded(server, EVEN, SECONDS)
        most = _loaded(server, 0, SECONDS)
    post = yardsticks.starlette_post()
    yield Figure("turn over HTTP at 50/s, p50", median(even.waits), "ms", yardstick=post)
    yield Figure("turn over HTTP at 50/s, p99", percentile(even.waits, 0.99), "ms", 50.0, yardstick=post)
    yield Figure("turn over HTTP at 50/s, CPU", even.cpu_ms, "ms")
    by_hand = yardsticks.sqlite_turns()
    yield Figure("turns over HTTP, sustained", most.per_second, "turns/s", 300.0, True, by_hand)
    yield Figure("turn over HTTP, sustained, CPU", most.cpu_ms, "ms")


def _loaded(server: Serving, rate: float, seconds: float) -> Run:
    before = server.cpu
    generator = [sys.executable, "-m", "bench.sandbox_load", str(server.port), str(rate), str(seconds)]
    done = subprocess.run(generator, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60)
    found = json.loads(done.stdout)
    cpu = 1000 * (server.cpu - before) / found["turns"]
    return Run(found["turns"] / found["seconds"], found["waits"], cpu)
