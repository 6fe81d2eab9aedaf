"""WeChat's access tokens: how long each is good for, and what `stable_token` gives (its documentation's rules)."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LASTS = timedelta(seconds=7200)
OVERLAP = timedelta(minutes=5)
"""Within so much of its end a token is renewed, and the old one is good until then."""
FORCED_APART = timedelta(seconds=30)
FORCED_A_DAY = 20


class WeChatError(Exception):
    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(errmsg)
        self.errcode = errcode
        self.errmsg = errmsg


@dataclass
class Tokens:
    """The tokens of one account."""

    clock: Callable[[], datetime]
    good: dict[str, datetime] = field(default_factory=dict)
    """Until when each is good; those that ended stay."""
    current: str = ""
    fetched: int = 0
    forced: list[datetime] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def stable(self, force: bool) -> tuple[str, int]:
        """The token and for how many seconds it is good."""
        self.fetched += 1
        now = self.clock()
        left = self.good.get(self.current, now) - now
        if force and not self._too_soon(now):
            self.forced.append(now)
            if self.current:
                self.good[self.current] = now
            return self._new(now)
        if self.current and left > OVERLAP:
            return self.current, int(left.total_seconds())
        return self._new(now)

    def check(self, token: str) -> None:
        """Raises `WeChatError` for one that is not good."""
        until = self.good.get(token)
        if not token:
            raise WeChatError(41001, "access_token missing")
        if until is None:
            raise WeChatError(40001, "invalid credential, access_token is invalid or not latest")
        if until <= self.clock():
            raise WeChatError(42001, "access_token expired")

    def revoke(self) -> None:
        """Somebody else has got himself a token with force: ours is worth nothing, and nobody tells us."""
        self.good.pop(self.current, None)
        self._new(self.clock())

    def _too_soon(self, now: datetime) -> bool:
        today = [at for at in self.forced if now - at < timedelta(days=1)]
        return len(today) >= FORCED_A_DAY or bool(today and now - today[-1] < FORCED_APART)

    def _new(self, now: datetime) -> tuple[str, int]:
        self.current = f"{next(self._numbers)}_fake-access-token-{'x' * 24}"
        self.good[self.current] = now + LASTS
        return self.current, int(LASTS.total_seconds())
