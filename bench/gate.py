"""What the gate costs: its decision alone, and with everything it gathers and writes down."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from bench import yardsticks
from bench.figure import Figure
from core.gate import authorize
from tests.core.contacts import CALL, NOON, facts
from tests.core.desk import POLICY
from tests.worker.gate_race import opened, prepare, wants

DECISIONS: Final = 2_000
AT_ONCE: Final = 64
SECONDS: Final = 3.0


def gate() -> Iterator[Figure]:
    """`authorize` over a ledger of one grant; then whole transactions on SQLite with synchronous FULL."""
    known = facts(CALL)
    taken = []
    for _ in range(DECISIONS):
        began = time.perf_counter()
        authorize(CALL, known, POLICY, NOON)
        taken.append(time.perf_counter() - began)
    yield Figure("authorize", 1e6 * median(taken), "µs", 100.0)
    with tempfile.TemporaryDirectory() as place:
        prepare(Path(place))
        per_second = asyncio.run(_decisions(Path(place)))
    by_hand = yardsticks.sqlite_turns()
    yield Figure("the gate's transaction", per_second, "decisions/s", 500.0, True, by_hand)


async def _decisions(data: Path) -> float:
    """Clerks who ask again and again, allowed or not: each decision is stored when it is given."""
    with opened(data) as (database, product):
        done, began = 0, time.perf_counter()
        while time.perf_counter() - began < SECONDS:
            await asyncio.gather(*(database.run(wants, product) for _ in range(AT_ONCE)))
            done += AT_ONCE
        return done / (time.perf_counter() - began)
