"""`python run_bot.py …`: each command in a file of its own, imported when it is called."""

import asyncio
import sys

import typer

from bot import logs
from bot.parts import CannotStart
from bot.settings import SettingsError, load_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Yinuo 一诺: customer intake for car dealerships."""


@app.command()
def serve() -> None:
    """Serve customers and staff; with no settings at all, the sandbox on http://127.0.0.1:8080."""
    try:
        settings = load_settings()
        logs.set_up(settings.log)
        from bot.serve import serve as run

        if settings.sandbox_on:
            print(f"Sandbox: http://{settings.http.host}:{settings.http.port}", file=sys.stderr)
        asyncio.run(run(settings))
    except (SettingsError, CannotStart) as problem:
        print(problem, file=sys.stderr)
        raise SystemExit(1) from None
