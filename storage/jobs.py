"""Work that comes round by the clock, and how far it has come: a restart goes on where it was."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.ids import take
from storage.tables.jobs import JobRow
from storage.tables.types import table_of

_jobs = table_of(JobRow)
_add = insert(_jobs).values(position=0, done=0).on_conflict_do_nothing(index_elements=["name"])
_by_id = select(_jobs).where(_jobs.c.id == bindparam("this"))
_put = (
    update(_jobs)
    .where(_jobs.c.id == bindparam("this"))
    .values(
        due_at=bindparam("due", type_=_jobs.c.due_at.type), position=bindparam("at"), done=bindparam("so_far")
    )
)
_due = (
    select(_jobs.c.id)
    .where(_jobs.c.due_at.is_not(None), _jobs.c.due_at <= bindparam("now", type_=_jobs.c.due_at.type))
    .order_by(_jobs.c.due_at, _jobs.c.id)
    .limit(bindparam("limit"))
)
next_due = select(func.min(_jobs.c.due_at)).where(_jobs.c.due_at.is_not(None))


@dataclass(frozen=True, slots=True)
class Job:
    id: int
    name: str
    due_at: datetime | None
    position: int
    done: int


def ensure(connection: Connection, name: str, first: datetime) -> None:
    """The work is known, and due at `first` where it was not known before."""
    connection.execute(_add, {"id": take(connection), "name": name, "due_at": first})


def by_id(connection: Connection, job: int) -> Job | None:
    row = connection.execute(_by_id, {"this": job}).one_or_none()
    return None if row is None else Job(row.id, row.name, row.due_at, row.position, row.done)


def put(connection: Connection, job: int, due_at: datetime, position: int = 0, done: int = 0) -> None:
    """When it goes on, and from where."""
    connection.execute(_put, {"this": job, "due": due_at, "at": position, "so_far": done})


def due(connection: Connection, now: datetime, limit: int) -> list[int]:
    """What is to be done now."""
    return list(connection.execute(_due, {"now": now, "limit": limit}).scalars())
