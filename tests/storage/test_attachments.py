"""A file that was sent is wanted until it is stored, given up or deleted."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from storage import attachments, cases, erasure, moments
from storage.attachments import Attachment, FileState
from storage.database import Database
from storage.sealed import Tampered, Vault
from tests.storage.plans import plan
from tests.storage.samples import new_case, new_customer

SOON = timedelta(seconds=30)


@pytest.fixture
def owner(connection: Connection, vault: Vault, now: datetime) -> tuple[int, int]:
    return new_customer(connection, vault, now)


def wanted(
    connection: Connection, vault: Vault, owner: tuple[int, int], now: datetime, *, source: str = "AgAD"
) -> int:
    film = attachments.SentFile(
        *owner, "video", source, now - SOON, "行车记录.mp4", "video/mp4", 9, inbox_id=4
    )
    return attachments.want(connection, vault, film, now)


def get(connection: Connection, vault: Vault, attachment: int) -> Attachment:
    found = attachments.by_id(connection, vault, attachment)
    assert found is not None
    return found


def test_a_wanted_file_says_all_that_fetching_it_needs(
    connection: Connection, vault: Vault, now: datetime, owner: tuple[int, int]
) -> None:
    row = wanted(connection, vault, owner, now)
    expected = Attachment(
        row,
        owner[0],
        None,
        owner[1],
        "video",
        "AgAD",
        "行车记录.mp4",
        "video/mp4",
        9,
        FileState.WANTED,
        None,
        None,
        now,
        0,
        "",
        now - SOON,
        4,
    )
    assert attachments.due(connection, vault, now - timedelta(microseconds=1), 9) == []
    assert attachments.due(connection, vault, now, 9) == [expected]
    assert moments.look(connection).files == now
    assert attachments.by_id(connection, vault, row + 1) is None


def test_a_stored_file_is_wanted_no_more_and_found_by_its_media_key(
    connection: Connection, vault: Vault, now: datetime, owner: tuple[int, int]
) -> None:
    row = wanted(connection, vault, owner, now)
    attachments.stored(connection, row, "abc", "00ff", 12)
    found = attachments.by_media_key(connection, vault, "abc")
    assert found == get(connection, vault, row)
    assert (found.state, found.sha256, found.size) == (FileState.STORED, "00ff", 12)
    assert moments.look(connection).files is None
    with pytest.raises(IntegrityError):
        attachments.stored(connection, wanted(connection, vault, owner, now), "abc", "00ff", 12)


def test_fetching_is_tried_again_until_it_is_given_up(
    connection: Connection, vault: Vault, now: datetime, owner: tuple[int, int]
) -> None:
    row = wanted(connection, vault, owner, now)
    attachments.failed(connection, row, "timeout", now + SOON)
    found = get(connection, vault, row)
    assert (found.state, found.attempts, found.reason, found.due_at) == (
        FileState.WANTED,
        1,
        "timeout",
        now + SOON,
    )
    attachments.failed(connection, row, "too big", None)
    found = get(connection, vault, row)
    assert (found.state, found.attempts, found.reason, found.due_at) == (FileState.FAILED, 2, "too big", None)


def test_files_of_the_talk_become_the_cases(
    connection: Connection, vault: Vault, now: datetime, owner: tuple[int, int]
) -> None:
    case = new_case(connection, *owner, now)
    cases.insert(connection, vault, case)
    rows = [wanted(connection, vault, owner, now) for _ in range(3)]
    assert [file.id for file in attachments.of_talk(connection, vault, owner[1])] == rows
    attachments.attach_to_case(connection, vault, rows[:2], case.id, case.customer)
    attachments.attach_to_case(connection, vault, [], case.id, case.customer)
    assert [file.id for file in attachments.of_case(connection, vault, case.id)] == rows[:2]
    assert [file.id for file in attachments.of_talk(connection, vault, owner[1])] == rows[2:]


@pytest.mark.rule("SAFE-5")
def test_a_file_sent_in_another_chat_for_this_case_is_its_customers_from_then_on(
    connection: Connection, vault: Vault, now: datetime, owner: tuple[int, int]
) -> None:
    """It opens with his key, and stays when whoever sent it is forgotten."""
    case = new_case(connection, *owner, now)
    cases.insert(connection, vault, case)
    sender = new_customer(connection, vault, now, "7002")
    row = wanted(connection, vault, sender, now)
    before = get(connection, vault, row)
    attachments.attach_to_case(connection, vault, [row], case.id, case.customer)
    found = get(connection, vault, row)
    assert (found.customer, found.chat) == owner
    assert (found.source, found.name) == (before.source, before.name)
    erasure.shred(connection, vault, sender[0], now)
    assert get(connection, vault, row).source == before.source
    assert erasure.shred(connection, vault, owner[0], now).counts["files"] == 1


def test_a_deleted_file_keeps_no_name(
    connection: Connection, vault: Vault, now: datetime, owner: tuple[int, int]
) -> None:
    row = wanted(connection, vault, owner, now)
    attachments.stored(connection, row, "abc", "00ff", 12)
    assert attachments.delete(connection, row) == "abc"
    found = get(connection, vault, row)
    assert (found.state, found.source, found.name, found.media_key) == (FileState.DELETED, "", "", None)
    assert attachments.delete(connection, row) is None


def test_what_was_deleted_while_its_bytes_came_is_not_stored(
    connection: Connection, vault: Vault, now: datetime, owner: tuple[int, int]
) -> None:
    """Whoever fetched it is told to delete it again."""
    row = wanted(connection, vault, owner, now)
    attachments.delete(connection, row)
    assert not attachments.stored(connection, row, "abc", "00ff", 12)
    found = get(connection, vault, row)
    assert (found.state, found.media_key) == (FileState.DELETED, None)
    assert attachments.stored(connection, wanted(connection, vault, owner, now), "abd", "00ff", 12)


@pytest.mark.rule("SEC-1")
@pytest.mark.parametrize(
    "swap", ["name = source", "source = (SELECT source FROM attachment ORDER BY id LIMIT 1)"]
)
def test_names_cannot_be_moved_to_another_column_or_row(
    connection: Connection, vault: Vault, now: datetime, owner: tuple[int, int], swap: str
) -> None:
    wanted(connection, vault, owner, now)
    second = wanted(connection, vault, owner, now, source="other")
    connection.execute(text(f"UPDATE attachment SET {swap}"))
    with pytest.raises(Tampered):
        attachments.by_id(connection, vault, second)


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (attachments._due, "ix_attachment_due"),
        (attachments.next_due, "ix_attachment_due"),
        (attachments._of_case, "ix_attachment_case"),
        (attachments._of_talk, "ix_attachment_talk"),
        (attachments._by_media_key, "sqlite_autoindex_attachment"),
    ],
)
def test_files_are_found_by_index(database: Database, statement: object, index: str) -> None:
    found = plan(database, statement)
    assert index in found
    assert "TEMP B-TREE" not in found
