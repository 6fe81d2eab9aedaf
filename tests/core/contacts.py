"""A customer who may be called: what the tests of the gate change one thing of."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from core.case import Actor
from core.consent import Ledger, LedgerEvent, Question
from core.gate import authorize
from core.intent import Allowed, Denied, Facts, Ground, GroundKind, Intent, Verdict
from core.policy import Channel
from tests.core.desk import POLICY

NOON = datetime(2025, 3, 12, 4, 0, tzinfo=UTC)
"""12:00 in Shanghai."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
TERMS = "terms"
SELLER = Actor("工号50", "sales_consultant", "sales")
ADVISER = Actor("工号07", "service_advisor", "aftersales")
MANAGER_OF_ALL = Actor("工号30", "general_manager", None)
PANEL = Actor("工号60", "panel_member", None)

CALL = Intent("testdrive_feedback", Channel.CALL, SELLER)
SMS = Intent("promo_offers", Channel.SMS, SELLER)
CHAT = Intent("promo_offers", Channel.CHAT, SELLER, words="新款到店,欢迎赏光")


def point(intent: Intent) -> str:
    return "chat:6" if intent.channel is Channel.CHAT else "phone:1"


def question(intent: Intent) -> Question:
    return Question(point(intent), intent.purpose, intent.channel.value)


def grant(intent: Intent, acted: datetime = NOON - DAY, seq: int = 1, **changes: Any) -> LedgerEvent:
    event = LedgerEvent(
        seq,
        1,
        point(intent),
        intent.purpose,
        intent.channel.value,
        Ledger.GIVEN,
        acted,
        acted - HOUR,
        "1",
        TERMS,
        acted + 365 * DAY,
    )
    return replace(event, **changes)


def negative(
    intent: Intent, acted: datetime, seq: int = 2, kind: Ledger = Ledger.WITHDRAWN, **changes: Any
) -> LedgerEvent:
    event = LedgerEvent(seq, 1, point(intent), intent.purpose, intent.channel.value, kind, acted)
    return replace(event, **changes)


def facts(intent: Intent = CALL, **changes: Any) -> Facts:
    """Nothing stands against it: consent was given yesterday, and nobody has called."""
    known = Facts(question(intent), (grant(intent),), TERMS, latest=NOON - DAY, zone="Asia/Shanghai")
    return replace(known, **changes)


def ground(
    kind: GroundKind = GroundKind.OPEN_CASE, intent: Intent = CALL, since: datetime = NOON - HOUR, **more: Any
) -> Ground:
    return Ground(
        kind, "TS20250312-0001", frozenset({intent.purpose}), frozenset({intent.channel}), since, **more
    )


def verdict(intent: Intent = CALL, now: datetime = NOON, **changes: Any) -> Verdict:
    return authorize(intent, facts(intent, **changes), POLICY, now)


def allowed(found: Verdict) -> Allowed:
    assert isinstance(found, Allowed), found
    return found


def denied(found: Verdict) -> Denied:
    assert isinstance(found, Denied), found
    return found


def reasons(found: Verdict) -> list[tuple[str, str]]:
    return [(reason.rule, reason.key) for reason in denied(found).reasons]


def args(found: Verdict) -> Mapping[str, Any]:
    """Of the only reason."""
    (reason,) = denied(found).reasons
    return reason.args
