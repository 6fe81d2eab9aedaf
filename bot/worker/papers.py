"""Papers about one customer, made as they are sent and kept nowhere: the record as it stands then (CON-9)."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from bot.channels.language import Attachment, MediaKind
from bot.documents.typesetting import set_pdf
from bot.texts import notices, say
from bot.worker import mydata, origins
from bot.worker.product import Product
from core.consent import LedgerEvent, Question, consent_state, last_grant, questions_of
from core.consent_record import Answered, consent_record
from core.masking import mask_phone
from core.notice import terms_of
from core.policy import PurposeClass
from storage import consents, disclosures, phones

PREFIX: Final = "paper"


FILES: Final = {
    "record": ("consent-record.jsonld", "application/ld+json"),
    "mydata_data": ("my-data.json", "application/json"),
}
"""Papers that are data, by kind: name and type. All others are set as PDF, under a Chinese name."""


def attachment(product: Product, kind: str, customer: int, now: datetime) -> Attachment:
    """The paper as something to be sent; what it says is found out as it goes."""
    key = f"{PREFIX}:{kind}:{customer}:{now.isoformat()}"
    if kind in FILES:
        return Attachment(key, MediaKind.DOCUMENT, *FILES[kind])
    return Attachment(
        key, MediaKind.DOCUMENT, say(f"paper.name_{kind}", {}, product.local(now)), "application/pdf"
    )


def is_paper(media_key: str) -> bool:
    """Whether an attachment's key names a paper and not a stored file."""
    return media_key.startswith(f"{PREFIX}:")


def content(connection: Connection, product: Product, media_key: str) -> tuple[str, dict[str, Any]]:
    """What is to be set, and the data for it. Raises `LookupError` for a customer who is gone."""
    _, kind, customer, made = media_key.split(":", 3)
    if kind.startswith("mydata"):
        return kind, mydata.readable(connection, product, int(customer), datetime.fromisoformat(made))
    answered = tuple(_answered(connection, product, int(customer), datetime.fromisoformat(made)))
    at = datetime.fromisoformat(made)
    record = consent_record(int(customer), answered, product.policy, at)
    if kind == "record":
        return kind, record
    return kind, _authorisation(connection, product, int(customer), answered, record, at)


def rendered(kind: str, data: dict[str, Any]) -> bytes:
    """The paper itself. Takes its time: not for the event loop."""
    if kind in FILES:
        return json.dumps(data, ensure_ascii=False, indent=2).encode()
    return set_pdf(kind, data)


def _answered(connection: Connection, product: Product, customer: int, now: datetime) -> Iterator[Answered]:
    events = consents.of_customer(connection, customer)
    roads = origins.of_customer(connection, customer)
    for question in questions_of(events):
        if question.purpose not in product.policy.purposes:
            continue
        today = terms_of(question.purpose, question.channel, product.policy)
        grant = last_grant(events, question)
        kept = None if grant is None else consents.terms_behind(connection, grant.material)
        about = tuple(event for event in events if event.covers(question))
        yield Answered(
            question,
            consent_state(events, question, today.material_hash(), now),
            json.loads(kept or today.canonical()),
            about,
            "" if grant is None else notices.of_version(grant.notice_version).wording_hash,
            {event.seq: roads[event.seq] for event in about},
        )


def _authorisation(
    connection: Connection,
    product: Product,
    customer: int,
    answered: tuple[Answered, ...],
    record: dict[str, Any],
    now: datetime,
) -> dict[str, Any]:
    """Everything as it is read: Chinese, on the store's clock, the number masked (GATE-7)."""
    local, store = product.local(now), product.policy.store
    phone = phones.current(connection, product.vault, customer)
    shared = [
        product.policy.purposes[one.question.purpose].name
        for one in answered
        if one.state.is_given
        and product.policy.purposes[one.question.purpose].purpose_class is PurposeClass.THIRD_PARTY
    ]
    versions = sorted(
        {event.notice_version for one in answered for event in one.events if event.notice_version}
    )
    fingerprint = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
    return {
        "store": {"name": store.name, "address": store.address, "phone": store.phone},
        "number": f"{store.id}-{customer}-{local:%Y%m%d}",
        "made": origins.moment(local, local),
        "what": say("paper.no_phone", {}, local)
        if phone is None
        else say("paper.phone", {"masked": mask_phone(phone.number)}, local),
        "third_parties": _third_parties(connection, product, customer, shared, local),
        "answers": [_answer(product, one, local) for one in answered],
        "notices": "、".join(versions) or say("paper.no_notice", {}, local),
        "fingerprint": fingerprint,
    }


def _third_parties(
    connection: Connection, product: Product, customer: int, shared: list[str], local: datetime
) -> str:
    """To whom it may be given now, and how often it was given to anybody (CON-10)."""
    said = (
        say("paper.shared", {"names": "、".join(shared)}, local)
        if shared
        else say("paper.not_shared", {}, local)
    )
    given = disclosures.of_customer(connection, customer)
    if not given:
        return said
    names = "、".join(dict.fromkeys(one.recipient["name"] for one in given))
    return said + say("paper.given_before", {"n": len(given), "names": names}, local)


def _answer(product: Product, one: Answered, local: datetime) -> dict[str, Any]:
    purpose = product.policy.purposes[one.question.purpose]
    since = one.state.since
    until = None if since is None else since.valid_until
    args = {"until": "" if until is None else _day(until, local)}
    return {
        "purpose": purpose.name,
        "way": say(f"number.channel_{one.question.channel}", {}, local),
        "given": one.state.is_given,
        "state": say(f"paper.state_{one.state.kind}", args, local),
        "text": purpose.text,
        "basis": say(f"paper.basis_{purpose.lawful_basis.value}", {}, local),
        "retention": one.terms["retention"],
        "recipient": one.terms["recipient"] or say("paper.nobody", {}, local),
        "history": [
            line
            for event in one.events
            for line in origins.lines(_line(event, one.question, local), one.origins.get(event.seq), local)
        ],
    }


def _line(event: LedgerEvent, question: Question, local: datetime) -> str:
    wide = event.purpose != question.purpose or event.channel != question.channel
    at = origins.moment(event.acted_at, local)
    args = {"at": at, "what": say(f"paper.event_{event.kind.value}", {}, local)}
    return say("paper.line_wide" if wide else "paper.line", args, local)


def _day(at: datetime, local: datetime) -> str:
    """A date without its time, as a paper writes it."""
    there = at.astimezone(local.tzinfo)
    return say("paper.day", {"year": there.year, "month": there.month, "day": there.day}, local)
