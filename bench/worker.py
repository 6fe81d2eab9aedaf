"""How many turns the worker itself can do, whatever the platform."""

import json
import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from bench import yardsticks
from bench.figure import Figure
from bench.serving import ROOT

RUNS = 3
TURNS = 1500


def turns() -> Iterator[Figure]:
    """SQLite with synchronous FULL, 64 conversations side by side."""
    found = []
    for _ in range(RUNS):
        runner = [sys.executable, "-m", "bench.instant", str(TURNS)]
        done = subprocess.run(runner, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60)
        found.append(json.loads(done.stdout))
    by_hand = yardsticks.sqlite_turns()
    per_second = median(one["per_second"] for one in found)
    yield Figure("turns of the worker, sustained", per_second, "turns/s", 300.0, True, by_hand)
    yield Figure("turn of the worker, CPU", median(one["cpu_ms"] for one in found), "ms", 1.5)
