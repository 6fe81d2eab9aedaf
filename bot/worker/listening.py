"""What a turn may know, and what the customer did, understood: everything the conversation is given."""

import re
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection

from bot.channels.capabilities import Buttons
from bot.channels.language import ChatKind, Edited, Incoming, Media, Opened, Pressed, Said
from bot.dialogue import filing
from bot.dialogue.around import Around
from bot.dialogue.said import Said as Heard
from bot.dialogue.session import Conversation, Evidence, Session
from bot.understand.identifiers import mask_text, redact_documents
from bot.understand.linking import find_code, without_code
from bot.understand.reading import Reading, read
from bot.worker import linking
from bot.worker.platforms import other_open
from bot.worker.product import Product
from core.case import Case
from storage import attachments, buttons, cases, chats, links

INVISIBLE: Final = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Marks that nobody sees and that turn the words around them: they are not passed on to anybody."""
LATEST: Final = 8
"""How many of his cases a turn looks at."""


def gather(
    connection: Connection, product: Product, chat: chats.Chat, customer: int, now: datetime
) -> Around:
    """Everything the conversation may know besides itself."""
    policy, local = product.policy, product.local(now)
    link = links.of(connection, customer)
    capabilities = product.capabilities(chat.channel, ChatKind(chat.kind))
    has_buttons = capabilities.buttons in (Buttons.INLINE, Buttons.CARD)
    is_open, window = product.timetable.is_open(now), capabilities.window
    return Around(
        now=local,
        policy=policy,
        nonce=product.random_bytes(8).hex(),
        read=partial(_read_as, product, local),
        cases=_cases(connection, product, customer, link),
        on_duty=is_open,
        opens_at=None if is_open else product.timetable.next_opening(now),
        closes_at=closes_at(product, now),
        window_hours=0 if window is None else round(window.after_message[1].total_seconds() / 3600),
        has_buttons=has_buttons,
        takes_files=capabilities.documents,
        can_edit=capabilities.edits,
        customer=customer,
        linked=linking.seen(link, product),
        linkable=other_open(product, chat.channel),
        example_model=f"{product.vehicles.brand}{product.vehicles.series[0].name}",
    )


def _cases(
    connection: Connection, product: Product, customer: int, link: links.Link | None
) -> tuple[Case, ...]:
    """His newest, in whichever of his chats they were begun."""
    people = (customer,) if link is None else (customer, link.other.customer)
    found = [
        case
        for who in people
        for case in cases.latest_of_customer(connection, product.vault, who, limit=LATEST)
    ]
    return tuple(sorted(found, key=lambda case: -case.id)[:LATEST])


def closes_at(product: Product, now: datetime) -> datetime | None:
    """When the store closes today for good; nothing where it is shut now."""
    spans = product.timetable.spans_on(product.timetable.local_day(now))
    return spans[-1][1] if product.timetable.is_open(now) else None


def _read_as(product: Product, local: datetime, text: str, asked: str | None) -> Reading:
    return read(text, local, product.vehicles, asked, product.purpose_names)


def hear(
    connection: Connection,
    product: Product,
    chat: chats.Chat,
    customer: int,
    incoming: Incoming,
    session: Session,
    ref: int,
    now: datetime,
) -> Heard:
    """What he did, understood. Numbers in free text are masked and identity papers taken out before anything
    is kept (GATE-7); a number counts only where it was asked for."""
    what = incoming.what
    text = INVISIBLE.sub("", what.text) if isinstance(what, Said | Edited) else ""
    code = find_code(text)
    kept = redact_documents(without_code(text))
    asked = session.step if session.conversation is Conversation.COMPLAINT else None
    local = product.local(now)
    reading = read(kept, local, product.vehicles, asked or None, product.purpose_names)
    if isinstance(what, Opened):
        return Heard(reading, ref=ref, opened=True)
    if isinstance(what, Pressed):
        button = buttons.find(connection, what.action, chat.id)
        return Heard(reading, ref=ref, pressed=_meaning(button, session))
    if isinstance(what, Edited):
        return Heard(reading, ref=ref, text=mask_text(kept), edited=True)
    assert isinstance(what, Said)
    media = () if what.spoken and kept != text else what.media  # papers are spoken in the recording as well
    files = tuple(_want(connection, product, chat, customer, one, ref, incoming.at, now) for one in media)
    return Heard(
        reading,
        ref=ref,
        text=mask_text(kept),
        evidence=() if what.spoken else files,
        spoken=what.spoken,
        recording=files if what.spoken else (),
        album=what.album,
        unsupported=what.unsupported,
        removed_papers=kept != without_code(text),
        code=code,
    )


STALE: Final = "stale"
"""A button of another form, or one that we never showed here."""


def _meaning(button: Any, session: Session) -> str:
    """What a tap asks for; 提交 of the form that was filed says so again."""
    if button is None:
        return STALE
    asked, form = str(button["do"]), button.get("form", session.form)
    if form == session.form:
        return asked
    return filing.AGAIN if asked == filing.SUBMIT and form == session.filed_form else STALE


def _want(
    connection: Connection,
    product: Product,
    chat: chats.Chat,
    customer: int,
    media: Media,
    ref: int,
    sent_at: datetime,
    now: datetime,
) -> Evidence:
    """The file is fetched soon; from now on it is known that it must be."""
    kind = media.kind.value
    name = mask_text(redact_documents(media.name))
    file = attachments.SentFile(
        customer, chat.id, kind, media.reference, sent_at, name, media.mime, media.size, inbox_id=ref
    )
    return Evidence(attachments.want(connection, product.vault, file, now), kind)
