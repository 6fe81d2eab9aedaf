"""What the sandbox asks of the rest of the product; `run_bot.py` joins them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The one clock of the product."""

    virtual: bool

    def now(self) -> datetime:
        """Aware UTC."""

    async def move(self, to: datetime) -> None:
        """It is `to` now, and every timer on the way has fired, in order.

        Raises `ValueError` with a sentence for the reader when the clock is real or would go back.
        """


class Staffing(Protocol):
    """How the sandbox's staff come to be staff."""

    async def invite_and_join(
        self, staff_id: str, name: str, role: str, department: str | None, store: str | None
    ) -> str:
        """The person behind `staff:ID` is registered, as by invitation and `/join`; returns his staff code.

        The same again for the same person changes nothing. Raises `ValueError` with a sentence for the
        reader when role, department or store do not fit.
        """

    async def roles(self) -> Mapping[str, str]:
        """Everybody who is registered now: identity (`staff:ID`) → role."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue of the store: its name (`aftersales/1`) and what people call it."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that has not simply arrived: `queued`, `held`, `sending`, `failed` or `unknown`, and why."""

    chat: str
    state: str
    reason: str
    text: str = ""
    seq: int | None = None


Queues = Callable[[], list[Queue]]
Deliveries = Callable[[], Awaitable[list[Delivery]]]
Settled = Callable[[], Awaitable[None]]
OpenMedia = Callable[[str], Awaitable[bytes]]
"""The bytes of an attachment of ours by its key. Raises `LookupError` or `OSError` when it is gone."""
