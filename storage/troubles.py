"""What has not simply arrived: it waits, it failed, or nobody knows."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from storage.outbox import active
from storage.sealed import Vault
from storage.tables.people import Chat, Customer
from storage.tables.road import Outbox
from storage.tables.types import table_of, word, words

_row = table_of(Outbox)
_chat = table_of(Chat)
_customer = table_of(Customer)
_columns = (
    _row.c.id,
    _row.c.state,
    _row.c.reason,
    _row.c.body,
    _row.c.customer_id,
    _row.c.chat_id,
    _chat.c.address_sealed,
    _customer.c.wrapped_key,
)
_joined = _row.join(_chat, _chat.c.id == _row.c.chat_id).outerjoin(
    _customer, _customer.c.id == _row.c.customer_id
)
_waiting = (
    select(*_columns)
    .select_from(_joined)
    .where(active(_row.c.state), _row.c.kind == word("message"))
    .order_by(_row.c.id.desc())
    .limit(100)
)
_failed = (
    select(*_columns)
    .select_from(_joined)
    .where(
        _row.c.state.in_(words("failed", "unknown")),
        _row.c.settled_at.is_not(None),
        _row.c.kind == word("message"),
        _row.c.body.is_not(None),
    )
    .order_by(_row.c.settled_at.desc())
    .limit(100)
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One message: where it was to go, how it stands and why; `body` is its wire JSON."""

    id: int
    chat: str = field(repr=False)
    state: str
    reason: str
    body: str = field(repr=False)


def latest(connection: Connection, vault: Vault) -> list[Trouble]:
    """The newest hundred that wait and the newest hundred that came to nothing, oldest first."""
    rows = [*connection.execute(_waiting), *connection.execute(_failed)]
    found = []
    for row in sorted(rows, key=lambda one: one.id):
        key = vault.system if row.customer_id is None else vault.key(row.customer_id, row.wrapped_key)
        found.append(
            Trouble(
                row.id,
                vault.system.open_text("chat", "address_sealed", row.chat_id, row.address_sealed),
                row.state,
                row.reason,
                key.open_text("outbox", "body", row.id, row.body),
            )
        )
    return found
