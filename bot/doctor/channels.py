"""Each real channel asked what stands between us and its platform; the sandbox has none to be wrong about."""

from bot.channels.problems import Problem
from bot.parts import CannotStart, telegram_of, wechat_of
from bot.settings import Settings


async def channel_problems(settings: Settings) -> list[Problem]:
    """The channels that the settings name."""
    return [*await _telegram(settings), *await _wechat(settings)]


async def _telegram(settings: Settings) -> list[Problem]:
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


async def _wechat(settings: Settings) -> list[Problem]:
    try:
        said = wechat_of(settings)
    except CannotStart as problem:
        return [Problem("wechat", str(problem), "README.md lists the settings.")]
    if said is None:
        return []
    from bot.channels.wechat.channel import WeChatChannel

    channel = WeChatChannel(said, _no_files)
    try:
        return await channel.examined()
    finally:
        await channel.close()


async def _no_files(_key: str) -> bytes:
    raise AssertionError("an examination sends no files")
