"""How SQLite would answer a statement."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite

from storage.database import Database


def plan(database: Database, statement: Any) -> str:
    """The steps of the query plan, one a line."""
    compiled = statement.compile(dialect=sqlite.dialect(paramstyle="qmark"))
    names = compiled.positiontup or ()

    def explain(connection: Connection) -> str:
        asked = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(1 for _ in names))
        return "".join(f"{row[3]}\n" for row in asked)

    return database.run_sync(explain)
