"""Killed with ten thousand messages unsent: how soon the next one goes out."""

import subprocess
import sys
import time
from collections.abc import Iterator

from bench import yardsticks
from bench.figure import Figure
from bench.serving import ROOT, fresh
from bench.telegram import Telegram, telling

UNSENT = 10_000
SENDING = 1.0


def restart() -> Iterator[Figure]:
    """From the start of the new process to its first send, at Telegram's pace."""
    with fresh() as data:
        subprocess.run([sys.executable, "-m", "bench.unsent", str(data), str(UNSENT)], cwd=ROOT, check=True)
        with telling(data):
            time.sleep(SENDING)  # leaving kills it, with some of them in the air
        began = time.perf_counter()
        with telling(data) as (telegram, _):
            taken = _first_send(telegram, began)
    start = yardsticks.empty_python()
    yield Figure(f"killed with {UNSENT} unsent, sending again", taken, "s", 3.0, yardstick=start)


def _first_send(telegram: Telegram, began: float) -> float:
    """Seconds from `began`, which is before the fake itself was started."""
    found = telegram.order(do="first_send")
    return time.perf_counter() - began - float(found["ago"]) - telegram.started
