"""The deep link of an invitation: whoever opens it says `/start CODE` to the bot, which is `/join CODE`."""

import asyncio
from typing import Final

from telegram.error import TelegramError

from bot.channels.telegram.client import QuietBot
from bot.channels.telegram.settings import TelegramSettings

_PATIENCE: Final = 5.0
"""Seconds for which an invitation waits for the bot's name; it is good without its link too."""


async def link_of(settings: TelegramSettings, code: str) -> str | None:
    """`https://t.me/BOTNAME?start=CODE`; None where Telegram does not say in time what the bot is called.

    Asked anew for each invitation: the name can be changed at @BotFather.
    """
    bot = QuietBot(settings)
    try:
        async with asyncio.timeout(_PATIENCE):
            me = await bot.call("getMe")
    except (TelegramError, TimeoutError):
        return None
    finally:
        await bot.transport.shutdown()
    name = me.get("username") if isinstance(me, dict) else None
    return f"https://t.me/{name}?start={code}" if name else None
