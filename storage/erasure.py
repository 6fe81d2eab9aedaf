"""A customer is forgotten: his key is shredded, and with it all that it sealed; then the rows go (SAFE-5).

`erasure.toml` says of every column what becomes of it; here it is done, in one transaction. What the key sealed
cannot be read from that moment on, wherever a copy of it may lie; rows and blanks are the second lock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, delete, select, update

from storage import links
from storage.pace import NOTHING as NO_ALLOWANCE
from storage.sealed import Vault
from storage.tables.cases import CaseEventRow, CaseRow
from storage.tables.consent import ConsentEventRow, PhoneRow
from storage.tables.contact import ContactRow
from storage.tables.files import AttachmentRow, ParcelRow
from storage.tables.people import Chat, Customer
from storage.tables.postings import ButtonRow, PostingRow
from storage.tables.road import Inbox, Lane, Outbox
from storage.tables.talks import TalkRow
from storage.tables.types import table_of

NOTHING: Final = b""


@dataclass(frozen=True, slots=True)
class Removed:
    """How much of each kind is gone, and the media files that must still be deleted from the disk."""

    counts: dict[str, int]
    media: tuple[str, ...]


def shred(connection: Connection, vault: Vault, customer: int, now: datetime) -> Removed:
    """Everything of his is unreadable and gone; what stays leads to nobody."""
    chats = _ids(connection, table_of(Chat), customer)
    cases = _ids(connection, table_of(CaseRow), customer)
    files = table_of(AttachmentRow)
    media = tuple(
        connection.execute(
            select(files.c.media_key).where(files.c.customer_id == customer, files.c.media_key.is_not(None))
        ).scalars()
    )
    counts = {
        "phones": _blank(
            connection,
            table_of(PhoneRow),
            table_of(PhoneRow).c.customer_id == customer,
            number=None,
            number_index=None,
            suppression=None,
            removed_at=now,
        ),
        "files": _blank(
            connection,
            files,
            files.c.customer_id == customer,
            source=None,
            name=None,
            media_key=None,
            sha256=None,
            due_at=None,
            state="deleted",
            reason="",
        ),
        "cases": _blank(
            connection,
            table_of(CaseRow),
            table_of(CaseRow).c.customer_id == customer,
            details=NOTHING,
            next_due_at=None,
        ),
        "history": _blank(
            connection,
            table_of(CaseEventRow),
            table_of(CaseEventRow).c.customer_id == customer,
            data=NOTHING,
            inbox_id=None,
        ),
        "words": _blank(
            connection,
            table_of(ConsentEventRow),
            table_of(ConsentEventRow).c.customer_id == customer,
            words=None,
        ),
        "contacts": _blank(
            connection,
            table_of(ContactRow),
            table_of(ContactRow).c.customer_id == customer,
            number_index=None,
            word=None,
            due_at=None,
        ),
        "talks": _delete(connection, table_of(TalkRow), table_of(TalkRow).c.customer_id == customer),
        "messages": _forget_messages(connection, customer, chats),
    }
    _delete(connection, table_of(ParcelRow), table_of(ParcelRow).c.customer_id == customer)
    links.forget(connection, customer, chats)
    _forget_chats(connection, vault, chats, now)
    if cases:
        postings = table_of(PostingRow)
        _blank(connection, postings, postings.c.case_id.in_(cases), data=None)
    people = table_of(Customer)
    connection.execute(
        update(people).where(people.c.id == customer).values(wrapped_key=NOTHING, age_group=None)
    )
    return Removed(counts, media)


def _forget_messages(connection: Connection, customer: int, chats: Iterable[int]) -> int:
    """What was said to him and about him; changes that still wait for a removed message go first."""
    outbox, chats = table_of(Outbox), list(chats)
    about = (outbox.c.customer_id == customer) | outbox.c.chat_id.in_(chats)
    return _delete(connection, outbox, about)


def _forget_chats(connection: Connection, vault: Vault, chats: Iterable[int], now: datetime) -> None:
    """The chat rows stay, since others name them, and lead nowhere; what came in from there is gone."""
    places, inbox, chats = table_of(Chat), table_of(Inbox), list(chats)
    indexes = select(places.c.address_index).where(places.c.id.in_(chats))
    _delete(connection, inbox, inbox.c.conversation.in_(list(connection.execute(indexes).scalars())))
    for table in (table_of(ButtonRow), table_of(Lane)):
        _delete(connection, table, table.c.chat_id.in_(chats))
    for chat in chats:
        connection.execute(
            update(places)
            .where(places.c.id == chat)
            .values(
                address_index=vault.index("erased", str(chat)),
                address_sealed=vault.system.seal("chat", "address_sealed", chat, ""),
                customer_id=None,
                closed_at=now,
                last_said_at=None,
                allowance=NO_ALLOWANCE.to_json(),
                window_due_at=None,
            )
        )


def _ids(connection: Connection, table: Table, customer: int) -> list[int]:
    return list(connection.execute(select(table.c.id).where(table.c.customer_id == customer)).scalars())


def _blank(connection: Connection, table: Table, which: ColumnElement[bool], **values: object) -> int:
    return connection.execute(update(table).where(which).values(**values)).rowcount


def _delete(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(which)).rowcount
