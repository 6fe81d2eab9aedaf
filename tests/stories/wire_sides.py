"""One side of a story over a platform's wire: what people do there, and what of it can be seen."""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from bot.channels.language import Address, ChatKind
from bot.channels.wecom.channel import WeComChannel
from bot.serve import Server
from core.routing import all_queues
from tests.fakes.bot_api import BotApiServer
from tests.fakes.bot_api_people import Person
from tests.fakes.bot_api_world import BOT_ID
from tests.fakes.bot_api_world import Shown as OnTelegram
from tests.fakes.wechat_api import APP_ID, WeChatServer
from tests.fakes.wechat_people import OPENID
from tests.fakes.wecom_server import WeComServer
from tests.stories.world import CHAT, STAFF, Event, Upload

USER: Final = 4242
USERS: Final = {name: 501 + n for n, (name, *_) in enumerate(STAFF)}
PLACES: Final = {room: name for name, *_, room in reversed(STAFF)}
"""Who stands in each room, and in the rooms of the other queues (as the sandbox has them all) who looks on."""
QUEUES: Final = tuple(str(queue).replace("/", ".") for queue in all_queues())
PLACES.update({room: "zhou" for room in QUEUES if room not in PLACES})
GROUPS: Final = {room: -1001000001 - n for n, room in enumerate(QUEUES)}
_KINDS: Final = {
    "image/jpeg": "photo",
    "video/mp4": "video",
    "audio/ogg": "voice",
    "audio/amr": "voice",
    "application/pdf": "document",
}


def event(chat: str, kind: str, text: str = "", actions: Any = (), **more: Any) -> Event:
    """As the sandbox tells it."""
    buttons = [{"id": key, "label": label} for label, key in actions]
    return {
        "chat": chat,
        "sender": "bot",
        "kind": kind,
        "text": text,
        "actions": buttons,
        "media": [],
        **more,
    }


class Customers(Protocol):
    """The customer on his platform."""

    def address(self) -> Address: ...
    def begins(self) -> None: ...
    def says(self, text: str, times: int) -> None: ...
    def edits(self, text: str) -> None: ...
    def sends(self, files: list[Upload], caption: str) -> None: ...
    def presses(self, action: str) -> None: ...
    def blocks(self) -> None: ...
    def unblocks(self) -> None: ...


class Rooms(Protocol):
    """The staff in their groups."""

    def says(self, room: str, who: str, text: str, *, answers: bool) -> None: ...
    def presses(self, room: str, who: str, action: str) -> None: ...


class Platform(Protocol):
    """One platform's wire. Of a message that has changed before anybody looked, only what it has become is told."""

    async def heard(self, server: Server) -> None:
        """What people did has reached the product, and is stored."""

    def news(self) -> list[Event]:
        """What has become visible since the last look."""


@dataclass
class OnTelegrams:
    """Telegram: a customer in his chat, staff in groups with topics."""

    server: BotApiServer
    _seen: dict[tuple[int, int], tuple[str, tuple[tuple[str, str], ...], bool]] = field(default_factory=dict)
    _albums: set[tuple[int, str]] = field(default_factory=set)
    _pressed: dict[str, str] = field(default_factory=dict)
    """Press → the chat in which it was made."""
    _toasts: int = 0
    _own: list[OnTelegram] = field(default_factory=list)

    async def heard(self, server: Server) -> None:
        await self.server.delivery.taken()

    def news(self) -> list[Event]:
        found: list[tuple[int, Event]] = []
        for name, chat in self._chats().items():
            there = self.server.world.chats.get(chat)
            for shown in there.messages.values() if there else ():
                if shown.by == BOT_ID:
                    found += [(shown.id, one) for one in self._looked(name, shown)]
        toasts, self._toasts = self.server.world.toasts[self._toasts :], len(self.server.world.toasts)
        told = [
            event(self._pressed.get(press, CHAT), "message", text, toast=True, seq=press)
            for press, text in toasts
            if text
        ]
        return [*(one for _, one in sorted(found, key=lambda each: each[0])), *told]

    def _chats(self) -> dict[str, int]:
        rooms = {f"room:{room}": chat for room, chat in GROUPS.items()}
        return {CHAT: USER, **rooms, **{f"staff:{who}": user for who, user in USERS.items()}}

    def _looked(self, chat: str, shown: OnTelegram) -> list[Event]:
        buttons = tuple((label, f"{shown.id}/{data}") for row in shown.rows for label, data in row)
        now = (shown.text, buttons, shown.deleted)
        key, before = (shown.chat, shown.id), self._seen.get((shown.chat, shown.id))
        self._seen[key] = now
        if before is None:
            album = (shown.chat, shown.album)
            if shown.album and album in self._albums:
                return []  # a further picture of it: one thing to see
            self._albums.add(album)
            return [event(chat, "message", shown.text, buttons, seq=key)]
        if shown.deleted and not before[2]:
            return [event(chat, "delete", of=key)]
        return [event(chat, "edit", shown.text, buttons, of=key)] if before[:2] != now[:2] else []

    # --- the customer ------------------------------------------------------------------------------------

    def address(self) -> Address:
        return Address("telegram", str(BOT_ID), str(USER), ChatKind.PRIVATE)

    def begins(self) -> None:
        self._customer.starts()

    def says(self, text: str, times: int) -> None:
        self.server.delivery.twice = times > 1
        self._own.append(self._customer.says(text))
        self.server.delivery.twice = False

    def edits(self, text: str) -> None:
        self._customer.edits(self._own[-1], text)

    def sends(self, files: list[Upload], caption: str) -> None:
        album = f"A{self.server.world.next_id()}" if len(files) > 1 else ""
        for n, (name, content, mime) in enumerate(files):
            file, text = self.server.world.store(name, content), caption if not n else ""
            shown = self._customer._puts(text=text, kind=_KINDS[mime], file=file, album=album)
            self._own.append(shown)

    def presses(self, action: str) -> None:
        self._press(self._customer, action, CHAT)

    def blocks(self) -> None:
        self._customer.blocks()

    def unblocks(self) -> None:
        self._customer.unblocks()

    @property
    def _customer(self) -> Any:
        return self.server.customer(USER, "王芳")

    def _press(self, person: Person, action: str, chat: str) -> None:
        message, _, data = action.partition("/")
        shown = person.chat.messages[int(message)]
        label = next(label for row in shown.rows for label, one in row if one == data)
        self._pressed[person.presses(label, on=shown)] = chat


@dataclass
class TelegramRooms:
    """The groups of staff on Telegram, with a topic for each case."""

    platform: OnTelegrams

    def stand(self) -> None:
        """Everybody is in his group, from the beginning."""
        for room, chat in GROUPS.items():
            self.platform.server.group(chat, room, topics=True)
        names = {name: full for name, full, *_ in STAFF}
        for room, who in [*PLACES.items(), *((room, name) for name, *_, room in STAFF)]:
            self._member(room, who, names[who])
            self.platform.server.customer(USERS[who], names[who])

    def says(self, room: str, who: str, text: str, *, answers: bool) -> None:
        said = self.platform.server.sent_to(GROUPS[room]) if answers else []
        asked = next((one for one in reversed(said) if one.text and not one.rows), None)
        self._member(room, who).says(
            text, thread=asked.thread if asked else None, reply_to=asked.id if asked else None
        )

    def presses(self, room: str, who: str, action: str) -> None:
        self.platform._press(self._member(room, who), action, f"room:{room}")

    def _member(self, room: str, who: str, name: str = "员工") -> Person:
        return self.platform.server.group(GROUPS[room], topics=True).member(USERS[who], name)


@dataclass
class OnWeChat:
    """A follower of the Official Account."""

    server: WeChatServer
    _seen: int = 0
    _again: list[str] = field(default_factory=list)

    async def heard(self, server: Server) -> None:
        await self.server.delivery.taken()
        while self._again:  # WeChat has shown its answer already, and shows none to the second
            await self.server.delivery.post(OPENID, self._again.pop())

    def news(self) -> list[Event]:
        shown, seen = self.server.sent_to(OPENID), self._seen
        self._seen = len(shown)
        return [event(CHAT, "message", one.text, seq=n) for n, one in enumerate(shown[seen:], seen)]

    def address(self) -> Address:
        return Address("wechat", APP_ID, OPENID, ChatKind.PRIVATE)

    def begins(self) -> None:
        self._follower.follows()

    def says(self, text: str, times: int) -> None:
        self._again += [self._follower.says(text)] * (times - 1)

    def edits(self, text: str) -> None:
        raise AssertionError("nobody can change what he has sent on WeChat")

    def sends(self, files: list[Upload], caption: str) -> None:
        kinds = {"photo": "image", "video": "video", "voice": "voice"}
        self.server.delivery.at_once = len(files) > 1  # pictures chosen together are on their way together
        for _, content, mime in files:
            kind = kinds[_KINDS[mime]]
            heard = {"Recognition": caption} if kind == "voice" and caption else {}
            assert heard or not caption, "WeChat's pictures have none"
            self._follower.sends(kind, content, **heard)
        self.server.delivery.at_once = False

    def presses(self, action: str) -> None:
        raise AssertionError("there are no buttons on WeChat")

    def blocks(self) -> None:
        self._follower.unfollows()

    def unblocks(self) -> None:
        self._follower.follows()

    @property
    def _follower(self) -> Any:
        return self.server.follower(OPENID)


@dataclass
class OnWeCom:
    """The staff's groups on WeCom."""

    server: WeComServer
    _seen: dict[int, tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)

    async def heard(self, server: Server) -> None:
        await self.server.delivered()
        channel = server.channels["wecom"]
        assert isinstance(channel, WeComChannel)
        await asyncio.sleep(0)
        await channel._receiver._came.join()

    def news(self) -> list[Event]:
        found = []
        for n, shown in enumerate(self.server.world.shown):
            buttons = tuple((label, f"{n}/{key}") for label, key in shown.buttons)
            now, before = (shown.text, buttons), self._seen.get(n)
            self._seen[n] = now
            if now != before:
                which = {"of": n} if before else {"seq": n}
                kind = "edit" if before else "message"
                found.append(event(self._name(shown.chat), kind, shown.text, buttons, **which))
        return found

    def stand(self) -> None:
        for room in QUEUES:
            self.server.group(f"wr{room}")
        for room, who in [*PLACES.items(), *((room, name) for name, *_, room in STAFF)]:
            self.server.group(f"wr{room}").member(who)
            self.server.person(who)

    def says(self, room: str, who: str, text: str, *, answers: bool) -> None:
        said = self.server.sent_to(f"wr{room}") if answers else []
        asked = next((one for one in reversed(said) if one.text and not one.buttons), None)
        self._member(room, who).says(text, quote=asked, at=not answers)

    def presses(self, room: str, who: str, action: str) -> None:
        n, _, key = action.partition("/")
        self._member(room, who).presses_key(key, self.server.world.shown[int(n)].task_id)

    def _member(self, room: str, who: str) -> Any:
        return self.server.group(f"wr{room}").member(who)

    def _name(self, chat: str) -> str:
        room = re.fullmatch(r"wr(.+)", chat)
        return f"room:{room[1]}" if room else f"staff:{chat}"
