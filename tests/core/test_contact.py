"""After a block or a withdrawal of everything only the customer's own word lets us write again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.consent import ANY, Ledger, LedgerEvent, Question
from core.contact import Chat, Moment, may_answer, may_write
from tests.core.desk import POLICY

T = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOTICE = Question("chat-1", "complaint", "chat")
PROMO = Question("chat-1", "promo_offers", "chat")
RECALL = Question("chat-1", "safety_recall", "chat")


def stop(*spared: str) -> LedgerEvent:
    return LedgerEvent(10, 1, ANY, ANY, ANY, Ledger.WITHDRAWN, T, spared=frozenset(spared))


def grant(question: Question) -> LedgerEvent:
    return LedgerEvent(
        5,
        1,
        question.contact_point,
        question.purpose,
        "chat",
        Ledger.GIVEN,
        T - HOUR,
        T - HOUR,
        "1",
        "t",
        T + HOUR,
    )


def allowed(chat: Chat, question: Question, *events: LedgerEvent) -> bool:
    return may_write(chat, question, events, "t", POLICY, T + HOUR / 2) is None


@pytest.mark.rule("GATE-8")
@pytest.mark.parametrize(
    ("word", "may"),
    [
        (None, False),
        (Moment(T - HOUR), False),
        (Moment(T, 3), False),
        (Moment(T, 4), False),
        (Moment(T, 5), True),
        (Moment(T + HOUR), True),
    ],
)
def test_after_a_block_notices_resume_when_he_writes_again(word: Moment | None, may: bool) -> None:
    chat = Chat(blocked=Moment(T, 4), last_word=word)
    assert allowed(chat, NOTICE) is may
    assert (may_answer(chat) is None) is may


@pytest.mark.rule("GATE-8")
@pytest.mark.parametrize(
    ("word", "may"),
    [(None, False), (Moment(T, 9), False), (Moment(T, 11), True), (Moment(T + HOUR, 12), True)],
)
def test_after_everything_was_withdrawn_the_open_cases_notices_resume_with_his_next_word(
    word: Moment | None, may: bool
) -> None:
    assert allowed(Chat(last_word=word), NOTICE, stop()) is may


@pytest.mark.rule("GATE-8")
@pytest.mark.parametrize(("word", "may"), [(Moment(T - HOUR / 2), False), (Moment(T + HOUR / 4), True)])
def test_an_older_no_that_came_in_by_linking_later_hides_no_newer_one(word: Moment, may: bool) -> None:
    older = replace(stop(), seq=20, acted_at=T - HOUR)
    assert allowed(Chat(last_word=word), NOTICE, stop(), older) is may


@pytest.mark.rule("GATE-8")
def test_his_next_word_brings_back_no_marketing_and_no_recall() -> None:
    chat = Chat(last_word=Moment(T + HOUR, 12))
    assert not allowed(chat, PROMO, grant(PROMO), stop())
    assert not allowed(chat, RECALL, stop())


@pytest.mark.rule("CON-8")
def test_stop_leaves_the_open_cases_notices_and_recalls_alone() -> None:
    spared = stop("complaint", "safety_recall")
    assert allowed(Chat(), NOTICE, spared)
    assert allowed(Chat(), RECALL, spared)
    assert not allowed(Chat(), PROMO, grant(PROMO), spared)


@pytest.mark.rule("CON-2")
def test_a_case_needs_no_consent_and_promotion_does() -> None:
    assert allowed(Chat(), NOTICE)
    assert not allowed(Chat(), PROMO)
    assert allowed(Chat(), PROMO, grant(PROMO))
