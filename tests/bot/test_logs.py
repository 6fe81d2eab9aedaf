"""What the log shows of a fault: its kind and its place, never its text (SEC-6)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECRET = "13812345678"
HEAD = f"""
import asyncio, logging, sys, warnings
import structlog
from bot import logs
from bot.settings import Log
logs.set_up(Log(format=sys.argv[1]))
log = structlog.get_logger()

def fail():
    phone = "{SECRET}"
    raise ValueError("cannot call " + phone)
"""
FAULTS = {
    "our own line": """
try:
    fail()
except ValueError:
    log.exception("round_failed", row=7)
""",
    "our own line with the problem in hand": """
try:
    fail()
except ValueError as problem:
    log.error("round_failed", row=7, exc_info=problem, stack_info=True)
""",
    "a library's line": """
try:
    fail()
except ValueError:
    logging.getLogger("some.library").exception("round_failed")
""",
    "a task that nobody waited for": """
async def main():
    async def work():
        fail()
    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    import gc; gc.collect()
asyncio.run(main())
""",
    "a callback of the event loop": f"""
async def main():
    asyncio.get_running_loop().call_soon(lambda text: fail(), "{SECRET}")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
asyncio.run(main())
""",
}


@pytest.mark.rule("SEC-6")
@pytest.mark.parametrize("format", ["console", "json"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_line_names_the_kind_of_a_fault_and_its_place_and_shows_nothing_else(
    fault: str, format: str
) -> None:
    told = _run(HEAD + FAULTS[fault], format)
    assert "ValueError" in told
    assert "<string>:" in told
    assert SECRET not in told
    assert "cannot call" not in told
    assert len(told.splitlines()) == 1


def test_a_line_for_machines_is_one_object_with_time_level_and_event() -> None:
    line = json.loads(_run(HEAD + 'log.info("started", row=3)', "json"))
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "started", "level": "info", "row": 3}


@pytest.mark.rule("SEC-6")
def test_libraries_that_would_quote_addresses_or_statements_are_not_heard() -> None:
    quiet = (
        "httpx",
        "telegram.ext",
        "sqlalchemy.engine",
        "aiohttp.access",
        "uvicorn.access",
        "alembic.runtime",
    )
    lines = "".join(f'logging.getLogger("{name}").info("{SECRET}")\n' for name in quiet)
    assert _run(HEAD + lines, "json") == ""


def _run(program: str, format: str) -> str:
    """What the program wrote to its error stream."""
    done = subprocess.run(
        [sys.executable, "-c", program, format],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == ""
    return done.stderr
