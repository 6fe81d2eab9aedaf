"""How a command ends: one line on what it did, or one sentence on why not; with `--json` one JSON object."""

import json
import sys
import traceback
from collections.abc import Mapping
from typing import Annotated, Any, NoReturn

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


class Failed(Exception):
    """The command cannot do it; the sentence says what, why, and what to do.

    `told`: a program that asked for `--json` has had its object already.
    """

    def __init__(self, sentence: str, *, told: bool = False) -> None:
        super().__init__(sentence)
        self.told = told


def done(as_json: bool, line: str, found: Mapping[str, Any]) -> None:
    """The command did what it was asked: `line` for a person, `found` for a program."""
    print(json.dumps(found, ensure_ascii=False) if as_json else line)


def fail(sentence: str, *, as_json: bool, code: int = 1) -> NoReturn:
    """The one sentence on the error stream, and as an object where a program listens."""
    one_line = " ".join(sentence.split())
    if as_json:
        print(json.dumps({"error": one_line}, ensure_ascii=False))
    print(one_line, file=sys.stderr)
    raise SystemExit(code)


def sentence_of(problem: Exception) -> str:
    """What to tell the operator; of a fault that nobody foresaw the kind and the place, never its text (SEC-6)."""
    if _is_foreseen(problem):
        return str(problem)
    frames = traceback.extract_tb(problem.__traceback__)
    place = f" at {'/'.join(frames[-1].filename.split('/')[-2:])}:{frames[-1].lineno}" if frames else ""
    return f"The program failed unexpectedly ({type(problem).__name__}{place}): please report this line."


def _is_foreseen(problem: Exception) -> bool:
    from bot.parts import CannotStart
    from bot.settings import SettingsError
    from core.policy import PolicyError
    from storage.keyring import KeyringProblem
    from storage.problems import DatabaseProblem

    return isinstance(
        problem, Failed | SettingsError | CannotStart | PolicyError | DatabaseProblem | KeyringProblem
    )
