"""A customer is forgotten: nobody may contact him from the first moment, and after a day he is gone (SAFE-5)."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.channels.language import ChatKind
from bot.dialogue import wording
from bot.dialogue.commands import EraseMe, RestoreConsents
from bot.dialogue.reply import Text
from bot.understand.privacy import Ask, read_privacy
from bot.understand.words import Word, read_words
from bot.worker import consenting, gated, ledger, parting, standing
from bot.worker.platforms import shown
from bot.worker.posting import About, Words, post, remove
from bot.worker.product import Product
from core.case import Case
from core.consent import ANY, Ledger, LedgerEvent, Question
from core.masking import mask_phone
from core.withdrawal import Covered
from storage import cases, chats, consents, erasure, erasure_requests, links, outbox, phones, suppressions
from storage.erasure_requests import Request
from storage.links import Side
from storage.phones import Phone

EVERYTHING: Final = Covered(ANY, ANY, frozenset())
REASON: Final = "erased"


def request(
    connection: Connection, product: Product, customer: int, chat: int, asked: EraseMe, now: datetime
) -> Text:
    """From now on nobody may contact him; what he told us goes when the undo has passed.

    Asked twice is asked once. A link ends with it: what he is in his other chat stays, unless he wants `both` gone.
    """
    link = links.of(connection, customer)
    if link is None:
        return _request(connection, product, customer, chat, asked, now)
    if not asked.both:
        told = _request(connection, product, customer, chat, asked, now)
        parting.part(connection, product, link, now)
        return told
    parting.part(connection, product, link, now)
    _there_too(connection, product, link.other, asked.words, now)
    told = _request(connection, product, customer, chat, asked, now)
    return Text("erase.both", {"told": told, "other": shown(link.other_channel)})


def _there_too(connection: Connection, product: Product, other: Side, words: str, now: datetime) -> None:
    """The same in his other chat, where he reads of it and may take it back by itself."""
    ended = standing.in_force(connection, product, other.chat, other.customer, now)
    nonce = product.random_bytes(8).hex() if ended else ""
    asked = EraseMe(words, ended, nonce)
    told = _request(connection, product, other.customer, other.chat, asked, now)
    if chats.by_id(connection, product.vault, other.chat).closed_at is None:
        text = wording.join((told,), product.local(now))
        post(connection, product, other.chat, Words(text), About("notice", customer=other.customer), now)


def _request(
    connection: Connection, product: Product, customer: int, chat: int, asked: EraseMe, now: datetime
) -> Text:
    before = erasure_requests.standing(connection, customer)
    if before is not None:
        return Text("erase.already", {"at": before.requested_at + _undo(product)})
    phone = phones.current(connection, product.vault, customer)
    ended = asked.restorable or _stopped_by_asking(connection, product, customer)
    undo = (asked.undo or product.random_bytes(8).hex()) if ended else ""
    _never_again(connection, product, customer, ANY, asked.words, now)
    if undo:
        consenting.offer_back(connection, product, customer, chat, undo, ended, now)
    suppressed = phone is not None and _suppress(connection, product, phone, now)
    due = now + _undo(product)
    erasure_requests.put(connection, customer, chat, now, due, undo=undo, suppressed=suppressed)
    held = _held(connection, product, customer)
    if held:
        return Text("erase.requested_held", {"at": due, "number": held[0].number})
    return Text("erase.requested", {"at": due})


def _stopped_by_asking(connection: Connection, product: Product, customer: int) -> tuple[Question, ...]:
    """What his asking to be forgotten has stopped already, before he confirmed it (CON-8): where nothing was said
    of consent since. What he stopped in other words stays stopped, whatever he takes back."""
    prompt = consents.latest_prompt(connection, customer, consenting.UNDO)
    said = consents.of_customer(connection, customer)
    if prompt is None or not said:
        return ()
    last = said[-1]
    if last.kind.is_positive or last.acted_at != prompt.shown_at:
        return ()
    words = consents.words_of(connection, product.vault, last.seq)
    if Word.ERASE not in read_words(words) and read_privacy(words) is not Ask.ERASE:
        return ()
    return tuple(Question(item.contact_point, item.purpose, item.channel) for item in prompt.items)


def take_back(connection: Connection, product: Product, customer: int, words: str, now: datetime) -> Text:
    """Within the day everything stands again as it stood: his data, and the consents that were in force."""
    before = erasure_requests.standing(connection, customer)
    if before is None:
        return Text("erase.nothing_to_undo")
    if now >= before.requested_at + _undo(product):
        return Text("erase.undo_is_over")
    erasure_requests.end(connection, before.id, "undone", now, {})
    phone = phones.current(connection, product.vault, customer)
    if phone is not None and before.suppressed:
        suppressions.lift(connection, phone.suppression)
    if not before.undo:
        return Text("erase.undone")
    back = RestoreConsents(before.undo)
    restored = consenting.restore(connection, product, customer, back, words, now)
    return Text("erase.undone_with", {"restored": restored})


def remove_number(connection: Connection, product: Product, customer: int, words: str, now: datetime) -> Text:
    """删掉我的手机号: at once, wherever he is in a talk; nothing that was agreed for it counts any more. The very
    number goes from his other chat, too; of another that he left there he is told."""
    link = links.of(connection, customer)
    phone = phones.current(connection, product.vault, customer)
    theirs = None if link is None else phones.current(connection, product.vault, link.other.customer)
    for one in (phone, theirs):
        if one is not None and (one is phone or (phone is not None and one.index == phone.index)):
            _never_again(connection, product, one.customer, one.contact_point, words, now)
            phones.remove(connection, one.customer, now)
    stays = theirs is not None and (phone is None or theirs.index != phone.index)
    if link is not None and theirs is not None and stays:
        there = {"other": shown(link.other_channel), "masked": mask_phone(theirs.number)}
        key = "erase.number_there" if phone is None else "erase.number_gone_here"
        return Text(key, {"at": now, **there})
    return Text("erase.no_number") if phone is None else Text("erase.number_gone", {"at": now})


def check(connection: Connection, product: Product, number: int, now: datetime) -> list[str]:
    """What fell due of one request; returns the media files to delete afterwards.

    First what stands about him in the staff's groups is taken away, as far as the platform lets us; an hour
    later the rest goes. While a case of his is open it holds everything that the case needs.
    """
    found = erasure_requests.by_id(connection, number)
    if found is None or found.due_at is None:
        return []
    rule = product.policy.erasure
    if _held(connection, product, found.customer):
        erasure_requests.hold(connection, number, now + timedelta(hours=rule.look_again_hours))
        return []
    if _clear_groups(connection, product, found, now):
        erasure_requests.clear(connection, number, now + timedelta(hours=rule.clearing_hours))
        return []
    removed = erasure.shred(connection, product.vault, found.customer, now)
    erasure_requests.end(connection, number, "done", now, removed.counts)
    return list(removed.media)


def _held(connection: Connection, product: Product, customer: int) -> list[Case]:
    """His open cases that need what he told us. That he once left a number needs nothing any more: it goes."""
    every = cases.open_of_customer(connection, product.vault, customer)
    return [case for case in every if case.reason != "number"]


def _undo(product: Product) -> timedelta:
    return timedelta(hours=product.policy.erasure.undo_hours)


def _never_again(
    connection: Connection, product: Product, customer: int, point: str, words: str, now: datetime
) -> None:
    """The ledger says so from now on, and what is on its way to him is called off (CON-8)."""
    event = LedgerEvent(
        seq=0,
        customer=customer,
        contact_point=point,
        purpose=ANY,
        channel=ANY,
        kind=Ledger.ERASED,
        acted_at=now,
    )
    ledger.enter(connection, product, event, now, source="chat", words=words)
    gated.withdrawn(connection, product, customer, EVERYTHING, now)


def _suppress(connection: Connection, product: Product, phone: Phone, now: datetime) -> bool:
    """Whether the number is on the list because of this very request."""
    entry = phone.suppression or suppressions.digest(product.vault, phone.number)
    if suppressions.since(connection, entry) is not None:
        return False
    suppressions.put(connection, entry, now, REASON)
    return True


def _clear_groups(connection: Connection, product: Product, found: Request, now: datetime) -> int:
    """What stands about him in groups is to be taken away; how much that is. Once only."""
    if found.state == "clearing":
        return 0
    told = 0
    for message, chat in outbox.sent_about(connection, found.customer):
        place = chats.by_id(connection, product.vault, chat)
        if place.kind == ChatKind.GROUP and product.capabilities(place.channel, ChatKind.GROUP).deletes:
            remove(connection, product, chat, message, About("removal"), now)
            told += 1
    return told
