"""A chat is found by its address, keeps its identity when it moves, and shows its address to nobody."""

import pytest
from sqlalchemy import Connection

from bot.channels.language import ChatKind
from storage import chats, customers, ids, meta
from storage.chats import NoSuchChat
from storage.customers import NoSuchCustomer
from storage.sealed import Vault
from tests.storage.road_world import NOW, SECOND, address, look, new_chat, say, take_one


def test_the_same_address_is_the_same_chat(connection: Connection, vault: Vault) -> None:
    """New the first time only; another account is another chat."""
    first = chats.find_or_add(connection, vault, address("1"), NOW, store="main")
    again = chats.find_or_add(connection, vault, address("1"), NOW + SECOND, store="main")
    other = chats.find_or_add(connection, vault, address("1", account="2"), NOW, store="main")
    assert (first.new, again.new, other.new) == (True, False, True)
    assert first.id == again.id != other.id
    assert (again.chat, again.kind, again.store) == ("1", "private", "main")
    assert chats.find(connection, vault, address("404")) is None
    with pytest.raises(NoSuchChat):
        chats.by_id(connection, vault, 404)


@pytest.mark.rule("SEC-1")
def test_an_address_shows_nowhere(connection: Connection, vault: Vault) -> None:
    """Not in the row, not when printed."""
    chat = chats.find_or_add(connection, vault, address("wxid_4711"), NOW, store="main")
    assert "4711" not in repr(chat)
    for value in connection.exec_driver_sql("SELECT * FROM chat").one():
        assert "4711" not in str(value)


def test_whether_a_group_has_topics_is_as_last_told(connection: Connection, vault: Vault) -> None:
    """`None` tells nothing."""
    place = address("-1", ChatKind.GROUP)
    told = [
        chats.find_or_add(connection, vault, place, NOW, store="main", topics=topics).topics
        for topics in (None, True, None, False)
    ]
    assert told == [False, True, True, False]


def test_a_moved_chat_keeps_its_identity(connection: Connection, vault: Vault) -> None:
    """The old address is free, the new one is it; moving there again changes nothing."""
    chat_id = new_chat(connection, vault, "-1", ChatKind.GROUP)
    for _ in range(2):
        chats.move(connection, vault, chat_id, "-100")
    found = chats.find(connection, vault, address("-100", ChatKind.GROUP))
    assert found is not None
    assert (found.id, found.chat) == (chat_id, "-100")
    assert chats.find(connection, vault, address("-1", ChatKind.GROUP)) is None


@pytest.mark.parametrize("old_has_lane", [True, False])
def test_a_chat_heard_from_at_its_new_address_first_gives_way(
    connection: Connection, vault: Vault, old_has_lane: bool
) -> None:
    """Nothing that waited in either is lost, and all of it goes to the new address."""
    old = new_chat(connection, vault, "-1", ChatKind.GROUP)
    if old_has_lane:
        say(connection, vault, old, "a")
    young = new_chat(connection, vault, "-100", ChatKind.GROUP)
    say(connection, vault, young, "b")
    chats.move(connection, vault, old, "-100")
    found = chats.find(connection, vault, address("-100", ChatKind.GROUP))
    assert found is not None
    assert found.id == old
    assert chats.by_id(connection, vault, young).closed_at == NOW
    claimed = take_one(connection, vault)
    assert (claimed.chat, claimed.chat_id, claimed.bodies) == ("-100", old, ("a" if old_has_lane else "b",))
    assert look(connection, vault).claimed == ()


@pytest.mark.rule("SEC-1")
def test_every_customer_has_a_key_of_his_own(connection: Connection, vault: Vault) -> None:
    """The same one each time, and none for somebody who is not there."""
    one, two = (customers.add(connection, vault, "main", NOW) for _ in range(2))
    sealed = one.key.seal("cases", "details", 1, "刹车")
    assert customers.key_of(connection, vault, one.id).open_text("cases", "details", 1, sealed) == "刹车"
    assert two.key.seal("cases", "details", 1, "刹车") != sealed
    with pytest.raises(NoSuchCustomer):
        customers.key_of(connection, vault, 404)


def test_ids_only_grow_and_are_nobody_elses(connection: Connection) -> None:
    """Taken one at a time or many at once."""
    assert [ids.take(connection), ids.take(connection, 5), ids.take(connection)] == [1, 2, 7]
    with pytest.raises(ValueError):
        ids.take(connection, 0)


def test_small_facts_are_kept_as_they_are(connection: Connection) -> None:
    """Any JSON; the last one counts."""
    assert meta.get(connection, "offset") is None
    assert meta.get(connection, "offset", 7) == 7
    for value in (1, {"位置": [1, None]}, 0):
        meta.put(connection, "offset", value)
        assert meta.get(connection, "offset", 7) == value
