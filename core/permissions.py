"""Who may do what to a case: the policy's table of tiers, in words where it says no (FLOW-1, CMP-9)."""

from core.case import Actor, Case, Refused
from core.commands import Note, StaffCommand
from core.policy import Policy
from core.routing import TIERS, Queue, may_sit_in


def may_act(
    actor: Actor, command: StaffCommand, case: Case, policy: Policy, stand_in: Queue | None = None
) -> Refused | None:
    """None when the actor may give that command; else why not, and who may. FLOW-1.

    `stand_in` is the queue whose group the case stands in where its own queue has none: who is admitted there
    may act too, so that nothing waits unseen (STAFF-1). A note is open to every tier and to the observers.
    """
    if actor.role not in policy.roles:
        return Refused("SEC-3", "refused.unknown_role", {"code": actor.code})
    places = (Queue(case.department.value, case.tier), stand_in)
    if any(place is not None and _sits_in(actor, place, policy) for place in places):
        return None
    if isinstance(command, Note) and _may_advise(actor, case, policy):
        return None
    if actor.role in policy.roles_of_tier(case.tier):
        wanted = policy.departments[case.department.value].name
        return Refused("CMP-9", "refused.other_department", {"number": case.number, "department": wanted})
    roles = "、".join(policy.roles[role].name for role in policy.roles_of_tier(case.tier))
    args = {"number": case.number, "tier": policy.tier_name(case.tier), "roles": roles}
    return Refused("FLOW-1", "refused.other_tier", args)


def _sits_in(actor: Actor, queue: Queue, policy: Policy) -> bool:
    return may_sit_in(policy, actor.role, actor.department, queue)


def _may_advise(actor: Actor, case: Case, policy: Policy) -> bool:
    places = (*(Queue(case.department.value, tier) for tier in TIERS), Queue("supervisors"))
    return any(_sits_in(actor, place, policy) for place in places)
