"""Any life of a complaint: customer, staff, road and time in any order, held against plain counting."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.texts import say
from core.case import (
    Actor,
    Case,
    Decision,
    Event,
    Happened,
    RefreshCards,
    Refused,
    Severity,
    Stage,
    TellCustomer,
)
from core.clocks import ClockName
from core.commands import (
    AcceptProposal,
    AskEvidence,
    CheckDeadlines,
    Claim,
    Close,
    Command,
    CustomerWrites,
    HandOverUp,
    Note,
    NoteDelivery,
    NoteFailure,
    ObjectToProposal,
    Propose,
    Release,
    Reply,
)
from core.complaint import ADMITS
from core.escalation import next_moment, stage_in_hand
from tests.core.desk import ADVISER, LEADER, OPENED, ask, clock, file

STAFF = st.sampled_from([ADVISER, LEADER])
PERSON = ("reply", "evidence", "proposal", "closing")


class Life(RuleBasedStateMachine):
    """The sweep comes by itself before anything else happens, as the product runs it."""

    case: Case

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = OPENED
        self.events: list[Event] = []
        self.road: list[TellCustomer] = []
        self.person_heard: datetime | None = None

    @initialize(severity=st.sampled_from(Severity))
    def he_files(self, severity: Severity) -> None:
        self.take(file(severity))

    def take(self, decision: Decision) -> None:
        self.case = decision.case
        for effect in decision.effects:
            if not isinstance(effect, RefreshCards) and effect.key:
                assert say(effect.key, effect.args, self.now)
        self.events += decision.events
        self.road += [
            effect
            for effect in decision.effects
            if isinstance(effect, TellCustomer) and effect.role in PERSON
        ]

    def give(self, command: Command) -> Decision | Refused:
        before = self.case
        found = ask(self.case, command, self.now)
        assert isinstance(found, Refused) or type(command) in ADMITS[before.stage]
        if isinstance(found, Decision):
            changed = (found.case.stage, found.case.tier, found.case.claimed_by) != (
                before.stage,
                before.tier,
                before.claimed_by,
            )
            assert not changed or found.events, "a change without a line in the history"
            self.take(found)
        else:
            assert found.rule
            assert say(found.key, found.args, self.now)
        return found

    @rule(minutes=st.integers(1, 60 * 30))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.give(CheckDeadlines())

    @rule(by=STAFF)
    def staff_claim(self, by: Actor) -> None:
        holder = self.case.claimed_by
        found = self.give(Claim(by))
        assert isinstance(found, Refused) or holder is None

    @rule(
        by=STAFF,
        what=st.sampled_from(["reply", "note", "evidence", "propose", "up", "up without a record", "close"]),
    )
    def staff_act(self, by: Actor, what: str) -> None:
        commands: dict[str, Command] = {
            "reply": Reply(by, "您好"),
            "note": Note(by, "在看"),
            "evidence": AskEvidence(by, "请发照片"),
            "propose": Propose(by, "repair", "换片"),
            "up": HandOverUp(by, "检查了", "修不好"),
            "up without a record": HandOverUp(by, "", ""),
            "close": Close(by, "已修好"),
        }
        found = self.give(commands[what])
        if what == "up without a record" or (what == "up" and self.case.stage is Stage.CLOSED):
            assert isinstance(found, Refused)

    @rule(number=st.integers(0, 4), takes=st.booleans())
    def he_answers_some_proposal(self, number: int, takes: bool) -> None:
        proposal = self.case.proposal
        found = self.give(AcceptProposal(number) if takes else ObjectToProposal(number))
        stood = proposal is not None and proposal.stands and proposal.number == number
        if isinstance(found, Decision):
            assert stood
            self.person_heard = self.person_heard or self.now

    @rule(files=st.booleans())
    def he_writes(self, files: bool) -> None:
        found = self.give(CustomerWrites("没有", (7,) if files else ()))
        if isinstance(found, Decision):
            assert not any(one.paused_at for one in self.case.clocks)

    @precondition(lambda self: self.road)
    @rule()
    def the_oldest_words_arrive(self) -> None:
        words = self.road.pop(0)
        self.give(NoteDelivery(words.satisfies, words.role, self.now))
        self.person_heard = self.person_heard or self.now

    @precondition(lambda self: self.road)
    @rule(unknown=st.booleans())
    def the_oldest_words_are_lost(self, unknown: bool) -> None:
        before = self.case
        words = self.road.pop(0)
        self.give(NoteFailure(words.role, "blocked", unknown))
        assert replace(self.case, stage=before.stage, clocks=before.clocks) == before
        if unknown or words.role in ("reply", "closing"):
            assert self.case == before
        elif self.case != before:
            assert before.stage in (Stage.PROPOSED, Stage.AWAITING_EVIDENCE)
            assert self.case.stage is stage_in_hand(self.case)

    @rule(by=STAFF)
    def a_colleague_leaves(self, by: Actor) -> None:
        self.give(Release(by.code))

    # --- what always holds ---

    @invariant()
    def the_first_response_is_met_exactly_when_a_person_was_heard(self) -> None:
        if hasattr(self, "case"):
            assert clock(self.case, ClockName.FIRST_RESPONSE).met_at == self.person_heard

    @invariant()
    def each_tier_was_entered_by_one_line_of_the_history(self) -> None:
        if not hasattr(self, "case"):
            return
        ups = [event for event in self.events if event.kind in (Happened.HANDED_OVER, Happened.ESCALATED)]
        objected = [event for event in self.events if event.kind is Happened.OBJECTED]
        assert len(ups) <= self.case.tier - 1 <= len(ups) + len(objected)
        assert len(self.case.hand_overs) <= self.case.tier - 1

    @invariant()
    def no_reminder_or_miss_is_told_twice(self) -> None:
        told = [
            (event.kind, event.rule, event.data.get("clock"), event.data.get("percent"))
            for event in self.events
            if event.kind in (Happened.REMINDED, Happened.MISSED) and not event.data.get("daily")
        ]
        assert len(told) == len(set(told))

    @invariant()
    def promises_are_kept_in_the_case_and_only_pauses_move_them(self) -> None:
        if not hasattr(self, "case"):
            return
        result = clock(self.case, ClockName.RESULT)
        asked = any(event.kind is Happened.EVIDENCE_ASKED for event in self.events)
        assert asked or result.due == OPENED.replace(day=19, hour=10, minute=0)

    @invariant()
    def the_sweep_has_nothing_left_to_do_and_a_closed_case_wants_none(self) -> None:
        if not hasattr(self, "case"):
            return
        due = next_moment(self.case)
        assert due is None or due > self.now or Happened.OBJECTED in [event.kind for event in self.events]
        assert self.case.is_open or (due is None and self.case.held_until is None)

    @invariant()
    def waiting_means_nobody_has_it(self) -> None:
        if hasattr(self, "case"):
            assert self.case.stage is not Stage.WAITING or self.case.claimed_by is None
            assert self.case.stage is not Stage.HANDLING or self.case.claimed_by is not None


TestLife = pytest.mark.rule("FLOW-10")(Life.TestCase)
