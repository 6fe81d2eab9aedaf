"""A case follows its customer to the chat in which he writes about it: answers go there, and to no other."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.worker import casecards, effects, outcomes
from bot.worker.platforms import shown
from bot.worker.product import Product
from bot.worker.rooms import chats_of
from core.case import Case, Room
from storage import cases, chats, unsaid


def follow(connection: Connection, product: Product, case: Case, chat: int, now: datetime) -> Case:
    """The case as it is spoken of in this chat, his own or the one that he linked to it. Its people are told; what
    waits for his word in the other chat waits there, and they know how much it is."""
    if case.chat == chat:
        return case
    there = case.chat
    case = cases.save(connection, product.vault, replace(case, chat=chat), case.version)
    waiting = unsaid.how_many(connection, case.id, there, outcomes.SPOKEN)
    args = {"here": shown(chats.by_id(connection, product.vault, chat).channel), "n": waiting}
    key = "linked_case.moved_waiting" if waiting else "linked_case.moved"
    for room in chats_of(connection, case, Room.TIER):
        text = effects.worded(product, key, args, now)
        casecards.tell(connection, product, case, room, text, now, personal=False)
    casecards.refresh(connection, product, case, now)
    return case
