"""Numbers without a gap: case numbers by store and day, short codes, staff codes."""

from sqlalchemy import Connection, bindparam
from sqlalchemy.dialects.sqlite import insert

from storage.tables.cases import CounterRow
from storage.tables.types import table_of

_counter = table_of(CounterRow)
_take = (
    insert(_counter)
    .values(name=bindparam("counter"), last=1)
    .on_conflict_do_update(index_elements=["name"], set_={"last": _counter.c.last + 1})
    .returning(_counter.c.last)
)


def take(connection: Connection, name: str) -> int:
    """The next number under this name, from 1 on.

    A transaction that is rolled back takes nothing, so that what is stored is numbered without a gap.
    """
    taken: int = connection.execute(_take, {"counter": name}).scalar_one()
    return taken
