"""The sandbox's page: a few files of ours, no build step, nothing from any other host."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

_FILES = Path(__file__).parent / "page"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_ASSETS = {file.name: _TYPES[file.suffix] for file in _FILES.iterdir() if file.suffix in _TYPES}

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def page_routes() -> list[BaseRoute]:
    """`/` and `/sandbox` show the page; its parts lie under `/sandbox/page/`."""
    return [
        Route("/", _index, methods=["GET"]),
        Route("/sandbox", _index, methods=["GET"]),
        Route("/sandbox/page/{name:path}", _asset, methods=["GET"]),
    ]


async def _index(_request: Request) -> Response:
    return _file("index.html", "text/html")


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    media_type = _ASSETS.get(name)
    return _file(name, media_type) if media_type else Response(status_code=404)


def _file(name: str, media_type: str) -> Response:
    return Response((_FILES / name).read_bytes(), media_type=media_type, headers=SECURITY)
