"""The official method table, and what a request says against it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_TABLE: dict[str, Any] = json.loads(Path(__file__).with_name("bot_api_methods.json").read_text("utf-8"))
_PLAIN = {"Integer": int, "String": str, "Boolean": bool, "Float": float}


def decoded(method: str, fields: dict[str, str]) -> dict[str, Any]:
    """The parameters of a multipart form, where every value is a text: by the table, not by guessing."""
    table = _TABLE["methods"].get(method, {})
    return {name: _decoded(table.get(name, "String"), text) for name, text in fields.items()}


def violations(method: str, parameters: dict[str, Any], files: dict[str, Any]) -> list[str]:
    """Each way in which the request differs from the table; a right one has none."""
    if method not in _TABLE["methods"]:
        return [f"{method}: no such method in the table"]
    found = list(_object(method, _TABLE["methods"][method], parameters, files))
    if method == "setWebhook" and not str(parameters.get("url", "")).startswith("http"):
        found.append("setWebhook.url: not an address")
    return found


def _decoded(kinds: str, text: str) -> Any:
    names = kinds.removesuffix(", required").split(" or ")
    if names == ["String"] or "InputFile" in names:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _object(where: str, table: dict[str, str], given: dict[str, Any], files: dict[str, Any]) -> Iterator[str]:
    for name, kinds in table.items():
        if kinds.endswith(", required") and name not in given and name not in files:
            yield f"{where}.{name}: missing"
    for name, value in given.items():
        if name not in table:
            yield f"{where}.{name}: unknown"
            continue
        names = table[name].removesuffix(", required").split(" or ")
        yield from _value(f"{where}.{name}", names, value, files)
    for name in files:
        if name in table and "InputFile" not in table[name]:
            yield f"{where}.{name}: is no file"


def _value(where: str, names: list[str], value: Any, files: dict[str, Any]) -> Iterator[str]:
    for name in names:
        plain = _PLAIN.get(name)
        if plain is not None and type(value) is plain:
            if isinstance(value, str) and value.startswith("attach://"):
                break
            return
    if isinstance(value, str) and value.startswith("attach://"):
        if value.removeprefix("attach://") not in files:
            yield f"{where}: the file {value} is not in the request"
        return
    if isinstance(value, list):
        inner = [name.removeprefix("Array of ") for name in names if name.startswith("Array of ")]
        if not inner:
            yield f"{where}: a list, not {' or '.join(names)}"
        for index, item in enumerate(value):
            yield from _value(f"{where}[{index}]", inner, item, files)
    elif isinstance(value, dict):
        yield from _dict(where, names, value, files)
    else:
        yield f"{where}: {type(value).__name__}, not {' or '.join(names)}"


def _dict(where: str, names: list[str], value: dict[str, Any], files: dict[str, Any]) -> Iterator[str]:
    """An object must be right as one of the types that may stand there."""
    attempts = [
        list(_object(where, _TABLE["types"][name], value, files)) for name in names if name in _TABLE["types"]
    ]
    kind = value.get("type")
    fitting = [
        attempt
        for attempt, name in zip(attempts, [n for n in names if n in _TABLE["types"]], strict=True)
        if kind is None or name.lower().endswith(str(kind))
    ]
    if not fitting:
        yield f"{where}: an object, not {' or '.join(names)}"
    else:
        yield from min(fitting, key=len)
