"""Nothing is decided that nobody carries out, and nothing can happen that nobody handles."""

import ast
import typing
from pathlib import Path

import pytest

from bot.channels import language
from bot.staff.commands import Verb
from bot.staff.turn import NEEDS_TEXT, Outcome
from bot.texts import say
from bot.worker import carrying, effects, outcomes
from bot.worker.outcomes import REASONS
from core import case, commands
from core.case import Happened
from core.complaint import ACTS, ADMITS
from storage.settling import Never
from tests.flows.desk import START

ROOT = Path(__file__).parents[2]


def matched(module: object) -> set[str]:
    """The names of the classes that a module's `match` statements take apart."""
    tree = ast.parse(Path(str(module.__file__)).read_text("utf8"))  # type: ignore[attr-defined]
    patterns = (node.cls for node in ast.walk(tree) if isinstance(node, ast.MatchClass))
    return {cls.id for cls in patterns if isinstance(cls, ast.Name)}


def named(union: object) -> set[str]:
    return {one.__name__ for one in typing.get_args(union)}


def sources(*folders: str) -> str:
    files = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return "\n".join(path.read_text("utf8") for path in files)


def test_every_effect_is_carried_out() -> None:
    """And every way a turn of staff can end."""
    assert named(case.Effect) <= matched(effects)
    assert named(Outcome) <= matched(carrying)


def test_every_receipt_of_a_platform_has_its_consequence() -> None:
    """Its causes, too: each ends the message for good, and each is a word that storage understands."""
    assert named(language.Receipt) <= matched(outcomes)
    for cause in language.Cause:
        ended = outcomes.outcome_of(language.Undeliverable(cause, "why"))
        assert ended == Never(cause.value, "why")


def test_every_command_has_its_act_and_a_stage_that_admits_it() -> None:
    """None is forgotten in the table."""
    known = set(typing.get_args(commands.Command)) | {
        one for union in typing.get_args(commands.Command) for one in typing.get_args(union)
    }
    plain = {one for one in known if isinstance(one, type)}
    assert plain == set(ACTS)
    assert plain == set().union(*ADMITS.values())


@pytest.mark.rule("FLOW-10")
@pytest.mark.parametrize("kind", Happened)
def test_every_kind_of_history_comes_from_somewhere(kind: Happened) -> None:
    """A kind that nothing produces would be a promise of the record's that nobody keeps."""
    assert f"Happened.{kind.name}" in sources("core", "bot").replace("class Happened", "")


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_is_explained_and_carried_out(verb: Verb) -> None:
    """In the help of the group or of the private chat; /bind is told to a group that is not bound yet."""
    explained = "".join(say(f"staff.{key}", {}, START) for key in ("help", "help_private", "not_bound"))
    shown = "/r " if verb is Verb.REPLY else f"/{verb.value}"
    assert verb is Verb.HELP or shown in explained
    assert f"Verb.{verb.name}" in sources("bot/worker") + (ROOT / "bot/staff/turn.py").read_text("utf8")
    if verb in NEEDS_TEXT or verb is Verb.CLOSE:
        assert say(
            f"staff.ask_{verb.value}", {"code": "A001", "option": "维修", "answer": "请直接回复本条"}, START
        )


@pytest.mark.parametrize("reason", [*REASONS.values(), "attempts", "other"])
def test_every_reason_of_a_failure_has_words(reason: str) -> None:
    """Shown to whoever wrote what did not arrive."""
    assert say(f"delivery.reason_{reason}", {}, START)
