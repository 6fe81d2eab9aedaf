"""Who may do what to a case: the policy's table of tiers, in words where it says no (FLOW-1, CMP-9)."""

from core.case import Actor, Case, Refused
from core.commands import Note, StaffCommand
from core.policy import Policy


def may_act(
    actor: Actor, command: StaffCommand, case: Case, policy: Policy, room: str = ""
) -> Refused | None:
    """None when the actor may give that command; else why not, and who may. FLOW-1.

    A role sits at the tiers of the policy's table; in tiers 1 and 2 its department must be the case's.
    `room` is the queue (`aftersales/2`, `supervisors`) whose group the case stands in where its own queue has
    none: who is admitted there may act too, so that nothing waits unseen (STAFF-1). A note is open to every
    tier and to the observers.
    """
    if actor.role not in policy.roles:
        return Refused("SEC-3", "refused.unknown_role", {"code": actor.code})
    if _sits_at(actor, case.tier, case.department.value, policy) or (room and _sits_in(actor, room, policy)):
        return None
    if isinstance(command, Note) and _may_advise(actor, case, policy):
        return None
    if actor.role in policy.roles_of_tier(case.tier):
        wanted = policy.departments[case.department.value].name
        return Refused("CMP-9", "refused.other_department", {"number": case.number, "department": wanted})
    roles = "、".join(policy.roles[role].name for role in policy.roles_of_tier(case.tier))
    args = {"number": case.number, "tier": _tier_name(case.tier, policy), "roles": roles}
    return Refused("FLOW-1", "refused.other_tier", args)


def _sits_at(actor: Actor, tier: int, department: str, policy: Policy) -> bool:
    if actor.role not in policy.roles_of_tier(tier):
        return False
    bound = tier < 3 and policy.roles[actor.role].department == "own"
    return not bound or actor.department == department


def _sits_in(actor: Actor, room: str, policy: Policy) -> bool:
    """Whether the actor belongs to that queue; a store's prefix (`STORE:`) says nothing about it."""
    queue = room.rpartition(":")[2]
    department, _, tier = queue.partition("/")
    if tier:
        return _sits_at(actor, int(tier), department, policy)
    return queue in policy.roles[actor.role].queues


def _may_advise(actor: Actor, case: Case, policy: Policy) -> bool:
    tiers = any(_sits_at(actor, tier, case.department.value, policy) for tier in (1, 2, 3))
    return tiers or "supervisors" in policy.roles[actor.role].queues


def _tier_name(tier: int, policy: Policy) -> str:
    return {int(number): found.name for number, found in policy.tiers.items()}[tier]
