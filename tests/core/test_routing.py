"""Queues: their names, where a case goes when a group is missing, and who may sit there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.policy import load_policy
from core.routing import DEPARTMENTS, Queue, all_queues, may_sit_in, queue_for, unbound

DEALER, WORKSHOP = load_policy("dealer"), load_policy("workshop")


@pytest.mark.parametrize(
    ("name", "queue", "room"),
    [
        ("aftersales/1", Queue("aftersales", 1), "aftersales.1"),
        ("other/3", Queue("other", 3), "other.3"),
        ("panel", Queue("panel"), "panel"),
        ("west:sales/2", Queue("sales", 2, "west"), "west:sales.2"),
        ("west:supervisors", Queue("supervisors", None, "west"), "west:supervisors"),
    ],
)
def test_a_queue_is_read_as_it_is_written(name: str, queue: Queue, room: str) -> None:
    assert Queue.parse(name) == queue
    assert str(queue) == name
    assert queue.room_id == room
    assert Queue.parse(room) == queue


@pytest.mark.parametrize(
    "name", ["", "aftersales", "aftersales/4", "aftersales/0", "panel/1", "service/1", "a b:panel"]
)
def test_what_is_no_queue_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(ValueError, match="no such queue"):
        Queue.parse(name)


@pytest.mark.parametrize(("desk", "tier"), [("aftersales", None), ("panel", 1), ("sales", 4)])
def test_an_impossible_queue_cannot_be_made(desk: str, tier: int | None) -> None:
    with pytest.raises(ValueError, match="no such queue"):
        Queue(desk, tier)


def test_a_store_has_fifteen_queues() -> None:
    assert len(set(all_queues())) == 15
    assert str(all_queues("west")[0]) == "west:sales/1"


@pytest.mark.rule("STAFF-1")
@pytest.mark.parametrize(
    ("department", "tier", "bound", "goes_to"),
    [
        ("sales", 1, {"sales/1", "aftersales/1"}, "sales/1"),
        ("sales", 1, {"sales/2", "aftersales/1"}, "sales/2"),
        ("sales", 1, {"sales/3", "aftersales/1", "supervisors"}, "sales/3"),
        ("sales", 1, {"aftersales/1", "supervisors"}, "aftersales/1"),
        ("sales", 2, {"sales/1", "aftersales/2"}, "aftersales/2"),  # never down a tier
        ("sales", 2, {"sales/1", "aftersales/1", "supervisors"}, "supervisors"),
        ("aftersales", 3, {"aftersales/2", "supervisors"}, "supervisors"),
        ("parts", 1, {"panel", "improvement"}, None),
        ("parts", 1, set(), None),
    ],
)
def test_a_case_without_its_group_goes_the_settled_way(
    department: str, tier: int, bound: set[str], goes_to: str | None
) -> None:
    found = queue_for(department, tier, {Queue.parse(name) for name in bound})
    assert (str(found) if found else None) == goes_to


@pytest.mark.rule("STAFF-1")
@given(st.sampled_from(DEPARTMENTS), st.integers(1, 3), st.sets(st.sampled_from(all_queues())))
def test_no_case_is_led_to_a_queue_without_a_group_nor_down_a_tier(
    department: str, tier: int, bound: set[Queue]
) -> None:
    found = queue_for(department, tier, bound)
    if found is None:
        assert Queue("supervisors") not in bound
        return
    assert found in bound
    assert found.tier is None or found.tier >= tier
    assert found not in unbound(bound)


@pytest.mark.rule("STAFF-1")
def test_a_case_of_one_store_never_goes_to_another() -> None:
    assert queue_for("sales", 1, {Queue("sales", 1, "east"), Queue("supervisors")}, "west") is None


@pytest.mark.rule("FLOW-1")
@pytest.mark.rule("CMP-9")
@pytest.mark.parametrize(
    ("role", "department", "queue", "dealer", "workshop"),
    [
        ("service_advisor", "aftersales", "aftersales/1", True, True),
        ("service_advisor", "sales", "aftersales/1", False, False),
        ("service_advisor", "aftersales", "aftersales/2", False, False),
        ("technical_director", "aftersales", "aftersales/2", True, True),
        ("technical_director", "aftersales", "sales/2", False, False),
        ("general_manager", None, "parts/3", True, True),
        ("general_manager", None, "parts/1", False, False),
        ("observer", None, "aftersales/1", True, False),
        ("observer", None, "sales/2", True, False),
        ("observer", None, "sales/3", True, False),
        ("observer", None, "supervisors", True, True),
        ("service_advisor", "aftersales", "supervisors", False, False),
        ("panel_member", None, "panel", True, True),
        ("panel_member", None, "aftersales/3", False, False),
        ("marketing", None, "sales/1", False, False),
        ("nobody", None, "panel", False, False),
    ],
)
def test_a_role_sits_where_its_preset_admits_it(
    role: str, department: str | None, queue: str, dealer: bool, workshop: bool
) -> None:
    where = Queue.parse(queue)
    assert may_sit_in(DEALER, role, department, where) is dealer
    assert may_sit_in(WORKSHOP, role, department, where) is workshop
