"""Two chats of one person, linked by his own act: what a no in one of them means in the other (CON-1, CON-8).

Customers, keys and ledgers are never merged. A grant is for one contact point and stays where it was given; a no is
his, whichever chat he says it in.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from core.consent import ANY, Ledger, LedgerEvent
from core.minors import Minor
from core.policy import Policy


def copied(
    event: LedgerEvent, into: int, running: frozenset[str], *, leaving: bool = False
) -> LedgerEvent | None:
    """The entry as the ledger of his other chat has it, done when it was done; None for what stays where it is. CON-8.

    Who left one chat, or had its data deleted, says by that that he wants no offers: neither in the other. What
    runs there (`running`) goes on, since it is there that he waits for it. `leaving`: he has just asked for that. A
    number of his that was deleted says nothing of another. Any other no holds for every number and chat of his.
    """
    if event.kind.is_positive or _is_of_a_number(event):
        return None
    spared = event.spared | running if leaving or _is_leaving(event) else event.spared
    kind = Ledger.WITHDRAWN if event.kind is Ledger.ERASED else event.kind
    return replace(event, seq=0, customer=into, contact_point=ANY, kind=kind, spared=spared)


def unknown_there(
    ours: Iterable[LedgerEvent], theirs: Iterable[LedgerEvent], into: int, running: frozenset[str]
) -> tuple[LedgerEvent, ...]:
    """Every no of one ledger that the other does not hold yet, in its order: what linking enters there. CON-8.

    What came from there, or went there when the two were linked before, is not entered once more: it would stand
    behind what he agreed to since.
    """
    held = {_act(event) for event in theirs if not event.kind.is_positive}
    in_order = sorted(ours, key=lambda event: event.seq)
    found = (copied(event, into, running) for event in in_order if _act(event) not in held)
    return tuple(event for event in found if event is not None)


def stricter(one: Minor | None, other: Minor | None) -> Minor | None:
    """What two chats of one person say of his age, taken together: the younger. CON-13."""
    said = {one, other}
    return Minor.CHILD if Minor.CHILD in said else Minor.TEEN if Minor.TEEN in said else None


def free_from(times: Iterable[datetime], at_most: int, policy: Policy, now: datetime) -> datetime | None:
    """From when on one more is allowed, where so many within the policy's hours are the most; None: now. CON-6.

    The first instant at which the oldest of them is so many hours old is allowed.
    """
    within = timedelta(hours=policy.linking.per_hours)
    recent = sorted(at for at in times if now - at < within)
    return None if len(recent) < at_most else recent[-at_most] + within


def _is_of_a_number(event: LedgerEvent) -> bool:
    return event.kind is Ledger.ERASED and event.contact_point != ANY


def _is_leaving(event: LedgerEvent) -> bool:
    """He blocked one chat, or had everything of one deleted: what he said no to is that chat, not a purpose."""
    left = event.contact_point.startswith("chat:") and event.purpose == ANY
    return left or event.kind is Ledger.ERASED


def _act(event: LedgerEvent) -> tuple[str, str, datetime]:
    """What makes two entries the same act of his, in whichever ledger they stand."""
    return event.purpose, event.channel, event.acted_at
