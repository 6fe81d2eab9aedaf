"""A button means what it meant when it was shown, and nothing in any other chat."""

from datetime import datetime

import pytest
from sqlalchemy import Connection

from storage import buttons
from storage.database import Database
from storage.sealed import Vault
from tests.storage.plans import plan
from tests.storage.samples import new_chat


def counting(count: int) -> bytes:
    """The same bytes again and again: a source of no chance at all."""
    return bytes(range(count))


class Chances:
    """Different bytes each time, the same in every run."""

    def __init__(self) -> None:
        self.taken = 0

    def __call__(self, count: int) -> bytes:
        self.taken += 1
        return self.taken.to_bytes(count, "big")


@pytest.fixture
def chat(connection: Connection, vault: Vault, now: datetime) -> int:
    return new_chat(connection, vault, now, "7001")


def test_each_action_gets_a_token_in_its_order(connection: Connection, chat: int, now: datetime) -> None:
    actions = [{"do": "claim", "case": 7}, {"do": "accept", "number": 2}]
    tokens = buttons.put(connection, chat, actions, now, Chances())
    assert [buttons.find(connection, token, chat) for token in tokens] == actions


def test_a_token_is_short_and_url_safe(connection: Connection, chat: int, now: datetime) -> None:
    (token,) = buttons.put(connection, chat, [{"do": "claim"}], now, counting)
    assert token == "AAECAwQFBgcICQoLDA0O"
    assert 16 <= len(token) <= 64


@pytest.mark.rule("SEC-3")
def test_a_token_opens_nothing_in_another_chat(
    connection: Connection, vault: Vault, chat: int, now: datetime
) -> None:
    (token,) = buttons.put(connection, chat, [{"do": "claim"}], now, Chances())
    other = new_chat(connection, vault, now, "7002")
    assert buttons.find(connection, token, other) is None
    assert buttons.find(connection, token[:-1], chat) is None
    assert buttons.find(connection, "", chat) is None


def test_no_actions_need_no_tokens(connection: Connection, chat: int, now: datetime) -> None:
    assert buttons.put(connection, chat, [], now, counting) == ()


def test_a_button_is_found_by_index(database: Database) -> None:
    assert "sqlite_autoindex_button" in plan(database, buttons._find)
