"""Telegram's limits on sending, each told with the seconds after which it may be tried again."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Window:
    """At most `most` within any `seconds`."""

    most: int
    seconds: float
    sent: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until one more fits; 0 where it fits now."""
        while self.sent and now - self.sent[0] >= self.seconds:
            self.sent.popleft()
        return 0.0 if len(self.sent) < self.most else self.seconds - (now - self.sent[0])


@dataclass
class Limits:
    """1 a second in a private chat (3 in a short burst), 20 a minute in a group, 30 a second in all."""

    clock: Callable[[], float]
    enabled: bool = False
    private: tuple[int, float] = (3, 3.0)
    group: tuple[int, float] = (20, 60.0)
    account: tuple[int, float] = (30, 1.0)
    _chats: dict[int, Window] = field(default_factory=dict)
    _all: Window | None = None

    def refusal(self, chat: int) -> int | None:
        """The `retry_after` for one more message to this chat now, or `None`, and then it is counted."""
        if not self.enabled:
            return None
        now = self.clock()
        if self._all is None:
            self._all = Window(*self.account)
        window = self._chats.setdefault(chat, Window(*(self.private if chat > 0 else self.group)))
        wait = max(window.wait(now), self._all.wait(now))
        if wait > 0:
            return math.ceil(wait)
        window.sent.append(now)
        self._all.sent.append(now)
        return None
