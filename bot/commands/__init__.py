"""`python run_bot.py …`: each command in a file of its own, which imports what it needs when it is called."""

import sys

import typer
from typer.exceptions import TyperException

from bot.commands import doctor, migrate, policy, queue, serve, staff, understand, wechat
from bot.commands.ending import Failed, fail, sentence_of

app = typer.Typer(
    name="run_bot.py",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def main() -> None:
    """Yinuo 一诺: customer intake for car dealerships.

    With no settings at all, `serve` opens the sandbox in a browser.
    """


app.command()(serve.serve)
app.command()(doctor.doctor)
app.command()(migrate.migrate)
app.add_typer(staff.app, name="staff")
app.add_typer(queue.app, name="queue")
app.add_typer(policy.app, name="policy")
app.add_typer(wechat.app, name="wechat")
app.command()(understand.understand)
GROUPS = [[group.name] for group in app.registered_groups]
"""Commands that only stand before others; alone they show their help."""


def run(arguments: list[str]) -> int:
    """The exit code of one command line. Whatever goes wrong is told in one sentence."""
    if not arguments or arguments in GROUPS:
        arguments = [*arguments, "--help"]
    as_json = "--json" in arguments
    try:
        code = app(arguments, prog_name="run_bot.py", standalone_mode=False)
    except TyperException as misuse:
        said = misuse.format_message().rstrip(".")
        fail(f"{said}. Add --help to see how the command is used.", as_json=as_json, code=2)
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except Exception as problem:  # noqa: BLE001 - whatever it is, the operator gets one sentence
        told = isinstance(problem, Failed) and problem.told
        fail(sentence_of(problem), as_json=as_json and not told)
    return code if isinstance(code, int) else 0
