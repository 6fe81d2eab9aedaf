"""While a person holds the talk the bot is silent: 24 hours from his last word, or until closing."""

from datetime import datetime, timedelta

import pytest

from core.case import Case
from core.commands import AskEvidence, Claim, Close, Command, CustomerWrites, Note, Propose, Reply
from core.talk import last_word
from tests.core.desk import ADVISER, OPENED, POLICY, do, enquire, file

DAY = timedelta(hours=24)
MOMENT = timedelta(microseconds=1)
SOON = OPENED + timedelta(hours=3)


def held_from(case: Case, start: datetime) -> bool:
    """Held up to, not including, 24 hours after the start."""
    return case.held(start + DAY - MOMENT) and not case.held(start + DAY)


@pytest.mark.rule("CMP-2")
def test_asking_for_a_person_holds_the_talk_for_24_hours() -> None:
    assert held_from(enquire().case, OPENED)
    assert not file().case.held(OPENED)
    asked = do(file().case, CustomerWrites("人工", wants_person=True), SOON).case
    assert held_from(asked, SOON)


@pytest.mark.rule("CMP-2")
@pytest.mark.parametrize(
    "command", [Reply(ADVISER, "您好"), AskEvidence(ADVISER, "照片"), Propose(ADVISER, "repair", "换片")]
)
def test_each_staff_word_to_the_customer_holds_it_anew(command: Command) -> None:
    assert held_from(do(file().case, command, SOON).case, SOON)


@pytest.mark.rule("CON-6")
def test_when_a_person_spoke_last_is_known_to_the_instant() -> None:
    """Whatever a prompt of the bot's asks afterwards is asked behind his back."""
    asked = enquire().case
    assert last_word(asked, POLICY) == OPENED
    answered = do(asked, Reply(ADVISER, "您好"), SOON).case
    assert last_word(answered, POLICY) == SOON
    noted = do(answered, Note(ADVISER, "在看"), SOON + MOMENT).case
    assert last_word(noted, POLICY) == SOON


@pytest.mark.rule("CMP-2")
@pytest.mark.parametrize("command", [Note(ADVISER, "在看"), Claim(ADVISER), CustomerWrites("还在响")])
def test_nothing_else_prolongs_it(command: Command) -> None:
    assert held_from(do(enquire().case, command, SOON).case, OPENED)


@pytest.mark.rule("CMP-2")
def test_closing_gives_the_word_back_to_the_bot() -> None:
    closed = do(enquire().case, Close(ADVISER, "已答复"), SOON).case
    assert closed.held_until is None
    assert not closed.held(SOON)


@pytest.mark.rule("CMP-2")
def test_filing_does_not_take_the_word_from_the_person_who_has_it() -> None:
    assert held_from(file(enquiry=enquire().case, now=SOON).case, OPENED)
