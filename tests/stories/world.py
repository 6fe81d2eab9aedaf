"""The whole product in one process, on a virtual clock, spoken to through the sandbox's own JSON API."""

import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx

from bot.serve import Server
from bot.settings import Settings
from tests.running import running

ZONE: Final = ZoneInfo("Asia/Shanghai")
STAFF: Final = (
    ("li", "李工", "service_advisor", "aftersales", "aftersales.1"),
    ("wang", "王经理", "service_manager", "aftersales", "aftersales.2"),
    ("zhao", "赵总", "general_manager", None, "aftersales.3"),
    ("zhou", "周总监", "observer", None, "supervisors"),
    ("sun", "孙顾问", "sales_consultant", "sales", "sales.1"),
    ("chen", "陈顾问", "sales_consultant", "sales", "sales.1"),
)
"""(id, name, role, department, room): everybody who stands ready in a story."""

Event = dict[str, Any]


@dataclass
class World:
    """A running server and somebody's view of its chats."""

    server: Server
    client: httpx.AsyncClient
    profile: str
    log: list[Event] = field(default_factory=list)
    """Every event so far, in order."""

    async def post(self, path: str, body: object = None, **more: Any) -> dict[str, Any]:
        """One call, carried to its end. Fails loudly on anything but 200."""
        url = f"/sandbox/api/{path}?settle=1"
        answer = await (self.client.post(url, **more) if more else self.client.post(url, json=body or {}))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def news(self) -> list[Event]:
        """What became visible since the last look; an edit counts as news of its chat."""
        last = self.log[-1]["seq"] if self.log else 0
        found: list[Event] = (await self.client.get(f"/sandbox/api/events?after={last}")).json()["events"]
        self.log.extend(found)
        return found

    def in_chat(self, chat: str) -> list[Event]:
        return [event for event in self.log if event["chat"] == chat]


def settings_of(folder: Path, starts: str = "2025-03-12T10:30") -> Settings:
    start = datetime.fromisoformat(starts).replace(tzinfo=ZONE)
    return Settings.model_validate({"data_dir": folder, "sandbox": {"clock": "virtual", "start": start}})


@contextlib.asynccontextmanager
async def open_world(folder: Path, profile: str) -> AsyncIterator[World]:
    """The server on `folder`, running. What is stored there goes on where it was."""
    async with running(settings_of(folder)) as (server, client):
        yield World(server, client, profile)


async def build_template(folder: Path) -> None:
    """A data directory with everybody in his room, which stories begin with a copy of."""
    async with open_world(folder, "telegram") as world:
        for id_, name, role, department, room in STAFF:
            body = {"id": id_, "name": name, "role": role}
            await world.post("staff", body | ({"department": department} if department else {}))
            await world.post(f"rooms/{room}/members", {"staff": id_, "action": "join"})


def copy_template(template: Path, folder: Path) -> Path:
    shutil.copytree(template, folder)
    return folder
