"""Each real channel asked what stands between us and its platform; the sandbox has none to be wrong about."""

from bot.channels.problems import Problem
from bot.doctor.groups import groups_of
from bot.doctor.running import told_by_the_server
from bot.leading import Met, met
from bot.parts import CannotStart, telegram_of, wechat_of, wecom_of
from bot.settings import Settings
from storage.database import open_database
from storage.problems import DatabaseProblem


async def channel_problems(settings: Settings) -> list[Problem]:
    """The channels that the settings name; what only a running server can meet is asked of that server."""
    if not settings.channels:
        return []
    found = [*await _telegram(settings), *await _wechat(settings), *await _wecom(settings)]
    return [*found, *(one for one in await told_by_the_server(settings) if one not in found)]


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
        return await channel.examined(groups_of(settings, channel.name))
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
    """Tried by connecting, where no server has the bot's connection; else what that one has met."""
    try:
        said = wecom_of(settings)
    except CannotStart as problem:
        return [Problem("wecom", str(problem), "README.md lists the settings.")]
    if said is None:
        return []
    from bot.channels.wecom.health import examined

    known = _met(settings, said.bot_id)
    return await examined(said, known.state, known.detail, lambda: _met(settings, said.bot_id).serving)


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
