"""Numbers that nobody may contact any more: the entry outlives its owner's data and any re-import (SAFE-5).

An entry must not give the number away, and eleven digits are soon tried: so it is a keyed index put through
scrypt, which makes each guess cost what a person does not notice and a list of all numbers cannot pay.
"""

import hashlib
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from storage.sealed import Vault
from storage.tables.contact import SuppressionRow
from storage.tables.types import table_of

COST: Final = 2**14
_entries = table_of(SuppressionRow)
_put = insert(_entries).on_conflict_do_nothing(index_elements=["digest"])
_since = select(_entries.c.since).where(_entries.c.digest == bindparam("of"))
_lift = delete(_entries).where(_entries.c.digest == bindparam("of"))


def digest(vault: Vault, number: str) -> str:
    """What a number in E.164 is called in the list. Takes about 30 ms: keep it beside the number."""
    secret = bytes.fromhex(vault.index("suppression", number))
    return hashlib.scrypt(secret, salt=b"yinuo/suppression", n=COST, r=8, p=1, dklen=32).hex()


def put(connection: Connection, entry: str, now: datetime, reason: str) -> None:
    """From now on; an entry that is there already keeps its day."""
    connection.execute(_put, {"digest": entry, "since": now, "reason": reason})


def since(connection: Connection, entry: str) -> datetime | None:
    """Since when the number with this digest is suppressed; None where it is not."""
    found: datetime | None = connection.execute(_since, {"of": entry}).scalar_one_or_none()
    return found


def lift(connection: Connection, entry: str) -> None:
    """The erasure that made the entry was undone."""
    connection.execute(_lift, {"of": entry})
