"""Ids are known before the row is written, so that a sealed field can be bound to its row."""

from sqlalchemy import Connection, bindparam, literal
from sqlalchemy.dialects.sqlite import insert

from storage.tables.road import Sequence
from storage.tables.types import table_of

_table = table_of(Sequence)
_insert = insert(_table).values(name=literal("id"), next=bindparam("first") + bindparam("count"))
_take = _insert.on_conflict_do_update(
    index_elements=["name"], set_={"next": _table.c.next + bindparam("count")}
).returning(_table.c.next)


def take(connection: Connection, count: int = 1) -> int:
    """The first of `count` consecutive ids that nobody else gets; they only ever grow."""
    if count < 1:
        raise ValueError("at least one id must be taken")
    after: int = connection.execute(_take, {"first": 1, "count": count}).scalar_one()
    return after - count
