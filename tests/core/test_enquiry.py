"""An enquiry is answered and closed by its room."""

import pytest

from core.case import Stage
from core.clocks import ClockName
from core.commands import Close, Reply
from tests.core.desk import ADVISER, OPENED, at, clock, do, enquire, refused, sent, told


@pytest.mark.rule("FLOW-8")
def test_closing_an_enquiry_needs_an_answer_once() -> None:
    case = enquire().case
    assert refused(case, Close(ADVISER)).key == "enquiry.close_needs_text"
    closed = do(case, Close(ADVISER, "已为您安排"))
    assert [words.key for words in told(closed)] == ["enquiry.closed"]
    answered = sent(do(case, Reply(ADVISER, "您好")), OPENED)
    assert [words.key for words in told(do(answered, Close(ADVISER)))] == ["enquiry.closed_answered"]


@pytest.mark.rule("SLA-2")
def test_the_closing_text_is_an_answer_too_once_it_is_delivered() -> None:
    closed = do(enquire().case, Close(ADVISER, "已为您安排"), at("12 02:40"))
    assert told(closed)[0].satisfies == ("SLA-2",)
    case = sent(closed, at("12 02:41"))
    assert case.stage is Stage.CLOSED
    assert clock(case, ClockName.FIRST_RESPONSE).met_at == at("12 02:41")
