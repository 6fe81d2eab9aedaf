"""Who may act on a case: the policy's tiers and departments, and words for everybody else."""

from dataclasses import replace

import pytest

from core.case import Actor, Case, Department, Refused
from core.commands import Claim, HandOverUp, Note, Reply
from core.permissions import may_act
from core.policy import Policy
from core.routing import Queue
from tests.core.desk import (
    ADVISER,
    GENERAL,
    LEADER,
    MANAGER,
    OBSERVER,
    POLICY,
    SELLER,
    WORKSHOP,
    do,
    enquire,
    file,
)

STRANGER = Actor("工号99", "astronaut", None)
MARKETING = Actor("工号60", "marketing", None)


def at_tier(tier: int) -> Case:
    case = file().case
    for _ in range(tier - 1):
        case = do(case, HandOverUp(ADVISER, "检查了", "修不好")).case
    return case


def may(actor: Actor, case: Case, policy: Policy = POLICY, stand_in: Queue | None = None) -> bool:
    return may_act(actor, Claim(actor), case, policy, stand_in) is None


@pytest.mark.rule("FLOW-1")
@pytest.mark.parametrize(
    ("actor", "tiers"),
    [
        (ADVISER, {1}),
        (LEADER, {1}),
        (MANAGER, {2}),
        (GENERAL, {3}),
        (OBSERVER, {1, 2, 3}),
        (SELLER, set()),
        (MARKETING, set()),
        (STRANGER, set()),
    ],
)
def test_each_role_acts_at_the_tiers_of_the_dealers_table(actor: Actor, tiers: set[int]) -> None:
    assert {tier for tier in (1, 2, 3) if may(actor, at_tier(tier))} == tiers


@pytest.mark.rule("FLOW-1")
def test_in_a_workshop_the_observer_sits_at_no_tier() -> None:
    assert not any(may(OBSERVER, at_tier(tier), WORKSHOP) for tier in (1, 2, 3))
    assert may(ADVISER, at_tier(1), WORKSHOP)


@pytest.mark.rule("CMP-9")
def test_departments_keep_to_their_own_cases_in_the_first_two_tiers() -> None:
    sales = replace(file().case, department=Department.SALES)
    assert may(SELLER, sales)
    assert not may(ADVISER, sales)
    assert not may(MANAGER, replace(at_tier(2), department=Department.SALES))
    assert may(GENERAL, replace(at_tier(3), department=Department.SALES))


@pytest.mark.rule("FLOW-1")
def test_everybody_else_is_told_why_and_who_may() -> None:
    other = may_act(SELLER, Claim(SELLER), file().case, POLICY)
    args = {"number": "TS20250312-0001", "department": "售后部"}
    assert other == Refused("CMP-9", "refused.other_department", args)
    tier = may_act(MANAGER, Reply(MANAGER, "您好"), file().case, POLICY)
    assert isinstance(tier, Refused)
    assert (tier.rule, tier.key, tier.args["tier"]) == ("FLOW-1", "refused.other_tier", "一级")
    assert "服务顾问" in tier.args["roles"]
    unknown = may_act(STRANGER, Claim(STRANGER), file().case, POLICY)
    assert isinstance(unknown, Refused)
    assert unknown.key == "refused.unknown_role"


@pytest.mark.rule("STAFF-1")
def test_whoever_sits_in_the_room_that_stands_in_for_a_queue_may_act() -> None:
    sales = replace(file().case, department=Department.SALES)
    assert may(ADVISER, sales, stand_in=Queue("aftersales", 1))
    assert may(MANAGER, at_tier(1), stand_in=Queue("aftersales", 2, "main"))
    assert may(OBSERVER, at_tier(1), WORKSHOP, stand_in=Queue("supervisors"))
    assert not may(MARKETING, sales, stand_in=Queue("supervisors"))
    assert not may(ADVISER, sales, stand_in=Queue("aftersales", 2))


@pytest.mark.rule("STAFF-3")
def test_advice_is_open_to_every_tier_of_the_department_and_to_the_observers() -> None:
    case = enquire().case
    for actor in (ADVISER, MANAGER, GENERAL, OBSERVER):
        assert may_act(actor, Note(actor, "注意"), case, WORKSHOP) is None
    assert may_act(SELLER, Note(SELLER, "注意"), case, WORKSHOP) is not None
    assert may_act(MARKETING, Note(MARKETING, "注意"), case, WORKSHOP) is not None
