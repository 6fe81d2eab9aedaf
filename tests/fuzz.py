"""Every door to the outside for as long as wanted: `python -m tests.fuzz --minutes 10`.

The same properties as in the suite, with new examples all the time. Nothing is kept: what fails is printed as the
smallest example of it, to become a test, and the command exits 1.
"""

import argparse
import functools
import importlib
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, Final

from hypothesis import HealthCheck, settings

MODULES: Final = ("test_wechat_fuzz", "test_telegram_fuzz", "test_telegram_updates", "test_wecom_updates")
ROUND: Final = 400
"""Examples of one property before the next one has its turn, unless the property itself wants fewer."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    seconds = parser.parse_args().minutes * 60
    settings.register_profile(
        "fuzz", deadline=None, max_examples=ROUND, database=None, suppress_health_check=[*HealthCheck]
    )
    settings.load_profile("fuzz")
    counts: Counter[str] = Counter()
    found: dict[str, str] = {}
    doors = [(name, _counted(name, test, counts)) for name, test in _properties()]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for name, test in doors:
            if time.monotonic() >= until:
                break
            if name in found:
                continue
            try:
                test()
            except Exception:  # noqa: BLE001 - that is what is looked for
                found[name] = traceback.format_exc()
    for name, count in sorted(counts.items()):
        print(f"{count:>9,}  {name}{'  FAILED' if name in found else ''}")
    print(f"{sum(counts.values()):>9,}  examples in {seconds / 60:g} minutes, {len(found)} properties failed")
    for name, trace in found.items():
        print(f"\n{name}\n{trace}")
    return 1 if found else 0


def _properties() -> Iterator[tuple[str, Callable[[], None]]]:
    for name in MODULES:
        module: ModuleType = importlib.import_module(f"tests.channels.{name}")
        for test, thing in vars(module).items():
            if test.startswith("test_") and hasattr(thing, "hypothesis"):
                yield f"{name}: {test}", thing


def _counted(name: str, test: Any, counts: Counter[str]) -> Callable[[], None]:
    inner = test.hypothesis.inner_test

    @functools.wraps(inner)
    def counted(*args: Any, **more: Any) -> None:
        counts[name] += 1
        inner(*args, **more)

    test.hypothesis.inner_test = counted
    run: Callable[[], None] = test
    return run


if __name__ == "__main__":
    sys.exit(main())
