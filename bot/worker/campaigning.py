"""A campaign's turn, a little at a time: counted, offered, sent at its pace, shown, ended (GATE-1, GATE-3).

Whatever one turn does stands in one transaction with its own next moment: a killed process, and another that
runs beside us, go on where it was, and nobody's copy goes out twice.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.worker import audience, campaign_copies, campaign_words, contacting
from bot.worker.campaign_copies import CAMPAIGN
from bot.worker.posting import About, Words, post, revise
from bot.worker.product import Product
from core.campaign import obstacle
from core.intent import Allowed, Intent
from core.policy import Channel
from storage import campaigns, contacts, links, staff
from storage.campaigns import Campaign, Copy, State
from storage.staff import StaffMember, StaffState

LOOKS: Final = 150
"""So many customers are looked at in one transaction: whoever writes meanwhile waits for a few hundredths of a
second."""
TRIES: Final = 50
"""So many copies are asked about in one turn, where the gate refuses one after the other."""
LOT: Final = timedelta(seconds=1)
"""Between two lots of copies."""
SHOWS: Final = timedelta(seconds=10)
"""Between two changes of its message: a group takes few a minute, and the cases need them too."""
TWICE: Final = "linked"
"""Why a customer is left out whose other chat gets it."""
FORGETS: Final = 1000
"""So many copies of a campaign that nobody approved are forgotten in one transaction."""


def check(connection: Connection, product: Product, number: int, now: datetime) -> None:
    """What its moment brings, by how it stands."""
    campaign = campaigns.by_id(connection, product.vault, number)
    if campaign is None or not campaigns.take_turn(connection, campaign, now + LOT):
        return
    member = staff.by_id(connection, product.vault, campaign.staff)
    assert member is not None
    match campaign.state:
        case State.COUNTING:
            _count(connection, product, campaign, member, now)
        case State.OFFERED:
            _expire(connection, product, campaign, now)
        case State.RUNNING:
            _send(connection, product, campaign, member, now)
        case State.STOPPED:
            _wind_up(connection, product, campaign, now)
        case State.CANCELLED | State.EXPIRED:
            _forget(connection, product, campaign, now)
        case State.DONE:
            campaigns.attend(connection, number, None)


def intent_of(product: Product, campaign: Campaign, member: StaffMember, now: datetime) -> Intent:
    """What the gate is asked for each customer: who began it, and the words as they are read."""
    text = campaign_words.as_read(product, campaign.purpose, campaign.words, now)
    return Intent(campaign.purpose, Channel.CHAT, member.actor, text)


# --- counted and offered -----------------------------------------------------------------------------------


def _count(
    connection: Connection, product: Product, campaign: Campaign, member: StaffMember, now: datetime
) -> None:
    """Some customers more; after the last of them a second person is asked."""
    intent = intent_of(product, campaign, member, now)
    found = audience.look(connection, product, intent, campaign.counted_to, now, LOOKS)
    if found.last:
        reachable = _once_each(connection, campaign.id, found.reachable)
        campaigns.add_copies(connection, campaign.id, reachable)
        twice = Counter({TWICE: len(found.reachable) - len(reachable)})
        counts = Counter(campaign.counts) + found.others + twice
        campaigns.counted(connection, campaign.id, found.last, counts)
        campaigns.attend(connection, campaign.id, now)
        return
    n = campaigns.tally(connection, campaign.id).total()
    until = now + timedelta(minutes=product.policy.contact.campaign.approve_minutes)
    words = campaign_words.offer(connection, product, campaign, n, until, now)
    message = post(connection, product, campaign.chat, words, About("notice"), now)
    campaigns.offered(connection, campaign.id, message, until, now)
    if not n:
        campaigns.end(connection, campaign.id, State.DONE, now, was=State.OFFERED)


def _once_each(
    connection: Connection, campaign: int, found: tuple[tuple[int, int], ...]
) -> tuple[tuple[int, int], ...]:
    """Two linked chats are one customer's: he gets it in the one that was looked at first (GATE-2)."""
    if not found:
        return ()
    other = links.between(connection, found[0][0], found[-1][0])
    here = {customer for customer, _ in found}

    def is_second(customer: int) -> bool:
        first = other.get(customer, customer)
        return first < customer and (first in here or campaigns.has_copy(connection, campaign, first))

    return tuple(one for one in found if not is_second(one[0]))


def _expire(connection: Connection, product: Product, campaign: Campaign, now: datetime) -> None:
    if campaign.expires_at is not None and now < campaign.expires_at:
        campaigns.attend(connection, campaign.id, campaign.expires_at)
    else:
        campaigns.end(connection, campaign.id, State.EXPIRED, now, was=State.OFFERED)


def _forget(connection: Connection, product: Product, campaign: Campaign, now: datetime) -> None:
    """Nobody got it, so nobody need be remembered for it."""
    _show(connection, product, campaign, campaign_words.standing(connection, product, campaign, {}, now), now)
    more = campaigns.discard(connection, campaign.id, FORGETS)
    campaigns.attend(connection, campaign.id, now if more else None)


# --- sent --------------------------------------------------------------------------------------------------


def _send(
    connection: Connection, product: Product, campaign: Campaign, member: StaffMember, now: datetime
) -> None:
    """The next lot, unless it is night or enough is on its way."""
    if member.state is not StaffState.ACTIVE:
        campaigns.end(connection, campaign.id, State.STOPPED, now, was=State.RUNNING)
        return
    morning = _night_until(product, campaign, now)
    if morning is not None:
        _say_how_it_stands(connection, product, campaign, now, paused_until=morning)
        campaigns.attend(connection, campaign.id, morning)
        return
    room = product.policy.contact.campaign.at_once - campaigns.how_many_out(connection)
    _send_lot(connection, product, campaign, member, room, now)
    tally = campaigns.tally(connection, campaign.id)
    if not tally["waiting"] and not tally["out"]:
        campaigns.end(connection, campaign.id, State.DONE, now, was=State.RUNNING)
        _finish(connection, product, campaign, State.DONE, now)
    elif campaign.shown_at is None or now - campaign.shown_at >= SHOWS:
        _say_how_it_stands(connection, product, campaign, now, tally=tally)


def _send_lot(
    connection: Connection,
    product: Product,
    campaign: Campaign,
    member: StaffMember,
    room: int,
    now: datetime,
) -> None:
    """Each copy gets a decision and a ticket of its own, and is judged once more as it is sent."""
    intent, after = intent_of(product, campaign, member, now), 0
    for _ in range(TRIES):
        if room <= 0:
            return
        copies = campaigns.waiting(connection, campaign.id, after, 1)
        if not copies:
            return
        (copy,) = copies
        after = copy.customer
        room -= _send_one(connection, product, campaign, member, copy, intent, now)


def _send_one(
    connection: Connection,
    product: Product,
    campaign: Campaign,
    member: StaffMember,
    copy: Copy,
    intent: Intent,
    now: datetime,
) -> bool:
    """Whether it went out."""
    if not campaign_copies.is_his(connection, product, copy):
        campaigns.refuse(connection, copy, "gate.consent_erased")
        return False
    whom = campaign_copies.whom(product, campaign, copy)
    contact, verdict, _ = contacting.decide(connection, product, member, whom, intent, now)
    if not isinstance(verdict, Allowed):
        reason = obstacle(verdict)
        if reason is not None:
            campaigns.refuse(connection, copy, reason.key)
        return False
    if not campaigns.send_out(connection, copy, contact):
        contacts.void(connection, contact)
        return False
    about = About(
        CAMPAIGN,
        customer=copy.customer,
        purpose=campaign.purpose,
        repeat="never",
        not_after=verdict.expires_at,
        alone=True,
    )
    message = post(connection, product, copy.chat, Words(intent.words), about, now)
    contacts.carried_by(connection, contact, message)
    return True


def _night_until(product: Product, campaign: Campaign, now: datetime) -> datetime | None:
    """When the night ends, while it lasts: nothing is even prepared in it (GATE-3)."""
    zone, rules = ZoneInfo(product.policy.contact.zones.chat), product.policy.contact.quiet_hours
    own = product.policy.purposes[campaign.purpose].quiet
    ends = [rule.next_end(now, zone) for rule in (rules, own) if rule is not None]
    return max(ends) if max(ends) > now else None


# --- shown and ended ---------------------------------------------------------------------------------------


def _wind_up(connection: Connection, product: Product, campaign: Campaign, now: datetime) -> None:
    """What was being sent as it was stopped comes to its end; then the numbers are the last ones."""
    campaign_copies.call_back(connection, campaign.id, now)
    if campaigns.tally(connection, campaign.id)["out"]:
        _say_how_it_stands(connection, product, campaign, now)
    else:
        _finish(connection, product, campaign, State.STOPPED, now)


def _finish(
    connection: Connection, product: Product, campaign: Campaign, state: State, now: datetime
) -> None:
    tally = campaigns.tally(connection, campaign.id)
    campaigns.keep_counts(connection, campaign.id, tally)
    ended = campaigns.by_id(connection, product.vault, campaign.id)
    assert ended is not None
    assert ended.state is state
    _say_how_it_stands(connection, product, ended, now, tally=tally)
    campaigns.attend(connection, campaign.id, None)


def _say_how_it_stands(
    connection: Connection,
    product: Product,
    campaign: Campaign,
    now: datetime,
    *,
    tally: Counter[str] | None = None,
    paused_until: datetime | None = None,
) -> None:
    counts = campaigns.tally(connection, campaign.id) if tally is None else tally
    words = campaign_words.standing(connection, product, campaign, counts, now, paused_until)
    _show(connection, product, campaign, words, now)


def _show(connection: Connection, product: Product, campaign: Campaign, words: Words, now: datetime) -> None:
    if campaign.message is not None:
        revise(connection, product, campaign.chat, campaign.message, words, About("notice"), now)
    campaigns.shown(connection, campaign.id, now)
