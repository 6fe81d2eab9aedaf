"""The whole product in one process, on a virtual clock: in the sandbox, spoken to through its own JSON API."""

import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

import httpx

from bot.channels.language import Address, ChatKind
from bot.channels.sandbox.places import channel_name
from bot.channels.sandbox.profiles import BOT_NAME
from bot.serve import Server
from bot.settings import Settings
from tests.running import running
from tests.stories.transcript import PROFILES

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

START: Final = "2025-03-12T10:30"
CUSTOMER: Final = "c1"
CHAT: Final = f"customer:{CUSTOMER}"
OTHER: Final = "c2"
"""He on the other platform, in a story that has two chats."""

Event = dict[str, Any]
"""As the sandbox tells them: what is said in `customer:c1`, `room:aftersales.1` or `staff:li`."""
Upload = tuple[str, bytes, str]
"""Name, bytes and kind of a file."""


class World(Protocol):
    """A running product, and what people see and do on their platforms. Every act returns when all that follows of it
    is done; none of it is known before `news` is asked for."""

    server: Server
    profile: str
    log: list[Event]
    """Every event so far, in order."""

    @property
    def chat(self) -> str:
        """The customer's, as events name it."""

    async def news(self) -> list[Event]:
        """What became visible since the last look; an edit counts as news of its chat."""

    def address(self) -> Address:
        """Where the customer is written to."""

    async def begins(self) -> None: ...
    async def says(self, text: str, times: int = 1) -> None: ...
    async def edits(self, text: str) -> None:
        """He changes what he said last."""

    async def sends(self, files: list[Upload], caption: str) -> None: ...
    async def presses(self, action: str) -> None: ...
    async def blocks(self) -> None: ...
    async def unblocks(self) -> None: ...
    async def staff_says(self, room: str, who: str, text: str, *, answers: bool = False) -> None:
        """`answers`: in reply to what the bot said there last, but for cards and choices."""

    async def staff_presses(self, room: str, who: str, action: str) -> None: ...
    async def moves(self, moment: dict[str, str]) -> None:
        """The clock, as the sandbox's API takes it."""


def in_chat(world: World, chat: str) -> list[Event]:
    """Everything so far in that chat."""
    return [event for event in world.log if event["chat"] == chat]


@dataclass
class Sandbox:
    """In the sandbox, whose rooms imitate `rooms`."""

    server: Server
    client: httpx.AsyncClient
    profile: str
    rooms: str = "telegram"
    log: list[Event] = field(default_factory=list)
    customer: str = CUSTOMER

    @property
    def chat(self) -> str:
        return f"customer:{self.customer}"

    def elsewhere(self) -> "Sandbox":
        """The same, seen by the customer in his chat on the other platform."""
        other = next(one for one in PROFILES if one != self.profile)
        return replace(self, profile=other, customer=OTHER)

    async def post(self, path: str, body: object = None, **more: Any) -> dict[str, Any]:
        """One call, carried to its end. Fails loudly on anything but 200."""
        url = f"/sandbox/api/{path}?settle=1"
        answer = await (self.client.post(url, **more) if more else self.client.post(url, json=body or {}))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def news(self) -> list[Event]:
        last = self.log[-1]["seq"] if self.log else 0
        found: list[Event] = (await self.client.get(f"/sandbox/api/events?after={last}")).json()["events"]
        self.log.extend(found)
        return found

    def address(self) -> Address:
        return Address(channel_name(self.profile), "", self.chat, ChatKind.PRIVATE)

    async def begins(self) -> None:
        await self.post("customers", {"id": self.customer, "profile": self.profile})

    async def says(self, text: str, times: int = 1) -> None:
        once = {"dedupe_key": f"k{len(self.log)}"} if times > 1 else {}
        for _ in range(times):
            await self._said({"text": text, **once})

    async def edits(self, text: str) -> None:
        own = [e for e in in_chat(self, self.chat) if e["sender"] == self.chat and e["kind"] == "message"]
        await self._said({"edit": own[-1]["seq"], "text": text})

    async def sends(self, files: list[Upload], caption: str) -> None:
        parts = [("file", file) for file in files]
        await self.post(
            f"customers/{self.customer}/messages", files=parts, data={"caption": caption} if caption else {}
        )

    async def presses(self, action: str) -> None:
        await self._said({"press": action})

    async def blocks(self) -> None:
        await self.post(f"customers/{self.customer}/block")

    async def unblocks(self) -> None:
        await self.post(f"customers/{self.customer}/unblock")

    async def staff_says(self, room: str, who: str, text: str, *, answers: bool = False) -> None:
        body: dict[str, Any] = {"staff": who, "text": text}
        if answers:
            said = [
                e for e in in_chat(self, f"room:{room}") if e["sender"] == "bot" and e["kind"] == "message"
            ]
            asked = [e for e in said if e["text"] and not e["actions"] and "toast" not in e][-1]
            body |= {"reply_to": asked["seq"]} | ({"thread": asked["thread"]} if "thread" in asked else {})
        elif self.rooms == "wecom":
            body["text"] = f"@{BOT_NAME} {text}"
        await self.post(f"rooms/{room}/messages", body)

    async def staff_presses(self, room: str, who: str, action: str) -> None:
        await self.post(f"rooms/{room}/messages", {"staff": who, "press": action})

    async def moves(self, moment: dict[str, str]) -> None:
        await self.post("clock", moment)

    async def _said(self, body: dict[str, Any]) -> None:
        await self.post(f"customers/{self.customer}/messages", body)


def settings_of(folder: Path, starts: str = START) -> Settings:
    start = datetime.fromisoformat(starts).replace(tzinfo=ZONE)
    return Settings.model_validate({"data_dir": folder, "sandbox": {"clock": "virtual", "start": start}})


@contextlib.asynccontextmanager
async def open_world(folder: Path, profile: str, rooms: str = "telegram") -> AsyncIterator[Sandbox]:
    """The server on `folder`, running. What is stored there goes on where it was."""
    async with running(settings_of(folder), rooms=rooms) as (server, client):
        yield Sandbox(server, client, profile, rooms)


async def build_template(folder: Path, rooms: str = "telegram") -> None:
    """A data directory with everybody in his room, which stories begin with a copy of."""
    async with open_world(folder, "telegram", rooms) as world:
        for id_, name, role, department, room in STAFF:
            body = {"id": id_, "name": name, "role": role}
            await world.post("staff", body | ({"department": department} if department else {}))
            await world.post(f"rooms/{room}/members", {"staff": id_, "action": "join"})


def copy_template(template: Path, folder: Path) -> Path:
    shutil.copytree(template, folder)
    return folder
