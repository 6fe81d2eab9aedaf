"""Reading a policy file: TOML, `extends`, and on which line each key stands."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
PRESETS = {"dealer": _HERE / "policy.toml"} | {
    path.stem: path for path in sorted((_HERE / "presets").glob("*.toml"))
}
"""The presets that ship with the product, by name."""


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """One thing wrong with a policy file. `key` is dotted, empty where the file cannot be read at all."""

    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.key + ': ' if self.key else ''}{self.reason}"


class PolicyError(Exception):
    """The policy cannot be used; its one sentence names file, line and reason."""

    def __init__(self, path: Path, problem: PolicyProblem) -> None:
        super().__init__(f"policy {path}, {problem}")
        self.path = path
        self.problem = problem


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy file with what it extends merged in, and the lines of its own keys."""

    path: Path
    content: dict[str, Any]
    lines: dict[tuple[str, ...], int]

    def problem(self, key: tuple[str | int, ...], reason: str) -> PolicyProblem:
        """The problem at the line of the key, or of the nearest table around it that the file states."""
        dotted = tuple(str(part) for part in key)
        around = next((dotted[:n] for n in range(len(dotted), 0, -1) if dotted[:n] in self.lines), None)
        return PolicyProblem(self.lines[around] if around else 1, ".".join(dotted), reason)


def read_policy_file(name_or_path: str | Path) -> PolicyFile:
    """The file of a preset's name or a path, merged over what it extends; raises `PolicyError`."""
    path = PRESETS.get(str(name_or_path)) or Path(name_or_path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        reason = f"there is no such file, and no such preset; presets are {', '.join(PRESETS)}"
        raise PolicyError(path, PolicyProblem(1, "", reason)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(path, PolicyProblem(1, "", f"cannot be read: {error}")) from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(path, PolicyProblem(_line_of(error, text), "", f"is not TOML: {error}")) from error
    lines = key_lines(text)
    extended = content.pop("extends", None)
    if extended is not None:
        if not isinstance(extended, str) or extended not in PRESETS or path == PRESETS[extended]:
            reason = f"there is no preset {extended!r} to extend; presets are {', '.join(PRESETS)}"
            raise PolicyError(path, PolicyProblem(lines.get(("extends",), 1), "extends", reason))
        content = _merged(read_policy_file(extended).content, content)
    return PolicyFile(path, _with_whole_stores(_frozen(content)), lines)


def _with_whole_stores(content: dict[str, Any]) -> dict[str, Any]:
    """Each further store completed from `store`, so that it states only what differs."""
    first, further = content.get("store"), content.get("stores")
    if not isinstance(first, dict) or not isinstance(further, dict):
        return content
    whole = {
        key: _merged(first, {"id": key, **own}) if isinstance(own, dict) else own
        for key, own in further.items()
    }
    return {**content, "stores": whole}


def _line_of(error: tomllib.TOMLDecodeError, text: str) -> int:
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else text.count("\n") + 1


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key; anything else, lists included, is replaced."""
    merged = dict(base)
    for key, value in own.items():
        before = merged.get(key)
        merged[key] = (
            _merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
        )
    return merged


def _frozen(value: Any) -> Any:
    """Lists as tuples, all the way down."""
    if isinstance(value, dict):
        return {key: _frozen(inner) for key, inner in value.items()}
    return tuple(_frozen(inner) for inner in value) if isinstance(value, list) else value


_HEADER = re.compile(r"^\s*\[+([^\[\]]+)\]+\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_.\-\"' ]+?)\s*=")


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    """The line of each table header and each key of a TOML text, by their path."""
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _path(header[1])
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_path(key[1])), number)
    return lines


def _path(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
