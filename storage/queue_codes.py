"""One-time codes by which a group is bound to a queue (SEC-3, STAFF-1)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.codes import Unusable, code_hash
from storage.sealed import Vault
from storage.tables.staff import QueueCodeRow
from storage.tables.types import table_of

_codes = table_of(QueueCodeRow)
_find = select(_codes).where(_codes.c.code_hash == bindparam("hash"))
_use = (
    update(_codes)
    .where(_codes.c.code_hash == bindparam("hash"), _codes.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class StoreQueue:
    """A queue of one store, such as `aftersales/1`."""

    store: str
    queue: str


def issue(
    connection: Connection,
    vault: Vault,
    code: str,
    queue: str,
    store: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    """`code`, from `storage.codes.new_code`, binds one group to this queue before `expires_at`."""
    if expires_at <= now:
        raise ValueError("a code must expire after it was made")
    row = {
        "code_hash": code_hash(vault, "queue", code),
        "queue": queue,
        "store": store,
        "expires_at": expires_at,
    }
    connection.execute(insert(_codes), row)


def use(connection: Connection, vault: Vault, code: str, now: datetime) -> StoreQueue | Unusable:
    """The queue that the code stands for; it is used up by this. `storage.rooms.bind` does the binding."""
    wanted = code_hash(vault, "queue", code)
    found = connection.execute(_find, {"hash": wanted}).one_or_none()
    if found is None:
        return Unusable.UNKNOWN
    if found.used_at is not None:
        return Unusable.USED
    if now >= found.expires_at:
        return Unusable.EXPIRED
    if connection.execute(_use, {"hash": wanted, "now": now}).rowcount != 1:
        return Unusable.USED
    return StoreQueue(found.store, found.queue)
