"""A customer links his chats on two platforms, and parts them again: codes, the question, receipts (CON-1, CON-6).

Nobody else can do it for him, and nothing is guessed: a code is given in one chat, used up in the other, and only the
answer to the question that it leads to there makes them one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.channels.capabilities import Buttons
from bot.dialogue import linking, wording
from bot.dialogue.around import Linked
from bot.dialogue.commands import AnswerLink, SendLinkCode
from bot.dialogue.reply import Choice, Listed, Text
from bot.texts import say
from bot.worker import erasing, ledger, parting, standing
from bot.worker.effects import capabilities
from bot.worker.parting import tell_rooms
from bot.worker.platforms import OTHER, name_of, other_open, shown
from bot.worker.posting import About, Words, post
from bot.worker.product import Product
from core.consent import Question
from core.linking import free_from, stricter
from core.minors import Minor
from storage import cases, chats, codes, customers, erasure_requests, links
from storage.chats import Chat
from storage.links import Link, Side


@dataclass(frozen=True, slots=True)
class Said:
    """What he reads; with choices it stands alone in its message."""

    text: Text
    choices: tuple[Choice, ...] = ()


def seen(link: Link | None, product: Product) -> Linked | None:
    """The link as the conversation may know it."""
    return None if link is None else Linked(name_of(link.other_channel), product.local(link.since))


def give_code(connection: Connection, product: Product, customer: int, chat: int, now: datetime) -> Said:
    """A code to send in the other chat: single use, and soon over."""
    here = chats.by_id(connection, product.vault, chat).channel
    other = other_open(product, here)
    refused = _not_now(connection, customer)
    if refused is not None:
        return Said(refused)
    if not other:
        return Said(Text("linking.one_platform", {"here": shown(here)}))
    rule = product.policy.linking
    given = links.issued(connection, customer, now - timedelta(hours=rule.per_hours))
    wait = free_from(given, rule.codes_at_most, product.policy, now)
    if wait is not None:
        return Said(Text("linking.too_many_codes", {"at": wait}))
    code = codes.new_code(product.random_bytes)
    until = now + timedelta(hours=rule.code_hours)
    links.issue(connection, product.vault, code, Side(customer, chat), now, until)
    args = {"other": shown(other), "store": product.policy.store.name, "code": code, "until": until}
    return Said(Text("linking.code", args))


def take_code(
    connection: Connection,
    product: Product,
    customer: int,
    chat: int,
    sent: SendLinkCode,
    nonce: str,
    now: datetime,
) -> Said:
    """The code is used up, and he is asked; or one sentence, the same for every code that is not good any more."""
    rule = product.policy.linking
    tries = links.tries(connection, customer, now - timedelta(hours=rule.per_hours))
    wait = free_from(tries, rule.tries_at_most, product.policy, now)
    if wait is not None:
        return Said(Text("linking.too_many_tries", {"at": wait}))
    refused = _not_now(connection, customer)
    if refused is not None:
        return Said(refused)
    issuer = links.sent(connection, product.vault, sent.code, now)
    here = chats.by_id(connection, product.vault, chat)
    if issuer is not None and issuer.customer == customer:
        return Said(Text("linking.same_chat", {"other": shown(OTHER[name_of(here.channel)])}))
    there = None if issuer is None else chats.by_id(connection, product.vault, issuer.chat)
    if (
        issuer is None
        or there is None
        or not _go_together(here, there)
        or _not_now(connection, issuer.customer)
    ):
        links.tried(connection, customer, now)
        return Said(Text("linking.unusable"))
    until = links.ask(connection, product.vault, sent.code, chat, nonce)
    args = {"here": shown(here.channel), "other": shown(there.channel), "until": until}
    return Said(Text("linking.offer", args), linking.choices(nonce))


def _go_together(here: Chat, there: Chat) -> bool:
    """Two chats on two platforms of one store."""
    return here.store == there.store and OTHER.get(name_of(here.channel)) == name_of(there.channel)


def answer(
    connection: Connection, product: Product, customer: int, chat: int, said: AnswerLink, now: datetime
) -> tuple[Text, ...]:
    """His yes to that very question links them, while the code is good; both chats are told."""
    asked = links.asked(connection, said.nonce)
    if asked is None or asked.sent_in != chat or now >= asked.expires_at:
        return (Text("linking.gone"),)
    links.answer(connection, said.nonce, linked=said.yes)
    if not said.yes:
        return (Text("linking.declined"),)
    if _not_now(connection, customer) or _not_now(connection, asked.issuer.customer):
        return (Text("linking.gone"),)
    return _link(connection, product, Side(customer, chat), asked.issuer, now)


def end(connection: Connection, product: Product, customer: int, chat: int, now: datetime) -> Text:
    """At once, from either side; the other chat is told, too."""
    link = links.of(connection, customer)
    if link is None:
        return Text("linking.none")
    parting.part(connection, product, link, now)
    here = chats.by_id(connection, product.vault, chat).channel
    args = {"at": now, "other": shown(here)}
    _tell(connection, product, link.other, (Text("linking.ended_elsewhere", args),), now)
    return Text("linking.ended", {**args, "other": shown(link.other_channel)})


def _link(
    connection: Connection, product: Product, here: Side, there: Side, now: datetime
) -> tuple[Text, ...]:
    """Every no counts for both from now on; each chat reads what that has ended there, and every room of his who
    he is."""
    before = {side: _in_force(connection, product, side, now) for side in (here, there)}
    links.put(connection, here, there, now)
    ledger.join(connection, product, here.customer, there.customer, now)
    _same_age(connection, product, here.customer, there.customer, now)
    for side, other in ((here, there), (there, here)):
        for case in cases.open_of_customer(connection, product.vault, side.customer):
            tell_rooms(connection, product, case, "linked_case.linked", side.chat, other.chat, now)
    ended = {side: before[side] - _in_force(connection, product, side, now) for side in before}
    names = {side: shown(chats.by_id(connection, product.vault, side.chat).channel) for side in before}
    told = Text("linking.linked_elsewhere", {"at": now, "other": names[here]})
    _tell(connection, product, there, (told, *_stopped(product, ended[there])), now)
    return (
        Text("linking.linked", {"at": now, "other": names[there]}),
        *_stopped(product, ended[here]),
    )


def _not_now(connection: Connection, customer: int) -> Text | None:
    """Why he can be linked to nobody; None where he can."""
    link = links.of(connection, customer)
    if link is not None:
        return Text("linking.already", {"other": shown(link.other_channel), "since": link.since})
    if erasure_requests.standing(connection, customer) is not None:
        return Text("linking.while_erasing")
    return None


def _same_age(connection: Connection, product: Product, one: int, other: int, now: datetime) -> None:
    """What he said of his age in one chat is said of him (CON-13)."""
    ages = {who: customers.age_group(connection, who) for who in (one, other)}
    younger = stricter(ages[one], ages[other])
    for who, age in ages.items():
        if age is not younger:
            customers.put_age_group(connection, who, younger)
            if younger is Minor.CHILD:
                erasing.remove_number(connection, product, who, "", now)


def _in_force(connection: Connection, product: Product, side: Side, now: datetime) -> set[Question]:
    return set(standing.in_force(connection, product, side.chat, side.customer, now))


def _stopped(product: Product, ended: set[Question]) -> tuple[Text, ...]:
    """What he had agreed to here, and said no to there."""
    if not ended:
        return ()
    items = (
        Text(
            "number.item_bare",
            {
                "purpose": product.policy.purposes[one.purpose].name,
                "channel": Text(f"number.channel_{one.channel}"),
            },
        )
        for one in sorted(ended, key=lambda one: (one.purpose, one.channel))
    )
    return (Text("linking.stopped", {"items": Listed(tuple(items))}),)


def _tell(
    connection: Connection, product: Product, side: Side, texts: tuple[Text, ...], now: datetime
) -> None:
    """The receipt in the chat in which he did not act; nothing where he has left it. A button is shown only where it
    is no number: numbers there mean what was asked there (CON-6)."""
    place = chats.by_id(connection, product.vault, side.chat)
    if place.closed_at is not None:
        return
    local = product.local(now)
    button = ({"do": linking.UNLINK}, say("choice.unlink", {}, local))
    has_buttons = capabilities(product, place).buttons in (Buttons.INLINE, Buttons.CARD)
    rows = ((button,),) if has_buttons and links.of(connection, side.customer) is not None else ()
    words = Words(wording.join(texts, local), rows)
    post(connection, product, side.chat, words, About("notice", customer=side.customer), now)
