"""Who says that he is not grown up: under fourteen a guardian decides, under eighteen services remain (CON-13)."""

from enum import StrEnum
from typing import Final

from core.policy import Channel, Policy, PurposeClass


class Minor(StrEnum):
    """What a customer has said of his age, where it matters."""

    CHILD = "child"
    """Under fourteen."""
    TEEN = "teen"
    """From fourteen to seventeen."""


_OF_A_CHILD: Final = (PurposeClass.RIGHTS, PurposeClass.SAFETY)
_OF_A_TEEN: Final = (PurposeClass.SERVICE, *_OF_A_CHILD)


def minor_of(years: int, policy: Policy) -> Minor | None:
    """None for a grown-up: on his fourteenth birthday he is no child, on his eighteenth no minor. CON-13."""
    rule = policy.consent.minors
    if years < rule.guardian_under:
        return Minor.CHILD
    return Minor.TEEN if years < rule.grown_up_from else None


def admits(minor: Minor | None, purpose: str, channel: Channel, policy: Policy) -> bool:
    """Whether he may be asked for that purpose, agree to it, and be contacted for it. CON-13.

    What a child complains about is handled in the chat, and a recall is told there; nothing is said to a number.
    """
    kind = policy.purposes[purpose].purpose_class
    if minor is Minor.CHILD:
        return kind in _OF_A_CHILD and channel is Channel.CHAT
    return minor is None or kind in _OF_A_TEEN


def spared(minor: Minor, policy: Policy) -> frozenset[str]:
    """The purposes that his saying so does not invalidate. CON-13."""
    kinds = _OF_A_CHILD if minor is Minor.CHILD else _OF_A_TEEN
    return frozenset(code for code, one in policy.purposes.items() if one.purpose_class in kinds)
