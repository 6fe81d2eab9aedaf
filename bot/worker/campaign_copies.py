"""One customer's copy of a campaign: judged again as it is sent, and counted by what became of it (GATE-1)."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.channels.language import Body, Message
from bot.worker.contact_facts import Whom, gather, recall
from bot.worker.product import Product
from core.campaign import obstacle
from core.gate import authorize
from core.intent import Denied, Intent
from core.policy import Channel
from storage import campaigns, chats, contacts, staff, unsaid
from storage.campaigns import Campaign, Copy, CopyState, State
from storage.contacts import Contact

CAMPAIGN: Final = "campaign"
"""The role of a customer's copy in the outbox."""
WITHDRAWN: Final = "gate.consent_withdrawn"


def whom(product: Product, campaign: Campaign, copy: Copy) -> Whom:
    return Whom(
        campaign.store,
        copy.customer,
        copy.chat,
        grounds=recall(product, campaign.purpose, campaign.created_at),
    )


def is_his(connection: Connection, product: Product, copy: Copy) -> bool:
    """Whether the chat is still that customer's: one who was forgotten has none."""
    return chats.by_id(connection, product.vault, copy.chat).customer_id == copy.customer


def judged_again(
    connection: Connection, product: Product, contact: Contact | None, body: Body, now: datetime
) -> Body | None:
    """The words if they may be sent at this moment; nothing for whoever said stop, or once it was stopped."""
    copy = None if contact is None else campaigns.copy_of(connection, contact.id)
    campaign = None if copy is None else campaigns.by_id(connection, product.vault, copy.campaign)
    member = None if contact is None else staff.by_id(connection, product.vault, contact.staff)
    if contact is None or copy is None or campaign is None or member is None:
        return None
    if not contact.is_live or not isinstance(body, Message):
        return None
    if campaign.state is not State.RUNNING or contact.expires_at is None or now >= contact.expires_at:
        _back(connection, contact)
        return None
    intent = Intent(contact.purpose, Channel(contact.channel), member.actor, body.text)
    known = gather(
        connection, product, member, whom(product, campaign, copy), intent, now, besides=contact.id
    )
    verdict = authorize(intent, known.facts, product.policy, now)
    if not isinstance(verdict, Denied):
        return body
    reason = obstacle(verdict)
    if reason is None:
        _back(connection, contact)
    else:
        _come_to(connection, contact, CopyState.REFUSED, reason.key)
    return None


def settled(connection: Connection, contact: Contact, state: str, reason: str, now: datetime) -> None:
    """The platform has it, or surely has it not, or nobody knows. What came to nothing gives its place in the
    week back."""
    if state == "sent":
        contacts.shown(connection, contact.id, now, None)
        campaigns.settle(connection, contact.id, CopyState.SENT)
    elif state == "unknown":
        contacts.shown(connection, contact.id, now, None)
        campaigns.settle(connection, contact.id, CopyState.UNKNOWN)
    elif state == "failed":
        _come_to(connection, contact, CopyState.FAILED, reason)


def fell_through(connection: Connection, contact: Contact, reason: str) -> None:
    """It was not sent: a ticket that ended in the queue is asked for anew; what cannot be sent is not."""
    if reason == "expired":
        _back(connection, contact)
    else:
        _come_to(connection, contact, CopyState.FAILED, reason)


def withdrawn(connection: Connection, contact: int) -> None:
    """The customer said stop while it was on its way."""
    campaigns.settle(connection, contact, CopyState.REFUSED, WITHDRAWN)


def held(connection: Connection, chat: int, now: datetime) -> None:
    """The platform's window closed before it: it does not wait for his next word, which is about something else."""
    for message in unsaid.give_up(connection, chat, CAMPAIGN, "window_closed", now):
        contact = contacts.by_message(connection, message)
        if contact is not None:
            _come_to(connection, contact, CopyState.HELD, "")


def call_back(connection: Connection, campaign: int, now: datetime) -> None:
    """What waits on the road is not sent, and counts as never gone out; what is being sent comes to its end."""
    for number in campaigns.out(connection, campaign):
        contact = contacts.by_id(connection, number)
        if (
            contact is not None
            and contact.message is not None
            and unsaid.drop(connection, contact.message, "stopped", now)
        ):
            _back(connection, contact)


def _back(connection: Connection, contact: Contact) -> None:
    contacts.void(connection, contact.id)
    campaigns.settle(connection, contact.id, CopyState.WAITING)


def _come_to(connection: Connection, contact: Contact, state: CopyState, reason: str) -> None:
    contacts.void(connection, contact.id)
    campaigns.settle(connection, contact.id, state, reason)
