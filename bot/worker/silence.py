"""A customer who is silent on a platform with a window: his cases' rooms hear of it before it closes (STAFF-3)."""

from datetime import datetime

from sqlalchemy import Connection

from bot.worker import casecards, effects, reaching
from bot.worker.overdue import caught_up
from bot.worker.product import Product
from core.case import Refused
from core.commands import NoteSilence
from core.complaint import decide
from storage import cases, chats


def check(connection: Connection, product: Product, chat: int, now: datetime) -> None:
    """The window closes soon: once for each window. Once it has closed the cards say so.

    Of a customer who may not be written to anyway nobody is told anything.
    """
    reach = reaching.reach(connection, product, chat, now)
    chats.attend(connection, chat, None if reach is None else reach.until)
    if reach is None:
        return
    for seen in cases.open_of_chat(connection, product.vault, chat):
        case = caught_up(connection, product, seen, now)
        if reach.until is None or reaching.refusal(connection, product, chat, now):
            casecards.refresh(connection, product, case, now)
            continue
        warning = NoteSilence(reach.until, reach.left)
        decision = decide(case, warning, product.policy, product.calendar, now)
        if not isinstance(decision, Refused):
            effects.apply(connection, product, case, decision, now)
