"""WeCom's long connection as a real WebSocket server on loopback, with its memory, its limits and its ways to fail.

In a test: `async with WeComServer() as server:`. Every frame is checked against what the documents say: tests assert
`server.violations == []`.
"""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidState

from tests.fakes.wecom_faults import Fault, Happens
from tests.fakes.wecom_media import Media
from tests.fakes.wecom_people import Group, Person
from tests.fakes.wecom_table import violations
from tests.fakes.wecom_world import Shown, World

BOT_ID, SECRET = "aibot-yinuo-0001", "wecom-Secret_0123456789abcdefghij"
_SILENT = logging.Logger("tests.fakes.wecom", logging.CRITICAL + 1)
"""What it writes holds the bot's secret, and would be taken for the bot's own."""
_SILENT.disabled = True


class WeComServer:
    """One bot's WeCom. Nothing in it sleeps."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.bot_id, self.secret = BOT_ID, SECRET
        self.clock = clock
        self.media = Media(lambda: self.clock())
        self.world = World(lambda: self.clock(), self.media)
        self.violations: list[str] = []
        self.frames: list[tuple[str, dict[str, Any]]] = []
        """Every frame that the bot has sent: command and body."""
        self.subscribed: list[ServerConnection] = []
        """Every connection that was ever subscribed, in order."""
        self.unheard: list[str] = []
        """What people said while nobody was connected."""
        self.deaf = False
        """Pings are not answered any more."""
        self.late: list[tuple[ServerConnection, str]] = []
        """Acks that are kept back until `release`."""
        self._faults: list[Fault] = []
        self._current: ServerConnection | None = None
        self._server: Server | None = None
        self._port = 0
        self._changed = asyncio.Event()
        self._last = 0

    # --- the server ----------------------------------------------------------------------------------

    async def start(self) -> None:
        self._server = await serve(
            self._serve, "127.0.0.1", self._port, ping_interval=None, close_timeout=0.2, logger=_SILENT
        )
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Nobody can connect, and whoever was connected is so no more."""
        if self._server is not None:
            self._server.close()
            self.cut()
            await self._server.wait_closed()
            self._server = None

    async def __aenter__(self) -> Self:
        await self.media.start()
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
        await self.media.stop()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._port}"

    # --- what tests do -------------------------------------------------------------------------------

    def group(self, chatid: str) -> Group:
        """A group with the bot in it."""
        self.world.chats.add(chatid)
        return Group(self, chatid)

    def person(self, userid: str) -> Person:
        """Somebody alone with the bot."""
        self.world.chats.add(userid)
        return Person(self, userid)

    def fault(self, fault: Fault) -> None:
        """The next frame that it fits meets it."""
        self._faults.append(replace(fault))

    def sent_to(self, chat: str) -> list[Shown]:
        """What the bot has said in a chat, as it stands now, oldest first."""
        return [shown for shown in self.world.shown if shown.chat == chat]

    def texts(self, chat: str) -> list[str]:
        return [shown.text for shown in self.sent_to(chat)]

    def called(self, cmd: str) -> list[dict[str, Any]]:
        """The body of each frame with this command so far."""
        return [body for name, body in self.frames if name == cmd]

    async def until(self, holds: Callable[[], object], timeout: float = 60.0) -> None:
        """Returns once it holds; it is looked at whenever something happens. Raises `TimeoutError`."""
        async with asyncio.timeout(timeout):
            while not holds():
                await self._changed.wait()

    async def wait_for(
        self, chat: str, predicate: Callable[[list[Shown]], object], timeout: float = 60.0
    ) -> list[Shown]:
        """What the bot has said in the chat, once `predicate` holds of it."""
        await self.until(lambda: predicate(self.sent_to(chat)), timeout)
        return self.sent_to(chat)

    @property
    def connected(self) -> bool:
        return self._current is not None

    async def delivered(self) -> None:
        """Everything that was said has reached the bot."""
        if self._current is not None:
            with contextlib.suppress(ConnectionClosed):
                await (await self._current.ping())

    def cut(self) -> None:
        """The network is gone for a moment."""
        if self._current is not None:
            self._current.transport.abort()
            self._current = None

    def release(self) -> None:
        """Acks that were kept back come now."""
        for socket, ack in self.late:
            self._write(socket, ack)
        self.late = []

    def raw(self, text: str) -> None:
        """Anything at all comes over the connection."""
        assert self._current is not None
        self._write(self._current, text)

    def callback(self, cmd: str, body: dict[str, Any], task_id: str = "") -> str:
        """Something happened; the id of the message. It is lost where nobody is connected."""
        req_id = self.next_id("req")
        if self._current is None:
            self.unheard.append(body["msgid"])
            return str(body["msgid"])
        if task_id:
            self.world.clicks[req_id] = (task_id, self.clock())
        else:
            chat = body.get("chatid") or body["from"]["userid"]
            self.world.said[req_id] = (chat, body["msgid"], self.clock())
        frame = {"cmd": cmd, "headers": {"req_id": req_id}, "body": body}
        self._write(self._current, json.dumps(frame, ensure_ascii=False))
        return str(body["msgid"])

    def next_id(self, prefix: str) -> str:
        self._last += 1
        return f"{prefix}-{self._last}"

    # --- the wire ------------------------------------------------------------------------------------

    async def _serve(self, socket: ServerConnection) -> None:
        try:
            async for text in socket:
                await self._frame(socket, json.loads(text))
        except ConnectionClosed:
            pass
        finally:
            if self._current is socket:
                self._current = None
            self._tell()

    async def _frame(self, socket: ServerConnection, frame: dict[str, Any]) -> None:
        cmd, body = frame.get("cmd"), frame.get("body", {})
        wrong = violations(cmd, frame)
        self.violations += wrong
        req_id = frame.get("headers", {}).get("req_id", "")
        if not isinstance(cmd, str) or wrong:
            self._ack(socket, req_id, 40058, "invalid request")
            return
        self.frames.append((cmd, body))
        if cmd == "aibot_subscribe":
            await self._subscribe(socket, req_id, body)
        elif cmd == "ping":
            if not self.deaf:
                self._ack(socket, req_id, 0, "ok")
        elif socket is not self._current:
            self._ack(socket, req_id, 846609, "aibot websocket not subscribed")
        else:
            await self._asked(socket, cmd, req_id, body)
        self._tell()

    async def _subscribe(self, socket: ServerConnection, req_id: str, body: dict[str, Any]) -> None:
        if (body["bot_id"], body["secret"]) != (self.bot_id, self.secret):
            self._ack(socket, req_id, 40001, "invalid bot_id or secret")
            return
        older, self._current = self._current, socket
        self._ack(socket, req_id, 0, "ok")
        self.subscribed.append(socket)
        if older is not None:
            event = {"msgid": self.next_id("msg"), "aibotid": self.bot_id, "msgtype": "event"}
            event |= {"create_time": int(self.clock()), "event": {"eventtype": "disconnected_event"}}  # type: ignore[dict-item]
            headers = {"req_id": self.next_id("req")}
            frame = {"cmd": "aibot_event_callback", "headers": headers, "body": event}
            with contextlib.suppress(ConnectionClosed):
                await older.send(json.dumps(frame))
                await older.close()

    async def _asked(self, socket: ServerConnection, cmd: str, req_id: str, body: dict[str, Any]) -> None:
        chat = str(body.get("chatid", ""))
        fault = next((fault for fault in self._faults if fault.meets(cmd, chat)), None)
        happens = fault.happens if fault is not None else None
        if happens in (Happens.LOST_BEFORE, Happens.CUT_BEFORE):
            if happens is Happens.CUT_BEFORE:
                self.cut()
            return
        if fault is not None and happens is Happens.ANSWERED:
            self._ack(socket, req_id, fault.errcode, fault.errmsg)
            return
        errcode, errmsg, told = self.world.do(cmd, req_id, body)
        match happens:
            case None:
                self._ack(socket, req_id, errcode, errmsg, told)
            case Happens.LATE_ACK:
                self.late.append((socket, _written(req_id, errcode, errmsg, told)))
            case Happens.GARBLED:
                self._write(socket, "{not json")
            case Happens.CUT_AFTER:
                self.cut()

    def _ack(
        self,
        socket: ServerConnection,
        req_id: str,
        errcode: int,
        errmsg: str,
        told: dict[str, Any] | None = None,
    ) -> None:
        self._write(socket, _written(req_id, errcode, errmsg, told or {}))

    def _write(self, socket: ServerConnection, text: str) -> None:
        """In the order of the calls, without waiting."""
        with contextlib.suppress(InvalidState):
            socket.protocol.send_text(text.encode("utf-8", "surrogatepass"))
            socket.send_data()
        self._tell()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _written(req_id: str, errcode: int, errmsg: str, told: dict[str, Any]) -> str:
    """Acks carry no command."""
    ack: dict[str, Any] = {"headers": {"req_id": req_id}, "errcode": errcode, "errmsg": errmsg}
    return json.dumps(ack | ({"body": told} if told else {}))
