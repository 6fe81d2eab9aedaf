"""The whole product in one process on a data directory, spoken to through the sandbox's API as from outside."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from bot.serve import Server
from bot.settings import Sandbox, Settings
from tests.running import running

START = datetime.fromisoformat("2025-03-12T10:30:00+08:00")
"""A Wednesday morning; the store is open."""
PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 300


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that somebody does; doing it again, unheard, must change nothing."""

    path: str
    body: Mapping[str, Any]
    photo: bytes | None = None


class Shop:
    """One running product. Acts return when they are accepted; `settle` waits for what they set off."""

    def __init__(self, server: Server, http: httpx.AsyncClient) -> None:
        self.server = server
        self.http = http

    async def ask(self, request: Request) -> httpx.Response:
        if request.photo is None:
            return await self.http.post(request.path, json=request.body)
        files = [("file", ("刹车.jpg", request.photo, "image/jpeg"))]
        return await self.http.post(request.path, files=files, data=dict(request.body))

    async def settle(self) -> None:
        await self.server.worker.settled()

    async def events(self, chat: str | None = None) -> list[dict[str, Any]]:
        answer = await self.http.get("events", params={"chat": chat} if chat else {})
        found: list[dict[str, Any]] = answer.json()["events"]
        return found

    async def button(self, chat: str, label: str) -> str:
        """The newest button of that label in that chat."""
        shown = [a for event in await self.events(chat) for a in event["actions"] if a["label"] == label]
        return str(shown[-1]["id"])


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Shop]:
    """The product on the data in `folder`, as a process that has just been started."""
    settings = Settings(data_dir=folder, sandbox=Sandbox(clock="virtual", start=START))
    async with running(settings, path="/sandbox/api/", raises=False) as (server, http):
        yield Shop(server, http)
