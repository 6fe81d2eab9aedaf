"""What time brings about: clocks that fell due, drafts that rest too long (SLA-9)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.dialogue import draft, wording
from bot.dialogue.commands import DiscardDraft
from bot.worker import campaigning, erasing, gated, keeping, opening, overdue, reaching, silence, talking
from bot.worker.posting import About, Words, post
from bot.worker.product import Product
from storage import campaigns, cases, chats, contacts, erasure_requests, inbox, jobs, links, outbox, talks

AT_ONCE = 64


def check_talk(connection: Connection, product: Product, chat: int, now: datetime) -> list[str]:
    """A resting draft is remembered once, and gone after its days; returns files to delete."""
    found = talks.load(connection, product.vault, chat)
    if found is None:
        return []
    talk = talking.load(connection, product, chat, found.customer)
    step = draft.fall_due(talk.session, product.policy, product.zone, now)
    if step is None:
        talking.save(connection, product, talk, talk.session, now)
        return []
    if step.reply is not None and reaching.refusal(connection, product, chat, now) is None:
        words = Words(wording.join(step.reply.texts, product.local(now)))
        post(
            connection,
            product,
            chat,
            words,
            About("notice", customer=talk.customer, purpose="complaint"),
            now,
        )
    talking.save(connection, product, talk, step.session, now)
    return opening.discard(connection, product, talk) if DiscardDraft() in step.commands else []


def due_cases(connection: Connection, now: datetime) -> list[int]:
    return cases.due(connection, now, AT_ONCE)


def due_contacts(connection: Connection, now: datetime) -> list[int]:
    return contacts.due(connection, now, AT_ONCE)


def due_talks(connection: Connection, now: datetime) -> list[int]:
    return talks.due(connection, now, AT_ONCE)


def due_erasures(connection: Connection, now: datetime) -> list[int]:
    return erasure_requests.due(connection, now, AT_ONCE)


def due_jobs(connection: Connection, now: datetime) -> list[int]:
    return jobs.due(connection, now, AT_ONCE)


def due_windows(connection: Connection, now: datetime) -> list[int]:
    return chats.due(connection, now, AT_ONCE)


def due_campaigns(connection: Connection, now: datetime) -> list[int]:
    return campaigns.due(connection, now, AT_ONCE)


Look = Callable[[Connection, datetime], list[int]]
Check = Callable[[Connection, Product, int, datetime], list[str] | None]
KINDS: Final[tuple[tuple[Look, Check], ...]] = (
    (due_cases, overdue.check_case),
    (due_contacts, gated.check),
    (due_talks, check_talk),
    (due_erasures, erasing.check),
    (due_jobs, keeping.check),
    (due_windows, silence.check),
    (due_campaigns, campaigning.check),
)
"""What falls due, and what is done about one of each; a check returns media files to delete after its commit."""


def retire(connection: Connection, product: Product, now: datetime) -> bool:
    """What was handled and sent long ago leaves the queues, some at a time; whether there is more of it."""
    before = now - timedelta(days=product.policy.delivery.finished_kept_days)
    gone = inbox.retire(connection, before) + outbox.retire(connection, before)
    return bool(gone + campaigns.retire(connection, before) + links.retire(connection, before))
