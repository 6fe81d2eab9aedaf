"""All the ways in which a request to Telegram can fail."""

from dataclasses import dataclass, field
from enum import Enum


class Happens(Enum):
    """What becomes of a request that meets a fault."""

    ANSWERED = "it is answered so, and not carried out"
    LOST_BEFORE = "nothing happens and no answer comes"
    LOST_AFTER = "it is carried out and no answer comes"
    CUT_AFTER = "it is carried out and the connection breaks"


@dataclass
class Fault:
    """Met by the next `times` requests of this method (all, if "") to this chat (all, if 0)."""

    happens: Happens = Happens.ANSWERED
    status: int = 500
    description: str = "Internal Server Error"
    parameters: dict[str, int] = field(default_factory=dict)
    html: str = ""
    """The body instead of Telegram's JSON."""
    method: str = ""
    chat: int = 0
    after: int = 0
    """So many requests pass unharmed first."""
    times: int = 1

    def meets(self, method: str, chat: int) -> bool:
        """Whether this request meets it; it is used up by that."""
        if self.times <= 0 or (self.method and method != self.method) or (self.chat and chat != self.chat):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.times -= 1
        return True


def too_many(seconds: int, method: str = "", **more: int) -> Fault:
    words = f"Too Many Requests: retry after {seconds}"
    return Fault(status=429, description=words, parameters={"retry_after": seconds}, method=method, **more)  # type: ignore[arg-type]


def refused(sentence: str, method: str = "", *, status: int = 400) -> Fault:
    prefix = {400: "Bad Request", 403: "Forbidden", 401: "Unauthorized", 409: "Conflict"}[status]
    return Fault(status=status, description=f"{prefix}: {sentence}", method=method)
