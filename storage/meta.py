"""Small facts about the whole installation (a polling offset, the virtual clock), never personal."""

import json
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from storage.tables.road import Meta
from storage.tables.types import table_of

_table = table_of(Meta)
_insert = insert(_table)
_put = _insert.on_conflict_do_update(index_elements=["key"], set_={"value": _insert.excluded.value})
_get = select(_table.c.value).where(_table.c.key == bindparam("key"))


def get(connection: Connection, key: str, default: Any = None) -> Any:
    """What was put under `key`, else `default`."""
    value = connection.execute(_get, {"key": key}).scalar_one_or_none()
    return default if value is None else json.loads(value)


def put(connection: Connection, key: str, value: Any) -> None:
    """Keep a JSON value under `key`, in place of what was there."""
    connection.execute(_put, {"key": key, "value": json.dumps(value, ensure_ascii=False)})
