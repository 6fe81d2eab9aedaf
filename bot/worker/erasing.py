"""A customer is forgotten: nobody may contact him from the first moment, and after a day he is gone (SAFE-5)."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.channels.language import ChatKind
from bot.dialogue.session import EraseMe, RestoreConsents, Text
from bot.worker import consenting, gated
from bot.worker.posting import About, remove
from bot.worker.product import Product
from core.consent import ANY, Ledger, LedgerEvent
from core.withdrawal import Covered
from storage import cases, chats, consents, erasure, erasure_requests, outbox, phones, suppressions
from storage.erasure_requests import Request
from storage.phones import Phone

EVERYTHING: Final = Covered(ANY, ANY, frozenset())
REASON: Final = "erased"


def request(
    connection: Connection, product: Product, customer: int, chat: int, asked: EraseMe, now: datetime
) -> Text:
    """From now on nobody may contact him; what he told us goes when the undo has passed.

    Asked twice is asked once.
    """
    standing = erasure_requests.standing(connection, customer)
    if standing is not None:
        return Text("erase.already", {"at": standing.requested_at + _undo(product)})
    phone = phones.current(connection, product.vault, customer)
    _never_again(connection, product, customer, ANY, asked.words, now)
    if asked.undo:
        consenting.offer_back(connection, product, customer, chat, asked.undo, asked.restorable, now)
    suppressed = phone is not None and _suppress(connection, product, phone, now)
    due = now + _undo(product)
    erasure_requests.put(connection, customer, chat, now, due, undo=asked.undo, suppressed=suppressed)
    open_case = next(iter(cases.open_of_customer(connection, product.vault, customer)), None)
    if open_case is not None:
        return Text("erase.requested_held", {"at": due, "number": open_case.number})
    return Text("erase.requested", {"at": due})


def take_back(connection: Connection, product: Product, customer: int, words: str, now: datetime) -> Text:
    """Within the day everything stands again as it stood: his data, and the consents that were in force."""
    standing = erasure_requests.standing(connection, customer)
    if standing is None or now >= standing.requested_at + _undo(product):
        return Text("erase.nothing_to_undo")
    erasure_requests.end(connection, standing.id, "undone", now, {})
    phone = phones.current(connection, product.vault, customer)
    if phone is not None and standing.suppressed:
        suppressions.lift(connection, phone.suppression)
    if not standing.undo:
        return Text("erase.undone")
    back = RestoreConsents(standing.undo)
    restored = consenting.restore(connection, product, customer, back, words, now)
    return Text("erase.undone_with", {"restored": restored})


def remove_number(connection: Connection, product: Product, customer: int, words: str, now: datetime) -> Text:
    """删掉我的手机号: at once, wherever he is in a talk; nothing that was agreed for it counts any more."""
    phone = phones.current(connection, product.vault, customer)
    if phone is None:
        return Text("erase.no_number")
    _never_again(connection, product, customer, phone.contact_point, words, now)
    phones.remove(connection, customer, now)
    return Text("erase.number_gone", {"at": now})


def check(connection: Connection, product: Product, number: int, now: datetime) -> list[str]:
    """What fell due of one request; returns the media files to delete afterwards.

    First what stands about him in the staff's groups is taken away, as far as the platform lets us; an hour
    later the rest goes. While a case of his is open it holds everything that the case needs.
    """
    found = erasure_requests.by_id(connection, number)
    if found is None or found.due_at is None:
        return []
    rule = product.policy.erasure
    if cases.open_of_customer(connection, product.vault, found.customer):
        erasure_requests.hold(connection, number, now + timedelta(hours=rule.look_again_hours))
        return []
    if _clear_groups(connection, product, found, now):
        erasure_requests.clear(connection, number, now + timedelta(hours=rule.clearing_hours))
        return []
    removed = erasure.shred(connection, product.vault, found.customer, now)
    erasure_requests.end(connection, number, "done", now, removed.counts)
    return list(removed.media)


def _undo(product: Product) -> timedelta:
    return timedelta(hours=product.policy.erasure.undo_hours)


def _never_again(
    connection: Connection, product: Product, customer: int, point: str, words: str, now: datetime
) -> None:
    """The ledger says so from now on, and what is on its way to him is called off (CON-8)."""
    event = LedgerEvent(
        seq=0,
        customer=customer,
        contact_point=point,
        purpose=ANY,
        channel=ANY,
        kind=Ledger.ERASED,
        acted_at=now,
    )
    consents.append(connection, product.vault, event, now, source="chat", words=words)
    gated.withdrawn(connection, product, customer, EVERYTHING, now)


def _suppress(connection: Connection, product: Product, phone: Phone, now: datetime) -> bool:
    """Whether the number is on the list because of this very request."""
    entry = phone.suppression or suppressions.digest(product.vault, phone.number)
    if suppressions.since(connection, entry) is not None:
        return False
    suppressions.put(connection, entry, now, REASON)
    return True


def _clear_groups(connection: Connection, product: Product, found: Request, now: datetime) -> int:
    """What stands about him in groups is to be taken away; how much that is. Once only."""
    if found.state == "clearing":
        return 0
    told = 0
    for message, chat in outbox.sent_about(connection, found.customer):
        place = chats.by_id(connection, product.vault, chat)
        if place.kind == ChatKind.GROUP and product.capabilities(place.channel, ChatKind.GROUP).deletes:
            remove(connection, product, chat, message, About("removal"), now)
            told += 1
    return told
