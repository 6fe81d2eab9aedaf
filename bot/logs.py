"""Structured logs: what happened, with row ids and rule ids, and nothing that belongs to a person (SEC-6)."""

import logging
import sys
import traceback
from typing import Any

import structlog

from bot.settings import Log

FOREIGN = (
    "httpx",
    "httpcore",
    "telegram",
    "uvicorn",
    "uvicorn.access",
    "aiohttp.access",
    "sqlalchemy",
    "alembic",
    "wechatpy",
    "requests",
    "urllib3",
)
"""Libraries that would write addresses, tokens or statements into the log, or what nobody asked."""


def set_up(settings: Log) -> None:
    """One stream, one line an event, for a person or for a machine."""
    last: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_values,
    ]
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.level)),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[_tidy, last])
    )
    logging.basicConfig(handlers=[handler], level=settings.level, force=True)
    for name in FOREIGN:
        logging.getLogger(name).setLevel(logging.WARNING)


def without_values(
    _logger: Any, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """A line shows what kind of fault and where, never its text or variables: they may be personal (SEC-6)."""
    info = event.pop("exc_info", None)
    problem = _problem(info)
    if problem is not None:
        event["problem"] = type(problem).__name__
        if place := place_of(problem):
            event["at"] = place
    event.pop("stack_info", None)
    return event


def place_of(problem: BaseException) -> str:
    """The last frame of a traceback: file and line, and nothing of what the variables held (SEC-6)."""
    frames = traceback.extract_tb(problem.__traceback__)
    return f"{'/'.join(frames[-1].filename.split('/')[-2:])}:{frames[-1].lineno}" if frames else ""


def _problem(info: Any) -> BaseException | None:
    if info is True:
        return sys.exc_info()[1]
    return info[1] if isinstance(info, tuple) else info if isinstance(info, BaseException) else None


def _tidy(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """A library's line without its record. What asyncio says quotes exceptions and arguments: only that it spoke."""
    record: logging.LogRecord = event.pop("_record")
    event.pop("_from_structlog", None)
    event["logger"] = record.name
    if record.name.startswith("asyncio"):
        event["event"] = "event_loop_fault"
    return event
