"""What the words of a message sell, and whether its purpose lets them (GATE-4)."""

import unicodedata
from collections.abc import Callable

from core.policy_contact import Content
from core.reason import Reason


def topics_of(rule: Content, words: str) -> tuple[str, ...]:
    """The topics that the words touch, in the policy's order."""
    plain = _plain(words)
    return tuple(code for code, topic in rule.topics.items() if any(word in plain for word in topic.words))


def reply_fits(
    rule: Content, about: frozenset[str], words: str, his_words: Callable[[], str]
) -> Reason | None:
    """None for an answer that sells nothing besides what the case is about and what he himself has spoken of.

    Naming a thing is not selling it: 可以走保险理赔 is an answer, 顺便给您推荐车险 is none. `his_words` is asked for
    only where it matters. GATE-4.
    """
    if not any(word in _plain(words) for word in rule.selling):
        return None
    foreign = [code for code in topics_of(rule, words) if about.isdisjoint(rule.topics[code].purposes)]
    spoken_of = topics_of(rule, his_words()) if foreign else ()
    sold = tuple(
        rule.topics[code].name for code in foreign if code in rule.in_replies and code not in spoken_of
    )
    return Reason("GATE-4", "gate.reply_sells", {"topics": sold}) if sold else None


def content_fits(rule: Content, purpose: str, words: str) -> Reason | None:
    """None when the purpose admits every topic that the words touch; spaces between characters hide nothing."""
    foreign = [code for code in topics_of(rule, words) if purpose not in rule.topics[code].purposes]
    if not foreign:
        return None
    return Reason(
        "GATE-4", "gate.other_content", {"topics": tuple(rule.topics[code].name for code in foreign)}
    )


def _plain(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).split())
