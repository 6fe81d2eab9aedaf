"""What the words of a message sell, and whether its purpose lets them (GATE-4)."""

import unicodedata

from core.policy_contact import Content
from core.reason import Reason


def topics_of(rule: Content, words: str) -> tuple[str, ...]:
    """The topics that the words touch, in the policy's order."""
    plain = "".join(unicodedata.normalize("NFKC", words).split())
    return tuple(code for code, topic in rule.topics.items() if any(word in plain for word in topic.words))


def content_fits(rule: Content, purpose: str, words: str) -> Reason | None:
    """None when the purpose admits every topic that the words touch; spaces between characters hide nothing."""
    foreign = [code for code in topics_of(rule, words) if purpose not in rule.topics[code].purposes]
    if not foreign:
        return None
    return Reason(
        "GATE-4", "gate.other_content", {"topics": tuple(rule.topics[code].name for code in foreign)}
    )
