"""Who may use the sandbox's API, and how it says no."""

import ipaddress
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.sandbox.requests import Refusal
from storage.problems import DatabaseProblem

Handler = Callable[[Request], Awaitable[Response]]


def guarded(handler: Handler) -> Handler:
    """Only pages of this machine's own sandbox get in, and every refusal is one sentence of JSON."""

    async def asked(request: Request) -> Response:
        if not _from_here(request):
            return JSONResponse({"error": "沙盒只接受来自本机的请求。"}, 403)
        try:
            return await handler(request)
        except Refusal as refusal:
            return JSONResponse({"error": refusal.sentence}, refusal.status)
        except DatabaseProblem as problem:
            return JSONResponse({"error": str(problem)}, 503)

    return asked


def _from_here(request: Request) -> bool:
    """Whether the name that was asked is this machine's, and no foreign page asks.

    The sandbox has no passwords: without this, any page open in the operator's browser could write here,
    or read, by letting its own name point to 127.0.0.1.
    """
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    return _is_loopback(host) and (origin is None or urlsplit(origin).netloc == host)


def _is_loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
