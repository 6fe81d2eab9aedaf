"""What every table has in common: one register, constraint names, ids, and states as SQL literals.

A plain `datetime` field is aware UTC on both databases (SQLModel's `UTCDateTime`); it must not be given
another type.
"""

from typing import cast

from sqlalchemy import BigInteger, Integer, LargeBinary, MetaData, Table
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import literal_column
from sqlmodel import SQLModel

metadata: MetaData = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Id = BigInteger().with_variant(Integer(), "sqlite")
"""Ids come from `storage.ids` and are 64 bits wide (`sa_type=Id`)."""

Sealed = LargeBinary
"""Bytes that `storage.sealed` made (`sa_type=Sealed`)."""


def word(value: str) -> ColumnElement[str]:
    """A constant of ours written into the statement itself.

    The source says: with bound parameters SQLite cannot see that a partial index applies and chooses a plan
    that does not finish. Only words of our own code may stand here.
    """
    if not value.replace("_", "").isalnum() or not value.isascii():
        raise ValueError("only a plain word of our own may be written into a statement")
    return literal_column(f"'{value}'")


def words(*values: str) -> list[ColumnElement[str]]:
    """The same for `column.in_(words("queued", "held"))`."""
    return [word(value) for value in values]


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a class, for statements."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]
