"""Groups serve queues, and a group with a stranger in it is known to have one."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from storage import chats, postings, rooms, staff
from storage.database import Database
from storage.postings import Posting
from storage.rooms import Room, RoomState
from storage.sealed import Vault
from storage.staff import StaffMember
from tests.storage.plans import plan
from tests.storage.samples import new_chat, stored_case


@pytest.fixture
def group(connection: Connection, vault: Vault, now: datetime) -> int:
    chat = new_chat(connection, vault, now, "-100", "group")
    rooms.bind(connection, chat, "main", "aftersales/1", now)
    return chat


def register(connection: Connection, vault: Vault, now: datetime, identity: str) -> StaffMember:
    staff.invite(
        connection, vault, "team_leader", "aftersales", "main", identity, now, now + timedelta(days=1)
    )
    joined = staff.join(connection, vault, identity, identity, "telegram", None, "", now)
    assert isinstance(joined, StaffMember)
    return joined


@pytest.mark.rule("STAFF-1")
def test_one_group_may_serve_many_queues(connection: Connection, now: datetime, group: int) -> None:
    rooms.bind(connection, group, "main", "aftersales/2", now)
    assert rooms.queues_of(connection, group) == ("aftersales/1", "aftersales/2")
    assert rooms.bound_queues(connection, "main") == {"aftersales/1", "aftersales/2"}
    assert rooms.bound_queues(connection, "east") == frozenset()
    expected = Room(group, "main", False, None, now, RoomState.BOUND)
    assert rooms.room_of(connection, "main", "aftersales/2") == expected
    assert rooms.of_store(connection, "main") == [expected]
    assert rooms.room_of(connection, "main", "panel") is None


@pytest.mark.rule("STAFF-1")
def test_a_queue_has_one_group_the_last_one_bound(
    connection: Connection, vault: Vault, now: datetime, group: int
) -> None:
    second = new_chat(connection, vault, now, "-200", "group")
    rooms.bind(connection, second, "main", "aftersales/1", now)
    found = rooms.room_of(connection, "main", "aftersales/1")
    assert found is not None
    assert found.chat == second
    assert rooms.queues_of(connection, group) == ()


def test_a_group_we_were_removed_from_serves_nothing(
    connection: Connection, vault: Vault, now: datetime, group: int
) -> None:
    rooms.set_member_count(connection, group, 5)
    assert rooms.unbind(connection, group) == ("aftersales/1",)
    assert rooms.bound_queues(connection, "main") == frozenset()
    (lost,) = rooms.of_store(connection, "main")
    assert (lost.state, lost.member_count) == (RoomState.LOST, None)
    rooms.bind(connection, group, "main", "panel", now)
    assert [room.state for room in rooms.of_store(connection, "main")] == [RoomState.BOUND]


def test_a_room_has_topics_when_its_chat_has(connection: Connection, group: int) -> None:
    chats.set_topics(connection, group, True)
    (found,) = rooms.of_store(connection, "main")
    assert found.topics


@pytest.mark.rule("SEC-3")
@pytest.mark.parametrize(
    ("registered", "unregistered", "counted", "expected"),
    [
        (2, 0, None, 0),
        (2, 1, None, 1),
        (0, 0, None, 0),
        (2, 0, 3, 0),  # both of them and ourselves
        (2, 0, 4, 1),  # somebody we have not seen
        (2, 1, 4, 1),  # the same one, seen
        (2, 2, 4, 2),  # the count is older than what we saw
        (2, 0, 2, 0),  # a count that is too low makes nobody a stranger
        (0, 0, 1, 0),
        (0, 0, 2, 1),
    ],
)
def test_a_stranger_is_seen_or_counted(
    connection: Connection,
    vault: Vault,
    now: datetime,
    group: int,
    registered: int,
    unregistered: int,
    counted: int | None,
    expected: int,
) -> None:
    for n in range(registered):
        register(connection, vault, now, f"5{n}")
        rooms.member_seen(connection, vault, group, "telegram", f"5{n}", now)
    for n in range(unregistered):
        rooms.member_seen(connection, vault, group, "telegram", f"6{n}", now)
    rooms.set_member_count(connection, group, counted)
    assert rooms.strangers(connection, group) == expected


@pytest.mark.rule("SEC-3")
def test_a_stranger_is_none_once_he_joined_or_went(
    connection: Connection, vault: Vault, now: datetime, group: int
) -> None:
    for identity in ("501", "502"):
        rooms.member_joined(connection, vault, group, "telegram", identity, now)
    assert rooms.strangers(connection, group) == 2
    register(connection, vault, now, "501")
    assert rooms.strangers(connection, group) == 1
    rooms.member_left(connection, vault, group, "telegram", "502", now)
    assert rooms.strangers(connection, group) == 0


@pytest.mark.rule("SEC-4")
def test_a_leaver_is_a_stranger_in_every_group(
    connection: Connection, vault: Vault, now: datetime, group: int
) -> None:
    member = register(connection, vault, now, "501")
    rooms.member_seen(connection, vault, group, "telegram", "501", now)
    assert rooms.rooms_of_member(connection, vault, "telegram", "501") == [group]
    staff.offboard(connection, vault, member.id, now)
    assert rooms.strangers(connection, group) == 1


@pytest.mark.rule("SEC-3")
def test_who_comes_and_goes_is_counted_until_the_platform_is_asked_again(
    connection: Connection, vault: Vault, now: datetime, group: int
) -> None:
    def counted() -> int | None:
        (found,) = rooms.of_store(connection, "main")
        return found.member_count

    register(connection, vault, now, "501")
    rooms.member_joined(connection, vault, group, "telegram", "501", now)
    assert counted() is None
    rooms.set_member_count(connection, group, 2)
    rooms.member_joined(connection, vault, group, "telegram", "502", now)
    assert (counted(), rooms.strangers(connection, group)) == (3, 1)
    rooms.member_joined(connection, vault, group, "telegram", "502", now)  # told twice
    assert counted() == 3
    rooms.member_left(connection, vault, group, "telegram", "502", now)
    rooms.member_left(connection, vault, group, "telegram", "502", now)
    assert (counted(), rooms.strangers(connection, group)) == (2, 0)
    rooms.member_left(connection, vault, group, "telegram", "503", now)  # never seen by us, but counted
    assert counted() == 1


@pytest.mark.rule("STAFF-5")
def test_in_a_group_that_moved_no_old_message_or_thread_is_known(
    connection: Connection, vault: Vault, now: datetime, group: int
) -> None:
    case = stored_case(connection, vault, now)
    postings.set_thread(connection, case.id, group, "11")
    postings.put(connection, vault, Posting(group, "12", case.id, None, postings.RELAY))
    rooms.moved(connection, group)
    assert postings.case_of_thread(connection, group, "11") is None
    assert postings.find(connection, vault, group, "12") is None
    assert rooms.queues_of(connection, group) == ("aftersales/1",)


def test_strangers_are_counted_by_index(database: Database) -> None:
    for statement in (rooms._present, rooms._of_queue, rooms._rooms_of_member, rooms._queues_of):
        found = plan(database, statement)
        assert "SCAN room" not in found
        assert "SCAN staff_identity" not in found
