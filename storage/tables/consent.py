"""The consent ledger, the prompts that were shown, and the numbers that were left.

The ledger is append-only, and the database itself sees to it: a row is never deleted, and the one change
that may be made is to blank the customer's own words (erasure).
"""

from datetime import datetime

from sqlalchemy import Connection, ForeignKeyConstraint, Index, Table, UniqueConstraint, event
from sqlmodel import Field, SQLModel

from storage.tables.types import Id, Sealed, table_of


class ConsentEventRow(SQLModel, table=True):
    """One line of the ledger; its id is its place in it."""

    __tablename__ = "consent_event"
    __table_args__ = (
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        Index("ix_consent_event_customer", "customer_id", "id"),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    customer_id: int = Field(sa_type=Id)
    contact_point: str
    """One version of a number, or a chat; `*` for all. Never the number itself (CON-1)."""
    purpose: str
    channel: str
    kind: str
    acted_at: datetime
    recorded_at: datetime
    prompt_id: int | None = Field(sa_type=Id)
    prompt_shown_at: datetime | None
    notice_version: str
    material: str
    """The fingerprint of the notice's material terms (CON-7)."""
    valid_until: datetime | None
    spared: str
    """JSON: what a wildcard withdrawal leaves alone."""
    source: str
    evidence: str | None
    """The SHA-256 of what proves an act that was keyed in for him (CON-12)."""
    words: bytes | None = Field(sa_type=Sealed, repr=False)
    """What the customer said or pressed, sealed with his key."""


class PromptRow(SQLModel, table=True):
    """A consent question as it was shown; a grant is bound to one (CON-6)."""

    __tablename__ = "prompt"
    __table_args__ = (
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        UniqueConstraint("nonce"),
        Index("ix_prompt_customer", "customer_id", "id"),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    customer_id: int = Field(sa_type=Id)
    chat_id: int = Field(sa_type=Id)
    nonce: str
    scene: str
    notice_version: str
    purposes: str
    """JSON: purpose, channel and the hash of the material terms of each item, in the order shown."""
    shown_at: datetime
    answered_at: datetime | None


class TermsRow(SQLModel, table=True):
    """The material terms behind a fingerprint, word for word: what a grant was given on can always be read."""

    __tablename__ = "consent_terms"
    material: str = Field(primary_key=True)
    terms: str
    """Canonical JSON (`core.notice.Terms.canonical`)."""


class PhoneRow(SQLModel, table=True):
    """One version of a number that a customer left; found by its blind index."""

    __tablename__ = "phone"
    __table_args__ = (
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        UniqueConstraint("customer_id", "version"),
        Index("ix_phone_number", "number_index"),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    customer_id: int = Field(sa_type=Id)
    version: int
    number: bytes | None = Field(sa_type=Sealed, repr=False)
    """E.164; gone once the number is removed."""
    number_index: str | None
    suppression: str | None
    """By what the number is found among those that nobody may contact; slow to make, so made once."""
    added_at: datetime
    removed_at: datetime | None


_UNCHANGED = " AND ".join(
    f"NEW.{column.name} IS OLD.{column.name}"
    for column in table_of(ConsentEventRow).columns
    if column.name != "words"
)
_WHEN = f"WHEN NOT (NEW.words IS NULL AND {_UNCHANGED})"
_REFUSE = "BEGIN SELECT RAISE(ABORT, 'the consent ledger is append-only'); END"
LEDGER_TRIGGERS = (
    f"CREATE TRIGGER consent_event_kept BEFORE DELETE ON consent_event {_REFUSE}",
    f"CREATE TRIGGER consent_event_unchanged BEFORE UPDATE ON consent_event {_WHEN} {_REFUSE}",
)
"""For SQLite; a migration that makes the table executes these too."""


@event.listens_for(table_of(ConsentEventRow), "after_create")
def _guard(_table: Table, connection: Connection, **_options: object) -> None:
    if connection.dialect.name == "sqlite":
        for trigger in LEDGER_TRIGGERS:
            connection.exec_driver_sql(trigger)
