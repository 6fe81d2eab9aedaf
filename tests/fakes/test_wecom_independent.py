"""The fake against the platform's own client for Node, which knows nothing of ours: both must agree on every frame.

It needs node and npm, and a registry to install the client from; where one is missing the test is skipped.
"""

import asyncio
import base64
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.channels.wecom_setup import GROUP, LI
from tests.fakes.wecom_server import BOT_ID, SECRET, WeComServer

CLIENT = "@wecom/aibot-node-sdk@1.0.7"
SCRIPT = Path(__file__).with_name("wecom_independent.mjs")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of its own with the client in it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("node or npm is not here")
    folder = tmp_path_factory.mktemp("client")
    (folder / "package.json").write_text('{"private": true}')
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", CLIENT]
    try:
        made = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        pytest.skip("npm does not come to an end")
    if made.returncode != 0:
        pytest.skip("npm cannot install the client")
    return folder / "package.json"


@asynccontextmanager
async def client(
    installed: Path, server: WeComServer, secret: str = SECRET, *more: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    words = ("node", str(SCRIPT), str(installed), server.url, BOT_ID, secret, *more)
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def line(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None
    async with asyncio.timeout(30):
        found: dict[str, Any] = json.loads(await process.stdout.readline())
    return found


async def test_the_platforms_own_client_takes_the_fake_for_the_platform(installed: Path) -> None:
    async with WeComServer() as server, client(installed, server) as process:
        assert await line(process) == {"authenticated": True}
        li = server.group(GROUP).member(LI)
        server.person(LI).enters()
        li.says("接单", quote="【A001】客户：在吗")
        shown = await server.wait_for(GROUP, lambda shown: shown and shown[-1].kind == "file")
        assert [(one.kind, one.text) for one in shown] == [
            ("stream", "收到"),
            ("template_card", "【A001】投诉"),
            ("file", "维修单.pdf"),
        ]
        assert shown[-1].file == bytes([7]) * (600 * 1024)
        li.presses("接单")
        await server.until(lambda: shown[1].text == "【A001】已接单")
        li.sends("image", b"\xff\xd8picture")
        told = await line(process)
        picture = base64.b64encode(b"\xff\xd8picture").decode()
        assert told["heard"] == [
            ["enter_chat", LI],
            ["text", "@一诺 接单", "【A001】客户：在吗"],
            ["press", "token-1", "task-1"],
            ["image", picture],
        ]
        assert told["acks"] == {
            "stream": 0, "card": 0, "again": 40058, "nowhere": 93006, "media": 0, "update": 0, "twice": 846605,
        }  # fmt: skip
        assert len(server.called("ping")) >= 2
        assert server.violations == []


async def test_it_gives_way_to_a_newer_connection_and_does_not_come_back(installed: Path) -> None:
    async with WeComServer() as server, client(installed, server) as first:
        assert await line(first) == {"authenticated": True}
        async with client(installed, server, SECRET, "second") as second:
            assert await line(second) == {"authenticated": True}
            assert (await line(first))["kicked"] is True
        assert len(server.subscribed) == 2


async def test_it_reads_the_refusal_of_a_wrong_secret(installed: Path) -> None:
    async with WeComServer() as server, client(installed, server, "another-secret") as process:
        [error] = (await line(process))["errors"]
        assert error == "Authentication failed: invalid bot_id or secret (code: 40001)"
        assert server.subscribed == []
