"""A policy written out whole, as the TOML that would be read back as the same policy."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from core.policy import Policy

Data = Mapping[str, Any]


def as_data(policy: Policy) -> dict[str, Any]:
    """The policy as plain data: what is left out of it stays out."""
    return policy.model_dump(mode="json", by_alias=True, exclude_none=True)


def as_toml(policy: Policy) -> str:
    """The same as a policy file."""
    return "\n".join(_table((), policy.model_dump(by_alias=True, exclude_none=True))).lstrip("\n") + "\n"


def _table(path: tuple[str, ...], table: Data) -> Iterator[str]:
    """The table's own keys, then its inner tables under their headers."""
    own = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    inner = {key: value for key, value in table.items() if isinstance(value, Mapping)}
    if path and (own or not inner):
        yield f"\n[{'.'.join(map(_key, path))}]"
    for key, value in own.items():
        yield f"{_key(key)} = {_value(value)}"
    for key, value in inner.items():
        yield from _table((*path, key), value)


def _key(key: str) -> str:
    """Bare where TOML lets it stand bare."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case datetime() | date() | time():
            return value.isoformat()
        case Mapping():
            return "{ " + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
        case list() | tuple() | frozenset():
            return "[" + ", ".join(_value(inner) for inner in value) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
