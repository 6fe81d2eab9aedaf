"""Files that were sent to us: first a row says that we want one, then its bytes are fetched (CMP-1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from storage.customers import key_of
from storage.ids import take
from storage.sealed import Vault
from storage.tables.files import AttachmentRow
from storage.tables.people import Chat
from storage.tables.types import table_of

_files = table_of(AttachmentRow)
_chats = table_of(Chat)
_insert = insert(_files)
_change = update(_files).where(_files.c.id == bindparam("this"))
_by_id = select(_files).where(_files.c.id == bindparam("id"))
_by_media_key = select(_files).where(_files.c.media_key == bindparam("media_key"))
_of_case = select(_files).where(_files.c.case_id == bindparam("case")).order_by(_files.c.id)
_foreign = select(_files.c.id).where(
    _files.c.case_id == bindparam("case"),
    _files.c.parcel_id.is_(None),
    _files.c.customer_id != bindparam("customer"),
)
_own_chat = select(_chats.c.id).where(_chats.c.customer_id == bindparam("customer")).limit(1)
_of_talk = (
    select(_files)
    .where(_files.c.chat_id == bindparam("chat"), _files.c.case_id.is_(None), _files.c.parcel_id.is_(None))
    .order_by(_files.c.id)
)
_of_parcel = select(_files).where(_files.c.parcel_id == bindparam("parcel")).order_by(_files.c.id)
_due = (
    select(_files)
    .where(_files.c.due_at.is_not(None), _files.c.due_at <= bindparam("now"))
    .order_by(_files.c.due_at, _files.c.id)
    .limit(bindparam("limit"))
)
next_due = select(func.min(_files.c.due_at)).where(_files.c.due_at.is_not(None))


class FileState(StrEnum):
    WANTED = "wanted"
    STORED = "stored"
    FAILED = "failed"
    DELETED = "deleted"


_keep = _change.where(_files.c.state != FileState.DELETED.value)


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file. `source` is the platform's handle; it and `name` are personal, and empty once deleted."""

    id: int
    customer: int
    case: int | None
    chat: int
    kind: str
    """As in `bot.channels.language.MediaKind`."""
    source: str = field(repr=False)
    name: str = field(repr=False)
    mime: str
    size: int
    """In bytes; until it is stored, as the platform says (0: it does not)."""
    state: FileState
    media_key: str | None
    sha256: str | None
    due_at: datetime | None
    attempts: int
    reason: str
    """Why the last attempt failed."""
    sent_at: datetime
    inbox_id: int | None
    parcel: int | None = None
    """The reply of staff that it goes out with."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that a customer sent, or staff for him (`parcel`), as the platform tells of it."""

    customer: int
    chat: int
    kind: str
    source: str = field(repr=False)
    sent_at: datetime
    name: str = field(default="", repr=False)
    mime: str = ""
    size: int = 0
    inbox_id: int | None = None
    parcel: int | None = None


def want(connection: Connection, vault: Vault, file: SentFile, now: datetime) -> int:
    """It is there for us to fetch, from now on. Returns its id."""
    row, key = take(connection), key_of(connection, vault, file.customer)
    connection.execute(
        _insert,
        {
            "id": row,
            "customer_id": file.customer,
            "case_id": None,
            "chat_id": file.chat,
            "kind": file.kind,
            "source": key.seal("attachment", "source", row, file.source),
            "size": file.size,
            "name": key.seal("attachment", "name", row, file.name),
            "mime": file.mime,
            "state": FileState.WANTED.value,
            "due_at": now,
            "attempts": 0,
            "reason": "",
            "sent_at": file.sent_at,
            "inbox_id": file.inbox_id,
            "parcel_id": file.parcel,
        },
    )
    return row


def stored(connection: Connection, attachment: int, media_key: str, sha256: str, size: int) -> bool:
    """Its bytes are in the media directory, whole; false where it was deleted while they came: nobody wants them."""
    change = {"state": FileState.STORED.value, "media_key": media_key, "sha256": sha256, "size": size}
    kept = connection.execute(_keep, {"this": attachment, "due_at": None, "reason": "", **change})
    return kept.rowcount == 1


def failed(connection: Connection, attachment: int, reason: str, again_at: datetime | None) -> None:
    """An attempt failed: the next one is `again_at`, or there is none. `reason` holds nothing personal."""
    state = FileState.FAILED if again_at is None else FileState.WANTED
    connection.execute(
        _change.values(attempts=_files.c.attempts + 1),
        {"this": attachment, "state": state.value, "due_at": again_at, "reason": reason},
    )


def attach_to_case(
    connection: Connection, vault: Vault, attachments: Iterable[int], case: int, customer: int
) -> None:
    """These files are the case's from now on, and its customer's: one that he sent in a chat linked to his own goes
    over to his key, and stays or goes with the case."""
    rows = [{"this": attachment, "case_id": case} for attachment in attachments]
    if not rows:
        return
    connection.execute(_change, rows)
    for one in connection.execute(_foreign, {"case": case, "customer": customer}).all():
        _adopt(connection, vault, one.id, customer)


def _adopt(connection: Connection, vault: Vault, attachment: int, customer: int) -> None:
    file = by_id(connection, vault, attachment)
    assert file is not None
    key = key_of(connection, vault, customer)
    own = connection.execute(_own_chat, {"customer": customer}).scalar()
    sealed = {
        column: key.seal("attachment", column, attachment, text)
        for column, text in (("source", file.source), ("name", file.name))
        if file.state is not FileState.DELETED
    }
    whose = {"customer_id": customer, "chat_id": file.chat if own is None else own}
    connection.execute(_change, {"this": attachment, **whose, **sealed})


def delete(connection: Connection, attachment: int) -> str | None:
    """The file is wanted no more, and its names are gone.

    Returns the media file to be deleted (`storage.media.delete`) once this is committed.
    """
    media_key: str | None = connection.execute(
        select(_files.c.media_key).where(_files.c.id == attachment)
    ).scalar_one_or_none()
    gone = {"source": None, "name": None, "media_key": None, "sha256": None, "due_at": None, "reason": ""}
    connection.execute(_change, {"this": attachment, "state": FileState.DELETED.value, **gone})
    return media_key


def by_id(connection: Connection, vault: Vault, attachment: int) -> Attachment | None:
    return _first(connection, vault, connection.execute(_by_id, {"id": attachment}).one_or_none())


def by_media_key(connection: Connection, vault: Vault, media_key: str) -> Attachment | None:
    """Whose file in the media directory this is."""
    return _first(
        connection, vault, connection.execute(_by_media_key, {"media_key": media_key}).one_or_none()
    )


def media_keys(connection: Connection) -> set[str]:
    """Every file that should be in the media directory."""
    found = connection.execute(select(_files.c.media_key).where(_files.c.media_key.is_not(None)))
    return set(found.scalars())


def of_case(connection: Connection, vault: Vault, case: int) -> list[Attachment]:
    """Every file of the case in the order of sending, deleted ones too."""
    return _read_all(connection, vault, connection.execute(_of_case, {"case": case}).all())


def of_parcel(connection: Connection, vault: Vault, parcel: int) -> list[Attachment]:
    """The files of a reply of staff, in the order of sending."""
    return _read_all(connection, vault, connection.execute(_of_parcel, {"parcel": parcel}).all())


def of_talk(connection: Connection, vault: Vault, chat: int) -> list[Attachment]:
    """The files sent in this chat that belong to no case, in the order of sending."""
    return _read_all(connection, vault, connection.execute(_of_talk, {"chat": chat}).all())


def due(connection: Connection, vault: Vault, now: datetime, limit: int) -> list[Attachment]:
    """What is to be fetched now, the longest waiting first."""
    return _read_all(connection, vault, connection.execute(_due, {"now": now, "limit": limit}).all())


def _first(connection: Connection, vault: Vault, row: Row[Any] | None) -> Attachment | None:
    return None if row is None else _read(connection, vault, row)


def _read_all(connection: Connection, vault: Vault, rows: Iterable[Row[Any]]) -> list[Attachment]:
    return [_read(connection, vault, row) for row in rows]


def _read(connection: Connection, vault: Vault, row: Row[Any]) -> Attachment:
    key = key_of(connection, vault, row.customer_id)

    def opened(column: str) -> str:
        sealed = getattr(row, column)
        return "" if sealed is None else key.open_text("attachment", column, row.id, sealed)

    return Attachment(
        row.id,
        row.customer_id,
        row.case_id,
        row.chat_id,
        row.kind,
        opened("source"),
        opened("name"),
        row.mime,
        row.size,
        FileState(row.state),
        row.media_key,
        row.sha256,
        row.due_at,
        row.attempts,
        row.reason,
        row.sent_at,
        row.inbox_id,
        row.parcel_id,
    )
