"""What came of a call, as the clerk reports it; a refusal on the phone counts as one in the chat (GATE-5, GATE-7)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.texts import say
from bot.worker import gated, ledger, reaching
from bot.worker.posting import About, Words, post
from bot.worker.product import Product
from core.consent import ANY, Ledger, LedgerEvent
from core.withdrawal import Covered
from storage import cases, contacts
from storage.contacts import Contact
from storage.staff import StaffMember


def reported(
    connection: Connection, product: Product, member: StaffMember, pressed: Mapping[str, Any], now: datetime
) -> str:
    """The button's answer is kept once; the sentence for the clerk."""
    local = product.local(now)
    contact = contacts.by_id(connection, int(pressed["contact"]))
    if contact is None or contact.staff != member.id:
        return say("contact.not_yours", {}, local)
    outcome = str(pressed["outcome"])
    if not contacts.report(connection, contact.id, outcome, now):
        return say("contact.reported_already", {}, local)
    if outcome == "refused":
        _refused(connection, product, contact, now)
    return say(f"contact.reported_{outcome}", {"purpose": product.policy.name_of(contact.purpose)}, local)


def _refused(connection: Connection, product: Product, contact: Contact, now: datetime) -> None:
    """He said no on the phone: that purpose is stopped on every way, and he is told in the chat that it was."""
    event = LedgerEvent(
        seq=0,
        customer=contact.customer,
        contact_point=ANY,
        purpose=contact.purpose,
        channel=ANY,
        kind=Ledger.REFUSED,
        acted_at=now,
    )
    ledger.enter(connection, product, event, now, source="call")
    gated.withdrawn(connection, product, contact.customer, Covered(contact.purpose, ANY, frozenset()), now)
    case = cases.by_id(connection, product.vault, contact.case) if contact.case is not None else None
    if case is None or reaching.refusal(connection, product, case.chat, now) is not None:
        return
    args = {"purpose": product.policy.name_of(contact.purpose), "at": now, "code": contact.staff_code}
    words = Words(say("contact.refused_on_phone", args, product.local(now)))
    about = About("notice", customer=contact.customer, purpose=reaching.COMPLAINT)
    post(connection, product, case.chat, words, about, now)
