"""`understand`: what the program reads out of customers' messages, one line each."""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, TextIO
from zoneinfo import ZoneInfo

import typer

from bot.commands.ending import Failed
from bot.commands.opened import settings_of_this_process

ZONE = ZoneInfo("Asia/Shanghai")
WORDS = {
    "safety": "安全",
    "major": "重大",
    "minor": "一般",
    "aftersales": "售后",
    "sales": "销售",
    "parts": "配件",
    "other": "综合",
}


def understand(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Read messages from the standard input, one a line, and say what each means.

    A line is plain text, or a JSON object {"text": …, "now": ISO instant, "asked": slot}.
    """
    from bot.parts import vehicles_of
    from bot.understand.reading import as_json as as_object
    from bot.understand.reading import read

    vehicles = vehicles_of(settings_of_this_process())
    for stream in (sys.stdin, sys.stdout):
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8", errors="replace")
    for text, now, asked in _lines(sys.stdin):
        found = as_object(read(text, now, vehicles, asked), now)
        print(json.dumps(found, ensure_ascii=False) if as_json else summary(found), flush=True)


def _lines(stream: TextIO) -> Iterator[tuple[str, datetime, str | None]]:
    """(text, now, the slot just asked about) of each line. Raises `Failed` naming a line that makes no sense."""
    for number, line in enumerate(stream, start=1):
        plain = line.rstrip("\r\n")
        said = _object(plain)
        if said is None:
            yield plain, datetime.now(UTC), None
            continue
        text, asked = said["text"], said.get("asked")
        if not isinstance(text, str) or not isinstance(asked, str | None):
            raise Failed(f"Line {number}: text and asked must be strings; write {{text, now, asked?}}.")
        yield text, _instant(said.get("now"), number), asked


def _object(line: str) -> dict[str, Any] | None:
    """The line's object; None for plain text, which may begin with a brace too."""
    if not line.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "text" in found else None


def _instant(said: Any, number: int) -> datetime:
    """The instant; a time without an offset is China's."""
    if said is None:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        raise Failed(
            f"Line {number}: now must be an ISO instant such as 2026-11-22T10:00:00+08:00."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def summary(found: Mapping[str, Any]) -> str:
    """One Chinese line with what was found."""
    when, slots = found["when"], found["slots"]
    parts = [
        WORDS[found["severity"]],
        "·".join(part for part in (WORDS.get(found["department"]), found["category"]) if part),
        "生气" if found["anger"] else "",
        f"时间 {when['start'][:16]} 至 {when['end'][:16]}" if when else "",
        f"里程 {found['mileage_km']} 公里" if found["mileage_km"] is not None else "",
        *(f"{name} {slots[key]}" for key, name in _SLOTS.items() if slots[key]),
        f"撤回 {found['withdraw']}" if found["withdraw"] != "none" else "",
        f"电话 {len(found['phones'])} 个" if found["phones"] else "",
    ]
    return " | ".join(part for part in parts if part)


_SLOTS = {"model": "车型", "plate": "车牌", "where": "地点", "expectation": "期望"}
