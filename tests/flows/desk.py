"""The whole product in one process, on a virtual clock: customers, rooms and staff as the sandbox shows them.

A `Desk` speaks the sandbox's JSON API only, as a test from outside would; `inside` is there for what no
platform lets a person do (unbinding a queue, an edit in a room).
"""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
from sqlalchemy import Connection

from bot.channels.language import Edited, Incoming, Sender, What
from bot.channels.sandbox.places import room_address
from bot.serve import Server
from bot.settings import Sandbox, Settings
from core.case import Case
from storage import cases, chats, codes, history, queue_codes, rooms
from tests.running import running

T = TypeVar("T")

START = datetime(2025, 3, 12, 2, 30, tzinfo=UTC)
"""A Wednesday, 10:30 in Hangzhou: the store is open, no holiday is near."""
ROOMS: ContextVar[str] = ContextVar("rooms", default="telegram")
"""What the staff's rooms imitate in this test."""
NUMBER = re.compile(r"(?:TS|ZX)\d{8}-\d{4}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it stands on the screen now, edits applied."""

    seq: int
    sender: str
    text: str
    thread: str
    actions: dict[str, str] = field(default_factory=dict)
    """Label → action id."""
    media: int = 0


class Desk:
    """One running product. Every act returns when everything it set off is done."""

    def __init__(self, http: httpx.AsyncClient, server: Server, rooms: str = "telegram") -> None:
        self.http = http
        self.server = server
        self.rooms = rooms

    def worded(self, text: str) -> str:
        """What the bot says in the rooms instead of the same for Telegram."""
        if self.rooms != "wecom":
            return text
        code = re.search(r"【(A\d{3})】", text)
        how = f"请引用本条@我回复（或@我发“{code[1]} 内容”）" if code else ""
        text = text.replace("请直接回复本条", how)
        return re.sub(
            "^可以用的命令", "每条都要@我，或引用我的消息；引用那件的消息，就不用写编号。\n可以用的命令", text
        )

    # --- what people do ----------------------------------------------------------------------------------

    async def customer(self, name: str, profile: str = "telegram") -> None:
        await self._post("customers", {"id": name, "profile": profile})

    async def says(self, name: str, text: str) -> int:
        return int((await self._post(f"customers/{name}/messages", {"text": text}))["seq"])

    async def sends_photo(self, name: str, caption: str = "", count: int = 1) -> None:
        files = [
            ("file", (f"photo{n}.jpg", b"\xff\xd8\xff\xe0" + bytes([n]), "image/jpeg")) for n in range(count)
        ]
        answer = await self.http.post(
            f"/sandbox/api/customers/{name}/messages",
            params={"settle": "1"},
            files=files,
            data={"caption": caption},
        )
        answer.raise_for_status()

    async def chooses(self, name: str, label: str) -> None:
        """He presses the newest button of that label."""
        action = await self._action(f"customer:{name}", label)
        await self._post(f"customers/{name}/messages", {"press": action})

    async def blocks(self, name: str) -> None:
        await self._post(f"customers/{name}/block", {})

    async def joins(self, who: str, role: str, department: str | None, *queues: str) -> str:
        """A member of staff is invited, joins, and enters these rooms; his staff code."""
        body: dict[str, Any] = {"id": who, "name": who, "role": role}
        if department:
            body["department"] = department
        code = (await self._post("staff", body))["code"]
        for room in queues:
            await self.enters(who, room)
        return str(code)

    async def enters(self, who: str, room: str) -> None:
        await self._post(f"rooms/{room}/members", {"staff": who, "action": "join"})

    async def leaves(self, who: str, room: str) -> None:
        await self._post(f"rooms/{room}/members", {"staff": who, "action": "leave"})

    async def types(
        self, who: str, room: str, text: str, *, reply_to: int | None = None, thread: str = ""
    ) -> int:
        if self.rooms == "wecom" and reply_to is None:
            text = f"@一诺 {text}"
        body: dict[str, Any] = {"staff": who, "text": text}
        if reply_to is not None:
            body["reply_to"] = reply_to
        if thread:
            body["thread"] = thread
        return int((await self._post(f"rooms/{room}/messages", body))["seq"])

    async def shows(
        self, who: str, room: str, caption: str, *files: tuple[str, bytes, str], reply_to: int | None = None
    ) -> None:
        """He sends files to the room: (name, content, type) of each, and what he writes with them."""
        fields = {"staff": who, "caption": caption, "reply_to": str(reply_to or "")}
        answer = await self.http.post(
            f"/sandbox/api/rooms/{room}/messages",
            params={"settle": "1"},
            files=[("file", one) for one in files],
            data={name: value for name, value in fields.items() if value},
        )
        assert answer.status_code == 200, (answer.status_code, answer.text)

    async def taps(self, who: str, room: str, label: str, *, on: int | None = None) -> None:
        """He presses the newest button of that label, or the one under message `on`."""
        action = await self._action(f"room:{room}", label, on)
        await self._post(f"rooms/{room}/messages", {"staff": who, "press": action})

    async def writes_privately(self, who: str, text: str) -> None:
        await self._post(f"staff/{who}/messages", {"text": text})

    async def taps_privately(self, who: str, label: str) -> None:
        """He presses the newest button of that label in his own chat with the bot."""
        action = await self._action(f"staff:{who}", label)
        await self._post(f"staff/{who}/messages", {"press": action})

    async def happens(self, room: str, who: str, what: What, key: str, *, anonymous: bool = False) -> None:
        """Something that the sandbox's own page offers no way to do."""
        sender = Sender("" if anonymous else f"staff:{who}", who, anonymous)
        address = room_address(room.replace(".", "/"), self.rooms)
        topics = True if self.rooms == "telegram" else None
        await self.server.worker.accept([Incoming(key, self.now, address, sender, what, topics=topics)])
        await self.server.worker.settled()

    async def edits(self, room: str, who: str, seq: int, text: str) -> None:
        await self.happens(room, who, Edited(str(seq), text), f"edit-{seq}-{text}")

    async def queue_code(self, queue: str) -> str:
        """A one-time code for that queue, as the operator makes it."""
        product = self.server.product
        code = codes.new_code(product.random_bytes)
        expires = self.now + timedelta(hours=1)
        await self.inside(
            lambda connection: queue_codes.issue(
                connection, product.vault, code, queue, product.store, self.now, expires
            )
        )
        return code

    async def unbinds(self, room: str) -> None:
        """The group serves no queue any more."""
        address = room_address(room.replace(".", "/"), self.rooms)
        vault = self.server.product.vault

        def unbind(connection: Connection) -> None:
            found = chats.find(connection, vault, address)
            assert found is not None
            rooms.unbind(connection, found.id)

        await self.inside(unbind)

    # --- the world ---------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.server.clock.now()

    async def waits(self, **time: float) -> None:
        await self.until(self.now + timedelta(**time))

    async def until(self, moment: datetime) -> None:
        await self._post("clock", {"set": moment.isoformat()})

    async def fails(self, chat: str, how: str, count: int = 1) -> None:
        await self._post("faults", {"chat": chat, "next": how, "count": count})

    async def inside(self, fn: Callable[..., T], *args: object) -> T:
        """Run a storage function, and let the product notice what it did."""
        found = await self.server.parts.database.run(fn, *args)
        self.server.worker.wake()
        await self.server.worker.settled()
        return found

    # --- what is to be seen ------------------------------------------------------------------------------

    async def events(self, chat: str) -> list[dict[str, Any]]:
        answer = await self.http.get("/sandbox/api/events", params={"after": 0, "chat": chat})
        answer.raise_for_status()
        return list(answer.json()["events"])

    async def shown(self, chat: str) -> list[Shown]:
        """Every message in that chat as it stands now."""
        standing: dict[int, Shown] = {}
        for event in await self.events(chat):
            if event["kind"] == "delete":
                standing.pop(event["of"], None)
                continue
            seq = event["of"] if event["kind"] == "edit" else event["seq"]
            actions = {action["label"]: action["id"] for action in event["actions"]}
            standing[seq] = Shown(
                seq, event["sender"], event["text"], event.get("thread") or "", actions, len(event["media"])
            )
        return list(standing.values())

    async def heard(self, chat: str) -> list[Shown]:
        """What the bot said there."""
        return [one for one in await self.shown(chat) if one.sender == "bot"]

    async def texts(self, chat: str) -> list[str]:
        return [one.text for one in await self.heard(chat)]

    async def last(self, chat: str) -> str:
        texts = await self.texts(chat)
        if self.rooms == "wecom" and chat.startswith("room:"):
            texts = [text for text in texts if "（依据：" not in text]  # cards that came anew
        return texts[-1]

    async def card(self, room: str, code: str = "") -> Shown:
        """The newest card in that room, as it stands now: the message that shows how grave the case is."""
        cards = [
            one
            for one in await self.heard(f"room:{room}")
            if "（依据：" in one.text and (not code or f"【{code}】" in one.text)
        ]
        return cards[-1]

    async def has_card(self, room: str) -> bool:
        return any("（依据：" in text for text in await self.texts(f"room:{room}"))

    async def case(self, number: str) -> Case:
        vault, store = self.server.product.vault, self.server.product.store
        found = await self.inside(cases.by_reference, vault, store, number)
        assert found is not None
        return found

    async def history(self, number: str) -> list[str]:
        """The kinds of what happened in the case, in order."""
        case = await self.case(number)
        found = await self.inside(history.of_case, self.server.product.vault, case)
        return [event.kind.value for _, event in found]

    # --- within ------------------------------------------------------------------------------------------

    async def _action(self, chat: str, label: str, on: int | None = None) -> str:
        for one in reversed(await self.shown(chat)):
            if label in one.actions and on in (None, one.seq):
                return one.actions[label]
        raise AssertionError(f"no button {label} in {chat}")

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.http.post(f"/sandbox/api/{path}", params={"settle": "1"}, json=body)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return dict(answer.json())


@asynccontextmanager
async def open_desk(
    data_dir: Path, start: datetime = START, policy: str = "dealer", rooms: str = ""
) -> AsyncIterator[Desk]:
    """The product on that data directory; opened twice, it is a restart. `rooms`: the profile of the staff's rooms,
    `ROOMS` unless it is said here."""
    rooms = rooms or ROOMS.get()
    settings = Settings(
        data_dir=data_dir, policy=policy, sandbox=Sandbox(enabled=True, clock="virtual", start=start)
    )
    async with running(settings, rooms=rooms) as (server, http):
        yield Desk(http, server, rooms)


async def complains(
    desk: Desk, name: str, text: str = "上周五高速上刹车有异响", *, photos: int = 0, profile: str = "telegram"
) -> str:
    """The customer appears, tells what happened, skips the rest and submits; the complaint's number."""
    await desk.customer(name, profile)
    await desk.says(name, text)
    for _ in range(20):
        asked = await desk.last(f"customer:{name}")
        if NUMBER.search(asked):
            return str(NUMBER.findall(asked)[-1])
        if "请核对" in asked:
            await desk.says(name, "提交")
        elif "影响行车安全吗" in asked:
            await desk.says(name, "不会")
        elif "照片" in asked and photos:
            await desk.sends_photo(name, count=photos)
            photos = 0
        elif "照片" in asked:
            await desk.says(name, "没有")
        elif "收到" in asked:
            await desk.says(name, "好了")
        else:
            await desk.says(name, "跳过")
    raise AssertionError(asked)


async def workshop(desk: Desk) -> None:
    """工号01 wang and 工号02 li at aftersales' first tier; 工号03 zhao manages, 工号04 qian directs, 工号05 sun
    observes."""
    await desk.joins("wang", "service_advisor", "aftersales", "aftersales.1")
    await desk.joins("li", "team_leader", "aftersales", "aftersales.1")
    await desk.joins("zhao", "service_manager", "aftersales", "aftersales.2")
    await desk.joins("qian", "service_director", None, "aftersales.3")
    await desk.joins("sun", "observer", None, "supervisors")
