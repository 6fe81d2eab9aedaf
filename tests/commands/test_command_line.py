"""The command line as such: help, misuse, and one JSON object."""

import pytest

from tests.commands.program import Program

COMMANDS = [
    "serve",
    "doctor",
    "migrate",
    "staff invite",
    "staff offboard",
    "queue code",
    "policy check",
    "policy show",
    "policy form",
    "understand",
]


def test_with_nothing_said_it_shows_what_there_is(program: Program) -> None:
    shown = program()
    assert shown.code == 0
    assert shown.err == ""
    for command in COMMANDS:
        assert command.split()[0] in shown.out
    assert not program.data.exists()


@pytest.mark.parametrize("command", [*COMMANDS, "staff", "queue", "policy"])
def test_every_command_has_help(program: Program, command: str) -> None:
    shown = program(*command.split(), "--help")
    assert shown.code == 0
    assert f"run_bot.py {command}" in shown.out
    assert len(shown.out.splitlines()) > 5


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("sing",), "sing"),
        (("staff", "hire"), "hire"),
        (("staff", "invite"), "--role"),
        (("queue", "code"), "QUEUE"),
        (("serve", "--loudly"), "--loudly"),
    ],
)
def test_misuse_is_one_sentence_that_points_to_the_help(
    program: Program, arguments: tuple[str, ...], named: str
) -> None:
    ended = program(*arguments)
    assert ended.code == 2
    assert named in ended.sentence
    assert ended.sentence.endswith("Add --help to see how the command is used.")


def test_a_failure_is_one_object_too_for_a_program_that_listens(program: Program) -> None:
    ended = program("queue", "code", "garage/1", "--json")
    assert ended.code == 1
    assert ended.object == {"error": ended.sentence}
