"""One data directory for all stories of a kind, with everybody in his room: each begins with a copy of it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stories.wires import build_wire_template
from tests.stories.world import build_template

Templates = Callable[[str], Path]
"""By what the rooms are, or imitate."""


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """For stories in the sandbox."""
    made: dict[str, Path] = {}

    def template(rooms: str) -> Path:
        if rooms not in made:
            made[rooms] = tmp_path_factory.mktemp("template") / "data"
            asyncio.run(build_template(made[rooms], rooms))
        return made[rooms]

    return template


@pytest.fixture(scope="session")
def wire_templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """For stories over the wire."""
    made: dict[str, Path] = {}

    def template(rooms: str) -> Path:
        if rooms not in made:
            made[rooms] = tmp_path_factory.mktemp("wire") / "data"
            asyncio.run(build_wire_template(made[rooms], rooms))
        return made[rooms]

    return template


@pytest.fixture
def template(templates: Templates) -> Path:
    return templates("telegram")


@pytest.fixture
def wire_template(wire_templates: Templates) -> Path:
    return wire_templates("telegram")
