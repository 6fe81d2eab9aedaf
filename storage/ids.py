"""Ids are known before the row is written, so that a sealed field can be bound to its row.

A transaction takes a block of them at its first need and gives out the rest without asking again. What it
does not use is never used: ids only grow, and order what different transactions wrote.
"""

from weakref import WeakKeyDictionary

from sqlalchemy import Connection, RootTransaction, bindparam, literal
from sqlalchemy.dialects.sqlite import insert

from storage.tables.road import Sequence
from storage.tables.types import table_of

_table = table_of(Sequence)
_insert = insert(_table).values(name=literal("id"), next=bindparam("first") + bindparam("count"))
_take = _insert.on_conflict_do_update(
    index_elements=["name"], set_={"next": _table.c.next + bindparam("count")}
).returning(_table.c.next)

BLOCK = 32
"""So many more than were asked for; at a few thousand messages a day they last for ever."""
_left: WeakKeyDictionary[RootTransaction, range] = WeakKeyDictionary()


def take(connection: Connection, count: int = 1) -> int:
    """The first of `count` consecutive ids that nobody else gets; they only ever grow."""
    if count < 1:
        raise ValueError("at least one id must be taken")
    transaction = connection.get_transaction()
    left = range(0) if transaction is None else _left.get(transaction, range(0))
    if len(left) < count:
        size = count if transaction is None else count + BLOCK
        after: int = connection.execute(_take, {"first": 1, "count": size}).scalar_one()
        left = range(after - size, after)
    if transaction is not None:
        _left[transaction] = left[count:]
    return left[0]
