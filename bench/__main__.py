"""`python -m bench [NAME…]`: the figures, as a table; without a name all of them, in under four minutes."""

import os
import sys
import time
from collections.abc import Callable, Iterator

from bench import campaign, gate, restart, sandbox, starting, telegram, wechat, worker
from bench.figure import Figure, table

BENCHES: dict[str, Callable[[], Iterator[Figure]]] = {
    "start": starting.start,
    "idle": starting.idle,
    "worker": worker.turns,
    "turns": sandbox.turns,
    "restart": restart.restart,
    "crowd": telegram.crowd,
    "latency": telegram.latency,
    "group": telegram.group,
    "wechat": wechat.callbacks,
    "gate": gate.gate,
    "campaign": campaign.campaign,
}


def main(names: list[str]) -> int:
    """1 when a target was missed, 2 when there is no such bench."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"There is no bench {unknown[0]}: choose of {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    began, figures = time.monotonic(), list[Figure]()
    for name in names or BENCHES:
        print(f"{name} …", file=sys.stderr, flush=True)
        figures += BENCHES[name]()
    print(table(figures))
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{os.cpu_count()} cores, load {load}, {time.monotonic() - began:.0f} s")
    return 1 if any(one.met is False for one in figures) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
