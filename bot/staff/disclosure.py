"""Whom staff mean who record that a customer's data were given: `/登记提供 CASE RECIPIENT`. Pure."""

from core.policy import Policy


def wanted(text: str, policy: Policy) -> str:
    """The third-party purpose of that name, or of the one recipient of that name; `""` where there is none."""
    name = text.strip()
    purpose = policy.purpose_named(name) if name else None
    if purpose is not None:
        return purpose if policy.purposes[purpose].recipient is not None else ""
    named = [
        code
        for code, one in policy.purposes.items()
        if one.recipient is not None and one.recipient.name == name
    ]
    return named[0] if len(named) == 1 else ""


def recipients(policy: Policy) -> str:
    """Every purpose that gives something to somebody else, by name."""
    return "、".join(one.name for one in policy.purposes.values() if one.recipient is not None)
