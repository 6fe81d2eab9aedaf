"""Over the fake of WeChat: how long a callback waits for its answer, and a burst that loses nothing."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from bench import yardsticks
from bench.figure import Figure
from bench.http import free_port
from bench.measuring import percentile
from bench.serving import ROOT, Serving, fresh, served

PATIENCE: Final = 5.0
"""Seconds that WeChat waits."""
BURST: Final = 1000


class WeChat:
    """The fake and its followers, in their own process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.wechat_load"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.told = self._line()

    def steady(self, **order: Any) -> dict[str, Any]:
        """Callbacks at an even pace; what came of them."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": "steady", **order}) + "\n")
        self.process.stdin.flush()
        return self._line()

    def _line(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the fake of WeChat has ended; its error stands above")
        found: dict[str, Any] = json.loads(line)
        return found


@contextmanager
def following() -> Iterator[tuple[WeChat, Serving]]:
    """A server whose customers are on the fake."""
    wechat, port = WeChat(), free_port()
    settings = {
        "WECHAT__APP_ID": wechat.told["id"],
        "WECHAT__APP_SECRET": wechat.told["secret"],
        "WECHAT__TOKEN": wechat.told["token"],
        "WECHAT__AES_KEY": wechat.told["key"],
        "WECHAT__API_BASE_URL": wechat.told["base"],
    }
    try:
        with fresh() as data, served(data, port=port, **settings) as server:
            wechat.steady(per_second=10, seconds=1, url=f"http://127.0.0.1:{port}/hooks/wechat")
            yield wechat, server
    finally:
        wechat.process.kill()
        wechat.process.wait()


def callbacks() -> Iterator[Figure]:
    """Fifty a second, each answered with what the bot says; then a thousand in five seconds."""
    with following() as (wechat, server):
        before = server.cpu
        found = wechat.steady(per_second=50, seconds=6)
        cpu = 1000 * (server.cpu - before) / found["asked"]
        wait = 1000 * percentile(found["waits"], 0.99)
        yield Figure(
            "callback answered at 50/s, p99", wait, "ms", 100.0, yardstick=yardsticks.starlette_post()
        )
        yield Figure("callback answered at 50/s, median", 1000 * percentile(found["waits"], 0.5), "ms")
        yield Figure("callback with its answer, CPU", cpu, "ms")
        found = wechat.steady(per_second=BURST // 5, seconds=5)
    yield Figure(f"of {BURST} in 5 s, acknowledged", found["acknowledged"], "", BURST, at_least=True)
    yield Figure(
        f"of {BURST} in 5 s, answered exactly once", found["answered_once"], "", BURST, at_least=True
    )
    yield Figure(f"of {BURST} in 5 s, answered by the reply", found["passive"], "")
    yield Figure(f"of {BURST} in 5 s, repeated or lost", found["repeated"] + found["lost"], "", 0.0)
    yield Figure(f"of {BURST} in 5 s, the longest wait", max(found["waits"]), "s", PATIENCE)
