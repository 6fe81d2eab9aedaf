"""What a prepared statement answers. It reads as SQLAlchemy's result does, without its machinery."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.exc import MultipleResultsFound, NoResultFound


class Answer:
    """Named tuples, or with `scalars` bare values, and how many rows were changed."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: Sequence[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> Sequence[Any]:
        """Every row."""
        return self._rows

    def first(self) -> Any:
        """The first row, or `None`."""
        return self._rows[0] if self._rows else None

    def one_or_none(self) -> Any:
        """The row, or `None`; raises where there are more."""
        if len(self._rows) > 1:
            raise MultipleResultsFound("Multiple rows were found when one or none was required")
        return self.first()

    def one(self) -> Any:
        """The row; raises where there is none or there are more."""
        if not self._rows:
            raise NoResultFound("No row was found when one was required")
        return self.one_or_none()

    def scalars(self) -> "Answer":
        """The first column of every row."""
        return Answer([row[0] for row in self._rows], self.rowcount)

    def scalar(self) -> Any:
        """The first column of the first row, or `None`."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        """The first column of the row; raises as `one` does."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        """The first column of the row, or `None`; raises as `one_or_none` does."""
        row = self.one_or_none()
        return None if row is None else row[0]
