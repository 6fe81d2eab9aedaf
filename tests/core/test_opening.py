"""How a case comes to be, and how an enquiry is turned into the complaint."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from core.case import (
    Department,
    Effect,
    Happened,
    Kind,
    PostCard,
    RefreshCards,
    Room,
    Severity,
    Stage,
    TellRoom,
)
from core.clocks import ClockName
from core.commands import Claim, Close, FileComplaint, Reply
from core.escalation import next_moment
from core.opening import file_complaint
from tests.core.desk import (
    ADVISER,
    CALENDAR,
    FACTS,
    OPENED,
    POLICY,
    after,
    at,
    clock,
    do,
    enquire,
    file,
    kinds,
    new,
    rooms,
    sent,
    swept,
    told,
    triage,
)


def cards(effects: Iterable[Effect]) -> list[tuple[Room, str]]:
    """(room, key) of every card posted."""
    return [(effect.room, effect.key) for effect in effects if isinstance(effect, PostCard)]


# --- a complaint -------------------------------------------------------------------------------------------


@pytest.mark.rule("CMP-3")
@pytest.mark.rule("SLA-1")
def test_filing_is_confirmed_at_once_with_number_and_both_times() -> None:
    filed = file()
    (confirmation,) = told(filed)
    assert confirmation.key == "complaint.filed"
    assert confirmation.args == {
        "number": "TS20250312-0001",
        "department": "售后部",
        "contact_by": at("12 03:00"),
        "result_by": at("19 10:00"),
    }
    assert confirmation.satisfies == ()
    assert clock(filed.case, ClockName.ACKNOWLEDGEMENT).met_at == OPENED
    assert kinds(filed.events) == [Happened.FILED]


@pytest.mark.rule("SLA-2")
@pytest.mark.rule("SLA-3")
@pytest.mark.rule("SLA-5")
def test_a_complaint_starts_at_tier_1_with_its_promises_as_the_policy_makes_them() -> None:
    case = file().case
    assert (case.tier, case.stage, case.claimed_by) == (1, Stage.WAITING, None)
    assert {one.rule: one.due for one in case.clocks} == {
        "SLA-1": at("13 02:30"),
        "SLA-2": at("12 03:00"),
        "SLA-3": at("13 10:00"),
        "SLA-5": at("19 10:00"),
    }


@pytest.mark.rule("FLOW-1")
def test_the_observer_room_sees_every_complaint_where_the_policy_says_so() -> None:
    assert cards(file().effects) == [
        (Room.TIER, "complaint.arrived"),
        (Room.OBSERVERS, "complaint.arrived"),
    ]
    observers = POLICY.observers.model_copy(update={"told_of_every_complaint": False})
    policy = POLICY.model_copy(update={"observers": observers})
    quiet = file_complaint(FileComplaint(FACTS, triage()), new(), policy, CALENDAR, OPENED)
    assert cards(quiet.effects) == [(Room.TIER, "complaint.arrived")]


@pytest.mark.rule("CMP-4")
@pytest.mark.parametrize(
    ("severity", "alerted"),
    [(Severity.MINOR, False), (Severity.MAJOR, False), (Severity.SAFETY, True)],
)
def test_danger_alerts_tiers_2_and_3_at_once(severity: Severity, alerted: bool) -> None:
    for opened in (file(severity), enquire(severity=severity)):
        found = [card for card in cards(opened.effects) if card[1] == "alert.safety"]
        expected = [(Room.TIER_2, "alert.safety"), (Room.TIER_3, "alert.safety")]
        assert found == (expected if alerted else [])


# --- an enquiry --------------------------------------------------------------------------------------------


@pytest.mark.rule("CMP-2")
def test_an_enquiry_has_one_clock_and_its_room_has_its_card() -> None:
    opened = enquire()
    assert [one.rule for one in opened.case.clocks] == ["SLA-2"]
    assert cards(opened.effects) == [(Room.TIER, "enquiry.opened_card")]
    (words,) = told(opened)
    assert (words.key, words.args) == (
        "enquiry.opened",
        {"number": "ZX20250312-0001", "contact_by": at("12 03:00")},
    )


@pytest.mark.rule("CMP-2")
@pytest.mark.parametrize(("hold", "held"), [(True, True), (False, False)])
def test_danger_holds_the_talk_only_if_the_command_says_so_and_says_no_second_text(
    hold: bool, held: bool
) -> None:
    opened = enquire("danger", hold=hold, severity=Severity.SAFETY)
    assert opened.case.held(OPENED) is held
    assert told(opened) == []


@pytest.mark.rule("CMP-4")
def test_wanted_again_makes_no_second_case_and_raises_the_first() -> None:
    first = enquire().case
    again = enquire("danger", enquiry=first, severity=Severity.SAFETY)
    assert (again.case.id, again.case.number, again.case.severity) == (1, "ZX20250312-0001", Severity.SAFETY)
    assert again.case.clocks == first.clocks
    assert rooms(again) == [("tier", "alert.danger")]
    assert len(cards(again.effects)) == 2
    third = enquire("danger", enquiry=again.case, severity=Severity.MINOR)
    assert third.case.severity is Severity.SAFETY
    assert cards(third.effects) == []
    called = enquire("human", enquiry=first)
    assert rooms(called) == [("tier", "case.customer_wants_person_again")]
    assert told(called) == []


# --- turned ------------------------------------------------------------------------------------------------


@pytest.mark.rule("CMP-3")
def test_an_enquiry_turned_is_the_same_case_with_a_new_number_and_the_earlier_one_kept() -> None:
    claimed = do(enquire().case, Claim(ADVISER)).case
    case = file(enquiry=claimed, now=at("12 02:40")).case
    assert (case.id, case.kind, case.short_code) == (1, Kind.COMPLAINT, "A012")
    assert (case.number, case.earlier_number) == ("TS20250312-0001", "ZX20250312-0001")
    assert (case.claimed_by, case.stage) == ("工号07", Stage.HANDLING)
    assert case.held(at("12 02:40"))
    assert case.received_at == at("12 02:40")


@pytest.mark.rule("SLA-2")
def test_an_answer_given_to_the_enquiry_counts_for_the_complaint() -> None:
    answered = sent(do(enquire().case, Reply(ADVISER, "您好"), at("12 02:35")), at("12 02:36"))
    filed = file(enquiry=answered, now=at("12 02:50"))
    assert clock(filed.case, ClockName.FIRST_RESPONSE).met_at == at("12 02:36")
    assert told(filed)[0].key == "complaint.filed_in_touch"
    assert "contact_by" not in told(filed)[0].args


@pytest.mark.rule("SLA-2")
def test_the_enquirys_earlier_promise_stands_and_filing_wins_no_time() -> None:
    filed = file(enquiry=enquire().case, now=at("12 02:50"))
    assert told(filed)[0].args["contact_by"] == at("12 03:00")
    assert next_moment(filed.case) is not None
    missed = swept(filed.case, at("12 03:00"))
    assert ("observers", "alert.first_response") in rooms(missed)


@pytest.mark.rule("SLA-2")
def test_a_promise_already_broken_is_not_made_again_and_is_no_longer_told_daily() -> None:
    overdue = swept(enquire().case, at("12 03:00")).case
    filed = file(enquiry=overdue, now=at("12 04:00"))
    assert told(filed)[0].key == "complaint.filed_late"
    assert not any("daily" in key or "first" in key for _, key in rooms(swept(filed.case, at("13 03:00"))))


@pytest.mark.rule("STAFF-1")
@pytest.mark.parametrize(
    ("claimed", "department"), [(False, Department.SALES), (True, Department.AFTERSALES)]
)
def test_triage_may_move_an_unclaimed_enquiry_to_another_department(
    claimed: bool, department: Department
) -> None:
    case = enquire().case
    case = do(case, Claim(ADVISER)).case if claimed else case
    filed = file(enquiry=case, department=Department.SALES)
    assert filed.case.department is department
    assert ((Room.TIER, "complaint.from_enquiry") in cards(filed.effects)) is not claimed
    assert RefreshCards() in filed.effects
    in_thread = [effect for effect in filed.effects if isinstance(effect, TellRoom)]
    assert bool(in_thread) is claimed


@pytest.mark.rule("CMP-4")
def test_filing_lowers_no_severity_and_alerts_nobody_twice() -> None:
    case = enquire("danger", severity=Severity.SAFETY).case
    filed = file(Severity.MINOR, enquiry=case)
    assert filed.case.severity is Severity.SAFETY
    assert (Room.TIER_2, "alert.safety") not in cards(filed.effects)


@pytest.mark.rule("CMP-3")
def test_a_closed_enquiry_is_not_turned() -> None:
    closed = after(enquire().case, (Close(ADVISER, "已答复"), OPENED + timedelta(minutes=5)))
    filed = file(enquiry=closed, now=at("12 05:00"))
    assert filed.case.earlier_number is None
    assert filed.case.opened_at == at("12 05:00")
