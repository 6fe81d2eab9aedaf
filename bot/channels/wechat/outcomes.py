"""What a failure of WeChat's means for the message: again, never, when he writes again, or a person must look.

The numbers are WeChat's 全局返回码; of one that stands nowhere here the message was surely not sent.
"""

from datetime import timedelta
from typing import Final

from bot.channels.language import Cause, Held, NotSent, OutcomeUnknown, Receipt, Undeliverable
from bot.channels.wechat.api import TOKEN_REFUSED
from bot.channels.wechat.client import Failure, NeverLeft, NotWeChats, Refused
from bot.channels.wechat.operations import NotUploaded
from bot.channels.wechat.tokens import KeepsRefusing, NoToken

WINDOW_CLOSED: Final = (45015, 45047)
"""Outside of 48 hours (of a minute, after other acts); all used that his act allowed."""
GONE: Final = (43004, 40003, 46004)
"""He does not follow, or there is nobody of this name."""
ACCOUNT: Final = (40013, 40125, 40164, 41002, 41004, 48004, 50002, *TOKEN_REFUSED)
"""Nothing can be sent until the operator acts."""
_BUSY: Final = timedelta(seconds=3)
_FULL_MINUTE: Final = timedelta(minutes=1)


def receipt(failure: Failure) -> Receipt:
    """The receipt for a request that failed."""
    match failure:
        case NoToken(why=KeepsRefusing()):
            return Undeliverable(Cause.UNAUTHORISED, str(failure))
        case NoToken(why=Refused(errcode=errcode)) if errcode not in (-1, 45009, 45011):
            return Undeliverable(Cause.UNAUTHORISED, str(failure))
        case Refused():
            return _refusal(failure)
        case NeverLeft() | NoToken() | NotUploaded():
            return NotSent(f"not sent: {failure}")
        case NotWeChats(status=413):
            return Undeliverable(Cause.REJECTED, str(failure))
        case NotWeChats(status=status) if 400 <= status < 500:
            return NotSent(f"something on the way answered: {failure}")
        case _:
            return OutcomeUnknown(f"no clear answer: {failure}")


def _refusal(refused: Refused) -> Receipt:
    match refused.errcode:
        case -1:
            return NotSent("WeChat is busy", wait=_BUSY)
        case 45011:
            return NotSent("too many requests", wait=_FULL_MINUTE, counts=False)
        case errcode if errcode in WINDOW_CLOSED:
            return Held()
        case errcode if errcode in GONE:
            return Undeliverable(Cause.BLOCKED, str(refused))
        case errcode if errcode in ACCOUNT:
            return Undeliverable(Cause.UNAUTHORISED, str(refused))
        case _:
            return Undeliverable(Cause.REJECTED, str(refused))
