"""What a case comes to when words to its customer arrive late, or not at all."""

import pytest

from core.case import Answer, Case, Happened, RefreshCards, Stage
from core.clocks import ClockName
from core.commands import AcceptProposal, AskEvidence, Close, NoteDelivery, NoteFailure, Propose
from core.escalation import next_moment
from tests.core.desk import ADVISER, after, at, clock, do, file, kinds, refused, rooms, told

ASKED = at("12 03:00")


def asked() -> Case:
    return do(file().case, AskEvidence(ADVISER, "请发照片"), ASKED).case


def offered() -> Case:
    return do(file().case, Propose(ADVISER, "repair", "换片"), ASKED).case


@pytest.mark.rule("FLOW-7")
def test_no_clock_stands_still_for_a_question_that_never_reached_the_customer() -> None:
    lost = do(asked(), NoteFailure("evidence", "blocked", unknown=False), at("12 03:05"))
    assert lost.case.stage is Stage.HANDLING
    assert clock(lost.case, ClockName.RESULT).paused_at is None
    assert kinds(lost.events) == [Happened.UNDELIVERED, Happened.CLOCKS_RESUMED]
    assert rooms(lost) == [("all", "case.not_delivered")]
    assert RefreshCards() in lost.effects


@pytest.mark.rule("FLOW-7")
@pytest.mark.parametrize(("role", "unknown"), [("evidence", True), ("reply", False), ("proposal", False)])
def test_a_question_that_may_have_arrived_is_waited_for(role: str, unknown: bool) -> None:
    assert do(asked(), NoteFailure(role, "timeout", unknown), at("12 03:05")).case == asked()


@pytest.mark.rule("FLOW-5")
def test_an_offer_that_never_arrived_leaves_the_case_in_the_hands_of_staff() -> None:
    lost = do(offered(), NoteFailure("proposal", "blocked", unknown=False), at("12 03:05")).case
    assert lost.stage is Stage.HANDLING
    assert do(lost, AskEvidence(ADVISER, "请发照片"), at("12 03:06")).case.stage is Stage.AWAITING_EVIDENCE
    assert refused(lost, Close(ADVISER)).key == "complaint.close_needs_text"
    taken = do(lost, AcceptProposal(1), at("12 03:07")).case
    assert taken.stage is Stage.ACCEPTED, "whoever answers it has read it"


@pytest.mark.rule("FLOW-5")
def test_the_offer_behind_a_lost_one_is_waited_for_once_it_is_there() -> None:
    again = do(offered(), Propose(ADVISER, "refund", "退款"), ASKED)
    case = do(again.case, NoteFailure("proposal", "rejected", unknown=False), ASKED).case
    (words,) = told(again)
    case = do(case, NoteDelivery(words.satisfies, words.role, ASKED), ASKED).case
    assert case.stage is Stage.PROPOSED
    assert case.proposal is not None
    assert case.proposal.delivered
    assert case.proposal.answer is Answer.NONE


@pytest.mark.rule("STAFF-2")
def test_a_card_shows_at_once_that_a_promise_was_kept() -> None:
    news = NoteDelivery(("SLA-2",), "reply", at("12 02:40"))
    first = do(file().case, news, at("12 02:40"))
    assert first.effects == (RefreshCards(),)
    assert do(first.case, news, at("12 02:41")).effects == ()


@pytest.mark.rule("FLOW-7")
def test_a_cap_that_was_reached_meanwhile_is_not_lifted_by_the_failure() -> None:
    late = after(asked(), (NoteFailure("evidence", "blocked", unknown=False), at("12 03:05")))
    assert next_moment(late) is not None
    assert clock(late, ClockName.TIER1).pauses == ((ASKED, at("12 03:05")),)
