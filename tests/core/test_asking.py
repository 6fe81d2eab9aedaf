"""Asking discipline: not again for 180 days after a refusal, once after a deferral, one question a conversation."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.asking import ask_from, is_another_conversation, may_be_prompted
from core.consent import ANY, Ledger, LedgerEvent, Question
from tests.core.desk import POLICY

NOON = datetime(2025, 3, 12, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
TERMS = "terms"
ASKED = Question("chat:1", "promo_offers", "chat")


def answer(kind: Ledger, at: datetime, seq: int = 1, **changes: object) -> LedgerEvent:
    told: dict[str, object] = {
        "seq": seq,
        "customer": 1,
        "contact_point": "chat:1",
        "purpose": "promo_offers",
        "channel": "chat",
        "kind": kind,
        "acted_at": at,
        "prompt_shown_at": at - INSTANT,
        "material": TERMS,
        "valid_until": at + 365 * DAY,
    }
    return LedgerEvent(**(told | changes))  # type: ignore[arg-type]


def may_ask(*events: LedgerEvent, shown: tuple[datetime, ...] = (), now: datetime = NOON) -> bool:
    at = ask_from(ASKED, events, shown, TERMS, POLICY, now)
    return at is not None and at <= now


@pytest.mark.rule("CON-11")
@pytest.mark.parametrize("kind", [Ledger.REFUSED, Ledger.WITHDRAWN, Ledger.INVALIDATED, Ledger.ERASED])
@pytest.mark.parametrize(
    ("passed", "asked"),
    [(timedelta(), False), (179 * DAY, False), (180 * DAY - INSTANT, False), (180 * DAY, True)],
)
def test_after_a_refusal_there_are_180_days_of_rest(kind: Ledger, passed: timedelta, asked: bool) -> None:
    refused = answer(kind, NOON - passed)
    assert may_ask(refused, shown=(NOON - passed - INSTANT,)) is asked


@pytest.mark.rule("CON-11")
@pytest.mark.parametrize(
    ("passed", "asked"),
    [(timedelta(), False), (30 * DAY - INSTANT, False), (30 * DAY, True), (9999 * DAY, True)],
)
def test_what_was_put_off_is_asked_once_more_after_30_days(passed: timedelta, asked: bool) -> None:
    assert may_ask(shown=(NOON - passed,)) is asked
    assert not may_ask(shown=(NOON - passed, NOON - passed - 31 * DAY))


@pytest.mark.rule("CON-11")
def test_what_was_never_asked_may_be_asked_and_what_is_given_is_not() -> None:
    assert may_ask()
    assert not may_ask(answer(Ledger.GIVEN, NOON - DAY))


@pytest.mark.rule("CON-11")
def test_a_refusal_over_one_channel_is_a_refusal_of_the_purpose() -> None:
    """优惠，短信: no. Then nobody asks the next day: 优惠，聊天消息？"""
    assert not may_ask(answer(Ledger.REFUSED, NOON - DAY, channel="sms"))
    assert may_ask(answer(Ledger.REFUSED, NOON - DAY, purpose="trade_in"))


@pytest.mark.rule("CON-11")
def test_an_opt_out_of_everything_counts_one_of_another_channel_does_not() -> None:
    stop = answer(Ledger.WITHDRAWN, NOON - DAY, contact_point=ANY, purpose=ANY, channel=ANY)
    assert not may_ask(stop)
    no_calls = answer(Ledger.WITHDRAWN, NOON - DAY, contact_point=ANY, purpose=ANY, channel="call")
    assert may_ask(no_calls)


@pytest.mark.rule("CON-11")
@pytest.mark.rule("CON-10")
def test_no_to_third_parties_counts_for_each_of_them() -> None:
    asked = Question("chat:1", "share:insurer", "chat")
    wish = answer(Ledger.WITHDRAWN, NOON - DAY, purpose="share", channel=ANY, contact_point=ANY)
    assert ask_from(asked, (wish,), (), TERMS, POLICY, NOON) == NOON + 179 * DAY


@pytest.mark.rule("CON-11")
@pytest.mark.rule("CON-7")
def test_terms_that_changed_are_asked_about_anew_whatever_was_refused_over_another_channel() -> None:
    agreed = answer(Ledger.GIVEN, NOON - 60 * DAY, material="older terms")
    other = answer(Ledger.REFUSED, NOON - 60 * DAY, seq=2, channel="sms")
    assert may_ask(agreed, other, shown=(NOON - 60 * DAY - INSTANT,))
    assert not may_ask(agreed, other, shown=(NOON - DAY,))
    assert may_ask(agreed, other, shown=(NOON - 30 * DAY,))
    assert not may_ask(agreed, answer(Ledger.REFUSED, NOON - DAY, seq=3))


@pytest.mark.rule("CON-11")
@given(
    st.lists(st.integers(0, 400), max_size=4),
    st.lists(st.integers(0, 400), max_size=4),
    st.integers(0, 400),
)
def test_no_question_is_asked_within_180_days_of_a_refusal_or_more_than_twice_without_an_answer(
    refused: list[int], shown: list[int], today: int
) -> None:
    """Whatever was asked and answered on whatever day."""
    now = NOON + today * DAY
    events = [
        answer(Ledger.REFUSED, NOON + day * DAY, seq) for seq, day in enumerate(refused) if day <= today
    ]
    asked = [NOON + day * DAY - INSTANT for day in shown if day <= today]
    if may_ask(*events, shown=tuple(asked), now=now):
        assert all(now - one.acted_at >= 180 * DAY for one in events)
        last = max((one.acted_at for one in events), default=NOON - DAY)
        open_ = [at for at in asked if at > last]
        assert len(open_) <= 1
        assert all(now - at >= 30 * DAY for at in open_)


@pytest.mark.rule("CON-11")
@pytest.mark.parametrize(
    ("silence", "another"),
    [(timedelta(), False), (8 * HOUR - INSTANT, False), (8 * HOUR, True), (30 * DAY, True)],
)
def test_after_eight_hours_of_silence_another_conversation_begins(silence: timedelta, another: bool) -> None:
    assert is_another_conversation(NOON - silence, POLICY, NOON) is another
    assert is_another_conversation(None, POLICY, NOON)


@pytest.mark.rule("CON-11")
def test_one_question_nobody_asked_for_is_enough_for_a_conversation() -> None:
    assert may_be_prompted(0, POLICY)
    assert not may_be_prompted(1, POLICY)
