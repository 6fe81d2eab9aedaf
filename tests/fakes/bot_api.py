"""Telegram's Bot API as a real HTTP server on loopback, with its memory, its limits and its ways to fail.

In a test: `async with BotApiServer() as server:`; as a process: `python -m tests.fakes.bot_api --port 0`
prints its address and listens to `bot_api_remote.py`. Every request is checked against the official method
table: tests assert `server.violations == []`.
"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.bot_api_delivery import Delivery
from tests.fakes.bot_api_faults import Fault, Happens
from tests.fakes.bot_api_limits import Limits
from tests.fakes.bot_api_people import Customer, Group, standing
from tests.fakes.bot_api_table import decoded, violations
from tests.fakes.bot_api_world import BOT_ID, ApiError, Chat, Shown, StoredFile, World

TOKEN = f"{BOT_ID}:AAfake-token_0123456789abcdefghij"
_SENDS = ("sendMessage", "sendPhoto", "sendVideo", "sendVoice", "sendDocument", "sendMediaGroup")


class BotApiServer:
    """One bot's Telegram. Nothing in it sleeps longer than it is asked to."""

    def __init__(self, token: str = TOKEN, port: int = 0) -> None:
        self.token = token
        self.port = port
        self.world = World()
        self.delivery = Delivery()
        self.limits = Limits(time.monotonic)
        self.violations: list[str] = []
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.latency = 0.0
        self._faults: list[Fault] = []
        self._changed = asyncio.Event()
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    # --- the server ----------------------------------------------------------------------------------

    async def start(self, *more_routes: web.RouteDef) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes([web.post("/bot{token}/{method}", self._call), *more_routes])
        app.add_routes([web.get("/file/bot{token}/files/{file}", self._download)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        self._closing.set()
        await self.delivery.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """As python-telegram-bot takes it."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.url}/file/bot"

    # --- what tests do -------------------------------------------------------------------------------

    def customer(self, user: int, name: str = "王芳") -> Customer:
        """A customer who has the bot open; the same one again for the same id."""
        chat = self.world.chats.setdefault(user, Chat(user, "private", name))
        return Customer(self, chat, user, name)

    def group(self, chat: int, title: str = "售后一线", *, topics: bool = False) -> Group:
        """A group (a supergroup if it has topics) with the bot as an administrator in it."""
        kind = "supergroup" if topics or str(chat).startswith("-100") else "group"
        return Group(self, self.world.chats.setdefault(chat, Chat(chat, kind, title, forum=topics)))

    def fault(self, fault: Fault) -> None:
        """The next request that it fits meets it."""
        self._faults.append(replace(fault))

    def sent_to(self, chat: int) -> list[Shown]:
        """What the bot has said in a chat and has not deleted, as it stands now, oldest first."""
        there = self.world.chats[chat].messages.values() if chat in self.world.chats else ()
        return [shown for shown in there if shown.by == BOT_ID and not shown.deleted]

    async def wait_for(
        self, chat: int, predicate: Callable[[list[Shown]], object], timeout: float = 60.0
    ) -> list[Shown]:
        """What the bot has said in the chat, once `predicate` holds of it; raises `TimeoutError`."""
        async with asyncio.timeout(timeout):
            while not predicate(self.sent_to(chat)):
                await self._changed.wait()
        return self.sent_to(chat)

    async def happened(self) -> None:
        """Returns after the bot's next request."""
        await self._changed.wait()

    def called(self, method: str) -> list[dict[str, Any]]:
        """The parameters of each request of this method so far."""
        return [parameters for name, parameters in self.requests if name == method]

    def push(self, kind: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        """Something happened: the bot is told if it asked for this kind."""
        return self.delivery.push(kind, payload)

    def push_membership(
        self, kind: str, chat: Chat, by: dict[str, Any], user: dict[str, Any], before: str, now: str
    ) -> None:
        """Somebody's standing in a chat changed."""
        change = {"chat": chat.to_json(), "from": by, "date": int(time.time())}
        change |= {"old_chat_member": standing(user, before), "new_chat_member": standing(user, now)}
        self.push(kind, change)

    # --- the wire ------------------------------------------------------------------------------------

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _failure(ApiError(401, "Unauthorized"))
        parameters, files = await _read(method, request)
        self.requests.append((method, parameters))
        self._tell()
        self.violations += violations(method, parameters, files)
        if self.latency:
            await asyncio.sleep(self.latency)
        chat = int(parameters.get("chat_id", 0))
        fault = next((fault for fault in self._faults if fault.meets(method, chat)), None)
        if fault is not None and fault.happens in (Happens.ANSWERED, Happens.LOST_BEFORE):
            return await self._fail(fault)
        response = await self._answered(method, parameters, files)
        if fault is not None:
            if fault.happens is Happens.CUT_AFTER and request.transport is not None:
                request.transport.abort()
            return await self._fail(fault)
        return response

    async def _answered(
        self, method: str, parameters: dict[str, Any], files: dict[str, StoredFile]
    ) -> web.StreamResponse:
        try:
            wait = self.limits.refusal(int(parameters["chat_id"])) if method in _SENDS else None
            if wait is not None:
                raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
            result = await self._result(method, parameters, files)
        except ApiError as error:
            return _failure(error)
        self._tell()
        return web.json_response({"ok": True, "result": result})

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _result(self, method: str, parameters: dict[str, Any], files: dict[str, StoredFile]) -> Any:
        match method:
            case "getUpdates":
                return await self.delivery.fetch(parameters)
            case "setWebhook":
                return self.delivery.set_webhook(parameters)
            case "deleteWebhook":
                return self.delivery.delete_webhook()
            case "getWebhookInfo":
                return self.delivery.webhook_info()
        if method not in self.world.methods:
            raise ApiError(404, "Not Found")
        return self.world.methods[method](parameters, files)

    async def _fail(self, fault: Fault) -> web.StreamResponse:
        if fault.happens is not Happens.ANSWERED:
            await self._closing.wait()
        if fault.html:
            return web.Response(status=fault.status, text=fault.html, content_type="text/html")
        return _failure(ApiError(fault.status, fault.description, **fault.parameters))

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file = self.world.files.get(request.match_info["file"])
        if request.match_info["token"] != self.token or file is None:
            return web.Response(status=404)
        fault = next((fault for fault in self._faults if fault.meets("download", 0)), None)
        if fault is None:
            return web.Response(body=file.content)
        if fault.happens is Happens.ANSWERED:
            return await self._fail(fault)
        half = web.StreamResponse(headers={"Content-Length": str(len(file.content))})
        await half.prepare(request)
        await half.write(file.content[: len(file.content) // 2])
        if request.transport is not None:
            request.transport.abort()
        return half


async def _read(method: str, request: web.Request) -> tuple[dict[str, Any], dict[str, StoredFile]]:
    if request.content_type == "application/json":
        body = await request.read()
        return (json.loads(body) if body else {}), {}
    fields: dict[str, str] = {}
    files: dict[str, StoredFile] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = StoredFile(value.filename, value.file.read())
        else:
            fields[name] = str(value)
    return decoded(method, fields), files


def _failure(error: ApiError) -> web.Response:
    answer: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        answer["parameters"] = error.parameters
    return web.json_response(answer, status=error.code)


if __name__ == "__main__":
    from tests.fakes.bot_api_remote import main

    main()
