"""How the bot stands in the groups of staff, as Telegram tells it: for `doctor`."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.channels.problems import Problem
from bot.channels.telegram.client import QuietBot
from bot.channels.telegram.health import PRIVACY, WHERE, asked, problem
from bot.channels.telegram.settings import TelegramSettings

_ADMIN: Final = ("administrator", "creator")
_HERE: Final = (*_ADMIN, "member", "restricted")


async def examined(bot: QuietBot, settings: TelegramSettings, groups: Mapping[str, str]) -> list[Problem]:
    """What Telegram says of us, and of our place in each group; `groups` names the queues of each chat.

    Where the bot is an administrator its privacy mode does not matter.
    """
    found = await asked(bot, settings)
    if not groups or any(one.fatal and one is not PRIVACY for one in found):
        return found
    deaf = PRIVACY in found
    told = await asyncio.gather(*(_in_group(bot, chat, queues, deaf=deaf) for chat, queues in groups.items()))
    return [*(one for one in found if one is not PRIVACY), *(one for each in told for one in each)]


async def _in_group(bot: QuietBot, chat: str, queues: str, *, deaf: bool) -> list[Problem]:
    me = int(bot.token.partition(":")[0])
    try:
        member = await bot.call("getChatMember", chat_id=int(chat), user_id=me)
    except ChatMigrated:
        return []  # the next message is told where it has moved to, and `serve` follows
    except (BadRequest, Forbidden):
        return [_gone(queues)]
    except TelegramError as error:
        return [problem(error)]
    return _standing(member if isinstance(member, dict) else {}, queues, deaf=deaf)


def _standing(member: Mapping[str, Any], queues: str, *, deaf: bool) -> list[Problem]:
    status = member.get("status")
    if status not in _HERE:
        return [_gone(queues)]
    if status not in _ADMIN:
        hears = " and hears only commands and replies to it" if deaf else ""
        return [
            Problem(
                WHERE,
                f"The bot is no administrator in the group of {queues}: it is not told who leaves, opens no topics"
                f"{hears}.",
                "Make it an administrator of the group, with the rights to manage topics and to delete messages.",
            )
        ]
    if member.get("can_manage_topics") is False:
        return [
            Problem(
                WHERE,
                f"The bot may not manage topics in the group of {queues}: cases stand in reply threads there.",
                "Give it the right to manage topics, if the group has topics.",
                fatal=False,
            )
        ]
    return []


def _gone(queues: str) -> Problem:
    first = queues.partition(",")[0]
    return Problem(
        WHERE,
        f"The bot is not in the group of {queues} any more.",
        f"Add it again as an administrator, or run `queue code {first}` and bind another group.",
    )
