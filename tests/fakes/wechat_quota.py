"""How many messages a follower's own acts allow the account, and for how long (WeChat's documented rules)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

GRANTS = {"message": (5, timedelta(hours=48)), "other": (3, timedelta(minutes=1))}


@dataclass
class Grant:
    left: int
    until: datetime


@dataclass
class Ledger:
    """One account's; an act renews the grant of its kind."""

    clock: Callable[[], datetime]
    enabled: bool = True
    _grants: dict[tuple[str, str], Grant] = field(default_factory=dict)

    def acted(self, openid: str, kind: str) -> None:
        count, lasts = GRANTS[kind]
        self._grants[openid, kind] = Grant(count, self.clock() + lasts)

    def spend(self, openid: str) -> int:
        """0 and one less is left, or the errcode of the refusal."""
        if not self.enabled:
            return 0
        now = self.clock()
        standing = [one for (who, _), one in self._grants.items() if who == openid and now < one.until]
        if not standing:
            return 45015
        usable = [one for one in standing if one.left > 0]
        if not usable:
            return 45047
        min(usable, key=lambda one: one.until).left -= 1
        return 0

    def left(self, openid: str) -> int:
        now = self.clock()
        return sum(one.left for (who, _), one in self._grants.items() if who == openid and now < one.until)
