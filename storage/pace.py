"""How fast and how often a chat may be spoken to; pure arithmetic.

Rates are GCRA: one number, the moment from which the whole burst is allowed again (`tat`), stands for the
bucket. Windows count the messages that the customer's own acts allow us: his message and his tap each allow
so many for so long, and each message of ours is counted against both.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol


class Rate(Protocol):
    """`bot.channels.capabilities.Rate`."""

    @property
    def per_minute(self) -> float: ...
    @property
    def burst(self) -> int: ...


class Window(Protocol):
    """`bot.channels.capabilities.Window`."""

    @property
    def after_message(self) -> tuple[int, timedelta]: ...
    @property
    def after_other(self) -> tuple[int, timedelta]: ...
    @property
    def keep_last(self) -> bool: ...


def any_texts(bodies: Sequence[str], asking: bool) -> bool:
    """Whatever was put as plain text may be said in one breath."""
    return True


@dataclass(frozen=True, slots=True)
class Pace:
    """What limits one kind of chat of one platform; `None` is no limit."""

    chat: Rate | None = None
    account: Rate | None = None
    window: Window | None = None
    are_one: Callable[[Sequence[str], bool], bool] = any_texts
    """Whether these bodies, joined, are one message there; with the request to write again, where it is asked."""


ACTS: Final = ("message", "other")
"""What opens a window: he wrote, or he did something else."""
REMEMBERED: Final = 20
"""So many sends are kept for each act; no window allows as many."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What his acts allow us in one chat: when he did each last, and when we have used it since."""

    since: tuple[tuple[str, datetime], ...] = ()
    """(act, when), as the platform dates it."""
    sends: tuple[tuple[str, tuple[datetime, ...]], ...] = ()
    """(act, our sends since), by our clock as each was settled."""

    def acted(self, act: str, at: datetime) -> "Allowance":
        """He did it (again) at that moment: what the act allows is counted anew, from then on.

        What was sent after it is counted although we hear of it only now. An older act changes nothing.
        """
        since, sends = dict(self.since), dict(self.sends)
        if act in since and at < since[act]:
            return self
        since[act] = at
        sends[act] = tuple(one for one in sends.get(act, ()) if _is_after(one, at))
        return Allowance(tuple(since.items()), tuple(sends.items()))

    def used(self, at: datetime, count: int = 1) -> "Allowance":
        """So many were sent by then."""
        sends = dict(self.sends)
        now = {act: (*sends.get(act, ()), *[at] * count)[-REMEMBERED:] for act, _ in self.since}
        return Allowance(self.since, tuple(now.items()))

    def left(self, window: Window, now: datetime) -> int:
        """How many messages there is still room for; a window's last instant is outside."""
        return max((left for _, left in self._open(window, now)), default=0)

    def closes_at(self, window: Window, now: datetime) -> datetime | None:
        """Until when there is room at all; `None` where there is none now."""
        return max((until for until, left in self._open(window, now) if left), default=None)

    def _open(self, window: Window, now: datetime) -> list[tuple[datetime, int]]:
        sends = dict(self.sends)
        found = []
        for act, at in self.since:
            count, lasts = window.after_message if act == "message" else window.after_other
            if now < at + lasts:
                found.append((at + lasts, max(0, count - len(sends.get(act, ())))))
        return found

    def to_json(self) -> str:
        """For the chat's row; empty where there is nothing."""
        if not self.since:
            return ""
        sends = dict(self.sends)
        return json.dumps(
            {act: [one.isoformat() for one in (at, *sends.get(act, ()))] for act, at in self.since},
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> "Allowance":
        found: dict[str, Any] = json.loads(text or "{}")
        moments = {act: tuple(datetime.fromisoformat(one) for one in all_) for act, all_ in found.items()}
        return cls(
            tuple((act, all_[0]) for act, all_ in moments.items()),
            tuple((act, all_[1:]) for act, all_ in moments.items()),
        )


NOTHING: Final = Allowance()


def _is_after(sent: datetime, acted: datetime) -> bool:
    """Whether we sent it after he acted; a platform that counts whole seconds may mean any moment of that one."""
    return sent > acted if acted.microsecond else sent >= acted + timedelta(seconds=1)


def interval(rate: Rate) -> float:
    """Seconds between two messages in the long run."""
    return 60.0 / rate.per_minute


def allowed_at(rate: Rate, tat: float) -> float:
    """The first timestamp at which one more may go out."""
    return tat - interval(rate) * (rate.burst - 1)


def spent(rate: Rate, tat: float, at: float) -> float:
    """The new `tat` after one went out at `at`."""
    return max(tat, at) + interval(rate)
