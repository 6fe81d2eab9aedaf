"""Patterns compile late, and every one of them does compile."""

import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

import bot.understand
from bot.understand.hazard_table import HAZARDS
from bot.understand.patterns import Pattern

MODULES = [f"bot.understand.{module.name}" for module in pkgutil.iter_modules(bot.understand.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_every_pattern_of_a_reader_compiles(name: str) -> None:
    """Late compiling must not hide a broken expression until a customer meets it."""
    for pattern in _patterns(vars(importlib.import_module(name)).values()):
        assert pattern.compiled.pattern == pattern.expression


def test_every_pattern_of_the_hazards_compiles() -> None:
    """The rows hold their patterns inside."""
    for hazard in HAZARDS:
        for pattern in _patterns([hazard.pattern, hazard.needs, hazard.unless]):
            assert pattern.compiled.pattern == pattern.expression


def test_loading_the_readers_compiles_nothing() -> None:
    """A server starts, and a command answers, without paying for patterns it may never use."""
    script = (
        "import bot.understand.reading\n"
        "from bot.understand import safety, daywords, withdrawal\n"
        "from bot.understand.patterns import Pattern\n"
        "values = [p for m in (safety, daywords, withdrawal) for p in vars(m).values()]\n"
        "late = [p for p in values if isinstance(p, Pattern)]\n"
        "assert late and not any('compiled' in vars(p) for p in late)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def _patterns(values: object) -> Iterator[Pattern]:
    """Every pattern in a module's values, tables of any depth included."""
    if isinstance(values, Pattern):
        yield values
    elif isinstance(values, dict):
        yield from _patterns(list(values.values()))
    elif isinstance(values, list | tuple) or type(values).__name__ == "dict_values":
        for value in values:  # type: ignore[attr-defined]
            yield from _patterns(value)
