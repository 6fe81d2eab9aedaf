"""One template of a data directory for all stories, and one for those that are told over the wire."""

import asyncio
from pathlib import Path

import pytest

from tests.stories.wires import build_wire_template
from tests.stories.world import build_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "data"
    asyncio.run(build_template(folder))
    return folder


@pytest.fixture(scope="session")
def wire_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wire") / "data"
    asyncio.run(build_wire_template(folder, "telegram"))
    return folder
