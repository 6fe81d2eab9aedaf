"""Tells a story: carries out each act through the API, and holds the answers to what must be so."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tests.stories.sight import sight
from tests.stories.transcript import Line, Story
from tests.stories.world import ZONE, Event, World, copy_template, open_world

CUSTOMER: Final = "c1"
CHAT: Final = f"customer:{CUSTOMER}"
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

    def __init__(self, story: Story, profile: str) -> None:
        self.story, self.profile = story, profile
        self.news: list[Event] = []
        self.keys = 0

    async def tell(self, template: Path, folder: Path) -> None:
        """The whole story. X> closes the server and opens another on the same data."""
        copy_template(template, folder)
        pages: list[list[Line]] = [[]]
        for line in self.story.told_to(self.profile):
            if line.sign == "X>":
                pages.append([])
            else:
                pages[-1].append(line)
        log: list[Event] = []
        for n, page in enumerate(pages):
            async with open_world(folder, self.profile) as world:
                world.log = log
                if n == 0:
                    await self._opening(world)
                for line in page:
                    await self._line(world, line)

    async def _opening(self, world: World) -> None:
        starts = datetime.fromisoformat(self.story.starts).replace(tzinfo=ZONE)
        await world.post("clock", {"set": starts.isoformat()})
        await world.news()
        await world.post("customers", {"id": CUSTOMER, "profile": self.profile})
        self.news = await world.news()

    async def _line(self, world: World, line: Line) -> None:
        where = f"{self.story.name}:{line.number} [{self.profile}] {line.sign} {line.text}"
        match line.sign:
            case "C>":
                await self._customer(world, line.text)
                self.news = await world.news()
                spoken = [event for event in self.answers() if event["kind"] == "message"]
                alone = len(spoken) == 2 and spoken[1]["text"].startswith(ALONE)
                assert len(spoken) <= 1 or alone, f"{where}\n  more than one message:\n{self.answer()}"
            case "R>":
                await self._staff(world, line.text)
                self.news = await world.news()
            case "T>":
                await world.post("clock", _moment(line.text))
                self.news = await world.news()
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
                found = await sight(world, CUSTOMER)
                held = eval(line.text, dict(found))
                assert held, f"{where}\n  but {_known(line.text, found)}\n  after:\n{self.answer()}"

    # --- what was seen -----------------------------------------------------------------------------------

    def answers(self) -> list[Event]:
        return [e for e in self.news if e["chat"] == CHAT and e["sender"] == "bot" and e["kind"] != "delete"]

    def answer(self) -> str:
        """What the customer reads, buttons as the numbered choices that WeChat spells out."""
        return "\n".join(_read(event) for event in self.answers())

    def in_room(self, room: str) -> str:
        return "\n".join(_read(e) for e in self.news if e["chat"] == f"room:{room}" and e["sender"] == "bot")

    # --- acts --------------------------------------------------------------------------------------------

    async def _customer(self, world: World, text: str) -> None:
        path = f"customers/{CUSTOMER}/messages"
        act = _ACT.fullmatch(text)
        match act and act[1]:
            case None:
                await world.post(path, {"text": text})
            case "press":
                assert act is not None
                await world.post(path, self._press(world, act[2]))
            case "twice":
                assert act is not None
                self.keys += 1
                for _ in range(2):
                    await world.post(path, {"text": act[3], "dedupe_key": f"k{self.keys}"})
            case "edit":
                assert act is not None
                own = [e for e in world.in_chat(CHAT) if e["sender"] == CHAT and e["kind"] == "message"]
                await world.post(path, {"edit": own[-1]["seq"], "text": act[3]})
            case "photo" | "album" | "voice" | "video" | "file":
                assert act is not None
                files = [("file", (name, _IMAGE, _MIMES[name.split(".")[-1]])) for name in act[2].split()]
                await world.post(path, files=files, data={"caption": act[3]} if act[3] else {})
            case "block" | "unblock":
                assert act is not None
                await world.post(f"customers/{CUSTOMER}/{act[1]}")
            case _:
                await world.post(path, {"text": text})

    def _press(self, world: World, label: str) -> dict[str, Any]:
        """The newest choice with that label, or with `label #1` the oldest; a number where there are no
        buttons, and where the choice is not numbered, its words."""
        label, _, which = label.partition(" #")
        said = [e for e in world.in_chat(CHAT) if e["sender"] == "bot"]
        if self.profile == "wechat":
            found = re.search(rf"(?:^|\s)(\d+) {re.escape(label)}(?=\s|$)", said[-1]["text"], re.MULTILINE)
            return {"text": found[1] if found else label.removeprefix("☐ ").removeprefix("☑ ")}
        found_ids = [a["id"] for e in said for a in e["actions"] if a["label"] == label]
        assert found_ids, f"no button “{label}”"
        return {"press": found_ids[int(which) - 1 if which else -1]}

    async def _staff(self, world: World, text: str) -> None:
        where, _, words = text.partition(": ")
        room, who = where.split()
        act = _ACT.fullmatch(words)
        body: dict[str, Any] = {"staff": who, "text": words}
        if act and act[1] == "press":
            events = [e for e in world.in_chat(f"room:{room}") if e["sender"] == "bot"]
            ids = [a["id"] for e in events for a in e["actions"] if a["label"] == act[2]]
            assert ids, f"no button “{act[2]}” in {room}"
            body = {"staff": who, "press": ids[-1]}
        await world.post(f"rooms/{room}/messages", body)


def holds(told: str, wanted: str) -> bool:
    if len(wanted) > 1 and wanted.startswith("/") and wanted.endswith("/"):
        return re.search(wanted[1:-1], told) is not None
    return wanted in told


def _read(event: Event) -> str:
    labels = [f"{n} {action['label']}" for n, action in enumerate(event["actions"], 1)]
    return "\n".join([event["text"], *([" ".join(labels)] if labels else [])])


def _moment(text: str) -> dict[str, str]:
    if text.startswith("+"):
        return {"advance": text[1:]}
    return {"set": datetime.fromisoformat(text).replace(tzinfo=ZONE).isoformat()}


def _known(expression: str, found: dict[str, Any]) -> str:
    names = dict.fromkeys(re.findall(r"[a-z_]+", expression))
    return ", ".join(f"{n}={found[n]!r}" for n in names if n in found and not callable(found[n]))
