"""A service is arranged without any number; what an open booking and an asked-for call allow."""

from datetime import datetime, timedelta

import pytest

from core.booking import book, leave_number
from core.case import Case, Department, Severity, Stage
from core.clocks import ClockName
from core.commands import AskForCall, BookService, Close, LeaveNumber, Reply, Triage
from core.facts import Facts
from core.grounds import grounds_of
from core.intent import Ground, GroundKind
from core.policy import Channel
from core.withdrawal import running
from tests.core.desk import (
    CALENDAR,
    OPENED,
    POLICY,
    SELLER,
    at,
    clock,
    do,
    enquire,
    file,
    new,
    refused,
    rooms,
    sent,
    swept,
    told,
)

INSTANT = timedelta(microseconds=1)
FACTS = (
    Facts()
    .fill("model", "星驰S7", shown="星驰S7", words="S7")
    .fill("visit", "周六下午", shown="3月15日（周六）下午", words="周六下午")
)


def booked(scene: str = "testdrive", facts: Facts = FACTS, severity: Severity = Severity.MINOR) -> Case:
    department = Department(POLICY.scenes[scene].department or "other")
    command = BookService(scene, facts, Triage(department, "inquiry", severity, "calm"))
    return book(command, new("ZX20250312-0001"), POLICY, CALENDAR, OPENED).case


@pytest.mark.rule("CON-4")
@pytest.mark.rule("SLA-2")
@pytest.mark.parametrize("scene", POLICY.enquiry_scenes)
def test_a_booking_has_a_number_a_room_and_half_an_hour_of_opening_time(scene: str) -> None:
    department = Department(POLICY.scenes[scene].department or "other")
    command = BookService(scene, FACTS, Triage(department, "inquiry", Severity.MINOR, "calm"))
    decision = book(command, new("ZX20250312-0001"), POLICY, CALENDAR, OPENED)
    assert [clock.name for clock in decision.case.clocks] == [ClockName.FIRST_RESPONSE]
    assert clock(decision.case, ClockName.FIRST_RESPONSE).due == at("12 03:00")
    (words,) = told(decision)
    assert words.key == "enquiry.booked"
    assert words.args["facts"] == "星驰S7，3月15日（周六）下午"
    assert words.args["contact_by"] == at("12 03:00")
    assert decision.case.department is department
    assert not decision.case.held(OPENED)


@pytest.mark.rule("SLA-2")
def test_its_room_and_the_observers_hear_of_a_missed_answer_and_it_climbs_no_tier() -> None:
    late = swept(booked(), at("12 03:00"))
    assert ("tier_1", "alert.first_response") in rooms(late)
    assert ("observers", "alert.first_response") in rooms(late)
    assert late.case.tier == 1


def test_staff_answer_and_close_a_booking_as_any_enquiry() -> None:
    assert refused(booked(), Close(SELLER)).key == "enquiry.close_needs_text"
    answered = sent(do(booked(), Reply(SELLER, "周六见")), OPENED)
    assert do(answered, Close(SELLER)).case.stage is Stage.CLOSED


@pytest.mark.rule("CMP-9")
def test_a_booking_never_becomes_a_complaint() -> None:
    """What he complains about is no business of the seller's with whom he booked a drive."""
    filed = file(enquiry=booked()).case
    assert filed.earlier_number is None
    assert file(enquiry=enquire().case).case.earlier_number == "ZX20250312-0001"


def grounds(case: Case) -> list[tuple[GroundKind, frozenset[str], frozenset[Channel]]]:
    return [(one.kind, one.purposes, one.channels) for one in grounds_of(case, POLICY)]


EVERY = frozenset(Channel)
CALLS = frozenset({Channel.CALL})
HOUR = (at("13 07:00"), at("13 08:00"))


@pytest.mark.rule("GATE-8")
@pytest.mark.parametrize(
    ("scene", "service"),
    [
        ("testdrive", {"testdrive_booking"}),
        ("service", {"service_booking", "repair_progress"}),
        ("presales", set()),
        ("membership", set()),
    ],
)
def test_an_open_booking_stands_in_for_consent_to_its_own_service_and_nothing_else(
    scene: str, service: set[str]
) -> None:
    """Marketing is no service: whoever asks about cars has not asked to be called about them."""
    expected = [(GroundKind.OPEN_CASE, frozenset(service), EVERY)] if service else []
    assert grounds(booked(scene)) == expected


@pytest.mark.rule("GATE-8")
@pytest.mark.parametrize(
    ("scene", "about"),
    [
        ("testdrive", {"testdrive_booking"}),
        ("service", {"service_booking", "repair_progress"}),
        ("presales", {"presales_followup"}),
        ("membership", {"member_events"}),
    ],
)
def test_a_call_that_he_asked_for_is_about_what_he_came_for(scene: str, about: set[str]) -> None:
    decision = do(booked(scene), AskForCall(HOUR))
    (ground,) = [one for one in grounds_of(decision.case, POLICY) if one.kind is GroundKind.ASKED]
    ends = HOUR[1] + timedelta(days=3)
    number = "ZX20250312-0001"
    assert ground == Ground(GroundKind.ASKED, number, frozenset(about), CALLS, OPENED, HOUR, HOUR[0], ends)
    assert rooms(decision) == [("tier", "case.call_asked_at")]


@pytest.mark.rule("GATE-8")
def test_the_latest_wish_counts_and_a_call_at_any_time_names_no_hour() -> None:
    later = OPENED + timedelta(hours=1)
    case = do(do(file().case, AskForCall(HOUR)).case, AskForCall(), later).case
    asked = [one for one in grounds_of(case, POLICY) if one.kind is GroundKind.ASKED]
    assert [(one.since, one.chosen) for one in asked] == [(later, None)]
    assert asked[0].purposes == {"complaint", "repair_progress"}


@pytest.mark.rule("GATE-8")
@pytest.mark.parametrize(
    ("hour", "called", "stands"),
    [
        (None, None, True),
        (None, OPENED - INSTANT, True),  # he asked after that call
        (None, OPENED, False),
        (None, OPENED + timedelta(hours=1), False),
        (HOUR, OPENED, True),  # called before the hour that he named: that was another call
        (HOUR, HOUR[0] - INSTANT, True),
        (HOUR, HOUR[0], False),
    ],
)
def test_the_wish_is_over_once_he_was_called_and_spoken_with(
    hour: tuple[datetime, datetime] | None, called: datetime | None, stands: bool
) -> None:
    case = do(file().case, AskForCall(hour)).case
    found = [one.kind for one in grounds_of(case, POLICY, called)]
    assert (GroundKind.ASKED in found) is stands


@pytest.mark.rule("GATE-8")
@pytest.mark.parametrize(
    ("hour", "first", "last"),
    [
        (None, OPENED, OPENED + timedelta(days=3)),
        (HOUR, HOUR[0], HOUR[1] + timedelta(days=3)),
    ],
)
def test_the_wish_stands_from_its_hour_on_for_three_days(
    hour: tuple[datetime, datetime] | None, first: datetime, last: datetime
) -> None:
    case = do(file().case, AskForCall(hour)).case
    (wish,) = [one for one in grounds_of(case, POLICY) if one.kind is GroundKind.ASKED]
    assert [wish.stands(at) for at in (first, last - INSTANT, last)] == [True, True, False]
    if hour is not None:
        assert not wish.stands(first - INSTANT)


@pytest.mark.rule("CON-8")
def test_an_opt_out_spares_the_services_that_run_now() -> None:
    closed = do(sent(do(booked(), Reply(SELLER, "周六见")), OPENED), Close(SELLER)).case
    assert running((booked(), file().case), POLICY) == {"testdrive_booking", "complaint", "repair_progress"}
    assert running((closed,), POLICY) == frozenset()
    assert running((booked("presales"),), POLICY) == frozenset()


@pytest.mark.rule("GATE-6")
def test_a_number_left_gives_its_department_a_case_and_nothing_more() -> None:
    command = LeaveNumber(Department.SALES, ("promo_offers", "trade_in"))
    decision = leave_number(command, new("ZX20250312-0002"), POLICY, CALENDAR, OPENED)
    assert decision.case.department is Department.SALES
    assert told(decision) == []
    assert grounds(decision.case) == []
    assert due(decision.case) == at("12 03:00")
    assert decision.effects[0].args == {"purposes": "优惠与车型推送、置换补贴"}  # type: ignore[union-attr]


def due(case: Case) -> datetime:
    return clock(case, ClockName.FIRST_RESPONSE).due
