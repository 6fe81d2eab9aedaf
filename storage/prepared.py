"""A connection that compiles each of our statements once.

SQLAlchemy finds a statement's compiled form in its cache, prepares a context and wraps the cursor anew at
every execution: some 60 µs, of which SQLite itself needs ten. Our statements are made once, as constants of
their modules, so whatever is executed a second time is kept ready: its SQL, the order of its parameters, and
what turns values into columns and back. Everything else goes the usual way, and both ways answer alike.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, cast
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, Connection, Delete, Engine, Insert, Select, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.answer import Answer

Convert = Callable[[Any], Any]
Statement = Select[Any] | Insert | Update | Delete
KINDS: Final = (Select, Insert, Update, Delete)
MOMENTS: Final = 64
"""So many moments are kept as they are written."""


class Unfit(Exception):
    """The statement needs SQLAlchemy at every execution."""


class Prepared:
    """One statement, compiled for one set of parameter names."""

    def __init__(self, statement: Statement, names: Sequence[str], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        assert isinstance(compiled, SQLCompiler)
        if compiled.post_compile_params or compiled.literal_execute_params or compiled.positiontup is None:
            raise Unfit("some of its parameters are written when it is executed")
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise Unfit("some of its values are made by Python")
        self.sql = str(compiled)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        parameters = [_parameter(binds[name], names, dialect) for name in compiled.positiontup]
        self._fixed = [fixed for _, fixed, _ in parameters]
        self._given = [(at, key, how) for at, (key, _, how) in enumerate(parameters) if key is not None]
        columns = list(statement.exported_columns)
        if not columns and compiled.effective_returning:
            raise Unfit("SQLAlchemy wants the row's id back")
        self._make: Callable[[Sequence[Any]], Any] | None = None
        self.reads = bool(columns)
        converts = [_from_column(column.type, dialect) for column in columns]
        self._converts = [(at, convert) for at, convert in enumerate(converts) if convert is not None]

    def run(self, cursor: Any, parameters: Mapping[str, Any]) -> Answer:
        """Execute it once."""
        cursor.execute(self.sql, self._values(parameters))
        if not self.reads:
            return Answer((), cursor.rowcount)
        if self._make is None:
            self._make = _row_of([column[0] for column in cursor.description])
        rows = cursor.fetchall()
        return Answer(self._made(rows, self._make) if rows else rows, cursor.rowcount)

    def run_each(self, cursor: Any, parameters: Sequence[Mapping[str, Any]]) -> Answer:
        """Execute it for each of them; there are no rows to read."""
        cursor.executemany(self.sql, [self._values(one) for one in parameters])
        return Answer((), cursor.rowcount)

    def _values(self, parameters: Mapping[str, Any]) -> list[Any]:
        values = self._fixed.copy()
        for at, key, convert in self._given:
            value = parameters[key]
            values[at] = value if convert is None else convert(value)
        return values

    def _made(self, rows: Sequence[Sequence[Any]], make: Callable[[Sequence[Any]], Any]) -> Sequence[Any]:
        if not self._converts:
            return [make(row) for row in rows]
        found = []
        for row in rows:
            values = list(row)
            for at, convert in self._converts:
                values[at] = convert(values[at])
            found.append(make(values))
        return found


def _parameter(
    bind: BindParameter[Any], names: Sequence[str], dialect: Dialect
) -> tuple[str | None, Any, Convert | None]:
    """Its name where it is given at execution, and what makes a column's value of it; else that value."""
    given = bind.key in names
    if bind.required and not given:
        raise Unfit("a parameter is missing")
    if isinstance(bind.type, UTCDateTime):
        convert: Convert | None = _moment(dialect)
    else:
        convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if given:
        return bind.key, None, convert
    value = bind.effective_value
    return None, value if convert is None else convert(value), None


class PreparedConnection(Connection):
    """Executes without SQLAlchemy's help what it has executed before."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._known: WeakKeyDictionary[Statement, dict[Any, Prepared | None]] = WeakKeyDictionary()
        self._driver: Any = None
        self._shared: Any = None

    def execute(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
        """As SQLAlchemy's, of which `Answer` gives the rows and the count alone."""
        prepared = None if execution_options else self._prepared(statement, parameters)
        if prepared is None:
            return super().execute(statement, parameters, execution_options=execution_options)
        cursor = self._cursor()
        try:
            if isinstance(parameters, list):
                return prepared.run_each(cursor, parameters)
            return prepared.run(cursor, parameters or {})
        except self.dialect.loaded_dbapi.Error as problem:
            raise _as_usual(prepared.sql, problem, self.dialect) from problem

    def _cursor(self) -> Any:
        """The one that all our statements share: each is read to its end before the next begins."""
        driver = driver_of(self)
        if driver is not self._driver:
            self._driver, self._shared = driver, driver.cursor()
        return self._shared

    def _prepared(self, statement: Any, parameters: Any) -> Prepared | None:
        """The statement made ready, once it comes again; `None` where SQLAlchemy must do it."""
        if not isinstance(statement, KINDS) or not self.in_transaction():
            return None
        many = isinstance(parameters, list)
        names = tuple(parameters[0] if many else parameters or ())
        forms = self._known.get(statement)
        if forms is None:
            self._known[statement] = {}
            return None
        if names not in forms:
            forms[names] = self._fit(statement, names)
        found = forms[names]
        return None if many and found is not None and found.reads else found

    def _fit(self, statement: Statement, names: tuple[str, ...]) -> Prepared | None:
        try:
            return Prepared(statement, names, self.dialect)
        except Unfit:
            return None


def driver_of(connection: Connection) -> Any:
    """The driver's own connection."""
    driver = connection.connection.dbapi_connection
    assert driver is not None
    return driver


def _row_of(names: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    """What makes a row with these names of its values."""
    make: Callable[..., Any] = namedtuple
    row = make("Row", names, rename=True)
    return cast(Callable[[Sequence[Any]], Any], row._make)


def _from_column(kind: Any, dialect: Dialect) -> Convert | None:
    """What makes a value of a column's; `None` where it is one already."""
    if isinstance(kind, UTCDateTime):
        return _instant
    convert: Convert | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return convert


def _instant(stored: str | None) -> datetime | None:
    """As SQLAlchemy and SQLModel together read it, in one step: a turn reads fifteen of them."""
    return None if stored is None else datetime.fromisoformat(stored).replace(tzinfo=UTC)


@lru_cache
def _moment(dialect: Dialect) -> Convert:
    """One for all columns: a turn writes its one moment into twenty of them."""
    convert = UTCDateTime().dialect_impl(dialect).bind_processor(dialect)
    assert convert is not None
    return lru_cache(MOMENTS)(convert)


def _as_usual(sql: str, problem: BaseException, dialect: Dialect) -> BaseException:
    """The driver's error as SQLAlchemy raises it, without the parameters."""
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(sql, None, problem, base, hide_parameters=True, dialect=dialect)
