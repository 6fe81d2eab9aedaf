"""A customer who said no, or later, is left in peace."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.asking import Answered, Asked, NotNow, may_ask
from core.policy import load_policy

RULE = load_policy("dealer").consent.asking_again
THEN = datetime(2025, 3, 12, 2, 30, tzinfo=UTC)
DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)


def answered(*answers: Answered) -> list[Asked]:
    """These answers, a year apart, the last of them at THEN."""
    return [Asked(THEN - (len(answers) - 1 - n) * 365 * DAY, answer) for n, answer in enumerate(answers)]


REFUSED, DEFERRED, GIVEN = Answered.REFUSED, Answered.DEFERRED, Answered.GIVEN


@pytest.mark.rule("CON-11")
@pytest.mark.parametrize(
    ("history", "wait"),
    [
        (answered(REFUSED), datetime(2025, 9, 8, 2, 30, tzinfo=UTC)),  # 180 days
        (answered(DEFERRED), datetime(2025, 4, 11, 2, 30, tzinfo=UTC)),  # 30 days
        (answered(GIVEN, REFUSED), datetime(2025, 9, 8, 2, 30, tzinfo=UTC)),
        (answered(DEFERRED, REFUSED), datetime(2025, 9, 8, 2, 30, tzinfo=UTC)),
        (answered(DEFERRED, REFUSED, DEFERRED), datetime(2025, 4, 11, 2, 30, tzinfo=UTC)),
    ],
)
def test_the_wait_ends_at_its_last_instant_and_not_before(history: list[Asked], wait: datetime) -> None:
    assert may_ask(history, RULE, wait - INSTANT, unsolicited_before=0) == NotNow(wait)
    assert may_ask(history, RULE, wait, unsolicited_before=0) is None


@pytest.mark.rule("CON-11")
def test_after_a_second_deferral_it_is_not_brought_up_again() -> None:
    history = answered(DEFERRED, DEFERRED)
    assert may_ask(history, RULE, THEN + 10_000 * DAY, unsolicited_before=0) == NotNow(None)


@pytest.mark.rule("CON-11")
def test_one_question_a_conversation_and_the_next_waits_for_another() -> None:
    assert may_ask([], RULE, THEN, unsolicited_before=0) is None
    assert may_ask([], RULE, THEN, unsolicited_before=1) == NotNow(None)


@pytest.mark.rule("CON-11")
@pytest.mark.parametrize("beside", [GIVEN, DEFERRED])
def test_of_two_answers_in_one_instant_the_refusal_counts(beside: Answered) -> None:
    for history in ([Asked(THEN, REFUSED), Asked(THEN, beside)], [Asked(THEN, beside), Asked(THEN, REFUSED)]):
        assert may_ask(history, RULE, THEN + 179 * DAY, unsolicited_before=0) == NotNow(THEN + 180 * DAY)


@pytest.mark.rule("CON-11")
@given(
    st.lists(st.tuples(st.integers(0, 1000), st.sampled_from(Answered))),
    st.integers(0, 400),
)
def test_nobody_is_asked_within_a_month_of_saying_later_or_half_a_year_of_saying_no(
    past: list[tuple[int, Answered]], days: int
) -> None:
    history = [Asked(THEN + days_later * DAY, answer) for days_later, answer in past]
    now = max((asked.at for asked in history), default=THEN) + days * DAY
    if may_ask(history, RULE, now, unsolicited_before=0) is not None:
        return
    if not history:
        return
    latest = max(asked.at for asked in history)
    answers = {asked.answer for asked in history if asked.at == latest}
    least = 180 if REFUSED in answers else 30 if answers == {DEFERRED} else 0
    assert now - latest >= least * DAY
