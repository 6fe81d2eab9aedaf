"""Tells a story in a world: carries out each act, and holds the answers to what must be so."""

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Final

from tests.stories.sight import sight
from tests.stories.transcript import Line, Story
from tests.stories.world import CHAT, ZONE, Event, Upload, World, in_chat

Open = Callable[[], AbstractAsyncContextManager[World]]
"""Opens the world; again, on what is stored, after a restart."""

ALONE: Final = "最后一个问题"
"""How the one question begins that comes in a message of its own, after the answer (CON-3)."""
_ACT: Final = re.compile(r"\[(\w+)\s*([^\]]*)\]\s*(.*)", re.DOTALL)
_IMAGE: Final = b"\x89PNG\r\n\x1a\n" + bytes(16)
_MIMES: Final = {
    "jpg": "image/jpeg",
    "amr": "audio/amr",
    "mp4": "video/mp4",
    "ogg": "audio/ogg",
    "pdf": "application/pdf",
}


class Teller:
    """Goes through a story line by line; `news` is what the last act led to."""

    def __init__(self, story: Story, profile: str, rooms: str = "telegram") -> None:
        self.story, self.profile, self.rooms = story, profile, rooms
        self.chat = CHAT
        self.news: list[Event] = []
        self.told: list[tuple[str, list[Event]]] = []
        """Every act, and what it led to."""

    async def tell(self, open_world: Open) -> None:
        """The whole story. X> closes the world and opens it again on the same data."""
        pages: list[list[Line]] = [[]]
        for line in self.story.told_to(self.profile, self.rooms):
            if line.sign == "X>":
                pages.append([])
            else:
                pages[-1].append(line)
        log: list[Event] = []
        for n, page in enumerate(pages):
            async with open_world() as world:
                world.log = log
                if n == 0:
                    await self._opening(world)
                for line in page:
                    await self._line(world, line)

    async def _opening(self, world: World) -> None:
        starts = datetime.fromisoformat(self.story.starts).replace(tzinfo=ZONE)
        await world.moves({"set": starts.isoformat()})
        await world.news()
        await world.begins()
        await self._look(world, "begins")

    async def _look(self, world: World, act: str) -> None:
        self.news = await world.news()
        self.told.append((act, self.news))

    async def _line(self, world: World, line: Line) -> None:
        where = f"{self.story.name}:{line.number} [{self.profile}] {line.sign} {line.text}"
        act = f"{line.number} {line.sign} {line.text}"
        match line.sign:
            case "C>":
                await self._customer(world, line.text)
                await self._look(world, act)
                spoken = [event for event in self.answers() if event["kind"] == "message"]
                alone = len(spoken) == 2 and spoken[1]["text"].startswith(ALONE)
                assert len(spoken) <= 1 or alone, f"{where}\n  more than one message:\n{self.answer()}"
            case "R>":
                await self._staff(world, line.text)
                await self._look(world, act)
            case "T>":
                await world.moves(_moment(line.text))
                await self._look(world, act)
            case "B>":
                told = self.answer()
                wanted = not told if line.text == "∅" else holds(told, line.text)
                assert wanted, f"{where}\n  but the bot said:\n{told or '∅'}"
            case "B!":
                assert not holds(self.answer(), line.text), f"{where}\n  but the bot said:\n{self.answer()}"
            case "O>" | "O!":
                room, _, text = line.text.partition(" ")
                told = self.in_room(room)
                assert holds(told, text) is (line.sign == "O>"), f"{where}\n  but {room} read:\n{told or '∅'}"
            case _:
                found = await sight(world)
                held = eval(line.text, dict(found))
                assert held, f"{where}\n  but {_known(line.text, found)}\n  after:\n{self.answer()}"

    # --- what was seen -----------------------------------------------------------------------------------

    def answers(self) -> list[Event]:
        return [
            e for e in self.news if e["chat"] == self.chat and e["sender"] == "bot" and e["kind"] != "delete"
        ]

    def answer(self) -> str:
        """What the customer reads, buttons as the numbered choices that WeChat spells out."""
        return "\n".join(as_read(event) for event in self.answers())

    def in_room(self, room: str) -> str:
        """What the bot said there, or to one of the staff alone."""
        chat = room if room.startswith("staff:") else f"room:{room}"
        return "\n".join(as_read(e) for e in self.news if e["chat"] == chat and e["sender"] == "bot")

    # --- acts --------------------------------------------------------------------------------------------

    async def _customer(self, world: World, text: str) -> None:
        act = _ACT.fullmatch(text)
        match act and act[1]:
            case "press":
                assert act is not None
                await self._press(world, act[2])
            case "twice":
                assert act is not None
                await world.says(act[3], times=2)
            case "edit":
                assert act is not None
                await world.edits(act[3])
            case "photo" | "album" | "voice" | "video" | "file":
                assert act is not None
                files: list[Upload] = [(name, _IMAGE, _MIMES[name.split(".")[-1]]) for name in act[2].split()]
                await world.sends(files, act[3])
            case "block":
                await world.blocks()
            case "unblock":
                await world.unblocks()
            case _:
                await world.says(text)

    async def _press(self, world: World, label: str) -> None:
        """The newest choice with that label, or with `label #1` the oldest; a number where there are no
        buttons, and where the choice is not numbered, its words."""
        label, _, which = label.partition(" #")
        said = [e for e in in_chat(world, world.chat) if e["sender"] == "bot"]
        if self.profile == "wechat":
            found = re.search(rf"(?:^|\s)(\d+) {re.escape(label)}(?=\s|$)", said[-1]["text"], re.MULTILINE)
            await world.says(found[1] if found else label.removeprefix("☐ ").removeprefix("☑ "))
            return
        found_ids = [a["id"] for e in said for a in e["actions"] if a["label"] == label]
        assert found_ids, f"no button “{label}”"
        await world.presses(found_ids[int(which) - 1 if which else -1])

    async def _staff(self, world: World, text: str) -> None:
        where, _, words = text.partition(": ")
        room, who = where.split()
        act = _ACT.fullmatch(words)
        if act and act[1] == "press":
            events = [e for e in in_chat(world, f"room:{room}") if e["sender"] == "bot"]
            ids = [a["id"] for e in events for a in e["actions"] if a["label"] == act[2]]
            assert ids, f"no button “{act[2]}” in {room}"
            await world.staff_presses(room, who, ids[-1])
        elif act and act[1] == "answer":
            await world.staff_says(room, who, act[3], answers=True)
        else:
            await world.staff_says(room, who, words)


def holds(told: str, wanted: str) -> bool:
    if len(wanted) > 1 and wanted.startswith("/") and wanted.endswith("/"):
        return re.search(wanted[1:-1], told) is not None
    return wanted in told


def as_read(event: Event) -> str:
    """As it stands on the screen, buttons as numbered choices."""
    labels = [f"{n} {action['label']}" for n, action in enumerate(event["actions"], 1)]
    return "\n".join([event["text"], *([" ".join(labels)] if labels else [])])


def _moment(text: str) -> dict[str, str]:
    if text.startswith("+"):
        return {"advance": text[1:]}
    return {"set": datetime.fromisoformat(text).replace(tzinfo=ZONE).isoformat()}


def _known(expression: str, found: dict[str, Any]) -> str:
    names = dict.fromkeys(re.findall(r"[a-z_]+", expression))
    return ", ".join(f"{n}={found[n]!r}" for n in names if n in found and not callable(found[n]))
