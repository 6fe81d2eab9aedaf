"""What comes in is stored once, handled in order within its conversation, and forgotten when handled."""

from collections import defaultdict
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, select

from storage import inbox, moments
from storage.inbox import Arrival
from storage.keyring import new_keyring
from storage.retry import Retry
from storage.sealed import Vault
from storage.tables import metadata
from storage.tables.road import Inbox
from storage.tables.types import table_of
from tests.storage.road_world import NOW, RETRY, SECOND

VAULT = Vault(new_keyring())
table = table_of(Inbox)


def said(chat: str, key: str, account: str = "1", channel: str = "telegram") -> Arrival:
    return Arrival(channel, account, chat, key, f"{chat}:{key}")


def store(connection: Connection, *arrivals: Arrival, now: datetime = NOW) -> int:
    return inbox.insert_new(connection, VAULT, arrivals, now, store="main")


def waiting(connection: Connection, now: datetime = NOW) -> list[str]:
    return [one.body for one in inbox.next_unhandled(connection, VAULT, now, 100)]


@pytest.mark.rule("SEC-7")
def test_the_same_event_twice_is_stored_once(connection: Connection) -> None:
    """Within one delivery, in a later one, and after it was handled."""
    assert store(connection, said("a", "1"), said("a", "1"), said("a", "2")) == 2
    assert store(connection, said("a", "2"), said("a", "3")) == 1
    (first,) = inbox.next_unhandled(connection, VAULT, NOW, 10)
    inbox.done(connection, first.id, NOW)
    assert store(connection, said("a", "1")) == 0
    assert store(connection) == 0


@pytest.mark.rule("SEC-7")
def test_a_key_counts_for_its_own_account_of_its_own_channel(connection: Connection) -> None:
    """Two bots number their updates alike."""
    arrivals = [said("a", "1"), said("a", "1", account="2"), said("a", "1", channel="wechat")]
    assert store(connection, *arrivals) == 3


def test_each_conversation_gives_its_first_message_and_no_second(connection: Connection) -> None:
    """In the order they came; the next is due once the first is done."""
    store(connection, said("a", "1"), said("b", "2"), said("a", "3"))
    first, second = inbox.next_unhandled(connection, VAULT, NOW, 10)
    assert (first.body, second.body) == ("a:1", "b:2")
    inbox.done(connection, first.id, NOW)
    assert waiting(connection) == ["b:2", "a:3"]


def test_done_twice_changes_nothing_the_second_time(connection: Connection) -> None:
    """A second call must not promote a third message beside the second."""
    store(connection, said("a", "1"), said("a", "2"), said("a", "3"))
    (first,) = inbox.next_unhandled(connection, VAULT, NOW, 10)
    inbox.done(connection, first.id, NOW)
    inbox.done(connection, first.id, NOW)
    assert waiting(connection) == ["a:2"]


@pytest.mark.rule("SEC-1")
def test_a_body_is_sealed_while_it_waits_and_gone_once_handled(connection: Connection) -> None:
    """No column shows the chat, the key or the text."""
    store(connection, said("chat-4711", "key-4712"))
    (row,) = connection.execute(select(table)).all()
    assert b"4711" not in row.body
    assert not any("471" in str(value) for value in row if not isinstance(value, bytes))
    inbox.done(connection, row.id, NOW)
    assert connection.execute(select(table.c.body)).scalar_one() is None


@pytest.mark.rule("SEC-1")
def test_a_body_that_was_swapped_does_not_open_and_stops_nobody_else(connection: Connection) -> None:
    """The row's number is part of the seal: what is read is nothing, so that handling it fails."""
    store(connection, said("a", "1"), said("b", "2"))
    one, two = connection.execute(select(table.c.id, table.c.body).order_by(table.c.id)).all()
    connection.execute(table.update().where(table.c.id == one.id).values(body=two.body))
    assert waiting(connection) == ["", "b:2"]


def test_a_failure_waits_longer_each_time_and_only_its_conversation_waits(connection: Connection) -> None:
    """1 s, then 2 s; b goes on meanwhile, a's second message does not overtake."""
    store(connection, said("a", "1"), said("a", "2"), said("b", "3"))
    first = inbox.next_unhandled(connection, VAULT, NOW, 10)[0]
    assert inbox.failed(connection, first.id, "KeyError", NOW, RETRY) is False
    assert waiting(connection) == ["b:3"]
    assert waiting(connection, NOW + SECOND - timedelta(microseconds=1)) == ["b:3"]
    assert waiting(connection, NOW + SECOND) == ["b:3", "a:1"]
    assert inbox.failed(connection, first.id, "KeyError", NOW + SECOND, RETRY) is False
    assert waiting(connection, NOW + 2 * SECOND) == ["b:3"]
    assert waiting(connection, NOW + 3 * SECOND) == ["b:3", "a:1"]


def test_after_the_last_attempt_a_person_is_told_and_the_conversation_goes_on(connection: Connection) -> None:
    """Once; the dead letter keeps its body for that person."""
    store(connection, said("a", "1"), said("a", "2"))
    first = inbox.next_unhandled(connection, VAULT, NOW, 10)[0]
    once = Retry(1, SECOND, SECOND)
    assert inbox.failed(connection, first.id, "KeyError", NOW, once) is True
    assert inbox.failed(connection, first.id, "KeyError", NOW, once) is False
    assert waiting(connection) == ["a:2"]
    assert inbox.counts(connection) == {"new": 1, "dead": 1}
    assert connection.execute(select(table.c.body).where(table.c.id == first.id)).scalar_one() is not None


@pytest.mark.rule("SEC-7")
def test_an_update_that_cannot_be_read_is_kept_once_as_a_dead_letter(connection: Connection) -> None:
    """The platform sends it again; nobody handles it."""
    for kept in (True, False):
        assert inbox.dead(connection, VAULT, "telegram", "u9", b"\xff", "json", NOW, store="main") is kept
    assert waiting(connection) == []
    assert inbox.counts(connection) == {"new": 0, "dead": 1}


def test_it_says_since_when_the_oldest_waits_and_when_the_next_is_due(connection: Connection) -> None:
    """Nothing waits: nothing said."""
    assert inbox.oldest_waiting(connection) is None
    assert moments.look(connection).messages is None
    store(connection, said("a", "1"))
    store(connection, said("b", "2"), now=NOW + SECOND)
    first = inbox.next_unhandled(connection, VAULT, NOW, 10)[0]
    inbox.failed(connection, first.id, "KeyError", NOW, Retry(9, 60 * SECOND, 60 * SECOND))
    assert inbox.oldest_waiting(connection) == NOW
    assert moments.look(connection).messages == NOW + SECOND


def test_what_was_handled_long_ago_is_removed_a_batch_at_a_time(connection: Connection) -> None:
    """What still waits stays, however old."""
    store(connection, *(said(str(n), f"k{n}") for n in range(5)))
    for one in inbox.next_unhandled(connection, VAULT, NOW, 4):
        inbox.done(connection, one.id, NOW)
    later = NOW + timedelta(days=30)
    assert inbox.retire(connection, NOW) == 0
    assert [inbox.retire(connection, later, limit=3) for _ in range(3)] == [3, 1, 0]
    assert waiting(connection) == ["4:k4"]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 12)), max_size=30),
    st.lists(st.sampled_from(["handle", "fail", "arrive", "later"]), max_size=60),
    st.randoms(use_true_random=False),
)
def test_every_message_is_handled_once_in_the_order_of_its_conversation(
    events: list[tuple[str, int]], acts: list[str], random: object
) -> None:
    """Duplicates, any interleaving of arrivals, failures and handling: nothing lost, doubled or overtaken."""
    engine = create_engine("sqlite://")
    expected: dict[str, list[str]] = defaultdict(list)
    handled: dict[str, list[str]] = defaultdict(list)
    pending, now = list(events), NOW
    forever = Retry(1_000, SECOND, SECOND)
    with engine.begin() as connection:
        metadata.create_all(connection, [table, metadata.tables["sequence"]])
        for act in [*acts, *["arrive"] * len(events), *["later", "handle"] * (len(events) + len(acts))]:
            if act == "arrive" and pending:
                chat, key = pending.pop(0)
                new = store(connection, said(chat, f"{chat}{key}"), now=now)
                assert new == (f"{chat}{key}" not in expected[chat])
                expected[chat] += [f"{chat}{key}"] * new
            elif act == "later":
                now += SECOND
            elif found := inbox.next_unhandled(connection, VAULT, now, 10):
                assert len({one.conversation for one in found}) == len(found)
                one = random.choice(found)  # type: ignore[attr-defined]
                if act == "fail":
                    inbox.failed(connection, one.id, "x", now, forever)
                elif act == "handle":
                    chat, _, key = one.body.partition(":")
                    handled[chat].append(key)
                    inbox.done(connection, one.id, now)
    engine.dispose()
    assert {chat: keys for chat, keys in handled.items() if keys} == {
        chat: keys for chat, keys in expected.items() if keys
    }
