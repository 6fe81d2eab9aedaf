"""What must be remembered for seconds only: taps that still let a card change, messages that can still be answered,
and how much each chat has been told within the last minute."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.channels.wecom.tasks import message_of

_MINUTE: Final = 60.0
_MOST: Final = 20
"""Pushes to a chat within a minute."""
_KEPT: Final = 4096


@dataclass
class Fresh:
    """Handles that are good once, and for a short while."""

    clock: Callable[[], datetime]
    lasts: float
    _kept: dict[str, tuple[float, str, str]] = field(default_factory=dict, repr=False)

    def put(self, name: str, handle: str, more: str = "") -> None:
        """The newest handle of that name."""
        self._kept.pop(name, None)
        self._kept[name] = (self.clock().timestamp(), handle, more)
        if len(self._kept) > _KEPT:
            self._kept.pop(next(iter(self._kept)))

    def take(self, name: str) -> tuple[str, str] | None:
        """The handle, if it is still good; it is used by that."""
        at, handle, more = self._kept.pop(name, (0.0, "", ""))
        return (handle, more) if handle and self.clock().timestamp() - at < self.lasts else None


def clicked(fresh: Fresh, task_id: str, handle: str) -> None:
    """A card was tapped: it, and no other of the same message, can be changed now."""
    fresh.put(message_of(task_id), handle, task_id)


@dataclass
class Budget:
    """At most twenty pushes to a chat within any minute, however many a single message takes."""

    clock: Callable[[], datetime]
    _told: dict[str, deque[float]] = field(default_factory=dict, repr=False)

    def wait(self, chat: str, pushes: int) -> float:
        """Seconds until so many more fit; 0 where they do now. More than a minute's worth fits into an empty one."""
        now = self.clock().timestamp()
        told = self._recent(chat, now)
        over = len(told) + min(pushes, _MOST) - _MOST
        return 0.0 if over <= 0 else max(told[over - 1] + _MINUTE - now, 0.05)

    def spend(self, chat: str) -> None:
        """One more went out, or may have."""
        now = self.clock().timestamp()
        self._recent(chat, now).append(now)

    def _recent(self, chat: str, now: float) -> deque[float]:
        told = self._told.setdefault(chat, deque())
        while told and now - told[0] >= _MINUTE:
            told.popleft()
        return told
