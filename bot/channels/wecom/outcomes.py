"""What WeCom's answer to a push means for the message: again, never, or a person must look.

The numbers were collected from its documents and from what others met on this connection; of one that is not known
the words are looked at, and at last it is a refusal.
"""

import re
from datetime import timedelta
from typing import Final

from bot.channels.language import Cause, ChatKind, NotSent, OutcomeUnknown, Undeliverable
from bot.channels.wecom.connection import NeverLeft, NoAnswer
from bot.channels.wecom.frames import Ack

NOT_SUBSCRIBED: Final = 846609
"""The connection is open and is not ours any more: a new one is needed."""
_BUSY: Final = (-1, 6000, 50001)
_TOO_MANY: Final = (45009, 45033, 846607)
_NO_CHAT: Final = (93006, 86001, 86008, 86216)
_NOBODY: Final = (60111, 81013, 40003)
_NO_RIGHTS: Final = (60011, 48002, 301002)
_TOO_MANY_WORDS: Final = ("freq", "rate limit", "too many")
_AWAY: Final = timedelta(seconds=3)
_MINUTE: Final = timedelta(seconds=60)
_NUMBER: Final = re.compile(r"\d{5,}")
_SECRETLIKE: Final = re.compile(r"[A-Za-z0-9_\-]{16,}")
_LONGEST: Final = 80

AWAY: Final = NotSent("not connected", wait=_AWAY, counts=False)


def refused(ack: Ack, kind: ChatKind) -> NotSent | Undeliverable:
    """The receipt for a push that WeCom answered with an error: it surely was not shown."""
    if ack.errcode == NOT_SUBSCRIBED:
        return AWAY
    if ack.errcode in _TOO_MANY or any(words in ack.errmsg.casefold() for words in _TOO_MANY_WORDS):
        return NotSent("too many requests", wait=_MINUTE, counts=False)
    if ack.errcode in _BUSY:
        return NotSent(f"busy ({ack.errcode})")
    if ack.errcode in _NO_CHAT or ack.errcode in _NOBODY:
        gone = Cause.REMOVED if kind is ChatKind.GROUP else Cause.BLOCKED
        return Undeliverable(gone, f"no such chat ({ack.errcode})")
    if ack.errcode in _NO_RIGHTS:
        return Undeliverable(Cause.NO_RIGHTS, f"not allowed ({ack.errcode})")
    return Undeliverable(Cause.REJECTED, f"{ack.errcode}: {brief(ack.errmsg)}")


def lost(problem: NeverLeft | NoAnswer) -> NotSent | OutcomeUnknown:
    """The receipt for a push without an answer."""
    if isinstance(problem, NeverLeft):
        return AWAY
    return OutcomeUnknown(f"no answer: {problem}")


def brief(text: str) -> str:
    """What may be written down of a sentence from outside: nothing like a secret or an id, no long number, one short
    line."""
    words = _SECRETLIKE.sub("[word]", " ".join(text.partition(", hint:")[0].split()))
    return _NUMBER.sub("[number]", words)[:_LONGEST]
