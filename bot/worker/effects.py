"""A decision is applied: the case, its history and everything to be said, in the decision's own transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from bot.channels.capabilities import Capabilities
from bot.channels.language import Attachment, ChatKind, MediaKind
from bot.staff import options
from bot.texts import say
from bot.worker import casecards, reaching, talking
from bot.worker.posting import About, Words, post
from bot.worker.product import Product
from bot.worker.rooms import chats_of
from core.case import (
    Case,
    Decision,
    Effect,
    Event,
    Happened,
    PostCard,
    RefreshCards,
    Room,
    TellCustomer,
    TellRoom,
)
from storage import attachments, cases, chats, history, postings

FREE_WORDS: Final = ("text", "lines", "proposal", "done", "why")
"""Arguments in which people's own words stand: a group with a stranger is not shown a text with one (SEC-3)."""
WITH_FILES: Final = "files"
"""What is remembered of a reply with files in place of its text's key: it cannot be changed afterwards."""
COMPLAINT: Final = "complaint"
"""The purpose of everything that is said about a case (CON-8)."""


@dataclass(slots=True)
class _Told:
    """What one decision has led to in the groups so far."""

    said: set[tuple[int, str]] = field(default_factory=set)
    fresh: set[int] = field(default_factory=set)
    """Chats whose card was posted by this very decision, with the reason above it."""

    def untold(self, found: tuple[int, ...], key: str) -> tuple[int, ...]:
        """A small store's one group serves many queues: it hears each thing once."""
        new = tuple(chat for chat in found if (chat, key) not in self.said)
        self.said.update((chat, key) for chat in new)
        return new


def apply(
    connection: Connection,
    product: Product,
    before: Case | None,
    decision: Decision,
    now: datetime,
    *,
    inbox_id: int | None = None,
    answered_in: int | None = None,
    typed_in: tuple[int, str] | None = None,
    evidence: Sequence[int] = (),
) -> tuple[TellCustomer, ...]:
    """Store what was decided and queue what it leads to. `evidence`: files that are the case's from now on.

    Words for the customer who is being answered right now (`answered_in` is his chat) are handed back, so
    that one turn is one message; everything else goes into the outbox.
    """
    case = decision.case
    if before is None:
        cases.insert(connection, product.vault, case)
    elif case != before:
        case = cases.save(connection, product.vault, case, before.version)
    attachments.attach_to_case(connection, product.vault, evidence, case.id, case.customer)
    history.append(connection, product.vault, case, decision.events, now, inbox_id=inbox_id)
    kept: list[TellCustomer] = []
    told = _Told()
    for effect in decision.effects:
        if isinstance(effect, TellCustomer) and answered_in == case.chat and effect.role == "notice":
            kept.append(effect)
        else:
            _do(connection, product, case, effect, now, typed_in, told)
    return tuple(kept)


def _do(
    connection: Connection,
    product: Product,
    case: Case,
    effect: Effect,
    now: datetime,
    typed_in: tuple[int, str] | None,
    told: _Told,
) -> None:
    match effect:
        case TellCustomer():
            number = tell_customer(connection, product, case, effect, now)
            if number is not None and typed_in is not None and typed_in[1] and effect.role != "notice":
                key = WITH_FILES if effect.files else effect.key
                relay = postings.Posting(*typed_in, case.id, number, postings.RELAY, {"key": key})
                postings.put(connection, product.vault, relay)
        case PostCard(room, key, args):
            why = worded(product, key, args, now) if key else ""
            for chat in told.untold(chats_of(connection, case, room), key):
                if casecards.post_card(connection, product, case, chat, why, now, personal=personal(args)):
                    told.fresh.add(chat)
        case RefreshCards():
            casecards.refresh(connection, product, case, now, besides=told.fresh)
        case TellRoom(room, key, args):
            for chat in told.untold(chats_of(connection, case, room), key):
                text = worded(product, key, args, now)
                casecards.tell(connection, product, case, chat, text, now, personal=personal(args))


def tell_customer(
    connection: Connection, product: Product, case: Case, effect: TellCustomer, now: datetime
) -> int | None:
    """Words for the customer; the choices under them are what his digits mean from now on.

    Where he may not be written to a notice is left out, and of a person's words the room hears why not: those of
    a closing, since nothing else is admitted then. The case is closed all the same.

    A person's words are never repeated when nobody knows whether they arrived: staff are asked to look.
    """
    refused = reaching.refusal(connection, product, case.chat, now)
    if refused is not None:
        if effect.role != "notice":
            for chat in chats_of(connection, case, Room.TIER):
                why = worded(product, refused.key, refused.args, now)
                text = say("delivery.closed_unheard", {"why": why}, product.local(now))
                casecards.tell(connection, product, case, chat, text, now, personal=False)
            data = {"role": effect.role, "reason": refused.key, "unknown": False}
            unheard = Event(Happened.UNDELIVERED, "bot", data, "STAFF-3")
            history.append(connection, product.vault, case, [unheard], now)
        return None
    actions = tuple(f"case:{case.id}:{choice}" for choice in effect.choices)
    rows = tuple(
        (({"do": action}, say(f"choice.{action.split(':')[2]}", {}, product.local(now))),)
        for action in actions
    )
    about = About(
        effect.role,
        case,
        purpose=COMPLAINT,
        repeat="again" if effect.role == "notice" else "never",
        satisfies=effect.satisfies,
    )
    media = tuple(_file(connection, product, one) for one in effect.files)
    words = Words(worded(product, effect.key, effect.args, now), rows, media)
    number = post(connection, product, case.chat, words, about, now)
    if actions or effect.role != "notice":
        # What a person says puts an end to the choices before it: a number answers him from now on (CON-6).
        labels = tuple(label for row in rows for _, label in row)
        talking.show_options(connection, product, case.chat, actions, labels, now)
    return number


def _file(connection: Connection, product: Product, number: int) -> Attachment:
    found = attachments.by_id(connection, product.vault, number)
    assert found is not None
    assert found.media_key is not None
    return Attachment(found.media_key, MediaKind(found.kind), found.name or found.kind, found.mime)


def capabilities(product: Product, chat: chats.Chat) -> Capabilities:
    """What can be done in that chat."""
    return product.capabilities(chat.channel, ChatKind(chat.kind))


def personal(args: Mapping[str, Any]) -> bool:
    """Whether a text with these arguments holds somebody's own words."""
    return any(args.get(name) for name in FREE_WORDS)


def worded(product: Product, key: str, args: Mapping[str, Any], now: datetime) -> str:
    """An effect's text with its arguments as people read them."""
    local = product.local(now)
    return say(key, {name: readable(product, name, value, now) for name, value in args.items()}, local)


def readable(product: Product, name: str, value: Any, now: datetime) -> Any:
    """Codes become the words people use: a tier, an option, a list."""
    policy, local = product.policy, product.local(now)
    if name in ("tier", "from_tier") and isinstance(value, int):
        return policy.tier_name(value)
    if name == "option" and value in policy.options:
        return policy.options[value].name
    if name == "changes":
        return options.changes(value, policy)
    if name == "reason":
        return say(f"delivery.reason_{value}", {}, local)
    if name == "role":
        return say(f"delivery.role_{value}", {}, local)
    if name == "text" and value == "":
        return say("case.files_only", {}, local)
    if isinstance(value, list | tuple):
        return "、".join(str(one) for one in value)
    return value
