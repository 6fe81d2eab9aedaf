"""A number is kept for exactly as long as the notice says, by the longest of what it was given for."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.consent import ANY, Ledger, LedgerEvent
from core.policy_sections import After
from core.retention import Matters, number_needed_until
from tests.core.desk import POLICY

NOW = datetime(2025, 6, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
POINT = "phone:1"


def given_for(purpose: str, acted: datetime = NOW - 100 * DAY, days: int = 730, seq: int = 1) -> LedgerEvent:
    return LedgerEvent(
        seq, 1, POINT, purpose, "sms", Ledger.GIVEN, acted, acted, "1", "terms", acted + days * DAY
    )


def stopped(acted: datetime, seq: int = 9) -> LedgerEvent:
    return LedgerEvent(seq, 1, ANY, ANY, ANY, Ledger.WITHDRAWN, acted)


def until(*events: LedgerEvent, closed: datetime | None = None, is_open: bool = False) -> datetime | None:
    return number_needed_until(POINT, events, Matters(is_open, closed), POLICY, NOW)


@pytest.mark.rule("CON-5")
def test_after_a_complaint_it_is_kept_for_thirty_days_from_closing() -> None:
    event = given_for("complaint")
    assert until(event, is_open=True) is None
    assert until(event, closed=NOW - 40 * DAY) == NOW - 10 * DAY
    assert until(event) == event.acted_at + 30 * DAY


@pytest.mark.rule("CON-5")
def test_for_marketing_it_is_kept_while_the_consent_stands_and_thirty_days_more() -> None:
    event = given_for("promo_offers")
    assert until(event) is None
    assert until(event, stopped(NOW - 5 * DAY)) == NOW + 25 * DAY
    assert until(given_for("promo_offers", days=90)) == NOW - 100 * DAY + 120 * DAY


@pytest.mark.rule("CON-5")
def test_what_lasts_longest_decides() -> None:
    events = (given_for("complaint"), given_for("promo_offers", seq=2))
    assert until(*events, closed=NOW - 90 * DAY) is None
    assert until(*events, stopped(NOW - 60 * DAY), closed=NOW - 10 * DAY) == NOW + 20 * DAY


@pytest.mark.rule("CON-5")
def test_a_number_that_nothing_was_agreed_for_may_not_be_kept() -> None:
    assert until() == NOW
    assert until(stopped(NOW - DAY)) == NOW


@pytest.mark.rule("CON-5")
def test_the_periods_are_those_of_the_notice() -> None:
    """Days or months as the text says them, counted from the kind of moment that it names."""
    for code, purpose in POLICY.purposes.items():
        found = re.search(r"(\d+) (天|个月)", purpose.retention)
        assert found is not None, code
        days = int(found[1]) if found[2] == "天" else 365 * int(found[1]) // 12
        assert POLICY.retention.of(code).days == days, code
        if "撤回同意" in purpose.retention:
            assert POLICY.retention.of(code).after is After.CONSENT_ENDED, code


@pytest.mark.rule("CON-5")
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(POLICY.purposes)), st.integers(0, 900)),
        min_size=1,
        max_size=4,
        unique_by=lambda one: one[0],
    ),
    st.integers(0, 900),
    st.booleans(),
)
def test_nothing_that_is_still_agreed_to_loses_its_number(
    grants: list[tuple[str, int]], closed: int, is_open: bool
) -> None:
    events = tuple(given_for(purpose, NOW - days * DAY, seq=n) for n, (purpose, days) in enumerate(grants, 1))
    end = until(*events, closed=NOW - closed * DAY, is_open=is_open)
    lasting = [
        one
        for one in events
        if POLICY.retention.of(one.purpose).after is After.CONSENT_ENDED
        and one.valid_until is not None
        and one.valid_until > NOW
    ]
    if lasting:
        assert end is None
    if is_open and any(POLICY.retention.of(one.purpose).after is After.CASE_CLOSED for one in events):
        assert end is None
