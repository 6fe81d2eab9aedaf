"""The fake of WeChat and its followers, as one process of its own: `python -m bench.wechat_load`.

The first line it prints is where it listens; then it answers each line of its input, an order such as
`{"do": "steady", "per_second": 50, "seconds": 6}`, with one line of JSON.
"""

import asyncio
import itertools
import json
import sys
from collections import Counter
from typing import Any

from tests.fakes.wechat_api import AES_KEY, APP_ID, APP_SECRET, TOKEN, WeChatServer

SAYS = "上周五在高速上刹车有异响"


class Crowd:
    """Many followers, and how long WeChat waited for the answer to each callback."""

    def __init__(self, server: WeChatServer) -> None:
        self.server = server
        self._numbers = itertools.count(1)

    def somebody(self) -> str:
        """Somebody who follows, and has not written yet."""
        openid = f"oYinuo0Follower{next(self._numbers):013d}"
        self.server.following.add(openid)
        return openid

    async def steady(self, per_second: int, seconds: int) -> dict[str, Any]:
        """So many callbacks a second, evenly; each from somebody else."""
        delivery, loop = self.server.delivery, asyncio.get_running_loop()
        delivery.waits.clear()
        delivery.answers.clear()
        spoke = [self.somebody() for _ in range(per_second * seconds)]
        began = loop.time()
        for number, openid in enumerate(spoke):
            await asyncio.sleep(max(0.0, began + number / per_second - loop.time()))
            self.server.follower(openid).says(SAYS)
        await delivery.taken()
        answered = Counter(len(self.server.sent_to(openid)) for openid in spoke)
        for _ in range(100):  # what did not come as a reply comes as a message, a moment later
            if not answered[0]:
                break
            await asyncio.sleep(0.1)
            answered = Counter(len(self.server.sent_to(openid)) for openid in spoke)
        return {
            "waits": delivery.waits,
            "asked": len(spoke),
            "acknowledged": delivery.answers.count(200),
            "repeated": len(delivery.answers) - len(spoke),
            "lost": len(delivery.lost),
            "answered_once": answered[1],
            "passive": sum(one.passive for openid in spoke for one in self.server.sent_to(openid)),
        }


async def main() -> None:
    """Carry out what the input says, until it ends."""
    async with WeChatServer() as server:
        crowd = Crowd(server)
        told = {"base": server.base_url, "id": APP_ID, "secret": APP_SECRET, "token": TOKEN, "key": AES_KEY}
        print(json.dumps(told), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            order = json.loads(line)
            server.delivery.url = order.pop("url", server.delivery.url)
            server.latency = order.pop("latency", 0.0)
            assert order.pop("do") == "steady"
            print(json.dumps(await crowd.steady(**order)), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
