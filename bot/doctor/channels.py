"""Each real channel asked what stands between us and its platform; the sandbox has none to be wrong about."""

from bot.channels.problems import Problem
from bot.leading import Met, met
from bot.parts import CannotStart, telegram_of, wechat_of, wecom_of
from bot.settings import Settings
from storage.database import open_database
from storage.problems import DatabaseProblem


async def channel_problems(settings: Settings) -> list[Problem]:
    """The channels that the settings name."""
    return [*await _telegram(settings), *await _wechat(settings), *await _wecom(settings)]


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


async def _wecom(settings: Settings) -> list[Problem]:
    """What the server has met: to connect as the bot from here would kick it."""
    try:
        said = wecom_of(settings)
    except CannotStart as problem:
        return [Problem("wecom", str(problem), "README.md lists the settings.")]
    if said is None:
        return []
    from bot.channels.wecom.health import examined

    known = _met(settings, said.bot_id)
    return await examined(said, known.state, known.detail, serving=known.serving)


def _met(settings: Settings, bot_id: str) -> Met:
    if not settings.database_path.exists():
        return Met()
    try:
        database = open_database(settings.database_path)
    except DatabaseProblem:
        return Met()
    try:
        return database.run_sync(met, bot_id)
    except DatabaseProblem:
        return Met()  # no table yet: the first start makes it
    finally:
        database.close()


async def _no_files(_key: str) -> bytes:
    raise AssertionError("an examination sends no files")
