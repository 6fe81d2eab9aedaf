"""WeChat's Official Account platform as a real HTTP server on loopback, with its memory and its ways to fail.

In a test: `async with WeChatServer() as server:`. Every request is checked: tests assert `server.violations == []`.
"""

import asyncio
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.wechat_callback import Delivery
from tests.fakes.wechat_faults import Fault, Happens
from tests.fakes.wechat_media import MediaStore
from tests.fakes.wechat_menu import menu_problem
from tests.fakes.wechat_people import Follower
from tests.fakes.wechat_quota import Ledger
from tests.fakes.wechat_tokens import Tokens, WeChatError

APP_ID = "wx0123456789abcdef"
APP_SECRET = "fake-app-secret-0123456789abcdef"
TOKEN = "callbackToken42"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


@dataclass(frozen=True)
class Shown:
    """What stands in a follower's chat."""

    kind: str
    text: str = ""
    content: bytes = field(default=b"", repr=False)
    passive: bool = False
    """It came as the reply to a callback."""


class WeChatServer:
    """One account's WeChat. Nothing in it sleeps longer than it is asked to."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC), port: int = 0) -> None:
        self.now = clock
        self.app_id, self.app_secret, self.port = APP_ID, APP_SECRET, port
        self.tokens = Tokens(self.clock)
        self.quota = Ledger(self.clock)
        self.media = MediaStore(self.clock)
        self.delivery = Delivery(APP_ID, TOKEN, AES_KEY, self.clock)
        self.delivery.answered = self._answered_passively
        self.following: set[str] = set()
        self.shown: dict[str, list[Shown]] = {}
        self.menu: dict[str, Any] | None = None
        self.requests: list[tuple[str, Any]] = []
        self.latency = 0.0
        self._violations: list[str] = []
        self._faults: list[Fault] = []
        self._ids = itertools.count(23456789012345678)
        self._changed = asyncio.Event()
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    def clock(self) -> datetime:
        return self.now()

    # --- the server --------------------------------------------------------------------------------------

    async def start(self, *more_routes: web.RouteDef) -> None:
        app = web.Application(client_max_size=32 << 20)
        app.add_routes([web.get("/film/{media}", self._film), *more_routes])
        app.add_routes([web.route("*", "/cgi-bin/{method:.+}", self._call)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
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
    def base_url(self) -> str:
        """As wechatpy takes it."""
        return f"http://127.0.0.1:{self.port}/cgi-bin/"

    @property
    def violations(self) -> list[str]:
        return [*self._violations, *self.delivery.violations]

    # --- what tests do -----------------------------------------------------------------------------------

    def follower(self, openid: str) -> Follower:
        """Somebody who may follow the account; the same one again for the same id."""
        return Follower(self, openid)

    def fault(self, fault: Fault) -> None:
        """The next request that it fits meets it."""
        self._faults.append(replace(fault))

    def sent_to(self, openid: str) -> list[Shown]:
        """What stands in the follower's chat, oldest first."""
        return list(self.shown.get(openid, ()))

    async def wait_for(
        self, openid: str, predicate: Callable[[list[Shown]], object], timeout: float = 60.0
    ) -> list[Shown]:
        """What stands in the follower's chat, once `predicate` holds of it; raises `TimeoutError`."""
        async with asyncio.timeout(timeout):
            while not predicate(self.sent_to(openid)):
                await self._changed.wait()
        return self.sent_to(openid)

    async def happened(self) -> None:
        """Returns after the account's next request."""
        await self._changed.wait()

    def called(self, method: str) -> list[Any]:
        """The parameters of each request of this method so far."""
        return [parameters for name, parameters in self.requests if name == method]

    def next_id(self) -> int:
        return next(self._ids)

    # --- the wire ----------------------------------------------------------------------------------------

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        parameters = await self._read(request)
        self.requests.append((method, parameters))
        self._tell()
        if self.latency:
            await asyncio.sleep(self.latency)
        openid = str(parameters.get("touser", ""))
        fault = next((one for one in self._faults if one.meets(method, openid)), None)
        if fault is not None and fault.happens in (Happens.ANSWERED, Happens.LOST_BEFORE):
            return await self._fail(fault)
        response = self._answer(method, parameters, request)
        if fault is None:
            return response
        if fault.happens is Happens.SLOW:
            await asyncio.sleep(fault.seconds)
            return response
        if fault.happens is Happens.CUT_AFTER and request.transport is not None:
            request.transport.abort()
        return await self._fail(fault)

    async def _read(self, request: web.Request) -> dict[str, Any]:
        found: dict[str, Any] = dict(request.query)
        if request.content_type.startswith("multipart/"):
            for name, value in (await request.post()).items():
                if not isinstance(value, web.FileField):
                    self._violations.append(f"{name}: not a file")
                    continue
                found |= {name: value.file.read(), "filename": value.filename}
            return found
        body = await request.read()
        if b"\\u" in body:
            self._violations.append("escaped text: it would be shown so")
        said = json.loads(body.decode()) if body else {}
        return {**found, **said}

    def _answer(self, method: str, parameters: dict[str, Any], request: web.Request) -> web.StreamResponse:
        try:
            if method in ("stable_token", "token"):
                return _json(self._token(parameters))
            self.tokens.check(parameters.get("access_token", ""))
            if method == "media/get":
                return self._download(parameters, request)
            handler = getattr(self, "_" + method.replace("/", "_"), None)
            if handler is None:
                raise WeChatError(40066, "invalid url")
            answer = handler(parameters)
        except WeChatError as error:
            return _json({"errcode": error.errcode, "errmsg": error.errmsg})
        self._tell()
        return _json(answer)

    async def _fail(self, fault: Fault) -> web.StreamResponse:
        if fault.happens is not Happens.ANSWERED:
            await self._closing.wait()
        if fault.html:
            moved = {"Location": fault.location} if fault.location else None
            return web.Response(status=fault.status, text=fault.html, content_type="text/html", headers=moved)
        return _json({"errcode": fault.errcode, "errmsg": fault.errmsg}, fault.status)

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    # --- methods -----------------------------------------------------------------------------------------

    def _token(self, parameters: dict[str, Any]) -> dict[str, Any]:
        if parameters.get("grant_type") != "client_credential":
            raise WeChatError(40002, "invalid grant_type")
        if parameters.get("appid") != self.app_id:
            raise WeChatError(40013, "invalid appid")
        if parameters.get("secret") != self.app_secret:
            raise WeChatError(40125, "invalid appsecret")
        token, lasts = self.tokens.stable(bool(parameters.get("force_refresh", False)))
        return {"access_token": token, "expires_in": lasts}

    def _message_custom_send(self, parameters: dict[str, Any]) -> dict[str, Any]:
        openid, kind = parameters.get("touser", ""), parameters.get("msgtype", "")
        if not (openid.startswith("o") and len(openid) == 28):
            raise WeChatError(40003, "invalid openid")
        shown = self._shown(kind, parameters)
        if openid not in self.following:
            raise WeChatError(43004, "require subscribe")
        refusal = self.quota.spend(openid)
        if refusal:
            raise WeChatError(refusal, "response out of time limit or subscription is canceled")
        self.shown.setdefault(openid, []).append(shown)
        return {"errcode": 0, "errmsg": "ok"}

    def _shown(self, kind: str, parameters: dict[str, Any]) -> Shown:
        if kind == "text":
            text = parameters["text"]["content"]
            if not text:
                raise WeChatError(44004, "empty content")
            if len(text.encode()) > 2048:
                raise WeChatError(45002, "content size out of limit")
            return Shown("text", text)
        if kind not in ("image", "voice", "video"):
            raise WeChatError(40008, "invalid message type")
        kept = self.media.get(parameters[kind]["media_id"])
        if kept.kind != kind:
            raise WeChatError(40007, "invalid media_id")
        return Shown(kind, content=kept.content)

    def _media_upload(self, parameters: dict[str, Any]) -> dict[str, Any]:
        kind = parameters.get("type", "")
        if not parameters.get("filename"):
            raise WeChatError(41005, "media data missing")
        media_id = self.media.upload(kind, parameters.get("media", b""))
        return {"type": kind, "media_id": media_id, "created_at": int(self.clock().timestamp())}

    def _download(self, parameters: dict[str, Any], request: web.Request) -> web.StreamResponse:
        media_id = parameters.get("media_id", "")
        kept = self.media.get(media_id)
        if kept.kind in ("video", "shortvideo"):
            return _json({"video_url": f"http://{request.host}/film/{media_id}"})
        kinds = {"image": "image/jpeg", "voice": "audio/amr"}
        name = {"Content-disposition": f'attachment; filename="{media_id}"'}
        return web.Response(body=kept.content, content_type=kinds.get(kept.kind), headers=name)

    async def _film(self, request: web.Request) -> web.StreamResponse:
        return web.Response(
            body=self.media.get(request.match_info["media"]).content, content_type="video/mp4"
        )

    def _menu_create(self, parameters: dict[str, Any]) -> dict[str, Any]:
        problem = menu_problem(parameters.get("button"))
        if problem is not None:
            raise WeChatError(*problem)
        self.menu = {"button": parameters["button"]}
        return {"errcode": 0, "errmsg": "ok"}

    def _menu_get(self, _parameters: dict[str, Any]) -> dict[str, Any]:
        if self.menu is None:
            raise WeChatError(46003, "menu no exist")
        return {"menu": self.menu}

    def _answered_passively(self, openid: str, text: str) -> None:
        if openid in self.following:
            self.shown.setdefault(openid, []).append(Shown("text", text, passive=True))
        self._tell()


def _json(answer: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(status=status, text=json.dumps(answer, ensure_ascii=False), content_type="text/plain")
