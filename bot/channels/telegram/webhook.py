"""`POST /hooks/telegram`: only Telegram is heard, and it hears 200 only for what is stored."""

import hmac
from collections.abc import Callable
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.channels.channel import Accept
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.updates import read_body

PATH = "/hooks/telegram"
LARGEST_BODY = 1024 * 1024
_HEADER = b"x-telegram-bot-api-secret-token"
_log = structlog.get_logger(__name__)


class Webhook:
    """403 without the secret, on every method; 413 for more than 1 MiB; 200 once everything is stored.

    503 where it could not be stored, so that Telegram sends it again. An authentic body that nobody can
    understand is stored as a dead letter and answered 200: sending it again would not help.
    """

    def __init__(self, settings: TelegramSettings, accept: Accept, clock: Callable[[], datetime]) -> None:
        if not settings.secret:
            raise ValueError("telegram.secret must be set before a webhook may listen.")
        self._secret = settings.secret.encode()
        self._account = settings.account
        self._accept = accept
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = Response(status_code=await self._answer(Request(scope, receive)))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> int:
        if not hmac.compare_digest(_given_secret(request), self._secret):
            return 403
        if request.method != "POST":
            return 405
        body = await _body(request)
        if body is None:
            return 413
        happened = read_body(body, self._account, self._clock())
        if not happened:
            return 200
        try:
            await self._accept(happened)
        except Exception as error:  # noqa: BLE001 - whatever storage says, Telegram keeps the update
            _log.error("telegram_update_not_stored", error=type(error).__name__)
            return 503
        return 200


def route(settings: TelegramSettings, accept: Accept, clock: Callable[[], datetime]) -> Route:
    """The route for the application; every method reaches it, so that none goes round the secret."""
    return Route(PATH, Webhook(settings, accept, clock))


def _given_secret(request: Request) -> bytes:
    return next((value for name, value in request.scope["headers"] if name == _HEADER), b"")


async def _body(request: Request) -> bytes | None:
    """`None` for a body that is too large, told by its header or by counting."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > LARGEST_BODY:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)
