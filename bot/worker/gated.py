"""What carries a ticket is judged again as it is sent, and followed until its outcome is known (GATE-1, GATE-7)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.channels.language import Body, Message
from bot.texts import say
from bot.worker import campaign_copies, campaigns, casecards, contacting, disclosures
from bot.worker.campaign_copies import CAMPAIGN
from bot.worker.contact_facts import gather, whom
from bot.worker.contacting import MESSAGE, REVEAL
from bot.worker.posting import About, Words, post, remove
from bot.worker.product import Product
from bot.worker.rooms import chats_of
from core.case import Case, Room
from core.gate import authorize
from core.intent import Denied, Intent
from core.masking import as_dialled
from core.policy import Channel
from core.withdrawal import Covered, covers
from storage import cases, contacts, staff
from storage.contacts import Contact

ROLES: Final = (REVEAL, MESSAGE, CAMPAIGN)
OUTCOMES: Final = ("reached", "missed", "refused")


def judged_again(
    connection: Connection, product: Product, message: int, role: str, body: Body, now: datetime
) -> Body | None:
    """What may be sent now: the number itself for a reveal, the words for the customer; None for nothing.

    A clerk whose ticket is not good any more reads why instead of the number.
    """
    contact = contacts.by_message(connection, message)
    if role == CAMPAIGN:
        return campaign_copies.judged_again(connection, product, contact, body, now)
    case = _case(connection, product, contact)
    member = staff.by_id(connection, product.vault, contact.staff) if contact is not None else None
    if (
        contact is None
        or case is None
        or member is None
        or not contact.is_live
        or not isinstance(body, Message)
    ):
        return None
    if contact.expires_at is None or now >= contact.expires_at:
        return None
    words = body.text if role == MESSAGE else ""
    intent = Intent(contact.purpose, Channel(contact.channel), member.actor, words)
    known = gather(connection, product, member, whom(case), intent, now, besides=contact.id)
    verdict = authorize(intent, known.facts, product.policy, now)
    if isinstance(verdict, Denied):
        contacts.void(connection, contact.id)
        if role == MESSAGE:
            _tell_room(connection, product, case, contacting.denial(product, verdict, now), now)
            return None
        return Message(contacting.denial(product, verdict, now))
    if role == MESSAGE or known.phone is None:
        return body if role == MESSAGE else None
    word = contacts.word_of(connection, product.vault, contact)
    text = contacting.reveal_text(
        product, case, contact.purpose, as_dialled(known.phone.number), word, contact.expires_at, now
    )
    return replace(body, text=text)


def settled(
    connection: Connection,
    product: Product,
    message: int,
    state: str,
    role: str,
    now: datetime,
    reason: str = "",
) -> None:
    """It went out, or may have: a contact was made. It surely did not: the attempt is given back."""
    contact = contacts.by_message(connection, message)
    if contact is None or state in ("queued", "held"):
        return
    if role == CAMPAIGN:
        campaign_copies.settled(connection, contact, state, reason, now)
    elif state == "failed":
        fell_through(connection, product, message, role, now)
    elif role == MESSAGE:
        contacts.shown(connection, contact.id, now, None)
    elif contacts.shown(connection, contact.id, now, contact.expires_at):
        _ask_outcome(connection, product, contact, now)


def fell_through(
    connection: Connection, product: Product, message: int, role: str, now: datetime, reason: str = ""
) -> None:
    """The ticket ended before it was used, or its message was refused; whoever asked for it hears so."""
    contact = contacts.by_message(connection, message)
    if contact is not None and role == CAMPAIGN:
        campaign_copies.fell_through(connection, contact, reason)
        return
    case = _case(connection, product, contact)
    if contact is None or case is None or not contact.is_live:
        return
    contacts.void(connection, contact.id)
    _tell_room(
        connection,
        product,
        case,
        say("contact.fell_through", {"code": contact.staff_code}, product.local(now)),
        now,
    )


# --- after it was shown --------------------------------------------------------------------------------------


def check(connection: Connection, product: Product, number: int, now: datetime) -> None:
    """A shown number is taken away when its time is over; then the clerk is asked until he says what came of it."""
    contact = contacts.by_id(connection, number)
    if contact is None or contact.shown_at is None:
        contacts.attend(connection, number, None)
        return
    rule = product.policy.contact.outcome
    if contact.expires_at is not None and contact.due_at == contact.expires_at:
        _take_away(connection, product, contact, now)
        first = contact.shown_at + timedelta(minutes=rule.again_minutes)
        contacts.attend(connection, number, None if contact.outcome else max(first, now))
    elif contact.outcome or not _ask_outcome(connection, product, contact, now):
        contacts.attend(connection, number, None)
    else:
        contacts.attend(connection, number, now + timedelta(hours=rule.then_hours))


def withdrawn(
    connection: Connection, product: Product, customer: int, covered: Covered, now: datetime
) -> None:
    """The customer said stop: tickets not used yet are void, and numbers that still stand somewhere go (CON-8).

    It is the last line of his ledger already.
    """
    disclosures.withdrawn(connection, product, customer, covered, now)
    for contact in contacts.live_of_customer(connection, customer):
        if not covers(covered, contact.purpose, contact.channel):
            continue
        if contact.is_live:
            contacts.void(connection, contact.id)
            campaign_copies.withdrawn(connection, contact.id)
        elif contact.expires_at is not None and now < contact.expires_at:
            _take_away(connection, product, contact, now)
            _tell_clerk(connection, product, contact, "contact.withdrawn_meanwhile", now)
            contacts.attend(connection, contact.id, now)


def left(connection: Connection, product: Product, member: staff.StaffMember, now: datetime) -> None:
    """A leaver's tickets are void, and what still stands on his screen is taken away (SEC-4)."""
    campaigns.stop_of_leaver(connection, product, member.id, now)
    for contact in contacts.live_of_staff(connection, member.id):
        if contact.is_live:
            contacts.void(connection, contact.id)
        elif contact.expires_at is not None and now < contact.expires_at and contact.message is not None:
            _remove(connection, product, contact, member.chat, now)
        contacts.attend(connection, contact.id, None)


def _take_away(connection: Connection, product: Product, contact: Contact, now: datetime) -> None:
    member = staff.by_id(connection, product.vault, contact.staff)
    if member is not None:
        _remove(connection, product, contact, member.chat, now)


def _remove(
    connection: Connection, product: Product, contact: Contact, chat: int | None, now: datetime
) -> None:
    if chat is not None and contact.message is not None and contact.channel != Channel.CHAT:
        remove(connection, product, chat, contact.message, About("removal"), now)


def _ask_outcome(connection: Connection, product: Product, contact: Contact, now: datetime) -> bool:
    """What came of it, under three buttons; whether there was somebody to ask."""
    member = staff.by_id(connection, product.vault, contact.staff)
    case = _case(connection, product, contact)
    if member is None or member.chat is None or case is None:
        return False
    local = product.local(now)
    row = tuple(
        ({"contact": contact.id, "outcome": outcome}, say(f"contact.outcome_{outcome}", {}, local))
        for outcome in OUTCOMES
    )
    args = {"number": case.number, "purpose": product.policy.name_of(contact.purpose)}
    words = Words(say("contact.ask_outcome", args, local), (row,))
    post(connection, product, member.chat, words, About("outcome"), now)
    return True


def _tell_clerk(connection: Connection, product: Product, contact: Contact, key: str, now: datetime) -> None:
    member = staff.by_id(connection, product.vault, contact.staff)
    case = _case(connection, product, contact)
    if member is not None and member.chat is not None and case is not None:
        words = Words(say(key, {"number": case.number}, product.local(now)))
        post(connection, product, member.chat, words, About("notice"), now)


def _tell_room(connection: Connection, product: Product, case: Case, text: str, now: datetime) -> None:
    for chat in chats_of(connection, case, Room.TIER):
        casecards.tell(connection, product, case, chat, text, now)


def _case(connection: Connection, product: Product, contact: Contact | None) -> Case | None:
    if contact is None or contact.case is None:
        return None
    return cases.by_id(connection, product.vault, contact.case)
