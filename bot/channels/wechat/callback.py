"""`GET` and `POST /hooks/wechat`: only WeChat is heard, and it hears 200 only for what is stored."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.channels.channel import Accept, Unreadable
from bot.channels.language import Closed, Incoming
from bot.channels.wechat.envelope import DoesNotOpen, Envelope, ForAnother
from bot.channels.wechat.fields import NotReadable, fields_of
from bot.channels.wechat.health import Health
from bot.channels.wechat.passive import Passive, Slot
from bot.channels.wechat.replies import text_reply
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.updates import read_update

PATH: Final = "/hooks/wechat"
LARGEST_BODY: Final = 256 * 1024
LARGEST_ECHO: Final = 4096
SKEW: Final = 300.0
"""Seconds that WeChat's clock and ours may be apart, and a callback on its way."""
SUCCESS: Final = "success"
Reached = Callable[[], Awaitable[None]]

_log = structlog.get_logger(__name__)


def _machine() -> datetime:
    return datetime.now(UTC)


class Refusal(Exception):
    """The request is answered with this status; `why` is one word for the log."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


@dataclass(frozen=True, slots=True)
class Answer:
    """What is written; the slot learns whether it was. `gone`: WeChat has hung up."""

    response: Response
    slot: Slot | None = None
    gone: bool = False


class Callback:
    """403 without the signature, on every method; 413 for more than 256 KiB; 200 once everything is stored.

    503 where it could not be stored, so that WeChat sends it again. What is authentic and cannot be understood
    is kept as a dead letter and answered `success`: sending it again would not help.
    """

    def __init__(
        self,
        settings: WeChatSettings,
        accept: Accept,
        clock: Callable[[], datetime],
        passive: Passive,
        health: Health,
        *,
        reached: Reached,
        machine: Callable[[], datetime] = _machine,
    ) -> None:
        if not settings.token:
            raise ValueError("wechat.token must be set before a callback may listen.")
        self._envelope = Envelope(settings)
        self._account = settings.app_id
        self._seconds = settings.passive_seconds
        self._accept = accept
        self._passive = passive
        self._clock = clock
        self._clocks = (clock, machine)
        self._reached: Reached | None = reached
        self._health = health

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except Refusal as refusal:
            if self._health.refused(refusal.why):
                _log.warning("wechat_callback_refused", why=refusal.why)
            answer = Answer(Response(status_code=refusal.status))
        written = False
        try:
            await answer.response(scope, receive, send)
            written = not answer.gone
        finally:
            if answer.slot is not None:
                answer.slot.left(written=written)

    async def _answer(self, request: Request) -> Answer:
        until = asyncio.get_running_loop().time() + self._seconds
        asked = _Query(request, self._clocks)
        if request.method != "POST":
            return Answer(await self._echo(request, asked))
        if not asked.msg_signature:
            raise Refusal(403, self._plain(asked))
        xml = self._opened(await _body(request), asked)
        await self._note_reached()
        update = read_update(xml, self._account)
        if update.happened is None:
            return Answer(PlainTextResponse(SUCCESS))
        slot = self._slot(update.happened)
        if slot is None:
            return Answer(await self._stored(update.happened) or PlainTextResponse(SUCCESS))
        try:
            refusal = await self._stored(update.happened)
            if refusal is None:
                return await self._reply(request, slot, update.to, until)
        except BaseException:  # broken off: nobody waits here any more
            self._passive.close(slot)
            slot.left(written=False)
            raise
        self._passive.never_was(slot)
        slot.left(written=False)
        return Answer(refusal)

    async def _stored(self, happened: Incoming | Unreadable) -> Response | None:
        """Nothing where it is committed; else what makes WeChat send it again."""
        try:
            await self._accept([happened])
        except Exception as error:  # noqa: BLE001 - whatever storage says, WeChat keeps the update
            _log.error("wechat_callback_not_stored", error=type(error).__name__)
            return Response(status_code=503)
        return None

    # --- is it WeChat? -----------------------------------------------------------------------------------

    async def _echo(self, request: Request, asked: "_Query") -> Response:
        """WeChat asks whether this address is ours: what it says is said back, opened where it is encrypted."""
        echo = request.query_params.get("echostr", "")
        signed = asked.signed_by(self._envelope, echo)
        if not signed:
            raise Refusal(403, "signature")
        if request.method not in ("GET", "HEAD"):
            raise Refusal(405, "method")
        if len(echo) > LARGEST_ECHO:
            raise Refusal(413, "size")
        content = self._inside(echo) if asked.msg_signature else echo.encode()
        await self._note_reached()
        return Response(content, media_type="text/plain", headers={"X-Content-Type-Options": "nosniff"})

    def _opened(self, body: bytes, asked: "_Query") -> bytes:
        try:
            encrypted = fields_of(body).get("Encrypt", "").strip()
        except NotReadable:
            encrypted = ""
        if not encrypted:
            raise Refusal(403, self._plain(asked))
        if not self._envelope.is_signed(asked.msg_signature, asked.timestamp, asked.nonce, encrypted):
            raise Refusal(403, "signature")
        return self._inside(encrypted)

    def _plain(self, asked: "_Query") -> str:
        """Nothing encrypted: WeChat in another mode, which signs the query all the same, or anybody."""
        signed = self._envelope.is_signed(asked.signature, asked.timestamp, asked.nonce)
        return "plain" if signed else "signature"

    def _inside(self, encrypted: str) -> bytes:
        try:
            return self._envelope.open(encrypted)
        except DoesNotOpen:
            raise Refusal(403, "key") from None
        except ForAnother:
            raise Refusal(403, "account") from None

    async def _note_reached(self) -> None:
        """WeChat speaks to us. `doctor` wants to know whether it ever did; said once a process."""
        self._health.heard()
        note, self._reached = self._reached, None
        if note is not None:
            try:
                await note()
            except Exception as problem:  # noqa: BLE001 - it is only a note
                _log.warning("wechat_callback_not_noted", error=type(problem).__name__)

    # --- the reply ---------------------------------------------------------------------------------------

    def _slot(self, happened: Incoming | Unreadable) -> Slot | None:
        if not self._seconds or isinstance(happened, Unreadable) or isinstance(happened.what, Closed):
            return None
        return self._passive.begin(happened.dedupe_key, happened.address.chat)

    async def _reply(self, request: Request, slot: Slot, by: str, until: float) -> Answer:
        """The first text for that sender, if it is there in time and WeChat still waits; else `success`."""
        left = until - asyncio.get_running_loop().time()
        hung_up = asyncio.ensure_future(request.receive())
        try:
            await asyncio.wait((slot.answer, hung_up), timeout=left, return_when=asyncio.FIRST_COMPLETED)
            gone = hung_up.done()
        finally:
            hung_up.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await hung_up
        if not gone:
            self._passive.close(slot)
        text = slot.answer.result() if slot.answer.done() else ""
        if not text:
            return Answer(PlainTextResponse(SUCCESS), slot, gone)
        at = int(self._clock().timestamp())
        sealed = self._envelope.seal(text_reply(slot.sender, by, text, at), at)
        return Answer(Response(sealed, media_type="application/xml"), slot, gone)


def route(callback: Callback) -> Route:
    """The route for the application; every method reaches it, so that none goes round the signature."""
    return Route(PATH, callback)


class _Query:
    """What WeChat says in the address. Raises `Refusal` where it is too old to be said now, or too young."""

    def __init__(self, request: Request, clocks: Sequence[Callable[[], datetime]]) -> None:
        said = request.query_params
        self.msg_signature = said.get("msg_signature", "")
        self.signature = said.get("signature", "")
        self.timestamp = said.get("timestamp", "")
        self.nonce = said.get("nonce", "")
        if not self.timestamp.isascii() or not self.timestamp.isdigit() or len(self.timestamp) > 12:
            raise Refusal(403, "unsigned")
        at = int(self.timestamp)
        # WeChat's time is real, also where ours is a sandbox's.
        if all(abs(clock().timestamp() - at) > SKEW for clock in clocks):
            raise Refusal(403, "stale")

    def signed_by(self, envelope: Envelope, echo: str) -> bool:
        """In 安全模式 the echo itself may be encrypted and signed; WeChat sends it plain as a rule."""
        if self.msg_signature:
            return envelope.is_signed(self.msg_signature, self.timestamp, self.nonce, echo)
        return envelope.is_signed(self.signature, self.timestamp, self.nonce)


async def _body(request: Request) -> bytes:
    """Raises `Refusal` for a body that is too large, told by its header or by counting."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > LARGEST_BODY:
        raise Refusal(413, "size")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise Refusal(413, "size")
    except ClientDisconnect:
        raise Refusal(400, "cut") from None
    return bytes(body)
