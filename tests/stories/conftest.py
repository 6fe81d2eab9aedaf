"""One template of a data directory for all stories."""

import asyncio
from pathlib import Path

import pytest

from tests.stories.world import build_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "data"
    asyncio.run(build_template(folder))
    return folder
