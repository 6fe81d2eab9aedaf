"""Each real channel asked what stands between us and its platform."""

from bot.channels.problems import Problem
from bot.parts import CannotStart, telegram_of
from bot.settings import Settings


async def channel_problems(settings: Settings) -> list[Problem]:
    """The channels that the settings name; the sandbox has no platform to be wrong about."""
    try:
        said = telegram_of(settings)
    except CannotStart as problem:
        return [Problem("telegram", str(problem), "README.md lists the settings.")]
    if said is None:
        return []
    from bot.channels.telegram.channel import TelegramChannel

    channel = TelegramChannel(said, _no_files)
    try:
        return await channel.problems()
    finally:
        await channel.close()


async def _no_files(_key: str) -> bytes:
    raise AssertionError("an examination sends no files")
