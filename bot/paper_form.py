"""The blank form that a customer signs at the counter, from the data that the gate goes by (CON-12)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from bot.texts import say
from core.policy import Policy, Purpose, PurposeClass

SECTIONS: Final = (
    ("service", (PurposeClass.SERVICE, PurposeClass.RIGHTS, PurposeClass.SAFETY)),
    ("care", (PurposeClass.CARE, PurposeClass.SURVEY)),
    ("marketing", (PurposeClass.MARKETING,)),
    ("third_party", (PurposeClass.THIRD_PARTY,)),
)
"""In this order: what he comes for first, marketing and each recipient apart from it."""
NO_TIME: Final = datetime.min.replace(tzinfo=UTC)
"""Nothing on the form has a time."""


def form(policy: Policy) -> dict[str, Any]:
    """What is set: each purpose of the policy once, each way with a box of its own."""
    store = policy.store
    return {
        "store": {"name": store.name, "address": store.address, "phone": store.phone},
        "sections": list(_sections(policy)),
    }


def _sections(policy: Policy) -> Iterator[dict[str, Any]]:
    for name, classes in SECTIONS:
        found = [_purpose(one) for one in policy.purposes.values() if one.purpose_class in classes]
        if found:
            yield {
                "title": _said(f"paper_form.{name}"),
                "note": _said(f"paper_form.{name}_note"),
                "purposes": found,
            }


def _purpose(purpose: Purpose) -> dict[str, Any]:
    recipient = purpose.recipient
    return {
        "purpose": purpose.name,
        "text": purpose.text,
        "retention": purpose.retention,
        "recipient": _said("paper_form.nobody")
        if recipient is None
        else _said("paper_form.recipient", **recipient.model_dump()),
        "ways": [_said(f"number.channel_{channel}") for channel in purpose.channels],
    }


def _said(key: str, **args: str) -> str:
    return say(key, args, NO_TIME)
