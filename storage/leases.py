"""One leader among several processes: a row that lapses by itself, on the database's own clock.

Whoever holds it renews it well before its time. What died leaves it to the next one when it lapses.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Float, bindparam, delete, or_, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from storage.tables.leases import Lease
from storage.tables.types import table_of

_table = table_of(Lease)


class database_time(FunctionElement[float]):  # noqa: N801 - reads as SQL does
    """Now on the database's clock, as a timestamp, however long the transaction has been open."""

    type = Float()
    inherit_cache = True


@compiles(database_time, "sqlite")
def _sqlite_time(_element: Any, _compiler: Any, **_how: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(database_time, "postgresql")
def _postgresql_time(_element: Any, _compiler: Any, **_how: Any) -> str:
    return "extract(epoch from clock_timestamp())::double precision"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose the lease is, or was last."""

    owner: str
    live: bool
    """Whether it still runs."""


def take(connection: Connection, name: str, owner: str, lasts: float) -> bool:
    """Whether it is this owner's for the next `lasts` seconds: he had it, nobody had it, or it has lapsed."""
    return connection.execute(_take, {"name": name, "owner": owner, "lasts": lasts}).rowcount == 1


def release(connection: Connection, name: str, owner: str) -> None:
    """He needs it no more: the next one need not wait until it lapses."""
    connection.execute(_release, {"of": name, "by": owner})


def end(connection: Connection, name: str) -> None:
    """Whoever held it is surely gone."""
    connection.execute(_end, {"of": name})


def holder(connection: Connection, name: str) -> Holder | None:
    row = connection.execute(_holder, {"of": name}).one_or_none()
    return None if row is None else Holder(row.owner, bool(row.live))


_until = database_time() + bindparam("lasts", type_=Float())
_insert = insert(_table).values(name=bindparam("name"), owner=bindparam("owner"), until=_until)
_take = _insert.on_conflict_do_update(
    index_elements=["name"],
    set_={"owner": _insert.excluded.owner, "until": _insert.excluded.until},
    where=or_(_table.c.owner == _insert.excluded.owner, _table.c.until <= database_time()),
)
_release = delete(_table).where(_table.c.name == bindparam("of"), _table.c.owner == bindparam("by"))
_end = delete(_table).where(_table.c.name == bindparam("of"))
_holder = select(_table.c.owner, (_table.c.until > database_time()).label("live")).where(
    _table.c.name == bindparam("of")
)
