"""The cards of a case in the groups: posted once a room, kept up to date, hidden from strangers."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.channels.language import Attachment, ChatKind, MediaKind, Message, Revision, ThreadOpening
from bot.channels.wire import body_from_json
from bot.staff.cards import Card, Surroundings, card, thread_name
from bot.texts import say
from bot.worker import reaching
from bot.worker.platforms import shown
from bot.worker.posting import About, Words, post, put, revise, waiting
from bot.worker.product import Product
from bot.worker.rooms import chats_of, is_entitled, is_home
from core.case import Case, Kind, Room
from storage import attachments, cards, cases, chats, links, outbox, postings, rooms


def belongs(connection: Connection, product: Product, case: Case) -> tuple[int, ...]:
    """The groups in which its card must stand: where it is handled, and complaints at the observers' too."""
    found = chats_of(connection, case, Room.TIER)
    if case.kind is Kind.COMPLAINT and product.policy.observers.told_of_every_complaint:
        found += chats_of(connection, case, Room.OBSERVERS)
    return tuple(dict.fromkeys(found))


def post_card(
    connection: Connection,
    product: Product,
    case: Case,
    chat: int,
    why: str,
    now: datetime,
    *,
    personal: bool = True,
) -> bool:
    """The case appears in that group, in a topic of its own where the group has topics, with its evidence.

    A room that has its card already is told why again, and the card is brought up to date. `personal`: the reason
    holds words of somebody's. Whether the card is new.
    """
    local = product.local(now)
    if _stands(connection, case, chat):
        if why:
            tell(connection, product, case, chat, why, now, personal=personal)
        refresh(connection, product, case, now)
        return False
    if chats.by_id(connection, product.vault, chat).topics:
        put(connection, product, chat, ThreadOpening(thread_name(case, local)), About("thread", case), now)
    shown = _card(connection, product, case, chat, now, why, personal=personal)
    reason = {"why": why, "personal": personal} if why else {}
    about = About("card", case, in_thread=True, data=reason)
    post(connection, product, chat, _words(connection, product, shown, case, chat, local), about, now)
    show_evidence(connection, product, case, chat, now)
    return True


def _stands(connection: Connection, case: Case, chat: int) -> bool:
    """Whether the case has its card in that group, or will have it soon."""
    return any(one.chat == chat for one in cards.cards_of(connection, case.id))


def refresh(
    connection: Connection,
    product: Product,
    case: Case,
    now: datetime,
    besides: Collection[int] = (),
    *,
    anew: bool = False,
) -> None:
    """Every card of the case shows how it stands now; twenty changes while a group is full are sent once.

    A card that nobody has read yet keeps the reason that stands above it. Those in the chats `besides` were posted
    just now, as they are.
    `anew`: also those that read the same, since what may be shown there has changed.
    """
    local = product.local(now)
    for one in cards.cards_of(connection, case.id):
        if one.chat in besides:
            continue
        why, is_personal = _unread_reason(connection, product, one)
        shown = _card(connection, product, case, one.chat, now, why, personal=is_personal)
        words = _words(connection, product, shown, case, one.chat, local)
        about = About("card_update", case)
        chat = chats.by_id(connection, product.vault, one.chat)
        if product.capabilities(chat.channel, ChatKind.GROUP).edits:
            revise(connection, product, one.chat, one.id, words, about, now, anew=anew)
        elif anew:
            _shown_again(connection, product, case, one.chat, words, now)
        elif _has_moved_on(connection, product, one.id, shown, words):
            # Without buttons it is of use only where it was tapped: that it is closed is told in words.
            revise(connection, product, one.chat, one.id, words, about, now, worth=bool(shown.buttons))


def _shown_again(
    connection: Connection, product: Product, case: Case, chat: int, words: Words, now: datetime
) -> None:
    """What may be shown there has changed, on a platform that cannot change what was sent: with a stranger there it
    is too late, and without one the whole card comes anew."""
    if not rooms.strangers(connection, chat):
        post(connection, product, chat, words, About("card", case, in_thread=True), now)


def _has_moved_on(connection: Connection, product: Product, target: int, shown: Card, words: Words) -> bool:
    """Whether the card that stands there says something else of how the case stands, or offers something else. That
    an hour has passed is no reason to say it all again."""
    body = outbox.latest_body(connection, product.vault, target)
    if body is None:
        return True
    latest = body_from_json(body)
    message = latest.message if isinstance(latest, Revision) else latest
    if not isinstance(message, Message):
        return True
    labels = [action.label for row in message.actions for action in row]
    return labels != [label for row in words.rows for _, label in row] or not all(
        line in message.text for line in shown.standing
    )


def _unread_reason(connection: Connection, product: Product, one: cards.Card) -> tuple[str, bool]:
    """Why a card that still waits is being posted, and whether that holds words of somebody's."""
    kept = None if one.sent else postings.find(connection, product.vault, one.chat, waiting(one.id))
    data = {} if kept is None else kept.data
    return data.get("why", ""), data.get("personal", True)


def tell(
    connection: Connection,
    product: Product,
    case: Case,
    chat: int,
    text: str,
    now: datetime,
    *,
    personal: bool = True,
    hint: str = "",
) -> int:
    """A text in the case's thread, under its short code. What is not `personal` is said before strangers, too: a
    deadline or a refusal that nobody can read helps nobody (SEC-3)."""
    local = product.local(now)
    if case.is_open and chat in belongs(connection, product, case) and not _stands(connection, case, chat):
        post_card(connection, product, case, chat, "", now)  # an earlier one did not arrive
    bare = say("card.told_bare", {"code": case.short_code}, local) if personal else None
    words = Words(say("card.told", {"code": case.short_code, "text": text}, local), bare=bare, hint=hint)
    return post(connection, product, chat, words, About("notice", case, in_thread=True), now)


def show_evidence(connection: Connection, product: Product, case: Case, chat: int, now: datetime) -> None:
    """The files that are here already, as one album; the rest follows as it arrives."""
    stored = [
        Attachment(one.media_key, MediaKind(one.kind), one.name or one.kind, one.mime)
        for one in attachments.of_case(connection, product.vault, case.id)
        if one.state is attachments.FileState.STORED and one.media_key
    ]
    if not stored:
        return
    local = product.local(now)
    args: Mapping[str, Any] = {"code": case.short_code, "n": len(stored)}
    words = Words(
        say("card.files", args, local), media=tuple(stored), bare=say("card.files_bare", args, local)
    )
    post(connection, product, chat, words, About("notice", case, in_thread=True), now)


def _card(
    connection: Connection,
    product: Product,
    case: Case,
    chat: int,
    now: datetime,
    why: str,
    *,
    personal: bool = True,
) -> Card:
    home = is_home(connection, case, chat)
    link = links.of(connection, case.customer)
    people = (case.customer,) if link is None else (case.customer, link.other.customer)
    earlier = [
        one for who in people for one in cases.latest_of_customer(connection, product.vault, who, limit=6)
    ]
    earlier.sort(key=lambda one: -one.id)
    around = Surroundings(
        evidence=sum(
            one.state is not attachments.FileState.DELETED
            for one in attachments.of_case(connection, product.vault, case.id)
        ),
        earlier=tuple(one.number for one in earlier if one.id < case.id),
        elsewhere=not home,
        foreign=not home and not is_entitled(connection, case, chat),
        why_here=why,
        why_is_personal=personal,
        linked=_linked(connection, product, case, link),
        reach=reaching.reach(connection, product, case.chat, now) if home and case.is_open else None,
    )
    return card(case, product.policy, around, product.local(now))


def _linked(
    connection: Connection, product: Product, case: Case, link: links.Link | None
) -> tuple[str, str] | None:
    if link is None or not case.is_open:
        return None
    here = chats.by_id(connection, product.vault, case.chat).channel
    own = chats.by_id(connection, product.vault, link.own.chat).channel
    return shown(own if case.chat == link.other.chat else link.other_channel), shown(here)


def _words(
    connection: Connection, product: Product, shown: Card, case: Case, chat: int, local: datetime
) -> Words:
    """The card with its buttons; where one message has no room for all, the last ones can still be typed."""
    at = chats.by_id(connection, product.vault, chat)
    most = product.capabilities(at.channel, ChatKind.GROUP).card_buttons
    buttons = shown.buttons
    while most is not None and sum(len(row) for row in buttons) > most:
        buttons = buttons[:-1]
    rows = tuple(
        tuple(({"verb": verb.value, "case": case.id}, say(f"verb.{verb.value}", {}, local)) for verb in row)
        for row in buttons
    )
    return Words(shown.text, rows, bare=shown.bare)
