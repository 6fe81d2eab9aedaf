"""How often something is tried, and how long is waited in between."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Retry:
    """`attempts` in all; the first wait is `first`, each next one twice as long, and none past `ceiling`."""

    attempts: int
    first: timedelta
    ceiling: timedelta

    def wait(self, failed: int) -> timedelta:
        """How long to wait after the `failed`-th attempt (from 1) has failed."""
        doublings = min(max(failed - 1, 0), 20)
        return min(self.first * (1 << doublings), self.ceiling)

    def exhausted(self, failed: int) -> bool:
        """Whether it is a person's turn now."""
        return failed >= self.attempts
