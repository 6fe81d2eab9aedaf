"""Words and files of staff on their way to a customer: they go out together, once every file is here (STAFF-3)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from storage.customers import key_of
from storage.ids import take
from storage.sealed import Vault
from storage.tables.files import ParcelRow
from storage.tables.types import table_of, word

_parcels = table_of(ParcelRow)
_insert = insert(_parcels)
_by_id = select(_parcels).where(_parcels.c.id == bindparam("id"))
_of_album = (
    select(_parcels)
    .where(_parcels.c.chat_id == bindparam("chat"), _parcels.c.album == bindparam("album"))
    .order_by(_parcels.c.id.desc())
    .limit(1)
)
_waiting_in = (
    select(_parcels)
    .where(_parcels.c.chat_id == bindparam("chat"), _parcels.c.state == word("waiting"))
    .order_by(_parcels.c.id)
)
_end = (
    update(_parcels)
    .where(_parcels.c.id == bindparam("this"), _parcels.c.state == word("waiting"))
    .values(state="done")
)


@dataclass(frozen=True, slots=True)
class NewParcel:
    """Words whose files are to be fetched. `by` is a staff code, `said` the message that holds the words."""

    case: int
    customer: int
    room: int
    by: str
    said: str
    album: str
    words: str = field(repr=False)
    command: str = ""
    """What it is where it is no reply: `evidence`, `close`, `propose:OPTION`."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """The same with its id, and whether it still waits."""

    id: int
    what: NewParcel
    waits: bool


def put(connection: Connection, vault: Vault, new: NewParcel, now: datetime) -> int:
    """It waits for its files from now on; they name it (`attachments.want`)."""
    row = take(connection)
    connection.execute(
        _insert,
        {
            "id": row,
            "case_id": new.case,
            "customer_id": new.customer,
            "chat_id": new.room,
            "staff_code": new.by,
            "said": new.said,
            "album": new.album,
            "words": key_of(connection, vault, new.customer).seal("parcel", "words", row, new.words),
            "command": new.command or None,
            "state": "waiting",
            "created_at": now,
        },
    )
    return row


def by_id(connection: Connection, vault: Vault, parcel: int) -> Parcel | None:
    row = connection.execute(_by_id, {"id": parcel}).one_or_none()
    return None if row is None else _read(connection, vault, row)


def of_album(connection: Connection, vault: Vault, room: int, album: str) -> Parcel | None:
    """The newest parcel that this album of the room belongs to."""
    row = connection.execute(_of_album, {"chat": room, "album": album}).one_or_none()
    return None if row is None else _read(connection, vault, row)


def waiting_in(connection: Connection, vault: Vault, room: int) -> list[Parcel]:
    """What waits for files that were sent in this room."""
    rows = connection.execute(_waiting_in, {"chat": room}).all()
    return [_read(connection, vault, row) for row in rows]


def end(connection: Connection, parcel: int) -> bool:
    """It waits no more; whether it was this call that ended it."""
    return connection.execute(_end, {"this": parcel}).rowcount == 1


def _read(connection: Connection, vault: Vault, row: Row[Any]) -> Parcel:
    key = key_of(connection, vault, row.customer_id)
    words = key.open_text("parcel", "words", row.id, row.words)
    what = NewParcel(
        row.case_id,
        row.customer_id,
        row.chat_id,
        row.staff_code,
        row.said,
        row.album,
        words,
        row.command or "",
    )
    return Parcel(row.id, what, row.state == "waiting")
