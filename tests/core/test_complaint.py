"""What staff and customers do to a complaint, stage by stage, and what each may not do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.case import (
    Answer,
    Case,
    Happened,
    PostCard,
    RefreshCards,
    Room,
    Severity,
    Stage,
    TellCustomer,
    TellRoom,
)
from core.clocks import ClockName
from core.commands import (
    AcceptProposal,
    AskEvidence,
    CheckDeadlines,
    Claim,
    Close,
    Command,
    CustomerEdits,
    CustomerWrites,
    EditReply,
    HandOverUp,
    Note,
    NoteDelivery,
    NoteFailure,
    ObjectToProposal,
    Propose,
    Release,
    Reply,
)
from core.complaint import ACTS, ADMITS
from tests.core.desk import (
    ADVISER,
    GENERAL,
    LEADER,
    MANAGER,
    OPENED,
    after,
    at,
    clock,
    do,
    enquire,
    file,
    kinds,
    refused,
    rooms,
    sent,
    told,
)

LATER = OPENED + timedelta(minutes=10)
PROPOSE = Propose(ADVISER, "repair", "明天免费更换刹车片")


def proposed(case: Case | None = None) -> Case:
    """A complaint whose proposal reached the customer ten minutes after filing."""
    return sent(do(case or file().case, PROPOSE, LATER), LATER)


def at_tier(tier: int) -> Case:
    case = file().case
    for _ in range(tier - 1):
        case = do(case, HandOverUp(ADVISER, "检查了", "修不好"), LATER).case
    return case


# --- claiming --------------------------------------------------------------------------------------------


@pytest.mark.rule("STAFF-2")
def test_the_first_claim_wins_and_the_loser_is_told_who_has_it() -> None:
    won = do(file().case, Claim(ADVISER))
    assert (won.case.claimed_by, won.case.stage) == ("工号07", Stage.HANDLING)
    assert kinds(won.events) == [Happened.CLAIMED]
    lost = refused(won.case, Claim(LEADER))
    assert (lost.rule, lost.key, lost.args["by"]) == ("STAFF-2", "case.already_claimed", "工号07")
    assert refused(won.case, Claim(ADVISER)).key == "case.yours_already"


@pytest.mark.rule("STAFF-2")
@pytest.mark.parametrize("command", [Reply(ADVISER, "您好"), AskEvidence(ADVISER, "请发照片"), PROPOSE])
def test_speaking_for_an_unclaimed_case_claims_it_first(command: Command) -> None:
    spoken = do(file().case, command)
    assert spoken.case.claimed_by == "工号07"
    assert kinds(spoken.events)[0] is Happened.CLAIMED


@pytest.mark.rule("STAFF-2")
def test_a_colleague_may_reply_to_a_claimed_case_and_it_stays_the_claimers() -> None:
    case = after(file().case, (Claim(ADVISER), OPENED), (Reply(LEADER, "您好"), LATER))
    assert case.claimed_by == "工号07"


@pytest.mark.rule("SEC-4")
def test_a_leavers_claim_goes_back_to_its_queue_and_another_mans_does_not() -> None:
    claimed = do(file().case, Claim(ADVISER)).case
    gone = do(claimed, Release("工号07"))
    assert (gone.case.claimed_by, gone.case.stage) == (None, Stage.WAITING)
    assert rooms(gone) == [("tier", "case.released")]
    assert RefreshCards() in gone.effects
    other = do(claimed, Release("工号08"))
    assert (other.case, other.events, other.effects) == (claimed, (), ())


@pytest.mark.rule("SEC-4")
def test_a_proposal_still_stands_when_the_man_who_made_it_leaves() -> None:
    left = do(proposed(), Release("工号07"), LATER).case
    assert (left.claimed_by, left.stage) == (None, Stage.PROPOSED)
    assert do(left, AcceptProposal(1), LATER).case.stage is Stage.ACCEPTED


# --- words -----------------------------------------------------------------------------------------------


@pytest.mark.rule("STAFF-3")
def test_a_reply_reaches_the_customer_and_a_note_or_edit_says_nothing_to_anybody() -> None:
    reply = do(file().case, Reply(ADVISER, "我们马上看"))
    (words,) = told(reply)
    assert (words.key, words.args) == ("case.reply", {"code": "工号07", "text": "我们马上看"})
    assert (words.role, words.satisfies) == ("reply", ("SLA-2",))
    for silent in (Note(ADVISER, "客户很急"), EditReply(ADVISER, "我们明天看")):
        decision = do(reply.case, silent)
        assert (decision.case, decision.effects) == (reply.case, ())
        assert len(decision.events) == 1


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize(
    "command", [Reply(ADVISER, " "), Note(ADVISER, ""), EditReply(ADVISER, ""), AskEvidence(ADVISER, "\n")]
)
def test_empty_words_are_refused(command: Command) -> None:
    assert refused(file().case, command).key == "case.nothing_to_say"


@pytest.mark.rule("STAFF-3")
def test_what_the_customer_writes_and_edits_is_told_to_his_cases_room() -> None:
    wrote = do(file().case, CustomerWrites("还在响", (7,)))
    assert rooms(wrote) == [("tier", "case.customer_wrote")]
    assert wrote.events[0].data["text"] == "还在响"
    assert wrote.events[0].data["attachments"] == [7]
    edited = do(wrote.case, CustomerEdits("不响了"))
    assert rooms(edited) == [("tier", "case.customer_edited")]
    assert edited.case == wrote.case


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize(("unknown", "key"), [(False, "case.not_delivered"), (True, "case.delivery_unknown")])
def test_every_room_hears_that_words_were_not_delivered_and_the_case_stays(unknown: bool, key: str) -> None:
    case = proposed()
    failed = do(case, NoteFailure("reply", "customer blocked us", unknown))
    assert failed.case == case
    told_rooms = [effect for effect in failed.effects if isinstance(effect, TellRoom)]
    assert told_rooms == [TellRoom(Room.ALL, key, {"role": "reply", "reason": "customer blocked us"})]


# --- clocks that words stop ------------------------------------------------------------------------------


@pytest.mark.rule("SLA-2")
def test_the_first_response_counts_from_its_delivery_not_from_its_writing() -> None:
    reply = do(file().case, Reply(ADVISER, "您好"), LATER)
    assert clock(reply.case, ClockName.FIRST_RESPONSE).met_at is None
    arrived = LATER + timedelta(minutes=5)
    assert clock(sent(reply, arrived), ClockName.FIRST_RESPONSE).met_at == arrived


@pytest.mark.rule("SLA-9")
def test_a_note_or_a_delivered_notice_of_the_bots_own_meets_no_clock() -> None:
    case = after(
        file().case,
        (Note(ADVISER, "已电话"), LATER),
        (NoteDelivery((), "notice", LATER), LATER),
        (Claim(ADVISER), LATER),
    )
    assert [one.rule for one in case.clocks if one.met_at is not None] == ["SLA-1"]


@pytest.mark.rule("SLA-9")
def test_a_deadline_that_passes_before_the_delivery_is_missed() -> None:
    reply = do(file().case, Reply(ADVISER, "您好"), at("12 02:59"))
    in_time = clock(sent(reply, at("12 02:59")), ClockName.FIRST_RESPONSE)
    assert (in_time.met_at, in_time.breached_at) == (at("12 02:59"), None)
    too_late = do(reply.case, NoteDelivery(("SLA-2",), "reply", at("12 03:01")), at("12 03:02"))
    assert Happened.MISSED in kinds(too_late.events)
    assert ("tier_1", "alert.first_response") in rooms(too_late)
    assert clock(too_late.case, ClockName.FIRST_RESPONSE).met_at == at("12 03:01")


@pytest.mark.rule("SLA-3")
@pytest.mark.rule("SLA-5")
def test_a_delivered_proposal_meets_the_tiers_clock_and_the_results() -> None:
    case = proposed()
    assert {one.rule for one in case.clocks if one.met_at == LATER} == {"SLA-2", "SLA-3", "SLA-5"}
    assert case.proposal is not None
    assert case.proposal.delivered


@pytest.mark.rule("SLA-4")
@pytest.mark.parametrize(("tier", "rule"), [(1, "SLA-3"), (2, "SLA-4"), (3, "SLA-9")])
def test_each_tiers_proposal_and_closing_text_meet_its_own_clock(tier: int, rule: str) -> None:
    for command in (PROPOSE, Close(ADVISER, "已修好")):
        (words,) = told(do(at_tier(tier), command, LATER))
        assert words.satisfies == ("SLA-2", rule, "SLA-5")


@pytest.mark.rule("SLA-5")
def test_a_closing_text_that_arrives_late_leaves_the_miss_in_the_history() -> None:
    case = do(file().case, Close(ADVISER, "已修好"), at("12 02:50")).case
    late = do(case, NoteDelivery(("SLA-2", "SLA-3", "SLA-5"), "reply", at("12 04:00")), at("12 04:00"))
    assert (late.events[0].kind, late.events[0].rule) == (Happened.MISSED, "SLA-2")
    assert clock(late.case, ClockName.RESULT).met_at == at("12 04:00")
    assert late.effects == ()


# --- evidence --------------------------------------------------------------------------------------------


@pytest.mark.rule("FLOW-7")
def test_the_results_clock_and_the_tiers_stand_still_while_evidence_is_awaited() -> None:
    asked = do(file().case, AskEvidence(ADVISER, "请发照片"), at("12 03:00")).case
    assert asked.stage is Stage.AWAITING_EVIDENCE
    assert {one.rule for one in asked.clocks if one.paused_at} == {"SLA-3", "SLA-5"}
    came = do(asked, CustomerWrites("", (7,)), at("13 03:00"))
    assert kinds(came.events) == [Happened.EVIDENCE_RECEIVED, Happened.CLOCKS_RESUMED]
    assert came.case.stage is Stage.HANDLING
    assert clock(came.case, ClockName.TIER1).due == at("14 10:00")
    assert clock(came.case, ClockName.RESULT).due == at("20 10:00")


@pytest.mark.rule("FLOW-7")
def test_any_word_ends_the_waiting_even_that_he_has_none() -> None:
    asked = do(file().case, AskEvidence(ADVISER, "请发照片"), LATER).case
    came = do(asked, CustomerWrites("没有"), LATER)
    assert came.case.stage is Stage.HANDLING
    assert not any(one.paused_at for one in came.case.clocks)


@pytest.mark.rule("FLOW-7")
def test_after_five_working_days_the_clocks_run_on_by_themselves_and_the_room_is_told() -> None:
    asked = sent(do(file().case, AskEvidence(ADVISER, "请发照片"), LATER), LATER)
    before = do(asked, CheckDeadlines(), at("19 09:59"))
    assert before.case.stage is Stage.AWAITING_EVIDENCE
    capped = do(before.case, CheckDeadlines(), at("19 10:00"))
    assert capped.case.stage is Stage.HANDLING
    assert kinds(capped.events) == [Happened.CLOCKS_RESUMED]
    assert ("tier_1", "case.evidence_overdue") in rooms(capped)
    assert not any(one.paused_at for one in capped.case.clocks)


@pytest.mark.rule("FLOW-7")
def test_asking_again_makes_the_cap_no_later() -> None:
    asked = do(file().case, AskEvidence(ADVISER, "请发照片"), LATER).case
    again = do(asked, AskEvidence(ADVISER, "还缺一张"), at("14 03:00")).case
    assert clock(again, ClockName.RESULT).pause_ends == clock(asked, ClockName.RESULT).pause_ends


@pytest.mark.rule("FLOW-7")
@pytest.mark.rule("SLA-9")
def test_tier_3s_clock_ends_no_sooner_than_the_results_after_a_pause_either() -> None:
    case = do(at_tier(2), HandOverUp(MANAGER, "检查了", "修不好"), at("19 09:00")).case
    asked = do(case, AskEvidence(GENERAL, "请发照片"), at("19 09:30")).case
    came = do(asked, CustomerWrites("没有"), at("21 09:45")).case
    assert clock(came, ClockName.RESULT).due == at("24 01:15")
    assert clock(came, ClockName.TIER3).due == at("24 01:15")


# --- proposals -------------------------------------------------------------------------------------------


@pytest.mark.rule("FLOW-5")
def test_a_proposal_asks_the_customer_to_accept_or_object() -> None:
    decision = do(file().case, PROPOSE)
    (words,) = told(decision)
    assert (words.key, words.role, words.choices) == (
        "complaint.proposed",
        "proposal",
        ("accept:1", "object:1"),
    )
    assert words.args["option"] == "维修"
    assert decision.case.stage is Stage.PROPOSED


@pytest.mark.rule("FLOW-5")
def test_accepting_tells_the_room_and_leaves_closing_to_staff() -> None:
    accepted = do(proposed(), AcceptProposal(1), at("12 05:00"))
    assert accepted.case.stage is Stage.ACCEPTED
    assert rooms(accepted) == [("tier", "complaint.accepted_room")]
    assert [one.key for one in told(accepted)] == ["complaint.accepted"]
    assert refused(accepted.case, AcceptProposal(1)).key == "refused.already_accepted"
    assert refused(accepted.case, ObjectToProposal(1)).key == "refused.already_accepted"
    assert refused(accepted.case, PROPOSE).key == "refused.accepted_close_it"


@pytest.mark.rule("FLOW-5")
def test_a_button_of_an_older_proposal_is_refused_and_the_newer_one_stands() -> None:
    case = do(proposed(), replace(PROPOSE, text="换新"), at("12 05:00")).case
    assert case.proposal is not None
    assert case.proposal.number == 2
    assert refused(case, AcceptProposal(1)).key == "refused.proposal_replaced"
    assert refused(case, ObjectToProposal(1)).key == "refused.proposal_replaced"
    assert do(case, AcceptProposal(2)).case.stage is Stage.ACCEPTED
    assert refused(file().case, AcceptProposal(1)).key == "refused.proposal_replaced"


@pytest.mark.rule("FLOW-5")
@pytest.mark.parametrize("tier", [1, 2])
def test_an_objection_takes_the_case_up_a_tier_and_the_result_is_owed_again(tier: int) -> None:
    case = proposed(at_tier(tier))
    due = clock(case, ClockName.RESULT).due
    objected = do(case, ObjectToProposal(1), at("12 05:00"))
    assert (objected.case.tier, objected.case.stage, objected.case.claimed_by) == (
        tier + 1,
        Stage.WAITING,
        None,
    )
    assert objected.case.hand_overs[-1].by == "customer"
    result = clock(objected.case, ClockName.RESULT)
    assert (result.met_at, result.due) == (None, due)
    assert kinds(objected.events) == [Happened.OBJECTED]
    assert refused(objected.case, ObjectToProposal(1)).key == "refused.already_objected"


@pytest.mark.rule("FLOW-5")
def test_an_objection_at_the_top_keeps_the_case_there_in_hand() -> None:
    case = proposed(at_tier(3))
    objected = do(case, ObjectToProposal(1), at("12 05:00"))
    assert (objected.case.tier, objected.case.stage) == (3, Stage.HANDLING)
    assert rooms(objected) == [
        ("tier", "complaint.objected_room"),
        ("observers", "complaint.objected_room"),
    ]
    assert clock(objected.case, ClockName.RESULT).met_at is None
    assert clock(objected.case, ClockName.TIER3).met_at is None


@pytest.mark.rule("SLA-9")
def test_an_objection_after_half_the_time_brings_no_stale_reminders_back() -> None:
    case = do(proposed(), ObjectToProposal(1), at("18 09:30")).case
    swept = do(case, CheckDeadlines(), at("18 09:30"))
    assert (swept.events, swept.effects) == ((), ())


@pytest.mark.rule("FLOW-5")
def test_whoever_answers_a_proposal_has_read_it_whatever_the_road_says() -> None:
    case = do(file().case, PROPOSE, LATER).case
    answered = do(case, AcceptProposal(1), at("12 02:55")).case
    assert clock(answered, ClockName.RESULT).met_at == at("12 02:55")
    late_news = do(
        answered, NoteDelivery(("SLA-2", "SLA-3", "SLA-5"), "proposal", at("12 02:54")), at("12 02:56")
    )
    assert late_news.case.stage is Stage.ACCEPTED


@pytest.mark.rule("SLA-5")
def test_news_of_delivery_after_the_objection_is_no_result() -> None:
    case = do(file().case, PROPOSE, LATER).case
    objected = do(case, ObjectToProposal(1), at("12 02:50")).case
    news = NoteDelivery(("SLA-2", "SLA-3", "SLA-5"), "proposal", at("12 02:49"))
    assert clock(do(objected, news, at("12 02:51")).case, ClockName.RESULT).met_at is None


@pytest.mark.rule("FLOW-5")
def test_an_unknown_resolution_or_one_without_words_is_refused() -> None:
    assert refused(file().case, replace(PROPOSE, option="magic")).key == "complaint.no_such_option"
    assert refused(file().case, replace(PROPOSE, text=" ")).key == "complaint.proposal_needs_text"


# --- up ---------------------------------------------------------------------------------------------------


@pytest.mark.rule("FLOW-2")
@pytest.mark.parametrize(("done", "why"), [("", "修不好"), ("检查了", ""), (" ", "\n")])
def test_no_hand_over_without_what_was_done_and_why_it_was_not_enough(done: str, why: str) -> None:
    found = refused(file().case, HandOverUp(ADVISER, done, why))
    assert (found.rule, found.key) == ("FLOW-2", "complaint.hand_over_needs_record")


@pytest.mark.rule("FLOW-2")
@pytest.mark.rule("SLA-8")
def test_a_hand_over_gives_the_next_tier_its_own_24_hours_and_the_record() -> None:
    claimed = do(file().case, Claim(ADVISER)).case
    up = do(claimed, HandOverUp(ADVISER, "检查了", "修不好"), at("12 05:00"))
    case = up.case
    assert (case.tier, case.stage, case.claimed_by, case.received_at) == (
        2,
        Stage.WAITING,
        None,
        at("12 05:00"),
    )
    assert clock(case, ClockName.TIER1).met_at == at("12 05:00")
    assert clock(case, ClockName.TIER2).due == at("13 05:00")
    record = case.hand_overs[-1]
    assert (record.from_tier, record.by, record.done, record.why) == (1, "工号07", "检查了", "修不好")
    card, observers, refresh, notice = up.effects
    assert isinstance(card, PostCard)
    assert (card.room, card.key) == (Room.TIER, "case.handed_up")
    assert isinstance(observers, TellRoom)
    assert observers.room is Room.OBSERVERS
    assert refresh == RefreshCards()
    assert isinstance(notice, TellCustomer)
    assert (notice.key, notice.args["by"], notice.satisfies) == ("complaint.handed_up", at("13 05:00"), ())


@pytest.mark.rule("FLOW-4")
@pytest.mark.rule("SLA-9")
def test_tier_3_hands_nothing_up_and_its_clock_ends_with_the_results() -> None:
    case = at_tier(3)
    assert refused(case, HandOverUp(GENERAL, "开会", "没结论")).key == "complaint.top_tier"
    assert clock(case, ClockName.TIER3).due == clock(case, ClockName.RESULT).due


@pytest.mark.rule("SLA-9")
def test_tier_3_has_at_least_24_hours_though_the_result_is_due_sooner() -> None:
    case = at_tier(2)
    up = do(case, HandOverUp(MANAGER, "检查了", "修不好"), at("19 09:00")).case
    assert clock(up, ClockName.RESULT).due == at("19 10:00")
    assert clock(up, ClockName.TIER3).due == at("20 09:00")


@pytest.mark.rule("FLOW-5")
def test_handing_up_takes_the_tiers_own_offer_back() -> None:
    case = do(proposed(), HandOverUp(ADVISER, "方案", "客户没回"), at("12 05:00")).case
    assert case.proposal is not None
    assert case.proposal.answer is Answer.WITHDRAWN
    assert refused(case, AcceptProposal(1)).key == "refused.proposal_withdrawn"


# --- closing ---------------------------------------------------------------------------------------------


@pytest.mark.rule("FLOW-8")
def test_closing_needs_words_until_the_customer_has_a_result() -> None:
    assert refused(file().case, Close(ADVISER)).key == "complaint.close_needs_text"
    undelivered = do(file().case, PROPOSE).case
    assert refused(undelivered, Close(ADVISER)).key == "complaint.close_needs_text"
    objected = do(proposed(at_tier(3)), ObjectToProposal(1), at("12 05:00")).case
    assert refused(objected, Close(GENERAL)).key == "complaint.close_needs_text"
    (words,) = told(do(do(proposed(), AcceptProposal(1)).case, Close(ADVISER)))
    assert words.key == "complaint.closed_as_agreed"
    (words,) = told(do(proposed(), Close(ADVISER)))
    assert words.key == "complaint.closed_as_proposed", "he has answered nothing, so nothing is agreed"


@pytest.mark.rule("FLOW-8")
def test_a_closed_case_has_no_clock_and_no_hold_and_is_refused_with_words() -> None:
    closed = do(proposed(), Close(ADVISER, "已修好"), at("12 05:00"))
    case = closed.case
    assert (case.stage, case.closed_at, case.held_until) == (Stage.CLOSED, at("12 05:00"), None)
    assert [one.key for one in told(closed)] == ["complaint.closed"]
    assert refused(case, Reply(ADVISER, "您好")).key == "refused.case_closed"
    assert refused(case, AcceptProposal(1)).key == "refused.case_closed"
    assert do(case, CheckDeadlines(), at("28 05:00")).events == ()


# --- the table -------------------------------------------------------------------------------------------


@pytest.mark.rule("FLOW-10")
def test_every_stage_has_a_row_and_every_command_an_act() -> None:
    assert set(ADMITS) == set(Stage)
    assert set().union(*ADMITS.values()) == set(ACTS)


@pytest.mark.rule("FLOW-10")
def test_every_change_of_stage_or_tier_stands_in_the_history_with_its_actor() -> None:
    case = file(Severity.MAJOR).case
    for command, now in (
        (Claim(ADVISER), at("12 02:31")),
        (AskEvidence(ADVISER, "请发照片"), at("12 02:32")),
        (CustomerWrites("没有"), at("12 02:33")),
        (PROPOSE, at("12 02:34")),
        (ObjectToProposal(1), at("12 02:35")),
        (HandOverUp(MANAGER, "看了", "要换件"), at("12 02:36")),
        (Close(GENERAL, "已更换"), at("12 02:37")),
    ):
        decision = do(case, command, now)
        assert decision.events
        assert all(event.actor and event.rule for event in decision.events)
        assert decision.case.stage is not case.stage or decision.case.tier != case.tier
        case = decision.case


@pytest.mark.rule("FLOW-1")
@pytest.mark.parametrize(
    "command",
    [
        PROPOSE,
        HandOverUp(ADVISER, "a", "b"),
        AskEvidence(ADVISER, "照片"),
        AcceptProposal(1),
        ObjectToProposal(1),
    ],
)
def test_what_belongs_to_complaints_is_refused_for_an_enquiry(command: Command) -> None:
    assert refused(enquire().case, command).key == "enquiry.not_a_complaint"
