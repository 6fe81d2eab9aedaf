"""A plain HTTP client that waits for each answer."""

import http.client
import json
import socket
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Client:
    """One kept connection to a server on loopback."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def get(self, path: str) -> Any:
        return self._asked("GET", path, None)

    def post(self, path: str, body: Any) -> Any:
        return self._asked("POST", path, json.dumps(body).encode())

    def until_up(self, path: str, alive: Callable[[], bool], seconds: float = 30.0) -> None:
        """Returns as soon as the path answers; raises once whoever is to answer is not `alive`."""
        until = time.monotonic() + seconds
        while True:
            try:
                self._connection.request("GET", path)
                self._connection.getresponse().read()
            except OSError:
                self._connection.close()
                if time.monotonic() > until or not alive():
                    raise
                time.sleep(0.005)
            else:
                return

    def _asked(self, method: str, path: str, body: bytes | None) -> Any:
        self._connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content.decode()[:200]}")
        return json.loads(content) if content.startswith((b"{", b"[")) else None
