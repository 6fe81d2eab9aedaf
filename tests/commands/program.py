"""The program as the operator starts it: a process of its own, with nothing of ours in its environment."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


@dataclass(frozen=True)
class Ended:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def object(self) -> dict[str, Any]:
        """The one JSON object it printed."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def sentence(self) -> str:
        """The one line it failed with."""
        assert self.code != 0, self
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        return lines[0]

    @property
    def line(self) -> str:
        """The one line it said on success."""
        assert self.code == 0, self
        assert self.err == ""
        assert len(self.out.splitlines()) == 1, self.out
        return self.out.strip()


@dataclass(frozen=True)
class Program:
    """The program with its data in a directory of its own."""

    data: Path
    wrapped: tuple[str, ...] = ()
    """A command in which it runs."""

    def environment(self, **settings: str) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("YINUO_")}
        said = {f"YINUO_{name}": value for name, value in settings.items()}
        return {**own, "YINUO_DATA_DIR": str(self.data), "YINUO_HTTP__PORT": "0", **said}

    def __call__(self, *arguments: str, stdin: str | bytes = "", **settings: str) -> Ended:
        """Run one command to its end; `settings` are named without their prefix."""
        done = subprocess.run(
            [*self.wrapped, sys.executable, str(ROOT / "run_bot.py"), *arguments],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            cwd=self.data.parent,
            env=self.environment(**settings),
            timeout=PATIENCE,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    @contextmanager
    def serving(self, **settings: str) -> Iterator[str]:
        """`serve` beside the test; its address."""
        port = str(free_port())
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "run_bot.py"), "serve"],
            cwd=self.data.parent,
            env=self.environment(HTTP__PORT=port, **settings),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            _wait(url, process)
            yield url
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, process.communicate()[1]
        try:
            with urllib.request.urlopen(f"{url}/readyz"):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not become ready")


def post(url: str, content: dict[str, Any]) -> dict[str, Any]:
    """A call of the sandbox's API."""
    request = urllib.request.Request(
        url, json.dumps(content).encode(), {"content-type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request) as answer:
        found: dict[str, Any] = json.loads(answer.read() or b"{}")
        return found


def get(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url) as answer:
        found: dict[str, Any] = json.loads(answer.read())
        return found
