"""A statement answers alike whether SQLAlchemy executes it or it is kept ready."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    bindparam,
    create_engine,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import IntegrityError, InvalidRequestError, StatementError
from sqlmodel import AutoString
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.answer import Answer
from storage.prepared import PreparedConnection

MOMENT = datetime(2025, 3, 12, 10, 30, 0, 123456, UTC)
THINGS = Table(
    "thing",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", AutoString, unique=True),
    Column("at", UTCDateTime),
    Column("body", LargeBinary),
)
PUT = insert(THINGS)
PUT_AGAIN = PUT.on_conflict_do_nothing()
NAMED = select(THINGS).where(THINGS.c.name == bindparam("name"))
BEFORE = select(THINGS.c.id, THINGS.c.at).where(THINGS.c.at < bindparam("at")).order_by(THINGS.c.id).limit(3)
LATEST = select(func.max(THINGS.c.at))
RENAME = update(THINGS).where(THINGS.c.id == bindparam("this")).values(name=bindparam("new"))
MOVE = (
    update(THINGS).where(THINGS.c.id == bindparam("this")).values(at=bindparam("to")).returning(THINGS.c.at)
)
REMOVE = delete(THINGS).where(THINGS.c.id == bindparam("this"))
SOME = select(THINGS.c.id).where(THINGS.c.id.in_(bindparam("ids", expanding=True))).order_by(THINGS.c.id)


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Connection, Connection]]:
    """SQLAlchemy's own connection and ours, each on a database of its own with nine things in it."""
    engines = [create_engine(f"sqlite:///{tmp_path / name}") for name in ("usual.db", "ours.db")]
    usual, ours = engines[0].connect(), PreparedConnection(engines[1])
    for connection in (usual, ours):
        with connection.begin():
            THINGS.create(connection)
            for number in range(1, 10):
                connection.execute(PUT, thing(number))
    yield usual, ours
    for connection in (usual, ours):
        connection.close()
    for engine in engines:
        engine.dispose()


def thing(number: int) -> dict[str, Any]:
    at = MOMENT + timedelta(days=number)
    return {"id": number, "name": f"东西{number}", "at": at, "body": bytes([number])}


@pytest.mark.parametrize(
    ("statement", "parameters"),
    [
        (NAMED, {"name": "东西3"}),
        (NAMED, {"name": "没有"}),
        (BEFORE, {"at": MOMENT + timedelta(days=6)}),
        (LATEST, None),
        (RENAME, {"this": 4, "new": "新的"}),
        (MOVE, {"this": 5, "to": MOMENT}),
        (REMOVE, {"this": 6}),
        (REMOVE, {"this": 66}),
        (PUT_AGAIN, thing(7)),
        (PUT_AGAIN, [thing(8), thing(21), thing(22)]),
        (SOME, {"ids": [1, 2, 99]}),
    ],
)
def test_rows_and_counts_are_sqlalchemys(
    both: tuple[Connection, Connection], statement: Any, parameters: Any
) -> None:
    """Aware moments, bytes and Chinese come back as they went in; so does the number of changed rows."""
    for _ in range(3):
        answers = []
        for connection in both:
            with connection.begin():
                result = connection.execute(statement, parameters)
                rows = [row._asdict() for row in result.all()] if reads(statement) else []
                answers.append((rows, result.rowcount if not reads(statement) else len(rows)))
        assert answers[0] == answers[1]


@pytest.mark.parametrize("parameters", [{"at": MOMENT + timedelta(days=days)} for days in (0, 2, 3)])
@pytest.mark.parametrize(
    "how", ["first", "one", "one_or_none", "scalar", "scalar_one", "scalar_one_or_none", "all"]
)
def test_no_row_one_and_two_are_asked_for_as_sqlalchemy_does(
    both: tuple[Connection, Connection], parameters: Any, how: str
) -> None:
    for _ in range(3):
        answers = []
        for connection in both:
            with connection.begin():
                result: Any = connection.execute(BEFORE, parameters)
                answers.append(told(getattr(result, how)))
        assert answers[0] == answers[1]


def told(ask: Any) -> Any:
    """What it answers, or which error it raises."""
    try:
        return ask()
    except InvalidRequestError as problem:
        return type(problem)


def test_bare_values_and_an_empty_moment_are_sqlalchemys(both: tuple[Connection, Connection]) -> None:
    for _ in range(3):
        answers = []
        for connection in both:
            with connection.begin():
                connection.execute(MOVE, {"this": 5, "to": None}).all()
                empty = [row.at for row in connection.execute(NAMED, {"name": "东西5"})]
                soon = connection.execute(BEFORE, {"at": MOMENT + timedelta(days=9)}).scalars()
                answers.append((empty, soon.all()))
        assert answers[0] == answers[1]


def reads(statement: Any) -> bool:
    return len(statement.exported_columns) > 0


def test_what_comes_again_is_kept_ready(both: tuple[Connection, Connection]) -> None:
    _, ours = both
    with ours.begin():
        first: Any = ours.execute(NAMED, {"name": "东西1"})
        assert not isinstance(first, Answer)
        assert first.one().id == 1
        again: Any = ours.execute(NAMED, {"name": "东西2"})
        assert isinstance(again, Answer)
        assert again.one().at == MOMENT + timedelta(days=2)


def test_a_statement_made_for_one_occasion_is_not_remembered(both: tuple[Connection, Connection]) -> None:
    _, ours = both
    assert isinstance(ours, PreparedConnection)
    with ours.begin():
        ours.execute(select(THINGS.c.id).where(THINGS.c.id == 3)).all()
        known = len(ours._known)
        for number in range(200):
            ours.execute(select(THINGS.c.id).where(THINGS.c.id == number)).all()
        assert len(ours._known) <= known + 1


def test_an_error_is_sqlalchemys_and_names_no_parameter(both: tuple[Connection, Connection]) -> None:
    _, ours = both
    for _ in range(3):
        with pytest.raises(IntegrityError) as found, ours.begin():
            ours.execute(PUT, thing(3))
        assert found.value.orig is not None
        assert type(found.value.orig).__name__ == "IntegrityError"
    assert "东西3" not in str(found.value)


def test_a_missing_parameter_is_refused_each_time(both: tuple[Connection, Connection]) -> None:
    _, ours = both
    for _ in range(3):
        with pytest.raises(StatementError), ours.begin():
            ours.execute(NAMED, {})


def test_outside_a_transaction_sqlalchemy_begins_one(both: tuple[Connection, Connection]) -> None:
    _, ours = both
    for number in (1, 2, 3):
        assert not ours.in_transaction()
        assert ours.execute(NAMED, {"name": f"东西{number}"}).one().id == number
        assert ours.in_transaction()
        ours.rollback()
