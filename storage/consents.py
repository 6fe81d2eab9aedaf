"""The consent ledger, to which one can only add, and the prompts that grants are bound to (CON-6, CON-7)."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_once

from core.consent import Ledger, LedgerEvent
from storage.customers import key_of
from storage.ids import take
from storage.sealed import Vault
from storage.tables.consent import ConsentEventRow, PromptRow, TermsRow
from storage.tables.types import table_of, words

_ledger = table_of(ConsentEventRow)
_prompts = table_of(PromptRow)
_append = insert(_ledger)
_of_customer = (
    select(*(column for column in _ledger.c if column.name != "words"))
    .where(_ledger.c.customer_id == bindparam("customer"))
    .order_by(_ledger.c.id)
)
_roads = select(_ledger.c.id, _ledger.c.source, _ledger.c.evidence, _ledger.c.recorded_at).where(
    _ledger.c.customer_id == bindparam("customer")
)
_ended = (
    select(_ledger.c.customer_id, _ledger.c.contact_point)
    .where(_ledger.c.source == bindparam("source"))
    .order_by(_ledger.c.id.desc())
    .limit(bindparam("last"))
    .subquery()
)
_how_many: Any = func.count(_ledger.c.customer_id.distinct()).label("n")
_given_for_removed = (
    select(_ledger.c.purpose, _how_many)
    .join(
        _ended,
        (_ended.c.customer_id == _ledger.c.customer_id) & (_ended.c.contact_point == _ledger.c.contact_point),
    )
    .where(_ledger.c.kind.in_(words("given", "renewed")))
    .group_by(_ledger.c.purpose)
    .order_by(_how_many.desc(), _ledger.c.purpose)
)
_latest = select(func.max(_ledger.c.recorded_at)).where(_ledger.c.customer_id == bindparam("customer"))
_words = select(_ledger.c.customer_id, _ledger.c.words).where(_ledger.c.id == bindparam("seq"))
_known_terms = table_of(TermsRow)
_keep_terms = insert_once(_known_terms).on_conflict_do_nothing(index_elements=["material"])
_terms = select(_known_terms.c.terms).where(_known_terms.c.material == bindparam("material"))
_put_prompt = insert(_prompts)
_prompt = select(_prompts).where(_prompts.c.nonce == bindparam("nonce"))
_latest_prompt = (
    select(_prompts)
    .where(
        _prompts.c.customer_id == bindparam("customer"),
        _prompts.c.scene == bindparam("scene"),
        _prompts.c.answered_at.is_(None),
    )
    .order_by(_prompts.c.id.desc())
    .limit(1)
)
_prompts_of = select(_prompts).where(_prompts.c.customer_id == bindparam("customer")).order_by(_prompts.c.id)
_answer = (
    update(_prompts)
    .where(_prompts.c.nonce == bindparam("this"), _prompts.c.answered_at.is_(None))
    .values(answered_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class PromptItem:
    """One question of a prompt; `material` is the hash of its terms (`core.notice`)."""

    purpose: str
    channel: str
    material: str
    contact_point: str = ""
    """Where one is known already: the number to come has none yet."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A consent question as it was shown to one customer in one chat."""

    nonce: str
    customer: int
    chat: int
    scene: str
    notice_version: str
    items: tuple[PromptItem, ...]
    """In the order shown."""
    shown_at: datetime
    answered_at: datetime | None = None
    id: int = 0
    """Given by `put_prompt`."""


# --- the ledger --------------------------------------------------------------------------------------------


def append(
    connection: Connection,
    vault: Vault,
    event: LedgerEvent,
    now: datetime,
    *,
    source: str,
    words: str = "",
    prompt: int | None = None,
    evidence: str | None = None,
) -> LedgerEvent:
    """The event, at the end of the ledger: whatever `seq` it came with, it is returned with its own.

    `now` is when we recorded it, `source` by what road it came, `words` what the customer said or pressed,
    `evidence` the hash of what proves an act that was keyed in for him.
    """
    seq = take(connection)
    key = key_of(connection, vault, event.customer) if words else None
    connection.execute(
        _append,
        {
            "id": seq,
            "customer_id": event.customer,
            "contact_point": event.contact_point,
            "purpose": event.purpose,
            "channel": event.channel,
            "kind": event.kind.value,
            "acted_at": event.acted_at,
            "recorded_at": now,
            "prompt_id": prompt,
            "prompt_shown_at": event.prompt_shown_at,
            "notice_version": event.notice_version,
            "material": event.material,
            "valid_until": event.valid_until,
            "spared": json.dumps(sorted(event.spared)),
            "source": source,
            "evidence": evidence,
            "words": None if key is None else key.seal("consent_event", "words", seq, words),
        },
    )
    return replace(event, seq=seq)


def of_customer(connection: Connection, customer: int) -> tuple[LedgerEvent, ...]:
    """The customer's whole ledger, in its order."""
    return tuple(event_of(row) for row in connection.execute(_of_customer, {"customer": customer}))


def given_for_removed(connection: Connection, source: str, last: int) -> dict[str, int]:
    """What the numbers had been left for that the last so many lines of that source ended: how many customers for
    each purpose."""
    rows = connection.execute(_given_for_removed, {"source": source, "last": last}).all()
    return {row.purpose: row.n for row in rows}


@dataclass(frozen=True, slots=True)
class Road:
    """How a line came into the ledger: by what road, when it was written down, the hash of what proves it."""

    source: str
    recorded_at: datetime
    evidence: str


def roads(connection: Connection, customer: int) -> dict[int, Road]:
    """Of each line of his, by its place (CON-12)."""
    rows = connection.execute(_roads, {"customer": customer}).all()
    return {row.id: Road(row.source, row.recorded_at, row.evidence or "") for row in rows}


def latest(connection: Connection, customer: int) -> datetime | None:
    """When the last line of his ledger was written down; None where there is none."""
    found: datetime | None = connection.execute(_latest, {"customer": customer}).scalar_one_or_none()
    return found


def words_of(connection: Connection, vault: Vault, seq: int) -> str:
    """What the customer said or pressed; empty where nothing was kept, or it was erased."""
    row = connection.execute(_words, {"seq": seq}).one_or_none()
    if row is None or row.words is None:
        return ""
    return key_of(connection, vault, row.customer_id).open_text("consent_event", "words", seq, row.words)


# --- prompts -----------------------------------------------------------------------------------------------


def put_prompt(connection: Connection, prompt: Prompt) -> Prompt:
    """The prompt is about to be shown; returned with its id. A nonce can be used once only."""
    stored = replace(prompt, id=take(connection))
    items = [[item.purpose, item.channel, item.material, item.contact_point] for item in prompt.items]
    connection.execute(
        _put_prompt,
        {
            "id": stored.id,
            "customer_id": prompt.customer,
            "chat_id": prompt.chat,
            "nonce": prompt.nonce,
            "scene": prompt.scene,
            "notice_version": prompt.notice_version,
            "purposes": json.dumps(items, ensure_ascii=False),
            "shown_at": prompt.shown_at,
            "answered_at": prompt.answered_at,
        },
    )
    return stored


def keep_terms(connection: Connection, material: str, terms: str) -> None:
    """The terms behind a fingerprint, as canonical JSON; known ones are left as they are."""
    connection.execute(_keep_terms, {"material": material, "terms": terms})


def terms_behind(connection: Connection, material: str) -> str | None:
    """The canonical JSON of the terms with this fingerprint; None where they were never shown."""
    found: str | None = connection.execute(_terms, {"material": material}).scalar_one_or_none()
    return found


def prompt(connection: Connection, nonce: str) -> Prompt | None:
    """The prompt with this nonce. Whether it may still grant is for the rules to say."""
    row = connection.execute(_prompt, {"nonce": nonce}).one_or_none()
    return None if row is None else _read_prompt(row)


def latest_prompt(connection: Connection, customer: int, scene: str) -> Prompt | None:
    """The last prompt of that scene that he was shown and has not answered."""
    row = connection.execute(_latest_prompt, {"customer": customer, "scene": scene}).first()
    return None if row is None else _read_prompt(row)


def prompts_of(connection: Connection, customer: int) -> tuple[Prompt, ...]:
    """Every question that he was ever shown, oldest first."""
    return tuple(_read_prompt(row) for row in connection.execute(_prompts_of, {"customer": customer}))


def answer_prompt(connection: Connection, nonce: str, now: datetime) -> bool:
    """Whether this is its first answer; only the first is kept."""
    return connection.execute(_answer, {"this": nonce, "now": now}).rowcount == 1


def event_of(row: Row[Any]) -> LedgerEvent:
    """A line of the ledger as the rules read it."""
    return LedgerEvent(
        row.id,
        row.customer_id,
        row.contact_point,
        row.purpose,
        row.channel,
        Ledger(row.kind),
        row.acted_at,
        row.prompt_shown_at,
        row.notice_version,
        row.material,
        row.valid_until,
        frozenset(json.loads(row.spared)),
    )


def _read_prompt(row: Row[Any]) -> Prompt:
    items = tuple(PromptItem(*item) for item in json.loads(row.purposes))
    return Prompt(
        row.nonce,
        row.customer_id,
        row.chat_id,
        row.scene,
        row.notice_version,
        items,
        row.shown_at,
        row.answered_at,
        row.id,
    )
