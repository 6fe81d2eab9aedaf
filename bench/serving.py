"""`run_bot.py serve` as a process of its own, in a directory of its own, and what it costs."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.http import Client, free_port

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Serving:
    """A server that answers."""

    port: int
    data: Path
    process: psutil.Process
    ready: float
    """Seconds from the start of the process to the first answer."""

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far, user and system."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    @property
    def resident(self) -> float:
        """Megabytes."""
        return float(self.process.memory_info().rss) / 1e6


@contextmanager
def served(
    data: Path, *, port: int = 0, entry: tuple[str, ...] = ("run_bot.py", "serve"), **settings: str
) -> Iterator[Serving]:
    """A serving process; killed at the end. `settings` without `YINUO_`."""
    port = port or free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *entry], cwd=ROOT, env=_environment(data, port, settings), stdout=subprocess.DEVNULL
    )
    try:
        with Client(port) as client:
            client.until_up("/healthz", lambda: process.poll() is None)
        yield Serving(port, data, psutil.Process(process.pid), time.perf_counter() - began)
    finally:
        process.kill()
        process.wait()


@contextmanager
def fresh() -> Iterator[Path]:
    """A data directory that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="yinuo-bench-") as place:
        yield Path(place)


def command(data: Path, *arguments: str) -> str:
    """What a command of the product prints, run beside the server."""
    done = subprocess.run(
        [sys.executable, "run_bot.py", *arguments],
        cwd=ROOT,
        env=_environment(data, free_port(), {}),
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def _environment(data: Path, port: int, settings: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YINUO_")}
    ours = {"DATA_DIR": str(data), "HTTP__PORT": str(port), "LOG__LEVEL": "WARNING", **settings}
    return {**kept, **{f"YINUO_{name}": value for name, value in ours.items()}}
