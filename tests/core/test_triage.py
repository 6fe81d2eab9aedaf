"""Staff correct what the words were read as: who, from what, to what and why; and who must hear of it (CMP-4)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.case import Actor, Case, Decision, Department, Happened, PostCard, Severity, Stage
from core.clocks import ClockName
from core.commands import AskEvidence, Claim, CorrectTriage, FileComplaint, Propose, Triage
from core.opening import file_complaint
from core.permissions import may_act
from tests.core.desk import (
    ADVISER,
    CALENDAR,
    FACTS,
    GENERAL,
    MANAGER,
    OBSERVER,
    POLICY,
    SELLER,
    ask,
    at,
    clock,
    do,
    enquire,
    file,
    new,
    refused,
    rooms,
    told,
)

LATER = at("12 03:00")


def corrected(case: Case, reason: str = "", by: Actor = ADVISER, **parts: Any) -> Decision:
    return do(case, CorrectTriage(by, **parts, reason=reason), LATER)


def cards(decision: Decision) -> list[tuple[str, str]]:
    return [(one.room.value, one.key) for one in decision.effects if isinstance(one, PostCard)]


@pytest.mark.rule("CMP-4")
@pytest.mark.rule("FLOW-10")
def test_the_history_says_who_changed_what_from_what_and_why() -> None:
    decision = corrected(
        file().case, "客户说修了三次", severity=Severity.MAJOR, category="repair_quality", emotion="angry"
    )
    [event] = decision.events
    assert (event.kind, event.actor, event.rule) == (Happened.TRIAGED, "工号07", "CMP-4")
    assert event.data == {
        "changes": [
            ["category", "brake", "repair_quality"],
            ["severity", "minor", "major"],
            ["emotion", "calm", "angry"],
        ],
        "why": "客户说修了三次",
    }
    case = decision.case
    assert (case.category, case.severity, case.emotion) == ("repair_quality", Severity.MAJOR, "angry")
    assert case.because[0] == "工号07改判"
    assert rooms(decision) == [("tier", "case.triaged_why"), ("observers", "case.triaged_why")]
    assert (told(decision), cards(decision)) == ([], [])


@pytest.mark.rule("CMP-4")
def test_what_is_so_already_is_refused_and_the_same_act_undoes_it() -> None:
    case = file().case
    assert refused(case, CorrectTriage(ADVISER, severity=Severity.MINOR)).key == "case.triage_unchanged"
    assert refused(case, CorrectTriage(ADVISER)).key == "case.triage_unchanged"
    there = corrected(case, severity=Severity.MAJOR).case
    back = corrected(there, severity=Severity.MINOR).case
    assert back.severity is case.severity
    assert back.because == ("工号07改判",)


@pytest.mark.rule("CMP-4")
@pytest.mark.rule("STAFF-1")
def test_another_department_finds_the_case_unclaimed_in_its_own_queue() -> None:
    claimed = do(file().case, Claim(ADVISER)).case
    decision = corrected(claimed, department=Department.SALES)
    case = decision.case
    assert (case.department, case.claimed_by, case.stage) == (Department.SALES, None, Stage.WAITING)
    assert (case.clocks, case.received_at, case.tier) == (claimed.clocks, claimed.received_at, claimed.tier)
    assert cards(decision) == [("tier", "case.triaged")]
    assert rooms(decision) == [("all", "case.triaged"), ("observers", "case.triaged")]
    [words] = told(decision)
    assert (words.key, words.args["department"], words.satisfies) == ("complaint.moved", "销售部", ())
    assert may_act(SELLER, Claim(SELLER), case, POLICY) is None
    assert may_act(ADVISER, Claim(ADVISER), case, POLICY) is not None


@pytest.mark.rule("CMP-4")
def test_a_case_that_waits_for_the_customer_goes_on_waiting_in_another_department() -> None:
    awaiting = do(file().case, AskEvidence(ADVISER, "请发照片"), LATER).case
    moved = corrected(awaiting, department=Department.PARTS).case
    assert (moved.stage, moved.claimed_by) == (Stage.AWAITING_EVIDENCE, None)
    proposed = do(file().case, Propose(ADVISER, "repair", "免费更换"), LATER).case
    moved = corrected(proposed, department=Department.PARTS).case
    assert (moved.stage, moved.proposal) == (Stage.PROPOSED, proposed.proposal)


@pytest.mark.rule("CMP-4")
def test_an_enquiry_moves_without_a_word_to_the_customer() -> None:
    decision = corrected(enquire().case, department=Department.SALES)
    assert told(decision) == []
    assert clock(decision.case, ClockName.FIRST_RESPONSE) == clock(enquire().case, ClockName.FIRST_RESPONSE)


@pytest.mark.rule("CMP-4")
@pytest.mark.parametrize(
    ("before", "parts", "alerted"),
    [
        (Severity.MINOR, {"severity": Severity.SAFETY}, True),
        (Severity.MAJOR, {"severity": Severity.SAFETY, "emotion": "angry"}, True),
        (Severity.MINOR, {"severity": Severity.MAJOR}, False),
        (Severity.SAFETY, {"severity": Severity.MINOR}, False),
        (Severity.SAFETY, {"emotion": "upset"}, False),
        (Severity.SAFETY, {"department": Department.SALES}, True),
        (Severity.SAFETY, {"department": Department.SALES, "severity": Severity.MAJOR}, False),
        (Severity.MAJOR, {"department": Department.SALES}, False),
    ],
)
def test_tiers_two_and_three_are_alerted_when_they_first_see_danger(
    before: Severity, parts: dict[str, Any], alerted: bool
) -> None:
    decision = corrected(file(before).case, **parts)
    safety = [room for room, key in cards(decision) if key == "alert.safety"]
    assert safety == (["tier_2", "tier_3"] if alerted else [])


@pytest.mark.rule("CMP-4")
def test_who_may_correct_is_who_may_act_at_that_tier() -> None:
    command = CorrectTriage(ADVISER, severity=Severity.MAJOR)
    allowed = {one for one in (ADVISER, OBSERVER, SELLER, MANAGER, GENERAL) if not _no(one, command)}
    assert allowed == {ADVISER, OBSERVER}


def _no(actor: Actor, command: CorrectTriage) -> bool:
    return may_act(actor, command, file().case, POLICY) is not None


@pytest.mark.rule("CMP-4")
def test_filing_changes_nothing_that_staff_have_set() -> None:
    """But danger in the customer's words still raises it."""
    kept = corrected(enquire().case, department=Department.SALES, category="delivery_delay").case
    kept = corrected(kept, by=SELLER, emotion="angry").case
    read = Triage(Department.AFTERSALES, "vehicle_fault", Severity.SAFETY, "calm", ("刹车失灵",))
    case = file_complaint(FileComplaint(FACTS, read), new(), POLICY, CALENDAR, LATER, kept).case
    assert (case.department, case.category, case.emotion) == (Department.SALES, "delivery_delay", "angry")
    assert case.severity is Severity.SAFETY
    assert case.because == ("工号50改判", "工号07改判", "刹车失灵")


@pytest.mark.rule("CMP-4")
def test_filing_in_another_department_alerts_its_upper_tiers_too() -> None:
    case = enquire(severity=Severity.SAFETY).case
    for department, alerted in ((Department.AFTERSALES, []), (Department.SALES, ["tier_2", "tier_3"])):
        decision = file(Severity.SAFETY, LATER, case, department)
        assert [room for room, key in cards(decision) if key == "alert.safety"] == alerted


CORRECTIONS = st.builds(
    CorrectTriage,
    st.just(ADVISER),
    department=st.none() | st.sampled_from(Department),
    category=st.none() | st.sampled_from(["brake", "other"]),
    severity=st.none() | st.sampled_from(Severity),
    emotion=st.none() | st.sampled_from(["calm", "angry"]),
    reason=st.sampled_from(["", "看错了"]),
)


@pytest.mark.rule("CMP-4")
@pytest.mark.rule("SLA-9")
@given(st.lists(CORRECTIONS, max_size=6))
def test_no_correction_moves_a_promise_or_counts_as_an_answer(commands: list[CorrectTriage]) -> None:
    case = before = do(file().case, Claim(ADVISER)).case
    for command in commands:
        found = ask(case, command, LATER)
        if isinstance(found, Decision):
            case = found.case
            assert not any(words.satisfies for words in told(found))
    assert (case.clocks, case.tier, case.facts) == (before.clocks, before.tier, before.facts)
    moved = any(one.department not in (None, before.department) for one in commands)
    assert moved or case.claimed_by == "工号07"
