"""Updates come in, by long polling or by a registered webhook; what Telegram was told is what is stored."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.channel import Accept
from bot.channels.telegram.client import QuietBot
from bot.channels.telegram.health import Health
from bot.channels.telegram.outcomes import brief
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.updates import WANTED, read_update

Pause = Callable[[float], Awaitable[None]]

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_log = structlog.get_logger(__name__)


async def poll(
    bot: QuietBot,
    accept: Accept,
    *,
    health: Health,
    clock: Callable[[], datetime],
    pause: Pause = asyncio.sleep,
    seconds: int,
) -> None:
    """Fetch and store until cancelled; a webhook that stands in the way is removed, again when it returns.

    The offset moves only after `accept` has returned: what was not stored is fetched again.
    """
    account = bot.token.partition(":")[0]
    offset: int | None = None
    failures = 0
    hooked = True
    while True:
        try:
            if hooked:
                await bot.call("deleteWebhook")
                hooked = False
            updates = await bot.updates(offset, WANTED, seconds)
            health.well()
            offset = await _store(updates, account, accept, clock(), offset)
            failures = 0
        except TelegramError as error:
            hooked = hooked or isinstance(error, Conflict)
            failures += 1
            _tell(health, error, failures)
            await pause(_wait(error, failures))
        except Exception as error:  # noqa: BLE001 - whatever storage says, the updates stay with Telegram
            failures += 1
            _log.error("telegram_updates_not_stored", error=type(error).__name__)
            await pause(_wait(error, failures))


async def register(
    bot: QuietBot, settings: TelegramSettings, *, health: Health, pause: Pause = asyncio.sleep
) -> None:
    """The webhook is registered; tried until it is, while sending works already."""
    failures = 0
    while True:
        try:
            await bot.call(
                "setWebhook",
                url=settings.webhook_url,
                secret_token=settings.secret,
                allowed_updates=list(WANTED),
            )
        except TelegramError as error:
            failures += 1
            _tell(health, error, failures)
            await pause(_wait(error, failures))
        else:
            health.well()
            return


async def _store(
    updates: list[Any], account: str, accept: Accept, now: datetime, offset: int | None
) -> int | None:
    """The offset after these updates, which are committed now."""
    happened = [event for update in updates for event in read_update(update, account, now)]
    if happened:
        await accept(happened)
    ids = [update["update_id"] for update in updates if isinstance(update, dict) and "update_id" in update]
    return max(ids) + 1 if ids else offset


def _tell(health: Health, error: TelegramError, failures: int) -> None:
    """The first failure of a row is logged; `problems()` tells the rest."""
    health.met(error)
    if failures == 1:
        _log.warning("telegram_receiving_fails", kind=type(error).__name__, reason=brief(error))


def _wait(error: Exception, failures: int) -> float:
    """Seconds: what Telegram says, half a minute where a person must act, else doubling up to that."""
    if isinstance(error, RetryAfter):
        span = error.retry_after
        return float(span) if isinstance(span, int) else span.total_seconds()
    if isinstance(error, Conflict | InvalidToken):
        return _LONGEST_PAUSE
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(failures - 1, 10))
