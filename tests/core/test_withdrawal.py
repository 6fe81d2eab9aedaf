"""An opt-out covers what interfaces.md says it covers, once it stands in the ledger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.consent import ANY, Ledger, LedgerEvent, Question
from core.policy import PurposeClass
from core.withdrawal import Covered, scope_events, stopped_by
from tests.core.desk import OPENED, POLICY

NOTHING: frozenset[str] = frozenset()


def stops(scope: str, running: set[str], purpose: str, channel: str) -> bool:
    """Whether an opt-out of that scope, entered in the ledger, speaks of the question."""
    return any(
        LedgerEvent(1, 1, ANY, one.purpose, one.channel, Ledger.WITHDRAWN, OPENED, spared=one.spared).covers(
            Question("phone:1", purpose, channel)
        )
        for one in scope_events(scope, running, POLICY)
    )


@pytest.mark.rule("CON-8")
@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("none", ()),
        ("all", (Covered("*", "*", NOTHING),)),
        ("question:promo_offers:sms", (Covered("promo_offers", "sms", NOTHING),)),
        ("all_marketing", (Covered("*", "*", frozenset({"complaint", "safety_recall", "repair_progress"})),)),
        ("purpose:promo_offers", (Covered("promo_offers", "*", NOTHING),)),
        ("channel:call", (Covered("*", "call", NOTHING),)),
        ("channel:chat", (Covered("*", "chat", NOTHING),)),
    ],
)
def test_each_scope_enters_one_event_or_none(scope: str, expected: tuple[Covered, ...]) -> None:
    assert scope_events(scope, {"repair_progress"}, POLICY) == expected


@pytest.mark.rule("CON-8")
def test_stop_spares_no_service_that_is_not_open_and_no_marketing_that_claims_to_be() -> None:
    (covered,) = scope_events("all_marketing", {"promo_offers", "no_such_thing"}, POLICY)
    assert covered.spared == {"complaint", "safety_recall"}


@pytest.mark.rule("CON-8")
@pytest.mark.parametrize("scope", ["purpose:nothing", "channel:pigeon", "everything", "", "purpose:"])
def test_an_unknown_scope_is_never_silently_dropped(scope: str) -> None:
    with pytest.raises(ValueError):
        scope_events(scope, (), POLICY)


@pytest.mark.rule("CON-8")
@pytest.mark.parametrize(
    ("scope", "purpose", "channel", "off"),
    [
        ("all", "complaint", "chat", True),
        ("all_marketing", "complaint", "chat", False),
        ("all_marketing", "repair_progress", "sms", False),
        ("all_marketing", "service_booking", "sms", True),
        ("all_marketing", "promo_offers", "chat", True),
        ("purpose:promo_offers", "promo_offers", "sms", True),
        ("purpose:promo_offers", "trade_in", "sms", False),
        ("channel:call", "complaint", "call", True),
        ("channel:call", "promo_offers", "sms", False),
        ("none", "promo_offers", "sms", False),
    ],
)
def test_it_stops_what_it_names_and_nothing_else(scope: str, purpose: str, channel: str, off: bool) -> None:
    assert stops(scope, {"repair_progress"}, purpose, channel) is off


@pytest.mark.rule("CON-8")
@given(
    st.sets(st.sampled_from(sorted(POLICY.purposes))),
    st.sampled_from(sorted(POLICY.purposes)),
    st.sampled_from(["chat", "sms", "call"]),
)
def test_stop_always_stops_marketing_care_surveys_and_sharing(
    open_now: set[str], purpose: str, channel: str
) -> None:
    stopped = stops("all_marketing", open_now, purpose, channel)
    kind = POLICY.purposes[purpose].purpose_class
    spared = kind in (PurposeClass.RIGHTS, PurposeClass.SAFETY) or (
        kind is PurposeClass.SERVICE and purpose in open_now
    )
    assert stopped is not spared


@pytest.mark.rule("CON-8")
@pytest.mark.parametrize(
    ("scope", "ended"),
    [
        ("none", []),
        ("all", ["complaint:call", "promo_offers:sms", "repair_progress:sms"]),
        ("all_marketing", ["promo_offers:sms"]),
        ("channel:sms", ["promo_offers:sms", "repair_progress:sms"]),
        ("purpose:complaint", ["complaint:call"]),
        ("question:repair_progress:sms", ["repair_progress:sms"]),
        ("question:repair_progress:call", []),
    ],
)
def test_undoing_it_would_give_back_what_it_ended(scope: str, ended: list[str]) -> None:
    """While the work order is open 退订 spares the news of the repair."""
    in_force = [
        Question("phone:1", "complaint", "call"),
        Question("phone:1", "promo_offers", "sms"),
        Question("phone:1", "repair_progress", "sms"),
    ]
    found = stopped_by(scope, in_force, {"repair_progress"}, POLICY)
    assert [f"{one.purpose}:{one.channel}" for one in found] == ended


@pytest.mark.rule("CON-8")
def test_an_answer_about_what_the_store_has_dropped_since_can_still_be_taken_back() -> None:
    assert scope_events("question:washing:sms", (), POLICY) == (Covered("washing", "sms", frozenset()),)
    assert POLICY.name_of("washing") == "washing"
    for scope in ("question::sms", "question:washing:pigeon", "purpose:washing"):
        with pytest.raises(ValueError, match="no such scope"):
            scope_events(scope, (), POLICY)
