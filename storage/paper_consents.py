"""Consent on paper: keyed in, waiting for its evidence, entered, disowned (CON-12)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from storage.ids import take
from storage.tables.paper import PaperConsentRow
from storage.tables.staff import StaffRow
from storage.tables.types import table_of, word

_papers = table_of(PaperConsentRow)
_staff = table_of(StaffRow)


@dataclass(frozen=True, slots=True)
class NewPaper:
    """What was keyed in, and the file that proves it."""

    customer: int
    case: int
    staff: int
    room: int
    purpose: str
    channel: str
    contact_point: str
    signed_at: datetime
    source: str
    attachment: int


@dataclass(frozen=True, slots=True)
class PaperConsent:
    id: int
    what: NewPaper
    state: str


def put(connection: Connection, new: NewPaper, now: datetime) -> int:
    """It waits for its evidence from now on."""
    number = take(connection)
    connection.execute(
        _insert,
        {
            "id": number,
            "customer_id": new.customer,
            "case_id": new.case,
            "staff_id": new.staff,
            "chat_id": new.room,
            "purpose": new.purpose,
            "channel": new.channel,
            "contact_point": new.contact_point,
            "signed_at": new.signed_at,
            "source": new.source,
            "attachment_id": new.attachment,
            "keyed_at": now,
        },
    )
    return number


def by_id(connection: Connection, paper: int) -> PaperConsent | None:
    return _one(connection.execute(_by_id, {"this": paper}).one_or_none())


def by_attachment(connection: Connection, attachment: int) -> PaperConsent | None:
    """What that file proves."""
    return _one(connection.execute(_by_attachment, {"file": attachment}).first())


def latest_entered(connection: Connection, customer: int) -> PaperConsent | None:
    """The last one that stands in the ledger for him."""
    return _one(connection.execute(_latest_entered, {"customer": customer}).first())


def keyed_by(connection: Connection, customer: int) -> dict[int, str]:
    """The staff code of whoever keyed in each line of the ledger that came from a paper, by its place."""
    return {row.event_id: row.code for row in connection.execute(_keyed_by, {"customer": customer}).all()}


def entered(connection: Connection, paper: int, event: int) -> None:
    """It stands in the ledger."""
    connection.execute(_entered, {"this": paper, "event": event})


def end(connection: Connection, paper: int, state: str, *, was: str) -> bool:
    """It is `refused` or `disowned`; False where it was no longer what it `was`."""
    return connection.execute(_end, {"this": paper, "into": state, "was": was}).rowcount == 1


def _one(row: Row[Any] | None) -> PaperConsent | None:
    if row is None:
        return None
    what = NewPaper(
        row.customer_id,
        row.case_id,
        row.staff_id,
        row.chat_id,
        row.purpose,
        row.channel,
        row.contact_point,
        row.signed_at,
        row.source,
        row.attachment_id,
    )
    return PaperConsent(row.id, what, row.state)


_insert = insert(_papers).values(state="waiting", event_id=None)
_by_id = select(_papers).where(_papers.c.id == bindparam("this"))
_by_attachment = select(_papers).where(_papers.c.attachment_id == bindparam("file")).limit(1)
_latest_entered = (
    select(_papers)
    .where(_papers.c.customer_id == bindparam("customer"), _papers.c.state == word("entered"))
    .order_by(_papers.c.id.desc())
    .limit(1)
)
_keyed_by = (
    select(_papers.c.event_id, _staff.c.code)
    .join(_staff, _staff.c.id == _papers.c.staff_id)
    .where(_papers.c.customer_id == bindparam("customer"), _papers.c.event_id.is_not(None))
)
_change = update(_papers).where(_papers.c.id == bindparam("this"))
_entered = _change.values(state="entered", event_id=bindparam("event"))
_end = _change.where(_papers.c.state == bindparam("was")).values(state=bindparam("into"))
