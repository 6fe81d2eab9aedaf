"""`run_bot.py serve` as a process of its own, started, killed and started again on the same data."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

ROOT: Final = Path(__file__).resolve().parents[2]
NOON: Final = "2025-03-12T10:30:00+08:00"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """One data directory, and the process that serves it now, if any."""

    def __init__(self, data: Path, logs: Path, before: tuple[str, ...] = (), **settings: str) -> None:
        self.data = data
        self.logs = logs
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._before = before
        self._settings = settings
        self._running: subprocess.Popen[bytes] | None = None

    def environment(self) -> Mapping[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("YINUO_")}
        return {
            **kept,
            "YINUO_DATA_DIR": str(self.data),
            "YINUO_HTTP__PORT": str(self.port),
            "YINUO_SANDBOX__CLOCK": "virtual",
            "YINUO_SANDBOX__START": NOON,
            **self._settings,
        }

    def spawn(self) -> "subprocess.Popen[bytes]":
        """Started, and not waited for. What it prints is added to the log file."""
        with self.logs.open("ab") as log:
            self._running = subprocess.Popen(
                [*self._before, sys.executable, "run_bot.py", "serve"],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=log,
            )
        return self._running

    def start(self, limit: float = 30.0) -> float:
        """Started and answering; how many seconds it took."""
        began = time.monotonic()
        process = self.spawn()
        while time.monotonic() - began < limit:
            if process.poll() is not None:
                raise AssertionError(f"serve ended: {self.said()}")
            try:
                if httpx.get(f"{self.base}/healthz").status_code == 200:
                    return time.monotonic() - began
            except httpx.TransportError:
                time.sleep(0.01)
        raise AssertionError(f"serve does not answer: {self.said()}")

    @property
    def pid(self) -> int:
        assert self._running is not None
        return self._running.pid

    def said(self) -> str:
        return self.logs.read_text("utf8") if self.logs.exists() else ""

    def kill(self) -> None:
        """As when the power goes: no time for anything."""
        if self._running is not None:
            self._running.send_signal(signal.SIGKILL)
            self._running.wait()
            self._running = None

    def stop(self) -> int:
        """Asked politely; its exit code."""
        assert self._running is not None
        self._running.terminate()
        code = self._running.wait(20)
        self._running = None
        return code


@contextmanager
def process_on(folder: Path, before: tuple[str, ...] = (), **settings: str) -> Iterator[Process]:
    """A process on `folder/data`, started by the command `before`, that is surely gone afterwards."""
    process = Process(folder / "data", folder / "serve.log", before, **settings)
    try:
        yield process
    finally:
        process.kill()
