"""What becomes of a message: sent, tried again, in doubt, never; each with its one consequence."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.channels.language import ChatKind
from storage import chats, lanes, moments, outbox, settling, unsaid
from storage.outbox import NewOutgoing
from storage.sealed import Vault
from storage.settling import Again, Delivered, InDoubt, Never
from tests.storage.road_world import (
    NOW,
    RETRY,
    SECOND,
    address,
    end,
    lane,
    look,
    new_chat,
    new_customer_chat,
    row,
    say,
    state,
    take_one,
)


def test_delivered_keeps_the_platforms_numbers(connection: Connection, vault: Vault) -> None:
    """The first for edits and replies, and all of them."""
    number = say(connection, vault, new_chat(connection, vault))
    settled = end(connection, vault, take_one(connection, vault), Delivered(("7", "8")), NOW + SECOND)
    assert (settled.state, settled.tell_person, settled.references) == ("sent", False, ("7", "8"))
    found = row(connection, number)
    assert (found.reference, found.references_json, found.settled_at) == ("7", '["7", "8"]', NOW + SECOND)


def test_not_delivered_is_tried_again_with_growing_waits_and_then_a_person_is_told(
    connection: Connection, vault: Vault
) -> None:
    """1 s, 2 s, and after the third attempt the end; the next message goes on."""
    chat_id = new_chat(connection, vault)
    number = say(connection, vault, chat_id, "a")
    say(connection, vault, chat_id, "b")
    at = NOW
    for wait in (1, 2):
        settled = end(connection, vault, take_one(connection, vault, at), Again("502"), at)
        assert (settled.state, settled.tell_person) == ("queued", False)
        assert look(connection, vault, at + wait * SECOND - timedelta(microseconds=1)).claimed == ()
        at += wait * SECOND
    settled = end(connection, vault, take_one(connection, vault, at), Again("502"), at)
    assert (settled.state, settled.tell_person, settled.reason) == ("failed", True, "502")
    assert state(connection, number) == "failed"
    assert take_one(connection, vault, at).bodies == ("b",)


def test_being_asked_to_slow_down_is_no_attempt(connection: Connection, vault: Vault) -> None:
    """A hundred 429s do not make a message fail."""
    number = say(connection, vault, new_chat(connection, vault))
    at = NOW
    for _ in range(100):
        end(connection, vault, take_one(connection, vault, at), Again("429", 3 * SECOND, counts=False), at)
        at += 3 * SECOND
    assert row(connection, number).attempts == 0
    assert end(connection, vault, take_one(connection, vault, at), Delivered(), at).state == "sent"


def test_in_doubt_a_receipt_is_sent_once_more_and_never_a_third_time(
    connection: Connection, vault: Vault
) -> None:
    """`again`: at most twice on the wire; then a person decides."""
    say(connection, vault, new_chat(connection, vault), repeat="again")
    first = end(connection, vault, take_one(connection, vault), InDoubt("timeout"))
    assert (first.state, first.tell_person) == ("queued", False)
    second = end(connection, vault, take_one(connection, vault, NOW + SECOND), InDoubt("timeout"))
    assert (second.state, second.tell_person) == ("unknown", True)
    assert look(connection, vault, NOW + timedelta(days=1)).claimed == ()


def test_in_doubt_what_must_not_be_repeated_is_shown_to_a_person(
    connection: Connection, vault: Vault
) -> None:
    """`never`: one time on the wire."""
    say(connection, vault, new_chat(connection, vault), repeat="never")
    settled = end(connection, vault, take_one(connection, vault), InDoubt("timeout"))
    assert (settled.state, settled.tell_person) == ("unknown", True)
    assert look(connection, vault, NOW + timedelta(days=1)).claimed == ()


def test_nothing_else_is_a_way_to_repeat(connection: Connection, vault: Vault) -> None:
    """A misspelt word must not become marketing that is sent twice."""
    with pytest.raises(ValueError):
        say(connection, vault, new_chat(connection, vault), repeat="Never")


@pytest.mark.parametrize("cause", ["no_rights", "thread_gone", "target_gone", "rejected"])
def test_what_can_never_be_delivered_fails_and_a_person_is_told(
    connection: Connection, vault: Vault, cause: str
) -> None:
    """Without another attempt; the chat goes on."""
    chat_id = new_chat(connection, vault)
    say(connection, vault, chat_id, "a", case_id=5)
    say(connection, vault, chat_id, "b")
    settled = end(connection, vault, take_one(connection, vault), Never(cause))
    assert (settled.state, settled.reason, settled.tell_person) == ("failed", cause, True)
    assert take_one(connection, vault).bodies == ("b",)


def test_nobody_is_told_of_a_toast_or_an_edit_that_came_too_late(
    connection: Connection, vault: Vault
) -> None:
    """They carried nothing that is lost."""
    chat_id = new_chat(connection, vault)
    say(connection, vault, chat_id, kind="toast")
    assert not end(connection, vault, take_one(connection, vault), Never("rejected")).tell_person


def test_a_topic_that_is_gone_is_forgotten(connection: Connection, vault: Vault) -> None:
    """What follows for the case does not fail in the same hole."""
    place = address("-1", ChatKind.GROUP)
    group = chats.find_or_add(connection, vault, place, NOW, store="main", topics=True).id
    say(connection, vault, group, kind="thread", role="thread", case_id=5)
    end(connection, vault, take_one(connection, vault), Delivered(("700",)))
    say(connection, vault, group, case_id=5, thread_case=True)
    claimed = take_one(connection, vault)
    assert claimed.thread == "700"
    end(connection, vault, claimed, Never("thread_gone"))
    say(connection, vault, group, case_id=5, thread_case=True)
    assert take_one(connection, vault).thread == ""


@pytest.mark.parametrize("cause", ["blocked", "removed"])
def test_a_chat_that_closed_is_not_knocked_at_until_somebody_speaks_there(
    connection: Connection, vault: Vault, cause: str
) -> None:
    """One message failed; the rest is held, and goes out when he writes again."""
    chat_id = new_chat(connection, vault)
    first, second = (say(connection, vault, chat_id, str(n)) for n in range(2))
    end(connection, vault, take_one(connection, vault), Never(cause))
    assert chats.by_id(connection, vault, chat_id).closed_at == NOW
    later = say(connection, vault, chat_id, "2", now=NOW + SECOND)
    assert look(connection, vault, NOW + timedelta(days=9)).claimed == ()
    assert [state(connection, number) for number in (first, second, later)] == ["failed", "held", "held"]
    lanes.spoke(connection, chat_id, "message", NOW + SECOND)
    assert chats.by_id(connection, vault, chat_id).closed_at is None
    assert take_one(connection, vault, NOW + SECOND).id == second


def test_a_moved_chat_gets_its_message_at_the_new_address(connection: Connection, vault: Vault) -> None:
    """A group became a supergroup: the same row, again at once."""
    group = new_chat(connection, vault, "-1", ChatKind.GROUP)
    number = say(connection, vault, group)
    settled = end(connection, vault, take_one(connection, vault), Never("moved", moved_to="-100"))
    assert (settled.state, settled.tell_person) == ("queued", False)
    again = take_one(connection, vault)
    assert (again.id, again.chat) == (number, "-100")


def test_a_chat_that_moves_in_circles_ends_with_a_person(connection: Connection, vault: Vault) -> None:
    """Each move is an attempt."""
    say(connection, vault, new_chat(connection, vault, "-1", ChatKind.GROUP))
    for n in range(2):
        assert end(connection, vault, take_one(connection, vault), Never("moved", moved_to=f"-{n + 2}"))
    settled = end(connection, vault, take_one(connection, vault), Never("moved", moved_to="-9"))
    assert (settled.state, settled.tell_person) == ("failed", True)


def test_a_refused_token_loses_no_message(connection: Connection, vault: Vault) -> None:
    """It waits for the operator, however long, and is no attempt."""
    number = say(connection, vault, new_chat(connection, vault))
    at = NOW
    for _ in range(20):
        end(connection, vault, take_one(connection, vault, at), Never("unauthorised"), at)
        at += RETRY.ceiling
    assert (row(connection, number).state, row(connection, number).attempts) == ("queued", 0)


# --- leases ---------------------------------------------------------------------------------------------


def test_a_worker_that_lost_its_lease_settles_nothing(connection: Connection, vault: Vault) -> None:
    """Its receipt comes too late, even when the same worker has claimed the row again."""
    number = say(connection, vault, new_chat(connection, vault))
    late = take_one(connection, vault)
    at = late.leased_until
    (recovered,) = settling.recover(connection, at, RETRY, alive=("w1",))
    assert (recovered.id, recovered.state) == (number, "queued")
    again = take_one(connection, vault, at + SECOND)
    settled = end(connection, vault, late, Delivered(("1",)), at)
    assert settled.lost
    assert not settled.tell_person
    assert state(connection, number) == "sending"
    assert end(connection, vault, again, Delivered(("2",)), at).state == "sent"
    assert end(connection, vault, again, Again("x"), at).lost
    assert row(connection, number).reference == "2"


def test_at_the_start_what_the_dead_were_sending_is_in_doubt_at_once(
    connection: Connection, vault: Vault
) -> None:
    """Their leases need not end; what must not be repeated goes to a person."""
    again = say(connection, vault, new_chat(connection, vault, "1"), repeat="again")
    never = say(connection, vault, new_chat(connection, vault, "2"), repeat="never")
    mine = say(connection, vault, new_chat(connection, vault, "3"))
    look(connection, vault, owner="dead", limit=2)
    look(connection, vault, owner="me")
    found = settling.recover(connection, NOW, RETRY, alive=("me",))
    assert [(one.id, one.state, one.tell_person) for one in found] == [
        (again, "queued", False),
        (never, "unknown", True),
    ]
    assert state(connection, mine) == "sending"
    assert take_one(connection, vault, NOW + SECOND).id == again


@pytest.mark.parametrize(("early", "count"), [(timedelta(microseconds=1), 0), (timedelta(0), 1)])
def test_a_lease_ends_at_its_last_instant(
    connection: Connection, vault: Vault, early: timedelta, count: int
) -> None:
    """Until then nobody else touches the row."""
    say(connection, vault, new_chat(connection, vault))
    until = take_one(connection, vault).leased_until
    assert len(settling.recover(connection, until - early, RETRY, alive=("w1",))) == count


def test_after_its_lease_a_message_is_first_in_doubt_before_anybody_may_send_it(
    connection: Connection, vault: Vault
) -> None:
    """Without `recover` nobody claims it again: it may be on the wire still."""
    say(connection, vault, new_chat(connection, vault))
    until = take_one(connection, vault).leased_until
    assert look(connection, vault, until + SECOND).claimed == ()
    assert moments.look(connection).lanes == until


# --- revisions, withdrawal, retention ---------------------------------------------------------------------


def change(connection: Connection, vault: Vault, chat_id: int, target: int, text: str) -> int:
    new = NewOutgoing("main", chat_id, "revision", f"to {text}", target_id=target)
    return outbox.put_revision(connection, vault, new, NOW, whole=text)


def test_a_card_that_still_waits_is_changed_where_it_stands(connection: Connection, vault: Vault) -> None:
    """Twenty changes, one message."""
    chat_id = new_chat(connection, vault)
    card = say(connection, vault, chat_id, "v0", role="card")
    assert {change(connection, vault, chat_id, card, f"v{n}") for n in range(1, 21)} == {card}
    claimed = take_one(connection, vault)
    assert claimed.bodies == ("v20",)
    assert outbox.depths(connection)["queued"] == 0


def test_a_change_that_still_waits_is_replaced_by_the_next(connection: Connection, vault: Vault) -> None:
    """The card was sent: twenty changes, one edit; while that is sent, one more."""
    chat_id = new_chat(connection, vault)
    card = say(connection, vault, chat_id, "v0", role="card")
    end(connection, vault, take_one(connection, vault), Delivered(("7",)))
    edits = {change(connection, vault, chat_id, card, f"v{n}") for n in range(1, 21)}
    assert len(edits) == 1
    claimed = take_one(connection, vault)
    assert (claimed.bodies, claimed.target) == (("to v20",), "7")
    assert change(connection, vault, chat_id, card, "v21") not in edits


def test_a_withdrawal_calls_back_what_waits_for_that_customer(connection: Connection, vault: Vault) -> None:
    """His purposes, not another's; not what is being sent; not the card about him in a group."""
    chat_id, customer = new_customer_chat(connection, vault, "1")
    other, _ = new_customer_chat(connection, vault, "2")
    group = new_chat(connection, vault, "-1", ChatKind.GROUP)
    sending = say(connection, vault, chat_id, purpose="promo_offers", customer_id=customer)
    take_one(connection, vault)
    promo = say(connection, vault, chat_id, purpose="promo_offers", customer_id=customer)
    notice = say(connection, vault, chat_id, purpose="complaint", customer_id=customer)
    beside = say(connection, vault, other, purpose="promo_offers")
    card = say(connection, vault, group, purpose="promo_offers", customer_id=customer)
    assert unsaid.cancel(connection, customer, NOW, keep=["complaint"]) == 1
    assert row(connection, promo).reason == "withdrawn"
    assert [state(connection, n) for n in (sending, notice, beside, card)] == [
        "sending",
        "queued",
        "queued",
        "queued",
    ]
    assert unsaid.cancel(connection, customer, NOW, purposes=["promo_offers"]) == 0
    assert unsaid.cancel(connection, customer, NOW) == 1
    assert state(connection, notice) == "failed"


def test_held_messages_are_withdrawn_too(connection: Connection, vault: Vault) -> None:
    """When he writes again nothing of it comes out."""
    chat_id, customer = new_customer_chat(connection, vault)
    say(connection, vault, chat_id, purpose="promo_offers")
    chats.close(connection, chat_id, NOW)
    look(connection, vault)
    assert unsaid.cancel(connection, customer, NOW) == 1
    lanes.spoke(connection, chat_id, "message", NOW)
    assert look(connection, vault).claimed == ()
    assert lane(connection, chat_id).due_at is None


def test_what_ended_long_ago_is_forgotten_and_cards_keep_their_number(
    connection: Connection, vault: Vault
) -> None:
    """A batch at a time; what waits stays; a later edit still finds its card."""
    chat_id = new_chat(connection, vault)
    card = say(connection, vault, chat_id, role="card")
    note = say(connection, vault, chat_id, role="note")
    for reference in ("7", "8"):
        end(connection, vault, take_one(connection, vault), Delivered((reference,)))
    waiting = say(connection, vault, chat_id)
    later = NOW + timedelta(days=30)
    assert outbox.retire(connection, NOW) == 0
    assert [outbox.retire(connection, later, limit=1) for _ in range(3)] == [1, 1, 0]
    assert (state(connection, note), state(connection, waiting)) == ("gone", "queued")
    assert (row(connection, card).body, row(connection, card).reference) == (None, "7")


def test_an_erased_customers_messages_come_to_nothing(connection: Connection, vault: Vault) -> None:
    """His key is gone: there is nothing to send, and nothing stops."""
    chat_id = new_chat(connection, vault)
    _, customer = new_customer_chat(connection, vault, "2")
    number = say(connection, vault, chat_id, customer_id=customer)
    connection.exec_driver_sql("UPDATE chat SET customer_id = NULL")
    connection.exec_driver_sql("DELETE FROM customer")
    assert [(one.id, one.reason) for one in look(connection, vault).dropped] == [(number, "erased")]


def test_the_depths_are_counted_by_state(connection: Connection, vault: Vault) -> None:
    """For the metrics page."""
    one, two = new_chat(connection, vault, "1"), new_chat(connection, vault, "2")
    for chat_id in (one, one, two):
        say(connection, vault, chat_id)
    first, second = look(connection, vault).claimed
    end(connection, vault, first, Never("rejected"))
    assert outbox.depths(connection) == {"queued": 1, "held": 0, "sending": 1, "failed": 1, "unknown": 0}
    assert second.owner == "w1"
