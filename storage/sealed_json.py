"""Plain data, sealed as JSON at its place."""

import json
from typing import Any, Final

from storage.sealed import SubjectKey

compact: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Plain data as JSON without blanks."""


def seal_json(key: SubjectKey, table: str, column: str, row: int | str, value: Any) -> bytes:
    """`value`, readable only with this key and only at this place."""
    return key.seal(table, column, row, compact(value))


def open_json(key: SubjectKey, table: str, column: str, row: int | str, sealed: bytes) -> Any:
    """The inverse of `seal_json`. Raises `Tampered`."""
    return json.loads(key.open_text(table, column, row, sealed))
