"""Everything that is generated, or must agree with something else: `python -m tests.generated --check | --write`.

The register of rules, the migrations against the tables, the learned weights, the README's tables of settings and
commands.
"""

import subprocess
import sys
from collections.abc import Iterator
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bot.settings import CONFIG, PREFIX, Settings
from tests import rules_page
from tests.rule_register import ROOT
from tests.understand import learning

READMES = ("README.md", "README.zh.md")


def settings_names(model: type[BaseModel] = Settings, prefix: str = PREFIX) -> Iterator[str]:
    """Every setting by the name of its environment variable."""
    if model is Settings:
        yield CONFIG
    for name, field in model.model_fields.items():
        part = _part(field)
        if part is None:
            yield prefix + name.upper()
        else:
            yield from settings_names(part, f"{prefix}{name.upper()}__")


def _part(field: FieldInfo) -> type[BaseModel] | None:
    """The model of a setting that has parts."""
    kinds = (
        get_args(field.annotation)
        if get_origin(field.annotation) in (Union, UnionType)
        else (field.annotation,)
    )
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


def choices(model: type[BaseModel] = Settings, prefix: str = PREFIX) -> Iterator[tuple[str, Any]]:
    """(name, word) for each word that a setting of few words may be."""
    for name, field in model.model_fields.items():
        part = _part(field)
        if part is not None:
            yield from choices(part, f"{prefix}{name.upper()}__")
        elif get_origin(field.annotation) is Literal:
            yield from ((prefix + name.upper(), word) for word in get_args(field.annotation))


def stale(text: str) -> list[str]:
    """What a README says of settings and commands that is not so, or does not say."""
    rows = {row.split("|")[1].strip().strip("`"): row for row in text.splitlines() if row.startswith("| `")}
    wanted = list(settings_names())
    faults = [f"does not list {name}" for name in wanted if name not in rows]
    faults += [
        f"lists {name}, which there is not" for name in rows if name.startswith(PREFIX) and name not in wanted
    ]
    faults += [
        f"does not say that {name} may be {word}"
        for name, word in choices()
        if name in rows and f"`{word}`" not in rows[name]
    ]
    return faults + [f"does not list the command {name}" for name in commands() if f"| `{name}" not in text]


def commands() -> Iterator[str]:
    """Every command as it is typed."""
    from bot.commands import app

    yield from (_name(command) for command in app.registered_commands)
    for group in app.registered_groups:
        assert group.typer_instance is not None
        yield from (f"{group.name} {_name(command)}" for command in group.typer_instance.registered_commands)


def _name(command: Any) -> str:
    return str(command.name or command.callback.__name__)


def main(arguments: list[str]) -> int:
    """0 when everything is up to date; each thing that is not is said in one line."""
    if arguments not in (["--check"], ["--write"]):
        print("usage: python -m tests.generated --check | --write")
        return 2
    wrong = rules_page.main(arguments)
    if subprocess.run([sys.executable, "-m", "storage.migrate", "check"], cwd=ROOT, check=False).returncode:
        print('a table was changed without a migration: python -m storage.migrate revision "what it does"')
        wrong = 1
    wrong = max(wrong, learning.main(arguments))
    for name in READMES:
        for fault in stale((ROOT / name).read_text(encoding="utf-8")):
            print(f"{name} {fault}")
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
