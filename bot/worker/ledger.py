"""The one way into the consent ledger: a grant stands where it was given, a no in every chat of his (CON-1, CON-8)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.worker import gated
from bot.worker.calling_off import call_off
from bot.worker.product import Product
from core.consent import ANY, LedgerEvent
from core.linking import copied, unknown_there
from core.policy import Channel
from core.withdrawal import Covered, running, spared_by_stop
from storage import cases, consents, links

LINKED: Final = "linked"
"""The road by which an entry came that he made in his other chat."""


def enter(
    connection: Connection,
    product: Product,
    event: LedgerEvent,
    now: datetime,
    *,
    source: str,
    words: str = "",
    prompt: int | None = None,
    evidence: str | None = None,
    leaving: bool = False,
) -> LedgerEvent:
    """At the end of his ledger; a no takes effect in the chat that he linked to this one, in the same transaction.
    `leaving`: what he says no to is this chat, and what runs in the other goes on."""
    entered = consents.append(
        connection, product.vault, event, now, source=source, words=words, prompt=prompt, evidence=evidence
    )
    link = None if event.kind.is_positive else links.of(connection, event.customer)
    if link is not None:
        on_going = _goes_on(connection, product, event.customer)
        copy = copied(event, link.other.customer, on_going, leaving=leaving)
        if copy is not None:
            _carry_over(connection, product, (copy,), now)
    return entered


def join(connection: Connection, product: Product, one: int, other: int, now: datetime) -> None:
    """Two customers are one person from now on: every no of each counts for both, from the day it was said on."""
    ledgers = {who: consents.of_customer(connection, who) for who in (one, other)}
    on_going = _goes_on(connection, product, one)
    for ours, theirs in ((one, other), (other, one)):
        noes = unknown_there(ledgers[ours], ledgers[theirs], theirs, on_going)
        _carry_over(connection, product, noes, now)


def runs_now(connection: Connection, product: Product, customer: int) -> frozenset[str]:
    """The service purposes of what is open of his, in whichever of his chats."""
    open_ones = [
        case
        for one in links.people(connection, customer)
        for case in cases.open_of_customer(connection, product.vault, one)
    ]
    return running(open_ones, product.policy)


def _goes_on(connection: Connection, product: Product, customer: int) -> frozenset[str]:
    """What leaving one chat spares in the other: as 退订, complaints, recalls and the services that run."""
    return spared_by_stop(runs_now(connection, product, customer), product.policy)


def _carry_over(connection: Connection, product: Product, noes: Iterable[LedgerEvent], now: datetime) -> None:
    for event in noes:
        consents.append(connection, product.vault, event, now, source=LINKED)
        covered = Covered(event.purpose, event.channel, event.spared)
        gated.withdrawn(connection, product, event.customer, covered, now)
        if event.channel in (ANY, Channel.CHAT):
            purposes = None if event.purpose == ANY else [event.purpose]
            call_off(connection, product, event.customer, purposes, ("", *event.spared), now)
