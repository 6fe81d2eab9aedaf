"""A leak was reported: the supervisors get every reveal and disclosure of that customer's number (SAFE-3)."""

from datetime import datetime

from sqlalchemy import Connection

from bot.texts import say
from bot.worker import casecards
from bot.worker.product import Product
from bot.worker.records import EVER, given
from bot.worker.rooms import chats_of
from core.case import Case, Room
from storage import contacts, links


def report(connection: Connection, product: Product, case: Case, now: datetime) -> None:
    """Who saw the number, when, for what, and what he said came of it: by staff code, never with the number."""
    local = product.local(now)
    people = links.people(connection, case.customer)
    found = [one for who in people for one in contacts.of_customer(connection, who, EVER)]
    lines = [
        say(
            "incident.line",
            {
                "at": one.shown_at or one.decided_at,
                "code": one.staff_code,
                "way": say(f"number.channel_{one.channel}", {}, local),
                "purpose": product.policy.purposes[one.purpose].name
                if one.purpose in product.policy.purposes
                else one.purpose,
                "outcome": say(
                    f"contact.outcome_{one.outcome}" if one.outcome else "incident.unreported", {}, local
                ),
            },
            local,
        )
        for one in found
    ]
    outside = [
        say("disclosure.line", {**one.recipient, "at": one.at, "who": one.who}, local)
        for one in given(connection, product, case.customer)
    ]
    key = "incident.accesses" if lines or outside else "incident.none"
    args = {
        "number": case.number,
        "n": len(lines),
        "lines": "\n".join(lines) or say("incident.nobody_saw", {}, local),
        "outside": say("incident.outside", {"n": len(outside), "lines": "\n".join(outside)}, local)
        if outside
        else say("incident.not_outside", {}, local),
    }
    text = say(key, args, local)
    for chat in chats_of(connection, case, Room.OBSERVERS):
        casecards.tell(connection, product, case, chat, text, now)
