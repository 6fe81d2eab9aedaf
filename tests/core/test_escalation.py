"""What the clocks do to a case: each reminder, miss and move up a tier exactly once."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.case import Case, Decision, Event, Happened, Room, Stage, TellRoom
from core.clocks import ClockName
from core.commands import (
    AcceptProposal,
    Claim,
    Close,
    HandOverUp,
    Note,
    NoteDelivery,
    ObjectToProposal,
    Propose,
    Reply,
)
from core.escalation import next_moment
from tests.core.desk import (
    ADVISER,
    GENERAL,
    MANAGER,
    OPENED,
    after,
    at,
    clock,
    do,
    enquire,
    file,
    kinds,
    rooms,
    sent,
    swept,
    told,
)

BEFORE = timedelta(microseconds=1)


def answered() -> Case:
    """A complaint whose customer has heard from a person: SLA-2 is quiet."""
    return sent(do(file().case, Reply(ADVISER, "您好")), OPENED)


def at_top() -> Case:
    case = answered()
    for _ in range(2):
        case = do(case, HandOverUp(ADVISER, "检查了", "修不好"), at("12 03:00")).case
    return case


@pytest.mark.rule("SLA-9")
@pytest.mark.parametrize(
    ("moment", "key"),
    [
        ("12 02:45", "reminder.first_response"),
        ("12 02:54", "reminder.first_response"),
        ("13 01:45", "reminder.tier1"),
        ("13 06:42", "reminder.tier1"),
    ],
)
def test_reminders_come_at_half_and_four_fifths_of_a_clocks_own_time(moment: str, key: str) -> None:
    case = swept(file().case if "first" in key else answered(), at(moment) - BEFORE).case
    assert next_moment(case) == at(moment)
    reminded = swept(case, at(moment))
    assert rooms(reminded) == [("tier_1", key)]
    assert kinds(reminded.events) == [Happened.REMINDED]


@pytest.mark.rule("SLA-2")
@pytest.mark.rule("SLA-9")
def test_a_missed_first_response_is_told_to_its_room_and_the_observers() -> None:
    case = swept(file().case, at("12 03:00") - BEFORE).case
    missed = swept(case, at("12 03:00"))
    assert rooms(missed) == [("tier_1", "alert.first_response"), ("observers", "alert.first_response")]
    assert [event.rule for event in missed.events] == ["SLA-2"]
    assert missed.case.tier == 1


@pytest.mark.rule("SLA-3")
@pytest.mark.rule("SLA-9")
def test_a_missed_tier_1_moves_the_case_up_with_its_own_record() -> None:
    case = swept(answered(), at("13 10:00") - BEFORE).case
    up = swept(case, at("13 10:00"))
    assert (up.case.tier, up.case.stage, up.case.claimed_by) == (2, Stage.WAITING, None)
    assert kinds(up.events) == [Happened.MISSED, Happened.ESCALATED]
    assert up.events[-1].actor == "clock"
    assert up.events[-1].data["record"] == "超时未处理"
    assert up.case.hand_overs == ()
    assert ("observers", "case.escalated") in rooms(up)
    assert [words.key for words in told(up)] == ["complaint.escalated"]
    assert clock(up.case, ClockName.TIER2).due == at("14 10:00")


@pytest.mark.rule("SLA-4")
@pytest.mark.rule("SLA-9")
def test_a_missed_tier_2_moves_the_case_to_tier_3() -> None:
    case = do(answered(), HandOverUp(ADVISER, "检查了", "修不好"), at("12 03:00")).case
    assert swept(case, at("13 03:00") - BEFORE).case.tier == 2
    up = swept(case, at("13 03:00")).case
    assert up.tier == 3
    assert clock(up, ClockName.TIER3).due == clock(up, ClockName.RESULT).due


@pytest.mark.rule("SLA-5")
@pytest.mark.rule("SLA-9")
def test_a_missed_result_is_told_daily_to_tier_3_and_the_observers_until_it_is_done() -> None:
    case = swept(at_top(), at("19 10:00") - BEFORE).case
    missed = swept(case, at("19 10:00"))
    assert rooms(missed) == [("tier_3", "alert.result"), ("observers", "alert.result")]
    case = missed.case
    for day in ("20", "21", "22"):
        assert swept(case, at(f"{day} 10:00") - BEFORE).effects == ()
        daily = swept(case, at(f"{day} 10:00"))
        assert rooms(daily) == [("tier_3", "alert.result_daily"), ("observers", "alert.result_daily")]
        case = daily.case
    case = sent(do(case, Propose(GENERAL, "refund", "全额退款"), at("22 11:00")), at("22 11:00"))
    assert swept(case, at("28 10:00")).effects == ()
    assert next_moment(case) is None


@pytest.mark.rule("SLA-9")
def test_days_on_which_nobody_could_tell_make_one_telling_and_the_next_is_the_next_days() -> None:
    case = swept(at_top(), at("19 10:00")).case
    late = swept(case, at("23 15:00"))
    assert rooms(late) == [("tier_3", "alert.result_daily"), ("observers", "alert.result_daily")]
    assert next_moment(late.case) == at("24 10:00")


@pytest.mark.rule("SLA-9")
def test_tier_3s_own_clock_is_told_when_it_ends_after_the_results() -> None:
    case = answered()
    case = do(case, HandOverUp(ADVISER, "检查了", "修不好"), at("12 03:00")).case
    case = do(case, HandOverUp(ADVISER, "检查了", "修不好"), at("19 09:00")).case
    case = swept(case, at("20 09:00") - BEFORE).case
    missed = swept(case, at("20 09:00"))
    assert [(event.kind, event.rule) for event in missed.events] == [(Happened.MISSED, "SLA-9")]
    assert rooms(missed) == [("tier_3", "alert.result"), ("observers", "alert.result")]


@pytest.mark.rule("SLA-9")
def test_after_an_outage_the_new_tier_has_its_whole_time_from_when_it_hears() -> None:
    woke = swept(answered(), at("17 02:00"))
    assert woke.case.tier == 2
    assert woke.case.received_at == at("17 02:00")
    assert clock(woke.case, ClockName.TIER2).due == at("18 02:00")


@pytest.mark.rule("SLA-8")
def test_a_clock_that_its_tier_left_behind_says_nothing_any_more() -> None:
    case = do(answered(), HandOverUp(ADVISER, "检查了", "修不好"), at("12 03:00")).case
    case = do(case, HandOverUp(ADVISER, "检查了", "修不好"), at("12 04:00")).case
    assert clock(case, ClockName.TIER2).met_at is None
    assert Happened.ESCALATED not in kinds(swept(case, at("14 05:00")).events)


@pytest.mark.rule("SLA-9")
def test_a_proposal_that_stands_survives_the_clock_and_may_still_be_taken() -> None:
    undelivered = do(answered(), Propose(ADVISER, "repair", "换片"), at("13 09:00")).case
    up = swept(undelivered, at("13 10:00")).case
    assert (up.tier, up.stage) == (2, Stage.WAITING)
    refused = do(up, ObjectToProposal(1), at("13 10:05"))
    assert refused.case.tier == 2, "tier 2 has had no say yet"
    assert refused.case.hand_overs == ()
    assert rooms(refused) == [("tier", "complaint.objected_room"), ("observers", "complaint.objected_room")]
    assert clock(refused.case, ClockName.TIER2).met_at is None
    accepted = do(up, AcceptProposal(1), at("13 10:05")).case
    assert accepted.stage is Stage.ACCEPTED
    assert next_moment(accepted) is None, "nobody owes him an opinion on what he has accepted"


@pytest.mark.rule("SLA-5")
@pytest.mark.rule("SLA-9")
def test_a_lower_tiers_proposal_that_arrives_late_stops_tier_3s_clock_with_the_results() -> None:
    case = do(answered(), HandOverUp(ADVISER, "检查了", "修不好"), at("12 03:00")).case
    proposing = do(case, Propose(MANAGER, "repair", "换片"), at("13 02:59"))
    up = swept(proposing.case, at("13 03:00")).case
    assert up.tier == 3
    (words,) = told(proposing)
    case = do(up, NoteDelivery(words.satisfies, words.role, at("13 03:01")), at("13 03:01")).case
    assert clock(case, ClockName.TIER3).met_at == at("13 03:01")
    assert next_moment(case) is None


@pytest.mark.rule("SLA-2")
@pytest.mark.rule("SLA-9")
def test_an_unanswered_enquiry_is_told_daily_and_climbs_no_tier() -> None:
    case = swept(enquire().case, at("12 03:00") - BEFORE).case
    missed = swept(case, at("12 03:00"))
    assert rooms(missed) == [("tier_1", "alert.first_response"), ("observers", "alert.first_response")]
    daily = swept(missed.case, at("13 03:00"))
    assert rooms(daily) == [("tier_1", "alert.enquiry_daily"), ("observers", "alert.enquiry_daily")]
    assert daily.case.tier == 1
    late = sent(do(daily.case, Reply(ADVISER, "您好"), at("13 04:00")), at("13 04:00"))
    unclosed = swept(late, at("14 03:00"))
    assert rooms(unclosed) == [("tier_1", "alert.enquiry_unclosed"), ("observers", "alert.enquiry_unclosed")]
    closed = do(unclosed.case, Close(ADVISER, "已处理"), at("14 04:00")).case
    assert next_moment(closed) is None
    in_time = sent(do(enquire().case, Reply(ADVISER, "您好"), at("12 02:40")), at("12 02:40"))
    assert next_moment(in_time) is None, "an answer in time is all that was promised"


# --- exactly once ----------------------------------------------------------------------------------------

LAST = at("21 09:00")
GAPS = st.lists(st.integers(0, 60 * 24 * 3), min_size=0, max_size=25)


def moments(gaps: list[int]) -> list[datetime]:
    """Any times up to the last one, some of them twice, the last one always."""
    times, now = [], OPENED
    for gap in gaps:
        now += timedelta(minutes=gap)
        times.append(min(now, LAST))
    return [*times, LAST, LAST]


def run(case: Case, times: list[datetime]) -> list[Decision]:
    decisions = []
    for now in times:
        decisions.append(swept(case, now))
        case = decisions[-1].case
    return decisions


def name(event: Event) -> tuple[str, str, object]:
    return (
        event.kind.value,
        event.rule,
        (event.data.get("clock"), event.data.get("percent"), event.data.get("to")),
    )


@pytest.mark.rule("SLA-9")
@settings(max_examples=80)
@given(GAPS)
def test_whenever_and_however_often_the_sweep_comes_nothing_happens_twice(gaps: list[int]) -> None:
    decisions = run(file().case, moments(gaps))
    once = Counter(
        name(event) for decision in decisions for event in decision.events if not event.data.get("daily")
    )
    assert set(once.values()) == {1}
    assert ("missed", "SLA-2", (None, None, None)) in once
    assert ("missed", "SLA-3", (None, None, None)) in once
    for percent in (50, 80):
        for rule in ("SLA-2", "SLA-3", "SLA-5"):
            assert ("reminded", "SLA-9", (rule, percent, None)) in once
    for decision in decisions:
        happened = Counter(event.kind for event in decision.events if event.data.get("daily"))
        assert all(count == 1 for count in happened.values())
    assert (decisions[-1].events, decisions[-1].effects) == ((), ())


@pytest.mark.rule("SLA-9")
@settings(max_examples=60)
@given(GAPS)
def test_asking_beside_the_exact_moments_changes_nothing(gaps: list[int]) -> None:
    """A sweep that comes at every moment, and others between, do what the one at the moments does alone."""

    def exact(extra: list[datetime]) -> list[tuple[datetime, Decision]]:
        case, queue = file().case, sorted(extra)
        found: list[tuple[datetime, Decision]] = []
        while True:
            due = next_moment(case)
            while queue and (due is None or queue[0] < due):
                assert swept(case, queue.pop(0)).events == ()
            if due is None or due > LAST:
                return found
            found.append((due, swept(case, due)))
            case = found[-1][1].case

    assert exact(moments(gaps)) == exact([])


@pytest.mark.rule("SLA-9")
@settings(max_examples=60)
@given(GAPS)
def test_the_stored_next_moment_is_exactly_when_the_sweep_finds_something(gaps: list[int]) -> None:
    case = file().case
    for now in moments(gaps):
        due = next_moment(case)
        decision = swept(case, now)
        assert bool(decision.events) == (due is not None and due <= now)
        case = decision.case
        assert (following := next_moment(case)) is None or following > now


@pytest.mark.rule("SLA-9")
def test_a_note_or_a_claim_stops_no_clock() -> None:
    case = after(file().case, (Claim(ADVISER), OPENED), (Note(ADVISER, "在看"), OPENED))
    assert next_moment(case) == next_moment(file().case)


@pytest.mark.rule("SLA-9")
def test_reminders_of_a_tier_go_to_that_tier_though_the_case_moves_up_in_the_same_sweep() -> None:
    woke = swept(answered(), at("13 10:00"))
    reminders = [effect for effect in woke.effects if isinstance(effect, TellRoom) and "tier1" in effect.key]
    assert [effect.room for effect in reminders] == [Room.TIER_1, Room.TIER_1]
