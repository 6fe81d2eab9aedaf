"""Requests to Telegram over aiohttp; a failure tells whether the request may have arrived.

It replaces python-telegram-bot's own transport, which spends three quarters of a request's time, and keeps
what the failures of the network say (addresses with the token in them) out of every exception.
"""

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.redaction import redact

_UNDERSTOOD = frozenset({400, 401, 403, 404, 409})
"""Refusals that python-telegram-bot turns into exceptions that tell them apart."""
_CHUNK = 64 * 1024


class NeverLeft(NetworkError):
    """No connection was made: the request surely did not arrive."""


class Refused(NetworkError):
    """An answer that is not Telegram's usual one: `status` is its HTTP status."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(f"HTTP {status}: {redact(description)}")
        self.status = status


def not_telegrams() -> Refused:
    """For an answer with status 200 whose result cannot be Telegram's."""
    return Refused(200, "the result is not Telegram's")


class AiohttpRequest(BaseRequest):
    """One pool of connections, opened by the first request, so that a start needs no network."""

    __slots__ = ("_connect", "_proxy", "_read", "_session")

    def __init__(self, proxy: str = "", *, connect: float = 10.0, read: float = 20.0) -> None:
        self._proxy = proxy or None
        self._connect = connect
        self._read = read
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How many seconds Telegram may be silent."""
        return self._read

    async def initialize(self) -> None:
        """Nothing to do: see the class."""

    async def shutdown(self) -> None:
        """All connections are closed; a later request opens new ones."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and the body of an answer that is Telegram's; raises `NeverLeft`, `TimedOut`, `Refused`,
        or `NetworkError` for a connection that broke after the request left."""
        read = self._read if isinstance(read_timeout, DefaultValue) else read_timeout
        failure: NetworkError
        try:
            async with self._open().request(
                method,
                url,
                proxy=self._proxy,
                timeout=self._timeout(read),
                allow_redirects=False,
                **_content(request_data),
            ) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = _named(error)
        else:
            return _checked(status, body)
        # Outside the `except`, so that the failure does not carry the other one, which knows the address.
        raise failure

    async def stream(self, url: str) -> AsyncIterator[bytes]:
        """A file's bytes in chunks; raises as `do_request` does, half way too."""
        failure: NetworkError
        try:
            async with self._open().get(
                url, proxy=self._proxy, timeout=self._timeout(self._read), allow_redirects=False
            ) as response:
                if response.status == 200:
                    async for chunk in response.content.iter_chunked(_CHUNK):
                        yield chunk
                    return
                failure = Refused(response.status, "the file is not served")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = _named(error)
        raise failure

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer; one that is no JSON object is refused without being quoted or logged."""
        answer = _object(payload)
        if answer is None or "result" not in answer:
            raise Refused(200, "the answer is not Telegram's")
        return answer

    def _timeout(self, read: float | None) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(
            total=None, connect=self._connect, sock_connect=self._connect, sock_read=read
        )

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=256),
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _named(error: Exception) -> NetworkError:
    """Our own failure for the network's, which holds the address; only the kind of failure is kept."""
    kind = type(error).__name__
    before = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
    if isinstance(error, before) or (isinstance(error, ValueError) and not isinstance(error, OSError)):
        return NeverLeft(kind)
    if isinstance(error, TimeoutError):
        return TimedOut(kind)
    return NetworkError(kind)


def _checked(status: int, body: bytes) -> tuple[int, bytes]:
    if 200 <= status <= 299:
        return status, body
    answer = _object(body)
    if answer is None or answer.get("ok") is not False:
        raise Refused(status, "the answer is not Telegram's")
    if status in _UNDERSTOOD or answer.get("parameters"):
        # `parse_json_payload` reads refusals too, and demands a result of every answer.
        checked = {**answer, "description": redact(str(answer.get("description", ""))), "result": None}
        return status, json.dumps(checked).encode()
    raise Refused(status, str(answer.get("description", "")))


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _content(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": json.dumps(data.parameters).encode(), "headers": {"Content-Type": "application/json"}}
    # Quoted names would arrive as `filename*=`, which Telegram does not read.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=mime)
    return {"data": form}
