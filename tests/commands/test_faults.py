"""Whatever is wrong with the set-up is one sentence on the error stream: what, why, and what to do."""

import fcntl
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.commands.program import Program, free_port

WRONG_SETTINGS = [
    ({"HTTP__PORT": "many"}, "YINUO_HTTP__PORT"),
    ({"COLOUR": "red"}, "YINUO_COLOUR"),
    ({"HTTP__HOST": "0.0.0.0"}, "YINUO_HTTP__HOST"),
    ({"VEHICLES": "/nowhere/vehicles.toml"}, "YINUO_VEHICLES"),
    ({"POLICY": "/nowhere/policy.toml"}, "/nowhere/policy.toml"),
    ({"CONFIG": "/nowhere/yinuo.toml"}, "YINUO_CONFIG"),
    ({"TELEGRAM__TOKEN": "not-a-token-at-all"}, "YINUO_TELEGRAM__TOKEN"),
]


@pytest.mark.parametrize(("settings", "named"), WRONG_SETTINGS)
def test_a_wrong_setting_stops_the_start_and_is_named(
    program: Program, settings: dict[str, str], named: str
) -> None:
    said = program("serve", **settings).sentence
    assert named in said
    assert "not-a-token-at-all" not in said


def test_a_setting_that_is_wrong_in_the_file_is_named_too(program: Program) -> None:
    (program.data.parent / "yinuo.toml").write_text("[http]\nprot = 1\n", "utf8")
    assert program("migrate").sentence.startswith("YINUO_HTTP__PROT: there is no such setting")


def test_a_broken_policy_stops_the_start_with_its_line(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('extends = "dealer"\n\n[clocks.result]\namount = "five"\n', "utf8")
    said = program("serve", POLICY=str(file)).sentence
    assert f"policy {file}, line 4: clocks.result.amount" in said
    assert not program.data.exists()


@pytest.mark.rule("SEC-2")
def test_a_keyring_that_is_missing_beside_data_stops_the_start_and_none_is_made(program: Program) -> None:
    assert program("migrate").code == 0
    (program.data / "keyring.json").unlink()
    said = program("serve").sentence
    assert "keyring.json is missing beside existing data" in said
    assert "backup" in said
    assert not (program.data / "keyring.json").exists()


@pytest.mark.rule("SEC-2")
def test_a_keyring_that_others_may_read_stops_the_start(program: Program) -> None:
    assert program("migrate").code == 0
    (program.data / "keyring.json").chmod(0o640)
    said = program("staff", "invite", "--role", "operator").sentence
    assert "mode 0640" in said
    assert "chmod 600" in said


def test_a_broken_keyring_stops_the_start(program: Program) -> None:
    assert program("migrate").code == 0
    (program.data / "keyring.json").write_text("{}")
    assert "is damaged" in program("migrate").sentence


def test_a_data_directory_that_is_a_file_is_named(program: Program) -> None:
    program.data.write_text("hello")
    said = program("serve").sentence
    assert said.startswith(f"YINUO_DATA_DIR: {program.data}")
    assert program.data.read_text() == "hello"


def test_a_newer_database_is_left_alone(program: Program) -> None:
    assert program("migrate").code == 0
    with sqlite3.connect(program.data / "yinuo.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    said = program("serve").sentence
    assert "version 9999" in said
    assert "install the newer program" in said


def test_a_file_that_is_no_database_is_left_alone(program: Program) -> None:
    program.data.mkdir(mode=0o700)
    (program.data / "yinuo.db").write_bytes(b"a diary, not a database " * 100)
    assert "is not a database of ours" in program("serve").sentence


def test_a_second_server_on_the_same_data_is_refused(program: Program) -> None:
    assert program("migrate").code == 0
    lock = os.open(program.data / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        said = program("serve", HTTP__PORT=str(free_port())).sentence
    finally:
        os.close(lock)
    assert "Another serve is working on" in said


def test_a_database_that_somebody_keeps_locked_is_said_so(program: Program) -> None:
    assert program("migrate").code == 0
    connection = sqlite3.connect(program.data / "yinuo.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        said = program("staff", "invite", "--role", "operator").sentence
    finally:
        connection.close()
    assert "locked for 5 seconds: try again" in said


def test_a_port_that_is_taken_is_named_before_anything_is_opened(program: Program) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = program("serve", HTTP__PORT=str(taken.getsockname()[1])).sentence
    assert said.startswith("YINUO_HTTP__PORT")
    assert not program.data.exists()


def test_a_full_disk_is_one_sentence_and_leaves_nothing_half_done(program: Program) -> None:
    """On a real file system of 64 KiB, which only a privileged user may mount."""
    program.data.mkdir(mode=0o700)
    small = (
        "unshare",
        "-rm",
        "sh",
        "-c",
        f'mount -t tmpfs -o size=64k,mode=700 none {program.data} && exec "$@"',
        "-",
    )
    try:
        subprocess.run([*small, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no file system can be mounted here (unshare -rm)")
    said = Program(program.data, small)("migrate").sentence
    assert "is full" in said
    assert "make room" in said


@pytest.mark.rule("SEC-6")
def test_a_fault_that_nobody_foresaw_shows_its_kind_and_place_and_not_its_text() -> None:
    from bot.commands.ending import sentence_of

    def fail() -> None:
        raise ZeroDivisionError("13812345678")

    try:
        fail()
    except ZeroDivisionError as problem:
        said = sentence_of(problem)
    assert "ZeroDivisionError at commands/test_faults.py:" in said
    assert "13812345678" not in said
