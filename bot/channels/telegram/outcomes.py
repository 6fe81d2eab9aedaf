"""What a failure of Telegram's means for the message: again, never, or a person must look.

The order matters: in the library `BadRequest` and `TimedOut` are kinds of `NetworkError`. Telegram's
sentences are documented nowhere; they were collected from its server's source and from real refusals.
"""

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.language import Cause, ChatKind, NotSent, OutcomeUnknown, Receipt, Sent, Undeliverable
from bot.channels.telegram.redaction import redact
from bot.channels.telegram.request import NeverLeft, Refused

ALREADY_SO = "message is not modified"
NO_TEXT = "there is no text in the message to edit"
NO_CAPTION = "there is no caption in the message to edit"

_CAUSES: tuple[tuple[str, Cause], ...] = (
    ("message thread not found", Cause.THREAD_GONE),
    ("topic_closed", Cause.THREAD_GONE),
    ("topic_deleted", Cause.THREAD_GONE),
    ("topic_id_invalid", Cause.THREAD_GONE),
    ("chat is not a forum", Cause.THREAD_GONE),
    ("message to edit not found", Cause.TARGET_GONE),
    ("message can't be edited", Cause.TARGET_GONE),
    ("message to delete not found", Cause.TARGET_GONE),
    ("message to be replied not found", Cause.TARGET_GONE),
    ("message to reply not found", Cause.TARGET_GONE),
    ("replied message not found", Cause.TARGET_GONE),
    ("message_id_invalid", Cause.TARGET_GONE),
    ("not enough rights", Cause.NO_RIGHTS),
    ("have no rights", Cause.NO_RIGHTS),
    ("need administrator rights", Cause.NO_RIGHTS),
    ("chat_admin_required", Cause.NO_RIGHTS),
    ("chat_write_forbidden", Cause.NO_RIGHTS),
    ("chat_restricted", Cause.NO_RIGHTS),
    ("user_is_blocked", Cause.BLOCKED),
    ("user is deactivated", Cause.BLOCKED),
    ("peer_id_invalid", Cause.BLOCKED),
)
_TOO_LATE = ("query is too old", "query_id_invalid", "query id is invalid")


def receipt(error: TelegramError, kind: ChatKind, *, repeatable: bool = False, target: str = "") -> Receipt:
    """The receipt for a request that failed.

    `repeatable`: doing it twice is as good as once (an edit, a deletion, a question), so that a lost answer
    is no doubt: it is done again. `target`: the message that already is as the request wanted it.
    """
    match error:
        case NeverLeft():
            return NotSent(f"no connection: {error.message}")
        case RetryAfter():
            return NotSent("too many requests", wait=_span(error.retry_after), counts=False)
        case ChatMigrated():
            return Undeliverable(Cause.MOVED, "the group has a new address", str(error.new_chat_id))
        case InvalidToken():
            return Undeliverable(Cause.UNAUTHORISED, "the token is refused")
        case Forbidden():
            return _forbidden(error, kind)
        case BadRequest():
            return _bad_request(error, kind, target)
        case Refused() if error.status == 429:
            return NotSent("too many requests", counts=False)
        case Refused() if error.status == 413:
            return Undeliverable(Cause.REJECTED, "the file is too large")
        case Refused() if 400 <= error.status < 500:
            return NotSent(f"something on the way answered: {error.message}")
        case NetworkError() if repeatable:
            return NotSent(f"no answer: {error.message}")
        case _:
            return OutcomeUnknown(f"no clear answer: {redact(error.message)}")


def _span(retry_after: int | timedelta) -> timedelta:
    return retry_after if isinstance(retry_after, timedelta) else timedelta(seconds=retry_after)


def _forbidden(error: Forbidden, kind: ChatKind) -> Receipt:
    said = error.message.casefold()
    if "not enough rights" in said or "have no rights" in said:
        return Undeliverable(Cause.NO_RIGHTS, redact(error.message))
    return Undeliverable(_absence(kind), redact(error.message))


def _bad_request(error: BadRequest, kind: ChatKind, target: str) -> Receipt:
    said = error.message.casefold()
    if ALREADY_SO in said:
        return Sent((target,) if target else ())
    if any(sentence in said for sentence in _TOO_LATE):
        return Sent()
    if "chat not found" in said:
        return Undeliverable(_absence(kind), "chat not found")
    for sentence, cause in _CAUSES:
        if sentence in said:
            return Undeliverable(cause, sentence)
    return Undeliverable(Cause.REJECTED, redact(error.message))


def _absence(kind: ChatKind) -> Cause:
    return Cause.BLOCKED if kind is ChatKind.PRIVATE else Cause.REMOVED


def brief(error: TelegramError) -> str:
    """The failure in a few words that may be logged and shown."""
    match error:
        case ChatMigrated():
            return "the group has a new address"
        case RetryAfter():
            return "too many requests"
        case _:
            return redact(error.message).rstrip(".")
