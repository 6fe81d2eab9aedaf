"""A reply to one of our messages finds its case; a case finds its cards and its thread."""

from datetime import datetime

import pytest
from sqlalchemy import Connection, text

from core.case import Case
from storage import postings
from storage.database import Database
from storage.postings import Posting
from storage.sealed import Tampered, Vault
from tests.storage.plans import plan
from tests.storage.samples import new_chat, stored_case


@pytest.fixture
def case(connection: Connection, vault: Vault, now: datetime) -> Case:
    return stored_case(connection, vault, now)


@pytest.fixture
def group(connection: Connection, vault: Vault, now: datetime) -> int:
    return new_chat(connection, vault, now, "-100", "group")


def test_a_reply_to_a_prompt_is_the_text_of_its_command(
    connection: Connection, vault: Vault, case: Case, group: int
) -> None:
    asked = Posting(group, "31", case.id, 5, "prompt:propose", {"by": "工号07", "option": "repair"})
    postings.put(connection, vault, asked)
    found = postings.find(connection, vault, group, "31")
    assert found == asked
    assert found.prompts == "propose"
    assert Posting(group, "32", case.id, None, postings.ANSWERED).prompts is None


def test_a_message_is_found_in_its_own_chat_only(
    connection: Connection, vault: Vault, now: datetime, case: Case, group: int
) -> None:
    postings.put(connection, vault, Posting(group, "31", case.id, None, postings.RELAY))
    other = new_chat(connection, vault, now, "-200", "group")
    assert postings.find(connection, vault, other, "31") is None
    assert postings.find(connection, vault, group, "32") is None


def test_what_is_known_of_a_message_can_change(
    connection: Connection, vault: Vault, case: Case, group: int
) -> None:
    postings.put(connection, vault, Posting(group, "31", case.id, 5, postings.RELAY))
    notice = Posting(group, "31", None, None, postings.ANSWERED, {"a": [1]})
    postings.put(connection, vault, notice)
    assert postings.find(connection, vault, group, "31") == notice


@pytest.mark.rule("STAFF-5")
def test_a_lost_thread_is_replaced_by_the_next(connection: Connection, case: Case, group: int) -> None:
    postings.set_thread(connection, case.id, group, "11")
    assert postings.case_of_thread(connection, group, "11") == case.id
    postings.lose_thread(connection, case.id, group)
    assert postings.case_of_thread(connection, group, "11") is None
    postings.set_thread(connection, case.id, group, "12")
    assert postings.case_of_thread(connection, group, "12") == case.id


@pytest.mark.rule("SEC-1")
def test_what_a_prompt_knows_cannot_be_moved_to_another(
    connection: Connection, vault: Vault, case: Case, group: int
) -> None:
    for reference in ("31", "32"):
        posting = Posting(group, reference, case.id, None, "prompt:propose", {"by": reference})
        postings.put(connection, vault, posting)
    connection.execute(text("UPDATE posting SET data = (SELECT data FROM posting ORDER BY id LIMIT 1)"))
    with pytest.raises(Tampered):
        postings.find(connection, vault, group, "32")


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (postings._find, "sqlite_autoindex_posting"),
        (postings._case_of_thread, "ix_thread_reference"),
    ],
)
def test_postings_are_found_by_index(database: Database, statement: object, index: str) -> None:
    found = plan(database, statement)
    assert index in found
    assert "TEMP B-TREE" not in found
