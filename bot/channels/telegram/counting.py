"""How many are in a group, and which of the people we look for are among them."""

import asyncio
from typing import Final

from telegram.error import BadRequest

from bot.channels.language import MemberCount
from bot.channels.telegram.client import QuietBot
from bot.channels.telegram.membership import is_inside
from bot.channels.telegram.operations import made_id, number
from bot.channels.telegram.request import not_telegrams

_AT_A_TIME: Final = 5
_OURSELVES: Final = 1


async def count(bot: QuietBot, chat: int, asked: MemberCount) -> tuple[str, ...]:
    """The number, then everybody of `among` who is inside; no more are asked for than are unaccounted for."""
    found = await bot.call("getChatMemberCount", chat_id=chat)
    counted = made_id({"count": found}, "count")
    missing = int(counted) - asked.seen - _OURSELVES
    inside: list[str] = []
    for at in range(0, len(asked.among), _AT_A_TIME):
        if len(inside) >= missing:
            break
        some = asked.among[at : at + _AT_A_TIME]
        answers = await asyncio.gather(*(_is_member(bot, chat, number(person)) for person in some))
        inside += [person for person, is_there in zip(some, answers, strict=True) if is_there]
    return (counted, *inside)


async def _is_member(bot: QuietBot, chat: int, person: int) -> bool:
    """Telegram refuses to speak of somebody who never was in the group: that is a no."""
    try:
        member = await bot.call("getChatMember", chat_id=chat, user_id=person)
    except BadRequest:
        return False
    if not isinstance(member, dict) or "status" not in member:
        raise not_telegrams()
    return is_inside(member)
