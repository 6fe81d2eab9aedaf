"""All the ways in which what the bot sends to WeCom can fail."""

from dataclasses import dataclass
from enum import Enum


class Happens(Enum):
    """What becomes of a frame that meets a fault."""

    ANSWERED = "it is answered with an error, and not carried out"
    LOST_BEFORE = "nothing happens and no ack comes"
    LOST_ACK = "it is carried out and no ack comes"
    LATE_ACK = "it is carried out and its ack comes much later"
    CUT_AFTER = "it is carried out and the connection breaks before the ack"
    CUT_BEFORE = "the connection breaks and nothing was carried out"
    GARBLED = "it is carried out and the ack is no JSON"


@dataclass
class Fault:
    """Met by the next `times` frames with this command (any but pings, if "") to this chat (all, if "")."""

    happens: Happens = Happens.ANSWERED
    errcode: int = -1
    errmsg: str = "system busy"
    cmd: str = ""
    chat: str = ""
    after: int = 0
    times: int = 1

    def meets(self, cmd: str, chat: str) -> bool:
        """Whether this frame meets it; it is used up by that."""
        fits = cmd == self.cmd if self.cmd else cmd not in ("ping", "aibot_subscribe")
        if self.times <= 0 or not fits or (self.chat and chat != self.chat):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.times -= 1
        return True


def refused(errcode: int, errmsg: str, cmd: str = "") -> Fault:
    told = f"{errmsg}, hint: [1790000000000000000000001], from ip: 127.0.0.1"
    return Fault(errcode=errcode, errmsg=told, cmd=cmd)
