"""All the ways in which a request to WeChat can fail."""

from dataclasses import dataclass
from enum import Enum


class Happens(Enum):
    """What becomes of a request that meets a fault."""

    ANSWERED = "it is answered so, and not carried out"
    LOST_BEFORE = "nothing happens and no answer comes"
    LOST_AFTER = "it is carried out and no answer comes"
    CUT_AFTER = "it is carried out and the connection breaks"
    SLOW = "it is carried out and answered after `seconds`"


@dataclass
class Fault:
    """Met by the next `times` requests of this method (all, if ""), about this follower (all, if "")."""

    errcode: int = 0
    errmsg: str = ""
    happens: Happens = Happens.ANSWERED
    status: int = 200
    html: str = ""
    """The body instead of WeChat's JSON."""
    location: str = ""
    """Where the answer says that it is to be had."""
    method: str = ""
    openid: str = ""
    after: int = 0
    """So many requests pass unharmed first."""
    times: int = 1
    seconds: float = 0.0

    def meets(self, method: str, openid: str) -> bool:
        """Whether this request meets it; it is used up by that."""
        if self.times <= 0 or self.method not in ("", method) or self.openid not in ("", openid):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.times -= 1
        return True


def refused(errcode: int, method: str = "", errmsg: str = "refused", **more: int) -> Fault:
    return Fault(errcode, f"{errmsg} rid: 6512f0b9-2a3c4d5e-6f708192", method=method, **more)  # type: ignore[arg-type]
