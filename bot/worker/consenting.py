"""Consent as it enters the ledger: answers with their number, and withdrawals with what they call off."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.dialogue.commands import KNOWN, AnswerConsents, RestoreConsents, ShowConsents, Withdraw
from bot.dialogue.reply import Listed, Text
from bot.texts import notices
from bot.worker import gated, ledger, standing
from bot.worker.calling_off import call_off
from bot.worker.product import Product
from core.consent import (
    ANY,
    Ledger,
    LedgerEvent,
    Question,
    consent_state,
    grant_is_valid_act,
    last_grant,
    valid_until,
)
from core.masking import mask_phone
from core.minors import admits
from core.notice import terms_of
from core.policy import Channel
from core.withdrawal import Covered, covers, scope_events
from storage import consents, customers, links, phones

UNDO: Final = "undo"
"""The scene of the prompt that an opt-out's receipt is."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of an answer: what he reads, and for what he may be reached by phone from now on."""

    texts: tuple[Text, ...] = ()
    by_phone: tuple[str, ...] = ()
    comes_first: bool = False
    """A receipt for the chat stands before the question for the number."""


def show(
    connection: Connection, product: Product, customer: int, chat: int, shown: ShowConsents, now: datetime
) -> None:
    """The prompt is recorded with its terms before it is sent: a grant is bound to it (CON-6)."""
    items = tuple(_item(connection, product, purpose, channel) for purpose, channel in shown.items)
    version = notices.in_use(shown.notice).version
    prompt = consents.Prompt(shown.prompt, customer, chat, shown.notice, version, items, now)
    consents.put_prompt(connection, prompt)


def _item(
    connection: Connection, product: Product, purpose: str, channel: str, contact_point: str = ""
) -> consents.PromptItem:
    """One question on today's terms, which are kept word for word beside their fingerprint (CON-7)."""
    terms = terms_of(purpose, channel, product.policy)
    consents.keep_terms(connection, terms.material_hash(), terms.canonical())
    return consents.PromptItem(purpose, channel, terms.material_hash(), contact_point)


def answer(
    connection: Connection,
    product: Product,
    customer: int,
    chat: int,
    answers: AnswerConsents,
    words: str,
    now: datetime,
) -> Entered:
    """Answers and number in one transaction (CON-1); the receipt says what was granted and what was not.

    What is for the chat needs no number. Without one the other refusals are kept and nothing else is granted.
    A prompt that is unknown, answered before, or too old grants nothing.
    """
    prompt = consents.prompt(connection, answers.prompt)
    unanswered = prompt is not None and prompt.customer == customer and prompt.answered_at is None
    if prompt is None or not unanswered:
        return Entered((Text("number.already_answered"),))
    if answers.final:
        consents.answer_prompt(connection, answers.prompt, now)
    granted = [(purpose, channel) for purpose, channel, yes in answers.answers if yes]
    minor = customers.age_group(connection, customer) if granted else None
    if not all(admits(minor, purpose, Channel(channel), product.policy) for purpose, channel in granted):
        return Entered((Text("minor.not_by_himself"),))
    if granted and not grant_is_valid_act(prompt.shown_at, now, product.policy):
        return Entered((Text("number.expired"),))
    by_phone = tuple(dict.fromkeys(purpose for purpose, channel in granted if channel != "chat"))
    phone = _number(connection, product, customer, answers.phone, now) if by_phone else None
    if by_phone and phone is None:
        return Entered((Text("number.expired"),))
    for purpose, channel, yes in answers.answers:
        point = f"chat:{chat}" if channel == "chat" else ANY if phone is None else phone.contact_point
        event = LedgerEvent(
            seq=0,
            customer=customer,
            contact_point=point,
            purpose=purpose,
            channel=channel,
            kind=Ledger.GIVEN if yes else Ledger.REFUSED,
            acted_at=now,
            prompt_shown_at=prompt.shown_at,
            notice_version=prompt.notice_version,
            material=next(i.material for i in prompt.items if (i.purpose, i.channel) == (purpose, channel)),
            valid_until=valid_until(purpose, now, product.policy, product.zone) if yes else None,
        )
        words_kept = words if yes else ""
        ledger.enter(connection, product, event, now, source="chat", words=words_kept, prompt=prompt.id)
    if not granted:
        return Entered()
    masked = "" if phone is None else mask_phone(phone.number)
    receipt = _receipt(product, answers, masked, prompt.notice_version, now)
    return Entered((receipt,), by_phone, comes_first=not answers.final)


def _number(
    connection: Connection, product: Product, customer: int, phone: str, now: datetime
) -> phones.Phone | None:
    """The number that he left now, or the one that he left before."""
    if phone == KNOWN:
        return phones.current(connection, product.vault, customer)
    return phones.add(connection, product.vault, customer, phone, now) if phone else None


def _receipt(product: Product, answers: AnswerConsents, masked: str, version: str, now: datetime) -> Text:
    """What was granted, what was not, under which notice and when (CON-9)."""
    facts = {
        "masked": masked,
        "granted": _named(product, answers, granted=True),
        "refused": _named(product, answers, granted=False),
        "version": version,
        "at": now,
    }
    return Text("number.saved" if masked else "number.saved_chat", facts)


def _named(product: Product, answers: AnswerConsents, *, granted: bool) -> Listed | Text:
    items = tuple(
        Text(
            "number.item_bare",
            {"purpose": product.policy.purposes[purpose].name, "channel": Text(f"number.channel_{channel}")},
        )
        for purpose, channel, yes in answers.answers
        if yes is granted
    )
    return Listed(items) if items else Text("number.none_refused")


def withdraw(
    connection: Connection,
    product: Product,
    customer: int,
    asked: Withdraw,
    source: str,
    now: datetime,
    chat: int | None = None,
) -> None:
    """At once and everywhere: the ledger, and what waits to be said, in this very transaction (CON-8).

    Where it ended consents, a prompt in that `chat` lets one act give back exactly those; and one in the chat that he
    linked to it, for what it ended there.
    """
    link = links.of(connection, customer)
    theirs = (
        ()
        if link is None
        else standing.in_force(connection, product, link.other.chat, link.other.customer, now)
    )
    open_now = ledger.runs_now(connection, product, customer)
    for covered in scope_events(asked.scope, open_now, product.policy):
        event = LedgerEvent(
            seq=0,
            customer=customer,
            contact_point=ANY,
            purpose=covered.purpose,
            channel=covered.channel,
            kind=Ledger.WITHDRAWN,
            acted_at=now,
            spared=covered.spared,
        )
        ledger.enter(connection, product, event, now, source=source, words=asked.words, leaving=asked.leaving)
        gated.withdrawn(connection, product, customer, covered, now)
        if covered.channel in (ANY, "chat"):
            purposes = None if covered.purpose == ANY else [covered.purpose]
            call_off(connection, product, customer, purposes, ("", *covered.spared), now)
    if asked.undo and chat is not None:
        offer_back(connection, product, customer, chat, asked.undo, asked.restorable, now)
    if link is not None and chat is not None:
        left_there = standing.in_force(connection, product, link.other.chat, link.other.customer, now)
        ended = tuple(one for one in theirs if one not in left_there)
        nonce = product.random_bytes(8).hex()
        if ended:
            offer_back(connection, product, link.other.customer, link.other.chat, nonce, ended, now)


def left(connection: Connection, product: Product, customer: int, chat: int, now: datetime) -> None:
    """He blocked or unfollowed us: that chat is withdrawn, for everything. It is no word about another chat of his,
    where what he waits for goes on; offers end there, too (CON-8, GATE-8)."""
    event = LedgerEvent(
        seq=0,
        customer=customer,
        contact_point=f"chat:{chat}",
        purpose=ANY,
        channel=Channel.CHAT.value,
        kind=Ledger.WITHDRAWN,
        acted_at=now,
    )
    ledger.enter(connection, product, event, now, source="blocked")
    gated.withdrawn(connection, product, customer, Covered(ANY, event.channel, frozenset()), now)
    call_off(connection, product, customer, None, ("",), now)


def offer_back(
    connection: Connection,
    product: Product,
    customer: int,
    chat: int,
    nonce: str,
    ended: Iterable[Question],
    now: datetime,
) -> None:
    """The receipt of what ended these consents is the prompt by which one act gives them back (CON-6)."""
    items = tuple(_item(connection, product, one.purpose, one.channel, one.contact_point) for one in ended)
    consents.put_prompt(connection, consents.Prompt(nonce, customer, chat, UNDO, "", items, now))


def restore(
    connection: Connection, product: Product, customer: int, asked: RestoreConsents, words: str, now: datetime
) -> Text:
    """What an opt-out ended is in force again, to the day it would have ended on anyway; nothing else is.

    The receipt of the opt-out is the prompt: it is answered once, while it is fresh (CON-6), and a withdrawal
    made after it outranks it. `but`: what stays stopped.
    """
    prompt = (
        consents.prompt(connection, asked.prompt)
        if asked.prompt
        else consents.latest_prompt(connection, customer, UNDO)
    )
    if (
        prompt is None
        or prompt.customer != customer
        or not grant_is_valid_act(prompt.shown_at, now, product.policy)
        or not consents.answer_prompt(connection, prompt.nonce, now)
    ):
        return Text("consents.nothing_to_restore")
    events = consents.of_customer(connection, customer)
    minor = customers.age_group(connection, customer)
    stays = scope_events(asked.but, (), product.policy)
    restored = []
    for item in prompt.items:
        question = Question(item.contact_point, item.purpose, item.channel)
        before = last_grant(events, question)
        if before is None or any(covers(one, item.purpose, item.channel) for one in stays):
            continue
        if item.purpose not in product.policy.purposes:
            continue
        if not admits(minor, item.purpose, Channel(item.channel), product.policy):
            continue
        again = replace(
            before, seq=sys.maxsize, kind=Ledger.RENEWED, acted_at=now, prompt_shown_at=prompt.shown_at
        )
        if not consent_state((*events, again), question, item.material, now).is_given:
            continue
        ledger.enter(connection, product, again, now, source="chat", words=words, prompt=prompt.id)
        name = product.policy.purposes[item.purpose].name
        restored.append(
            Text("number.item_bare", {"purpose": name, "channel": Text(f"number.channel_{item.channel}")})
        )
    if not restored:
        return Text("consents.nothing_to_restore")
    return Text("consents.restored", {"items": Listed(tuple(restored)), "at": now})
