"""The HTTP side: health, readiness, figures, the platforms' hooks, and the sandbox where it is on."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.problems import Problem

Ready = Callable[[], Awaitable[list[Problem]]]
Figures = Callable[[], Awaitable[dict[str, float]]]


def application(routes: Sequence[BaseRoute], ready: Ready, figures: Figures) -> Starlette:
    """One application for every platform's hook and for the operator."""

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        problems = await ready()
        named = [{"where": one.where, "what": one.what, "cure": one.cure} for one in problems if one.fatal]
        return JSONResponse({"ready": not named, "problems": named}, status_code=503 if named else 200)

    async def metrics(_request: Request) -> Response:
        lines = [line for name, value in (await figures()).items() for line in _figure(name, value)]
        return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")

    own = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
    return Starlette(routes=[*own, *routes])


def _figure(name: str, value: float) -> tuple[str, str]:
    return f"# TYPE yinuo_{name} gauge", f"yinuo_{name} {value:g}"
