"""`doctor` names each fault with its cure, tells faults from warnings, and changes nothing."""

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.channels.language import Address, ChatKind
from bot.channels.problems import Problem
from bot.doctor import examine
from bot.doctor.promises import calendar_problems
from bot.parts import Parts, open_parts
from bot.settings import Settings, load_settings
from core.routing import all_queues
from storage import chats, customers, inbox, outbox, rooms, unsaid
from storage.keyring import open_keyring
from tests.commands.program import Program
from tests.fakes.bot_api import TOKEN, BotApiServer

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
NO_CHANNEL = {"SANDBOX__ENABLED": "false"}


def settings_of(tmp_path: Path, **said: str) -> Settings:
    named = {f"YINUO_{name}": value for name, value in said.items()}
    return load_settings({"YINUO_DATA_DIR": str(tmp_path / "data"), **named})


async def found(settings: Settings) -> tuple[list[Problem], list[Problem]]:
    """Faults, and warnings but for the calendar's, which depend on today."""
    every = [one for one in await examine(settings) if one.where != "calendar"]
    assert all(one.what.endswith(".") and one.cure.endswith(".") for one in every), every
    return [one for one in every if one.fatal], [one for one in every if not one.fatal]


def work_on(settings: Settings, *changes: "Change") -> None:
    with open_parts(settings) as parts:
        for change in changes:
            parts.database.run_sync(change, parts)


class Change:
    """One thing that has happened in the store."""

    def __call__(self, connection: Connection, parts: Parts) -> None:
        raise NotImplementedError


class Bound(Change):
    def __init__(self, *queues: str, lost: bool = False) -> None:
        self.queues = queues
        self.lost = lost

    def __call__(self, connection: Connection, parts: Parts) -> None:
        for number, queue in enumerate(self.queues):
            place = Address("telegram", "1", f"-{number}", ChatKind.GROUP)
            chat = chats.find_or_add(connection, parts.vault, place, NOW, store="main")
            rooms.bind(connection, chat.id, "main", queue, NOW)
            if self.lost:
                rooms.unbind(connection, chat.id)


class DeadLetter(Change):
    def __call__(self, connection: Connection, parts: Parts) -> None:
        inbox.dead(connection, parts.vault, "telegram", "1", b"{", "unreadable", NOW, store="main")


async def test_a_fresh_machine_has_no_faults_and_gets_no_files(tmp_path: Path) -> None:
    assert await found(settings_of(tmp_path)) == ([], [])
    assert list(tmp_path.iterdir()) == []


async def test_a_store_that_works_has_no_faults(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, **NO_CHANNEL)
    work_on(settings, Bound(*map(str, all_queues())))
    assert await found(settings) == ([], [])


@pytest.mark.rule("STAFF-1")
async def test_a_queue_without_a_group_is_named_and_where_its_cases_go(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, **NO_CHANNEL)
    work_on(settings, Bound("aftersales/1", "sales/2", "supervisors"))
    faults, warnings = await found(settings)
    assert faults == []
    said = {one.what for one in warnings}
    assert "The queue sales/1 has no group: its cases go to sales/2." in said
    assert "The queue parts/1 has no group: its cases go to aftersales/1." in said
    assert "The queue aftersales/3 has no group: its cases go to supervisors." in said
    assert "The queue panel has no group." in said
    assert "Run `queue code panel` and send /bind CODE in its group." in {one.cure for one in warnings}


@pytest.mark.rule("STAFF-1")
async def test_a_queue_whose_cases_would_wait_unseen_is_a_fault(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, **NO_CHANNEL)
    work_on(settings, Bound("aftersales/1"))
    said = {one.what for one in (await found(settings))[0]}
    assert "The queue sales/2 has no group, and its cases wait unseen." in said
    assert "The queue supervisors has no group and the observers see no complaint." in said
    assert not any("sales/1 " in one for one in said)


@pytest.mark.rule("STAFF-5")
async def test_a_group_from_which_the_bot_was_removed_is_told(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, **NO_CHANNEL)
    work_on(settings, Bound("aftersales/1", lost=True))
    _, warnings = await found(settings)
    assert "Groups that served queues and from which the bot was removed: 1." in {
        one.what for one in warnings
    }


async def test_in_the_sandbox_every_queue_has_its_room(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    work_on(settings)
    assert await found(settings) == ([], [])


async def test_dead_letters_are_told(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    work_on(settings, DeadLetter())
    _, [warning] = await found(settings)
    assert warning.what == "Incoming messages that could not be understood or handled: 1."


async def test_what_could_not_be_delivered_is_told(tmp_path: Path) -> None:
    class Failed(Change):
        def __call__(self, connection: Connection, parts: Parts) -> None:
            place = Address("telegram", "1", "5", ChatKind.PRIVATE)
            chat = chats.find_or_add(connection, parts.vault, place, NOW, store="main")
            customer = customers.add(connection, parts.vault, "main", NOW).id
            chats.attach_customer(connection, chat.id, customer)
            new = outbox.NewOutgoing("main", chat.id, "message", "{}", customer_id=customer)
            outbox.put(connection, parts.vault, new, NOW)
            unsaid.cancel(connection, customer, NOW)

    settings = settings_of(tmp_path)
    work_on(settings, Failed())
    _, [warning] = await found(settings)
    assert warning.what == "Messages that could not be delivered: 1; of which nobody knows: 0."


@pytest.mark.rule("SEC-2")
async def test_a_data_directory_that_others_may_open_is_a_fault(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    work_on(settings)
    (tmp_path / "data").chmod(0o755)
    [fault], _ = await found(settings)
    assert "open to others (mode 0755)" in fault.what
    assert fault.cure.startswith("Run chmod 700 ")


async def test_a_data_directory_that_is_a_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("hello")
    [fault], _ = await found(settings_of(tmp_path))
    assert fault.what.endswith("data is not a directory.")


@pytest.mark.rule("SEC-2")
async def test_a_keyring_that_is_loose_or_missing_is_a_fault(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    work_on(settings)
    settings.keyring_path.chmod(0o604)
    [loose], _ = await found(settings)
    assert "may be read by others (mode 0604)" in loose.what
    settings.keyring_path.unlink()
    [missing], _ = await found(settings)
    assert "is missing beside existing data" in missing.what
    assert not settings.keyring_path.exists()


@pytest.mark.rule("SEC-2")
async def test_a_keyring_of_other_data_is_a_fault(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    work_on(settings, Bound("aftersales/1"))
    settings.keyring_path.unlink()
    open_keyring(settings.keyring_path, create=True)
    [fault], _ = await found(settings)
    assert "it belongs to other data" in fault.what


async def test_a_database_of_another_version_is_told_and_left_alone(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    work_on(settings)
    _at_version(settings, "9999")
    [fault], _ = await found(settings)
    assert "is at version 9999, and this program knows" in fault.what
    _at_version(settings, "0000")
    faults, [warning] = await found(settings)
    assert faults == []
    assert "is at version 0000, this program's is" in warning.what


async def test_a_database_that_is_none_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "yinuo.db").write_bytes(b"a diary, not a database " * 100)
    [fault], _ = await found(settings_of(tmp_path))
    assert "is not a database of ours" in fault.what


async def test_a_broken_policy_and_a_broken_catalogue_are_both_named(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('extends = "dealer"\n[kitchen]\n[cellar]\n', "utf8")
    settings = settings_of(tmp_path, POLICY=str(policy), VEHICLES=str(tmp_path / "none.toml"))
    faults, _ = await found(settings)
    assert [one.where for one in faults] == ["policy", "vehicles"]
    assert "line 2: kitchen: no such key in a policy. 1 more are named by `policy check`." in faults[0].what


@pytest.mark.rule("SLA-7")
def test_a_year_without_published_holidays_is_a_warning() -> None:
    assert list(calendar_problems(datetime(2025, 1, 1, tzinfo=UTC))) == []
    [warning] = calendar_problems(datetime(2098, 6, 1, tzinfo=UTC))
    assert warning.what.startswith("The holidays of 2098 and 2099 are not known")
    assert not warning.fatal


async def test_what_telegram_says_of_us_is_told(tmp_path: Path) -> None:
    async with BotApiServer() as server:
        bot = {"TELEGRAM__BASE_URL": server.base_url, "TELEGRAM__BASE_FILE_URL": server.base_file_url}
        assert await found(settings_of(tmp_path, TELEGRAM__TOKEN=TOKEN, **bot)) == ([], [])
        other = TOKEN.replace("fake", "real")
        [fault], _ = await found(settings_of(tmp_path, TELEGRAM__TOKEN=other, **bot))
    assert fault.what == "Telegram refuses the bot's token."


async def test_a_telegram_setting_that_cannot_be_is_named(tmp_path: Path) -> None:
    [fault], _ = await found(settings_of(tmp_path, TELEGRAM__TOKEN=TOKEN, TELEGRAM__MODE="webhook"))
    assert fault.what.startswith("YINUO_TELEGRAM__WEBHOOK_URL must be")


def test_the_command_exits_with_1_when_there_is_a_fault_and_says_how_many(program: Program) -> None:
    assert program("migrate").code == 0
    program.data.chmod(0o750)
    ended = program("doctor")
    assert ended.sentence == "The set-up has 1 fault: mend what is named above."
    assert ended.out.startswith("fault  data: ")
    as_json = program("doctor", "--json")
    assert as_json.code == 1
    assert as_json.object["ok"] is False
    assert as_json.object["problems"][0]["cure"] == f"Run chmod 700 {program.data}."


def test_the_command_names_a_wrong_setting_as_a_fault(program: Program) -> None:
    ended = program("doctor", HTTP__PORT="many")
    assert ended.code == 1
    assert "YINUO_HTTP__PORT" in ended.out


def test_the_command_runs_beside_a_server(program: Program) -> None:
    with program.serving():
        ended = program("doctor", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out)["ok"] is True


def _at_version(settings: Settings, version: str) -> None:
    connection = sqlite3.connect(settings.database_path)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "data")
