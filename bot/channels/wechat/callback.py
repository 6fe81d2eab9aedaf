"""`GET` and `POST /hooks/wechat`: only WeChat is heard, and it hears 200 only for what is stored."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.channels.channel import Accept, Unreadable
from bot.channels.language import Closed, Incoming
from bot.channels.wechat.albums import Albums
from bot.channels.wechat.envelope import Envelope
from bot.channels.wechat.health import Health
from bot.channels.wechat.passive import Passive, Slot
from bot.channels.wechat.replies import text_reply
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.updates import read_update
from bot.channels.wechat.verifying import Refusal, Verifier

PATH: Final = "/hooks/wechat"
SUCCESS: Final = "success"
_NO_PAGE: Final = {"X-Content-Type-Options": "nosniff"}
"""What is said back was never looked at: no browser shall take it for a page."""
Reached = Callable[[], Awaitable[None]]

_log = structlog.get_logger(__name__)


def _machine() -> datetime:
    return datetime.now(UTC)


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
        self._verifier = Verifier(settings, (clock, machine))
        self._envelope = Envelope(settings)
        self._account = settings.app_id
        self._seconds = settings.passive_seconds
        self._albums = Albums(accept, settings.album_seconds)
        self._passive = passive
        self._clock = clock
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
        query = self._verifier.query(request)
        if request.method != "POST":
            echo = self._verifier.echo(request, query)
            await self._note_reached()
            return Answer(Response(echo, media_type="text/plain", headers=_NO_PAGE))
        xml = await self._verifier.content(request, query)
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
            await self._albums.accept(happened)
        except Exception as error:  # noqa: BLE001 - whatever storage says, WeChat keeps the update
            _log.error("wechat_callback_not_stored", error=type(error).__name__)
            return Response(status_code=503)
        return None

    def hang_up(self) -> None:
        """What waits for anything is stored, or answered without a word: the process is about to end."""
        self._albums.close_all()
        self._passive.close_all()

    async def _note_reached(self) -> None:
        """WeChat speaks to us. `doctor` wants to know whether it ever did; said once a process."""
        self._health.heard()
        note, self._reached = self._reached, None
        if note is not None:
            try:
                await note()
            except Exception as problem:  # noqa: BLE001 - it is only a note
                _log.warning("wechat_callback_not_noted", error=type(problem).__name__)

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
