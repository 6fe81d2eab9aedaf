"""Who may be spoken to now: one thing a chat, in order, within the platform's rates and windows."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.channels.capabilities import Rate
from bot.channels.language import ChatKind
from storage import chats, moments, outbox
from storage.pace import Pace
from storage.sealed import Vault
from storage.settling import Again, Delivered, InDoubt
from tests.storage.road_world import (
    NOW,
    SECOND,
    address,
    end,
    lane,
    look,
    new_chat,
    new_customer_chat,
    say,
    state,
    take_one,
    unlimited,
)


def test_one_message_a_chat_in_the_order_they_were_put(connection: Connection, vault: Vault) -> None:
    """The second is claimed when the first is settled; another chat goes beside it."""
    one, other = new_chat(connection, vault, "1"), new_chat(connection, vault, "2")
    say(connection, vault, one, "a1")
    say(connection, vault, one, "a2")
    say(connection, vault, other, "b1")
    first, beside = look(connection, vault).claimed
    assert [first.bodies, beside.bodies] == [("a1",), ("b1",)]
    assert look(connection, vault).claimed == ()
    end(connection, vault, first, Delivered(("77",)))
    assert take_one(connection, vault).bodies == ("a2",)


def test_a_claim_carries_all_that_sending_needs(connection: Connection, vault: Vault) -> None:
    """Address, key, target: nothing more is read while no transaction is open."""
    chat_id = new_chat(connection, vault, "-100", ChatKind.GROUP)
    card = say(connection, vault, chat_id, "card", role="card", case_id=5, satisfies="SLA-2,SLA-5")
    claimed = take_one(connection, vault)
    assert (claimed.channel, claimed.account, claimed.chat, claimed.chat_kind) == (
        "telegram",
        "1",
        "-100",
        "group",
    )
    assert (claimed.id, claimed.role, claimed.case_id) == (card, "card", 5)
    assert claimed.lines[0].satisfies == ("SLA-2", "SLA-5")
    end(connection, vault, claimed, Delivered(("77", "78")))
    say(connection, vault, chat_id, "edit", kind="revision", target_id=card)
    assert take_one(connection, vault).target == "77"


def test_a_lane_with_nothing_to_do_is_not_looked_at_again(connection: Connection, vault: Vault) -> None:
    """`due_at` is empty, until something is put."""
    chat_id = new_chat(connection, vault)
    say(connection, vault, chat_id)
    end(connection, vault, take_one(connection, vault), Delivered())
    assert lane(connection, chat_id).due_at is None
    assert moments.look(connection).lanes is None
    say(connection, vault, chat_id, now=NOW + SECOND)
    assert moments.look(connection).lanes == NOW + SECOND


def test_a_parked_chat_parks_only_itself_and_a_new_message_does_not_wake_it(
    connection: Connection, vault: Vault
) -> None:
    """The platform said: 20 seconds. The first instant that is allowed is the twentieth second."""
    full, other = new_chat(connection, vault, "1"), new_chat(connection, vault, "2")
    say(connection, vault, full, "a1")
    end(connection, vault, take_one(connection, vault), Again("429", wait=20 * SECOND, counts=False))
    say(connection, vault, full, "a2")
    say(connection, vault, other, "b1")
    assert take_one(connection, vault).bodies == ("b1",)
    assert look(connection, vault, NOW + 20 * SECOND - timedelta(microseconds=1)).claimed == ()
    assert take_one(connection, vault, NOW + 20 * SECOND).bodies == ("a1",)


def test_a_chats_rate_lets_its_burst_out_and_then_one_at_a_time(connection: Connection, vault: Vault) -> None:
    """20 a minute, burst 2: two at once, then one every three seconds; the next moment is in `due_at`."""
    chat_id = new_chat(connection, vault)
    for n in range(4):
        say(connection, vault, chat_id, str(n))
    rate = Rate(per_minute=20, burst=2)
    sent = []
    for tick in range(8):
        at = NOW + tick * timedelta(milliseconds=1001)
        while found := look(connection, vault, at, pace=lambda c, k: Pace(chat=rate)).claimed:
            end(connection, vault, found[0], Delivered(), at)
            sent.append(tick)
    assert sent == [0, 0, 3, 6]


def test_an_account_that_is_full_gives_each_waiting_chat_a_moment_of_its_own(
    connection: Connection, vault: Vault
) -> None:
    """60 a minute, burst 1: three chats are parked for three different seconds; another account goes on."""
    ids = [new_chat(connection, vault, str(n)) for n in range(4)]
    other = new_chat(connection, vault, "0", account="2")
    for chat_id in (*ids, other):
        say(connection, vault, chat_id)
    pace = Pace(account=Rate(per_minute=60, burst=1))
    claimed = look(connection, vault, pace=lambda c, k: pace).claimed
    assert [one.chat_id for one in claimed] == [ids[0], other]
    parks = [round((lane(connection, chat_id).due_at - NOW).total_seconds()) for chat_id in ids[1:]]
    assert parks == [1, 2, 3]
    assert len(look(connection, vault, NOW + 1.1 * SECOND, pace=lambda c, k: pace).claimed) == 1


def test_a_toast_is_no_message_and_waits_for_no_rate(connection: Connection, vault: Vault) -> None:
    """It answers a press that will not wait."""
    chat_id = new_chat(connection, vault)
    pace = Pace(chat=Rate(per_minute=1, burst=1))
    say(connection, vault, chat_id)
    end(connection, vault, take_one(connection, vault, pace=lambda c, k: pace), Delivered())
    say(connection, vault, chat_id, "toast", kind="toast")
    assert take_one(connection, vault, pace=lambda c, k: pace).bodies == ("toast",)


@pytest.mark.parametrize(("after", "reason"), [(timedelta(0), "expired"), (timedelta(microseconds=1), "")])
def test_a_message_is_not_sent_from_its_last_instant_on(
    connection: Connection, vault: Vault, after: timedelta, reason: str
) -> None:
    """`not_after` itself is too late; what stands behind is next."""
    chat_id = new_chat(connection, vault)
    first = say(connection, vault, chat_id, "old", not_after=NOW + after)
    say(connection, vault, chat_id, "new")
    found = look(connection, vault)
    if not reason:
        assert found.claimed[0].id == first
        return
    assert [(one.id, one.reason) for one in found.dropped] == [(first, "expired")]
    assert found.more
    assert state(connection, first) == "failed"
    assert take_one(connection, vault).bodies == ("new",)


def test_a_change_of_a_message_that_was_never_sent_comes_to_nothing(
    connection: Connection, vault: Vault
) -> None:
    """The card was being sent when the change was put, and then it failed."""
    chat_id = new_chat(connection, vault)
    card = say(connection, vault, chat_id, "card", repeat="never")
    claimed = take_one(connection, vault)
    change = say(connection, vault, chat_id, "edit", kind="revision", target_id=card)
    assert end(connection, vault, claimed, InDoubt("timeout")).state == "unknown"
    assert [(one.id, one.reason) for one in look(connection, vault).dropped] == [(change, "target_missing")]


def test_a_case_speaks_in_its_topic_and_without_one_beside_its_card(
    connection: Connection, vault: Vault
) -> None:
    """Known when it is claimed, not when it is put: the topic may still be on its way."""
    place = address("-1", ChatKind.GROUP)
    group = chats.find_or_add(connection, vault, place, NOW, store="main", topics=True).id
    for role, kind in (("thread", "thread"), ("card", "message"), ("note", "message")):
        say(connection, vault, group, role, role=role, kind=kind, case_id=5, thread_case=role != "thread")
    spots = []
    for reference in ("700", "701", "702"):
        claimed = take_one(connection, vault)
        spots.append((claimed.thread, claimed.reply_to))
        end(connection, vault, claimed, Delivered((reference,)))
    assert spots == [("", ""), ("700", ""), ("700", "")]
    chats.set_topics(connection, group, False)
    say(connection, vault, group, "later", case_id=5, thread_case=True)
    later = take_one(connection, vault)
    assert (later.thread, later.reply_to) == ("", "701")


# --- sealed, fast ---------------------------------------------------------------------------------------


@pytest.mark.rule("SEC-1")
def test_bodies_and_addresses_are_sealed_with_the_customers_key_and_cannot_be_swapped(
    connection: Connection, vault: Vault
) -> None:
    """No clear text in any column; exchanged bodies do not open."""
    chat_id, customer = new_customer_chat(connection, vault, "chat-13812345678")
    one = say(connection, vault, chat_id, "电话13812345678", customer_id=customer, bare="无13812345678")
    two = say(connection, vault, chat_id, "别的", customer_id=customer)
    for table in ("outbox", "chat", "customer", "lane"):
        for found in connection.exec_driver_sql(f"SELECT * FROM {table}").all():
            assert not any("138123" in str(value) or b"138123" in _raw(value) for value in found)
    connection.exec_driver_sql(
        "UPDATE outbox SET body = (SELECT body FROM outbox WHERE id = ?) WHERE id = ?", (two, one)
    )
    batch = look(connection, vault)
    assert batch.claimed == ()
    assert [(drop.id, drop.reason) for drop in batch.dropped] == [(one, "tampered")]
    assert take_one(connection, vault).id == two


def test_ten_thousand_waiting_in_one_chat_do_not_slow_the_others(
    connection: Connection, vault: Vault
) -> None:
    """Every step of a look goes through an index; the plan is what is checked, not the stopwatch."""
    from sqlalchemy.dialects import sqlite

    from storage import inbox, lane_statements, settling_statements

    statements = [
        lane_statements.due,
        lane_statements.followers,
        lane_statements.places,
        lane_statements.unhold,
        lane_statements.requeue,
        lane_statements.hold_rows,
        lane_statements.next_due,
        settling_statements.release,
        settling_statements.forget_thread,
        outbox._old,
        outbox._waiting_for,
        outbox._missing,
        inbox._due,
        inbox._promote,
        inbox.next_due,
        inbox._oldest,
    ]
    for statement in statements:
        words = str(statement.compile(dialect=sqlite.dialect()))
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", (1,) * words.count("?")).all()
        steps = [step[3] for step in plan]
        assert not [step for step in steps if step.startswith("SCAN")], (words, steps)
        assert not [step for step in steps if "chat_id>" in step], (words, steps)


def test_a_full_batch_says_that_there_is_more(connection: Connection, vault: Vault) -> None:
    """The sweep looks again at once instead of sleeping."""
    for n in range(3):
        say(connection, vault, new_chat(connection, vault, str(n)))
    assert look(connection, vault, limit=2, pace=unlimited).more
    assert not look(connection, vault, limit=2, pace=unlimited).more


def _raw(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""
