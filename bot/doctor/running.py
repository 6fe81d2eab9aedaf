"""What the server on this data has met and nobody else can know: two pollers, callbacks with a wrong signature."""

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any, Final

from bot.channels.problems import Problem
from bot.settings import Http, Settings
from storage.database import is_served

_PATIENCE: Final = 7.0
"""Seconds: the server itself asks Telegram for five at most."""
_LARGEST: Final = 256 * 1024
_ANYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - read, not bound


async def told_by_the_server(settings: Settings) -> list[Problem]:
    """What keeps it from being ready; nothing where none runs, or where it cannot be asked."""
    if not settings.http.port or not is_served(settings.database_path):
        return []
    return await asyncio.to_thread(_asked, settings.http)


def _asked(http: Http) -> list[Problem]:
    host = _ANYWHERE.get(http.host, http.host)
    url = f"http://{f'[{host}]' if ':' in host else host}:{http.port}/readyz"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        try:
            answer = opener.open(url, timeout=_PATIENCE)
        except urllib.error.HTTPError as not_ready:
            answer = not_ready
        with answer:
            found = json.loads(answer.read(_LARGEST))
    except (OSError, ValueError):
        return []
    problems = found.get("problems") if isinstance(found, dict) else None
    return [one for one in map(_problem, problems) if one] if isinstance(problems, list) else []


def _problem(told: Any) -> Problem | None:
    match told:
        case {"where": str(where), "what": str(what), "cure": str(cure)}:
            return Problem(where, what, cure)
        case _:
            return None
