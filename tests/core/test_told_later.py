"""What a customer tells of later: danger raises his case and alerts, and nothing that was known is lost."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.case import Decision, PostCard, Severity
from core.commands import CustomerWrites, OpenEnquiry
from core.facts import SLOTS, Facts
from core.opening import open_enquiry
from tests.core.desk import CALENDAR, OPENED, POLICY, do, enquire, file, new, triage

WORDS = "话里有安全词"


def cards(decision: Decision) -> list[tuple[str, str]]:
    return [(one.room.value, one.key) for one in decision.effects if isinstance(one, PostCard)]


def said(*slots: str) -> Facts:
    facts = Facts()
    for slot in slots:
        facts = facts.fill(slot, f"{slot} said", shown=slot, words=slot)
    return facts


@pytest.mark.rule("CMP-4")
def test_words_of_danger_raise_an_open_case_and_alert_the_upper_tiers_once() -> None:
    told_of = do(file().case, CustomerWrites("刹车失灵", danger=WORDS))
    assert told_of.case.severity is Severity.SAFETY
    assert told_of.case.because[-1] == WORDS
    assert cards(told_of) == [("tier_2", "alert.safety"), ("tier_3", "alert.safety")]
    again = do(told_of.case, CustomerWrites("真的失灵", danger=WORDS))
    assert again.case == told_of.case
    assert cards(again) == []


@pytest.mark.rule("CMP-4")
@pytest.mark.parametrize("severity", list(Severity))
def test_other_words_raise_nothing(severity: Severity) -> None:
    wrote = do(file(severity).case, CustomerWrites("还在响"))
    assert wrote.case.severity is severity
    assert cards(wrote) == []


@pytest.mark.rule("CMP-4")
def test_danger_told_of_anew_says_on_the_card_why_the_case_is_graver_now() -> None:
    graver = replace(triage(severity=Severity.SAFETY), because=(WORDS,))
    command = OpenEnquiry("danger", said("phenomenon"), graver, hold=False)
    told_of = open_enquiry(command, new(), POLICY, CALENDAR, OPENED, file().case).case
    assert (told_of.severity, told_of.because[-1]) == (Severity.SAFETY, WORDS)


@pytest.mark.rule("CMP-3")
@given(st.sets(st.sampled_from(SLOTS)))
def test_a_complaint_stays_as_it_was_confirmed(slots: set[str]) -> None:
    complaint = file().case
    command = OpenEnquiry("danger", said(*slots), triage(), hold=False)
    assert open_enquiry(command, new(), POLICY, CALENDAR, OPENED, complaint).case.facts == complaint.facts


@pytest.mark.rule("CMP-2")
@given(st.sets(st.sampled_from(SLOTS)), st.sets(st.sampled_from(SLOTS)))
def test_an_enquiry_learns_what_is_said_later_and_forgets_nothing(told: set[str], skipped: set[str]) -> None:
    enquiry = enquire().case
    later = said(*told)
    for slot in skipped - told:
        later = later.decline(slot)
    command = OpenEnquiry("human", later, triage())
    heard = open_enquiry(command, new(), POLICY, CALENDAR, OPENED, enquiry).case.facts
    for slot in SLOTS:
        assert heard[slot] == (later[slot] if slot in told else enquiry.facts[slot])


@pytest.mark.rule("CMP-2")
def test_a_call_for_a_person_learns_what_he_tells_and_a_complaint_does_not() -> None:
    """The card of whoever listens shows it; what was confirmed stays as it was confirmed."""
    wrote = CustomerWrites("还有异味", facts=said("cause"))
    assert do(enquire().case, wrote).case.facts["cause"].shown == "cause"
    assert not do(file().case, wrote).case.facts["cause"].known
