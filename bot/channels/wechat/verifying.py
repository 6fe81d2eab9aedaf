"""Whether a request is WeChat's, and what is in it (SEC-7)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.requests import ClientDisconnect, Request

from bot.channels.wechat.envelope import DoesNotOpen, Envelope, ForAnother
from bot.channels.wechat.fields import NotReadable, fields_of
from bot.channels.wechat.settings import WeChatSettings

LARGEST_BODY: Final = 256 * 1024
LARGEST_ECHO: Final = 4096
SKEW: Final = 300.0
"""Seconds that WeChat's clock and ours may be apart, and a callback on its way."""


class Refusal(Exception):
    """The request is answered with this status; `why` is one word for the log."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


@dataclass(frozen=True, slots=True)
class Query:
    """What stands in the address. WeChat signs it in every mode; in 安全模式 it signs what is encrypted, too."""

    signature: str
    msg_signature: str
    timestamp: str
    nonce: str


class Verifier:
    """One account's. Everything it does raises `Refusal` for what is not WeChat's."""

    def __init__(self, settings: WeChatSettings, clocks: Sequence[Callable[[], datetime]]) -> None:
        if not settings.token:
            raise ValueError("wechat.token must be set before a callback may listen.")
        self._envelope = Envelope(settings)
        self._clocks = clocks

    def query(self, request: Request) -> Query:
        """Its signatures, not yet compared; refused where it is too old to be said now, or too young."""
        said = request.query_params
        timestamp = said.get("timestamp", "")
        if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
            raise Refusal(403, "unsigned")
        # WeChat's time is real, also where ours is a sandbox's.
        if all(abs(clock().timestamp() - int(timestamp)) > SKEW for clock in self._clocks):
            raise Refusal(403, "stale")
        return Query(
            said.get("signature", ""), said.get("msg_signature", ""), timestamp, said.get("nonce", "")
        )

    def echo(self, request: Request, query: Query) -> bytes:
        """WeChat asks whether this address is ours: what is to be said back, opened where it is encrypted."""
        echo = request.query_params.get("echostr", "")
        encrypted = bool(query.msg_signature)
        if not (self._signs(query, echo) if encrypted else self._signs_query(query)):
            raise Refusal(403, "signature")
        if request.method not in ("GET", "HEAD"):
            raise Refusal(405, "method")
        if len(echo) > LARGEST_ECHO:
            raise Refusal(413, "size")
        return self._inside(echo) if encrypted else echo.encode()

    async def content(self, request: Request, query: Query) -> bytes:
        """What a POST brings, opened."""
        if not query.msg_signature:
            raise self._unencrypted(query)
        try:
            encrypted = fields_of(await _body(request)).get("Encrypt", "").strip()
        except NotReadable:
            encrypted = ""
        if not encrypted:
            raise self._unencrypted(query)
        if not self._signs(query, encrypted):
            raise Refusal(403, "signature")
        return self._inside(encrypted)

    def _signs(self, query: Query, encrypted: str) -> bool:
        return self._envelope.is_signed(query.msg_signature, query.timestamp, query.nonce, encrypted)

    def _signs_query(self, query: Query) -> bool:
        return self._envelope.is_signed(query.signature, query.timestamp, query.nonce)

    def _unencrypted(self, query: Query) -> Refusal:
        """WeChat in another mode, which signs the query all the same, or anybody."""
        return Refusal(403, "plain" if self._signs_query(query) else "signature")

    def _inside(self, encrypted: str) -> bytes:
        try:
            return self._envelope.open(encrypted)
        except DoesNotOpen:
            raise Refusal(403, "key") from None
        except ForAnother:
            raise Refusal(403, "account") from None


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
