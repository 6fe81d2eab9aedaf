"""What staff write to send one text to many: `/群发 PURPOSE TEXT`. Pure."""

from dataclasses import dataclass

from core.policy import Policy


@dataclass(frozen=True, slots=True)
class Mailing:
    """For which purpose, and in which words; none are still to come."""

    purpose: str
    words: str = ""


def read_mailing(text: str, policy: Policy) -> Mailing | str:
    """“优惠 周末试驾有礼”; the unknown purpose itself where there is none of that name, `""` where none is named."""
    name, *rest = text.split(maxsplit=1) or [""]
    purpose = policy.purpose_named(name) if name else None
    if purpose is None:
        return name
    return Mailing(purpose, rest[0].strip() if rest else "")
