"""Once a day what may not be kept any longer is removed, and the supervisors read how much it was (CON-5).

Where they have no group yet, what was removed is told once they have one.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.texts import say
from bot.worker import ledger
from bot.worker.posting import About, Words, post
from bot.worker.product import Product
from core.consent import ANY, Ledger, LedgerEvent
from core.retention import Matters, number_needed_until
from storage import cases, consents, jobs, phones, rooms

NAME: Final = "retention"
PORTION: Final = 200
"""So many numbers are looked at in one transaction."""


def begin(connection: Connection, product: Product, now: datetime) -> None:
    """The job is known; its first round is the next night's."""
    jobs.ensure(connection, NAME, _next_night(product, now))


def check(connection: Connection, product: Product, job: int, now: datetime) -> None:
    """One portion of the round: numbers that nothing needs any more go, with everything agreed for them."""
    found = jobs.by_id(connection, job)
    if found is None or found.name != NAME:
        return
    portion = phones.after(connection, found.position, PORTION)
    removed = sum(_looked_at(connection, product, one.customer, one.contact_point, now) for one in portion)
    done = found.done + removed
    if len(portion) == PORTION:
        jobs.put(connection, job, now, portion[-1].id, done)
        return
    told = not done or _report(connection, product, done, now)
    jobs.put(connection, job, _next_night(product, now), done=0 if told else done)


def _looked_at(connection: Connection, product: Product, customer: int, point: str, now: datetime) -> bool:
    events = consents.of_customer(connection, customer)
    closed, open_ones = cases.last_closed(connection, customer)
    until = number_needed_until(point, events, Matters(open_ones, closed), product.policy, now)
    if until is None or now < until:
        return False
    ended = LedgerEvent(
        seq=0,
        customer=customer,
        contact_point=point,
        purpose=ANY,
        channel=ANY,
        kind=Ledger.ERASED,
        acted_at=now,
    )
    ledger.enter(connection, product, ended, now, source=NAME)
    return phones.remove(connection, customer, now)


def _next_night(product: Product, now: datetime) -> datetime:
    """The next time of day at which it runs, on the store's clock."""
    local = product.local(now)
    at = product.policy.retention.at
    today = local.replace(hour=at.hour, minute=at.minute, second=at.second, microsecond=0)
    return today if today > local else today + timedelta(days=1)


def _report(connection: Connection, product: Product, removed: int, now: datetime) -> bool:
    """How many numbers went, and for what they had been left; whether there was anybody to tell."""
    room = rooms.room_of(connection, product.store, "supervisors")
    if room is None:
        return False
    local, purposes = product.local(now), product.policy.purposes
    found = consents.given_for_removed(connection, NAME, removed)
    each = [
        say(
            "retention.purpose", {"purpose": purposes[code].name if code in purposes else code, "n": n}, local
        )
        for code, n in found.items()
    ]
    args = {"n": removed, "purposes": "、".join(each) or say("retention.none", {}, local)}
    post(connection, product, room.chat, Words(say("retention.report", args, local)), About("notice"), now)
    return True
