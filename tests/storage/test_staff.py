"""Staff come in by a code that works once, and lose everything in one step."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from core.case import Actor
from storage import chats, staff
from storage.codes import ALPHABET, Unusable, new_code
from storage.database import Database
from storage.sealed import Tampered, Vault
from storage.staff import StaffMember, StaffState
from tests.storage.plans import plan
from tests.storage.samples import new_chat

CODE = "7KQ4-M2XR-0VWA"
DAY = timedelta(days=1)


@pytest.fixture
def invited(connection: Connection, vault: Vault, now: datetime) -> StaffMember:
    return staff.invite(
        connection, vault, "service_advisor", "aftersales", "main", CODE, now, now + DAY, name="王"
    )


@pytest.fixture
def type_code(connection: Connection, vault: Vault, now: datetime) -> Callable[..., StaffMember | Unusable]:
    def typed(
        code: str = CODE, identity: str = "501", *, at: datetime = now, name: str = ""
    ) -> StaffMember | Unusable:
        chat = new_chat(connection, vault, now, identity)
        return staff.join(connection, vault, code, identity, "telegram", chat, name, at)

    return typed


Typed = Callable[..., StaffMember | Unusable]


@pytest.mark.rule("SEC-3")
def test_a_code_makes_a_member_of_whoever_types_it_first(
    connection: Connection, vault: Vault, now: datetime, invited: StaffMember, type_code: Typed
) -> None:
    assert staff.by_identity(connection, vault, "telegram", "501") is None
    joined = type_code(name="王师傅")
    assert isinstance(joined, StaffMember)
    assert (joined.code, joined.name, joined.state, joined.joined_at) == (
        "工号01",
        "王师傅",
        StaffState.ACTIVE,
        now,
    )
    assert joined.actor == Actor("工号01", "service_advisor", "aftersales")
    assert staff.by_identity(connection, vault, "telegram", "501") == joined
    assert staff.by_identity(connection, vault, "wecom", "501") is None
    assert joined.chat is not None
    assert chats.by_id(connection, vault, joined.chat).staff_id == joined.id


@pytest.mark.rule("SEC-3")
def test_a_code_works_once(
    connection: Connection, vault: Vault, invited: StaffMember, type_code: Typed
) -> None:
    assert isinstance(type_code(), StaffMember)
    assert type_code(identity="502") is Unusable.USED
    assert staff.by_identity(connection, vault, "telegram", "502") is None


@pytest.mark.rule("SEC-3")
@pytest.mark.parametrize(
    ("after", "good"), [(DAY - timedelta(microseconds=1), True), (DAY, False), (2 * DAY, False)]
)
def test_a_code_is_good_before_the_moment_at_which_it_expires(
    invited: StaffMember, type_code: Typed, now: datetime, after: timedelta, good: bool
) -> None:
    assert (type_code(at=now + after) is Unusable.EXPIRED) is not good


@pytest.mark.parametrize("typed", ["7kq4m2xrOvwa", "7KQ4 M2XR 0VWA", "７ｋｑ４－Ｍ２ＸＲ－０ＶＷＡ"])
def test_a_code_may_be_typed_as_people_type(invited: StaffMember, type_code: Typed, typed: str) -> None:
    assert isinstance(type_code(typed), StaffMember)


def test_a_used_code_says_so_though_it_has_expired_too(
    invited: StaffMember, type_code: Typed, now: datetime
) -> None:
    type_code()
    assert type_code(identity="502", at=now + 2 * DAY) is Unusable.USED
    assert type_code() is Unusable.USED  # not: taken


def test_an_unknown_code_is_unknown(invited: StaffMember, type_code: Typed) -> None:
    assert type_code("7KQ4-M2XR-0VWB") is Unusable.UNKNOWN
    assert type_code("") is Unusable.UNKNOWN


def test_a_member_cannot_use_up_another_ones_code(
    connection: Connection, vault: Vault, now: datetime, invited: StaffMember, type_code: Typed
) -> None:
    type_code()
    second = "AAAA-BBBB-CCCC"
    staff.invite(connection, vault, "team_leader", "aftersales", "main", second, now, now + DAY)
    assert type_code(second) is Unusable.TAKEN
    assert isinstance(type_code(second, "502"), StaffMember)


def test_staff_codes_run_on_in_each_store(connection: Connection, vault: Vault, now: datetime) -> None:
    codes = []
    for n, store in enumerate(("main", "main", "east")):
        member = staff.invite(connection, vault, "panel_member", None, store, f"CODE{n}", now, now + DAY)
        codes.append(member.code)
    assert codes == ["工号01", "工号02", "工号01"]


@pytest.mark.rule("SEC-4")
def test_a_leaver_is_nobody_any_more(
    connection: Connection, vault: Vault, now: datetime, invited: StaffMember, type_code: Typed
) -> None:
    joined = type_code()
    assert isinstance(joined, StaffMember)
    left = staff.offboard(connection, vault, joined.id, now + DAY)
    assert left is not None
    assert (left.state, left.left_at, left.chat) == (StaffState.LEFT, now + DAY, None)
    assert staff.by_identity(connection, vault, "telegram", "501") is None
    assert staff.by_code(connection, vault, "main", "工号01") == left
    assert staff.offboard(connection, vault, joined.id, now + DAY) is None


@pytest.mark.rule("SEC-4")
def test_the_open_invitation_of_a_leaver_is_void(
    connection: Connection, vault: Vault, now: datetime, invited: StaffMember, type_code: Typed
) -> None:
    staff.offboard(connection, vault, invited.id, now)
    assert type_code() is Unusable.USED


def test_a_leaver_may_be_invited_again(
    connection: Connection, vault: Vault, now: datetime, invited: StaffMember, type_code: Typed
) -> None:
    joined = type_code()
    assert isinstance(joined, StaffMember)
    staff.offboard(connection, vault, joined.id, now)
    again = "AAAA-BBBB-CCCC"
    staff.invite(connection, vault, "team_leader", "aftersales", "main", again, now, now + DAY)
    rejoined = type_code(again)
    assert isinstance(rejoined, StaffMember)
    assert (rejoined.code, rejoined.role) == ("工号02", "team_leader")


def test_nobody_is_recognised_without_an_identity(
    connection: Connection, vault: Vault, now: datetime, invited: StaffMember
) -> None:
    assert staff.by_identity(connection, vault, "telegram", "") is None
    with pytest.raises(ValueError, match="identity"):
        staff.join(connection, vault, CODE, "", "telegram", None, "", now)


@pytest.mark.rule("SEC-1")
def test_names_of_two_members_cannot_be_swapped(
    connection: Connection, vault: Vault, now: datetime, invited: StaffMember
) -> None:
    staff.invite(connection, vault, "observer", None, "main", "CODE", now, now + DAY, name="李")
    connection.execute(text("UPDATE staff SET name = (SELECT name FROM staff ORDER BY id LIMIT 1)"))
    with pytest.raises(Tampered):
        staff.by_code(connection, vault, "main", "工号02")


def test_codes_use_the_whole_alphabet_and_nothing_else() -> None:
    assert new_code(lambda count: bytes(range(count))) == "0123-4567-89AB"
    assert new_code(lambda count: bytes(range(255, 255 - count, -1))) == "ZYXW-VTSR-QPNM"
    assert len(set(ALPHABET)) == 32


def test_staff_are_recognised_by_index(database: Database) -> None:
    found = plan(database, staff._by_identity)
    assert "sqlite_autoindex_staff_identity" in found or "ix_staff_identity_index" in found
    assert "SCAN" not in found
