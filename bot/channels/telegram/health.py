"""What is wrong between us and Telegram, as far as it can be known from here."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError, TimedOut

from bot.channels.problems import Problem
from bot.channels.telegram.client import QuietBot
from bot.channels.telegram.outcomes import brief
from bot.channels.telegram.request import not_telegrams
from bot.channels.telegram.settings import TelegramSettings

WHERE = "telegram"
_PATIENCE = 5.0
"""Seconds in which Telegram must have told what it knows of us."""
_FRESH = 30.0
"""For so many seconds an answer is repeated instead of asking Telegram again (`/readyz` asks often)."""

_REFUSED = Problem(
    WHERE,
    "Telegram refuses the bot's token.",
    "Copy the token from @BotFather into YINUO_TELEGRAM__TOKEN and restart.",
)
_TWO_POLLERS = Problem(
    WHERE,
    "Another program fetches this bot's updates at the same time.",
    "Stop the other program, or give it a bot of its own.",
)
PRIVACY = Problem(
    WHERE,
    "The bot's privacy mode is on: where it is no administrator it does not hear what staff write.",
    "Make the bot an administrator of each staff group, or switch the mode off (/setprivacy at @BotFather).",
    fatal=False,
)


@dataclass
class Health:
    """What receiving met last. `fault` is `None` while all is well."""

    fault: Problem | None = None
    _last: tuple[float, list[Problem]] | None = field(default=None, repr=False)

    def met(self, error: TelegramError) -> None:
        """Receiving failed like this."""
        self.fault = problem(error)

    def well(self) -> None:
        """Receiving works."""
        self.fault = None

    async def problems(
        self, bot: QuietBot, settings: TelegramSettings, clock: Callable[[], float]
    ) -> list[Problem]:
        """All faults, each once; what Telegram says of us is asked anew at most every 30 seconds."""
        if self._last is None or clock() - self._last[0] >= _FRESH:
            self._last = (clock(), await asked(bot, settings))
        found = self._last[1]
        met = [self.fault] if self.fault is not None and self.fault not in found else []
        return [*met, *found]


def problem(error: TelegramError) -> Problem:
    """A failure of ours with Telegram, said to the operator."""
    match error:
        case InvalidToken():
            return _REFUSED
        case Conflict():
            return _TWO_POLLERS
        case BadRequest():
            return Problem(
                WHERE,
                f"Telegram refuses the set-up: {brief(error)}.",
                "Check YINUO_TELEGRAM__WEBHOOK_URL: a public https address that Telegram can reach.",
            )
        case _:
            return Problem(
                WHERE,
                f"Telegram cannot be reached ({brief(error)}).",
                "Check the network, YINUO_TELEGRAM__BASE_URL and YINUO_TELEGRAM__PROXY.",
            )


async def asked(bot: QuietBot, settings: TelegramSettings) -> list[Problem]:
    """What Telegram says of us and of our webhook. Changes nothing."""
    try:
        async with asyncio.timeout(_PATIENCE):
            me = _object(await bot.call("getMe"))
            hook = _object(await bot.call("getWebhookInfo"))
    except TimeoutError:
        return [problem(TimedOut("no answer in time"))]
    except TelegramError as error:
        return [problem(error)]
    found = _webhook_problems(hook, settings)
    return found if me.get("can_read_all_group_messages") else [*found, PRIVACY]


def _object(result: Any) -> dict[str, Any]:
    if not isinstance(result, dict):
        raise not_telegrams()
    return result


def _webhook_problems(hook: dict[str, Any], settings: TelegramSettings) -> list[Problem]:
    url, waiting = hook.get("url", ""), hook.get("pending_update_count", 0)
    if settings.mode == "polling":
        if not url:
            return []
        return [
            Problem(
                WHERE,
                "Telegram delivers this bot's updates to a webhook, but the mode is polling.",
                "Start `serve`, which removes the webhook, or set YINUO_TELEGRAM__MODE=webhook.",
            )
        ]
    if not url:
        return [Problem(WHERE, "The webhook is not registered.", "Start `serve`, which registers it.")]
    if url != settings.webhook_url:
        return [
            Problem(
                WHERE,
                "Telegram delivers this bot's updates to another address.",
                "Start `serve` here, and stop the program that registered the other address.",
            )
        ]
    if hook.get("last_error_message") and waiting:
        return [
            Problem(
                WHERE,
                f"Telegram's last delivery failed, {waiting} updates wait.",
                "Check that YINUO_TELEGRAM__WEBHOOK_URL leads to this server from outside.",
                fatal=False,
            )
        ]
    return []
