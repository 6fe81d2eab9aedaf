"""Who may contact customers for what: departments are isolated (GATE-6)."""

from core.case import Actor
from core.policy import Policy, PurposeClass
from core.reason import Reason


def not_entitled(actor: Actor, purpose: str, case_department: str | None, policy: Policy) -> Reason | None:
    """None for a role that contacts customers, of the purpose's department. GATE-6.

    A right of the customer's (a complaint) belongs to the department of its case.
    """
    if actor.role not in policy.contact.callers.roles:
        return Reason("GATE-6", "gate.not_a_caller", {"code": actor.code})
    found = policy.purposes.get(purpose)
    if found is None or policy.roles[actor.role].department == "all":
        return None
    is_right = found.purpose_class is PurposeClass.RIGHTS
    wanted = (case_department or found.department) if is_right else found.department
    if actor.department == wanted:
        return None
    return Reason("GATE-6", "gate.other_department", {"purpose": found.name, "department": wanted})
