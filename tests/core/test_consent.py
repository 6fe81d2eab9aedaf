"""Consent is what the fold of product.md makes of the ledger, whatever the history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.consent import (
    ANY,
    Ledger,
    LedgerEvent,
    Question,
    Standing,
    State,
    consent_state,
    grant_is_valid_act,
    valid_until,
)
from tests.core.desk import POLICY

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)
ASKED = Question("phone-1", "promo_offers", "sms")
TERMS = "terms-1"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def grant(seq: int, acted: datetime, **changes: Any) -> LedgerEvent:
    event = LedgerEvent(
        seq, 1, "phone-1", "promo_offers", "sms", Ledger.GIVEN, acted, acted - HOUR, "1", TERMS, acted + YEAR
    )
    return replace(event, **changes)


def negative(seq: int, acted: datetime, kind: Ledger = Ledger.WITHDRAWN, **changes: Any) -> LedgerEvent:
    return replace(LedgerEvent(seq, 1, "phone-1", "promo_offers", "sms", kind, acted), **changes)


def standing(*events: LedgerEvent, now: datetime = NOON, material: str = TERMS) -> Standing:
    return consent_state(events, ASKED, material, now).kind


# --- named cases -------------------------------------------------------------------------------------------


@pytest.mark.rule("CON-2")
def test_nothing_said_is_unknown() -> None:
    assert standing() is Standing.UNKNOWN


@pytest.mark.rule("CON-7")
def test_a_grant_is_given_until_it_ends_and_expired_from_that_instant_on() -> None:
    given = grant(1, NOON, valid_until=NOON + YEAR)
    assert standing(given, now=NOON + YEAR - timedelta(microseconds=1)) is Standing.GIVEN
    assert standing(given, now=NOON + YEAR) is Standing.EXPIRED


@pytest.mark.rule("CON-7")
def test_an_expired_grant_never_falls_back_to_an_older_one_that_lasts_longer() -> None:
    older = grant(1, NOON - 9 * HOUR, valid_until=NOON + YEAR)
    newer = grant(2, NOON - 8 * HOUR, valid_until=NOON - HOUR, kind=Ledger.RENEWED)
    assert standing(older, newer) is Standing.EXPIRED


@pytest.mark.rule("CON-7")
def test_changed_material_terms_make_a_grant_stale_and_going_back_heals_it() -> None:
    given = grant(1, NOON - HOUR)
    assert standing(given, material="terms-2") is Standing.STALE
    assert standing(given, material=TERMS) is Standing.GIVEN


@pytest.mark.rule("CON-6")
@pytest.mark.parametrize(
    ("shown", "expected"),
    [(-timedelta(seconds=1), Standing.WITHDRAWN), (timedelta(), Standing.GIVEN), (HOUR, Standing.GIVEN)],
)
def test_a_prompt_shown_before_a_withdrawal_grants_nothing(shown: timedelta, expected: Standing) -> None:
    withdrawn = negative(1, NOON - 5 * HOUR)
    stale_button = grant(2, NOON - HOUR, prompt_shown_at=NOON - 5 * HOUR + shown)
    assert standing(withdrawn, stale_button) is expected


@pytest.mark.rule("CON-6")
def test_a_stale_button_grants_nothing_though_an_older_refusal_was_keyed_in_after_the_withdrawal() -> None:
    withdrawn = negative(1, NOON - 3 * HOUR)
    paper = negative(2, NOON - 30 * HOUR, Ledger.REFUSED)
    stale_button = grant(3, NOON - HOUR, prompt_shown_at=NOON - 4 * HOUR)
    assert standing(withdrawn, paper, stale_button) is Standing.WITHDRAWN


@pytest.mark.rule("CON-12")
def test_paper_keyed_in_late_does_not_outrank_a_refusal_made_after_it_was_signed() -> None:
    refused = negative(1, NOON - 2 * HOUR, Ledger.REFUSED)
    paper = grant(2, NOON - 3 * HOUR, prompt_shown_at=NOON - 3 * HOUR)
    assert standing(refused, paper) is Standing.REFUSED


@pytest.mark.rule("CON-7")
def test_at_equal_times_the_negative_wins_whichever_was_entered_first() -> None:
    given = grant(2, NOON - HOUR, prompt_shown_at=NOON - HOUR)
    assert standing(negative(1, NOON - HOUR), given) is Standing.WITHDRAWN
    assert standing(negative(3, NOON - HOUR), given) is Standing.WITHDRAWN


@pytest.mark.rule("CON-7")
def test_a_wildcard_covers_every_question_but_the_purposes_it_spares() -> None:
    given = grant(1, NOON - 2 * HOUR)
    stop = negative(2, NOON - HOUR, contact_point=ANY, purpose=ANY, channel=ANY)
    assert standing(given, stop) is Standing.WITHDRAWN
    assert standing(given, replace(stop, spared=frozenset({"promo_offers"}))) is Standing.GIVEN
    assert standing(given, replace(stop, channel="call")) is Standing.GIVEN
    assert standing(given, replace(stop, contact_point="phone-2")) is Standing.GIVEN


@pytest.mark.rule("CON-1")
@pytest.mark.parametrize(
    "other", [{"channel": "call"}, {"purpose": "trade_in"}, {"contact_point": "phone-2"}]
)
def test_a_grant_is_for_its_own_contact_point_purpose_and_channel_alone(other: dict[str, str]) -> None:
    assert standing(grant(1, NOON - HOUR, **other)) is Standing.UNKNOWN


@pytest.mark.rule("CON-7")
@pytest.mark.parametrize("kind", [Ledger.REFUSED, Ledger.WITHDRAWN, Ledger.INVALIDATED, Ledger.ERASED])
def test_a_negative_never_expires(kind: Ledger) -> None:
    later = NOON + 100 * YEAR
    assert standing(grant(1, NOON - 2 * HOUR), negative(2, NOON - HOUR, kind), now=later).value == kind.value


@pytest.mark.rule("CON-7")
def test_asking_anew_after_a_withdrawal_may_give_consent_again() -> None:
    assert standing(negative(1, NOON - 3 * HOUR), grant(2, NOON - HOUR)) is Standing.GIVEN


@pytest.mark.rule("CON-6")
@pytest.mark.parametrize(
    "wrong",
    [{"purpose": ANY}, {"channel": ANY}, {"contact_point": ANY}, {"prompt_shown_at": None}, {"material": ""}],
)
def test_a_grant_of_everything_or_without_its_prompt_cannot_even_be_written_down(
    wrong: dict[str, Any],
) -> None:
    with pytest.raises(ValueError):
        grant(1, NOON, **wrong)


@pytest.mark.rule("CON-6")
@pytest.mark.parametrize(
    ("age", "valid"),
    [
        (timedelta(0), True),
        (timedelta(hours=24), True),
        (timedelta(hours=24, microseconds=1), False),
        (timedelta(microseconds=-1), False),
    ],
)
def test_an_act_grants_within_24_hours_of_its_prompt_and_never_before_it(age: timedelta, valid: bool) -> None:
    assert grant_is_valid_act(NOON, NOON + age, POLICY) is valid


@pytest.mark.rule("CON-1")
@pytest.mark.parametrize(
    ("purpose", "acted", "ends"),
    [
        ("promo_offers", "2026-03-02T04:00:00", "2027-03-02T04:00:00"),
        ("complaint", "2026-03-02T04:00:00", "2028-03-02T04:00:00"),
        ("promo_offers", "2027-02-28T15:59:00", "2028-02-28T15:59:00"),
        ("promo_offers", "2028-02-28T16:00:00", "2029-02-27T16:00:00"),  # 29 February in the store
        ("promo_offers", "2026-12-31T17:00:00", "2027-12-31T17:00:00"),
        ("complaint", "2026-12-15T04:00:00", "2028-12-15T04:00:00"),
    ],
)
def test_marketing_lasts_12_months_and_others_24(purpose: str, acted: str, ends: str) -> None:
    began = datetime.fromisoformat(acted).replace(tzinfo=UTC)
    assert valid_until(purpose, began, POLICY, SHANGHAI) == datetime.fromisoformat(ends).replace(tzinfo=UTC)


# --- all histories -----------------------------------------------------------------------------------------

MOMENTS = st.integers(0, 12).map(lambda hours: NOON + hours * HOUR)
POINTS = ("phone-1", "phone-2")
PURPOSES = ("promo_offers", "complaint")
CHANNELS = ("sms", "call")


@st.composite
def entries(draw: st.DrawFn, seq: int) -> LedgerEvent:
    kind = draw(st.sampled_from(Ledger))
    acted = draw(MOMENTS)
    if kind.is_positive:
        return LedgerEvent(
            seq,
            1,
            draw(st.sampled_from(POINTS)),
            draw(st.sampled_from(PURPOSES)),
            draw(st.sampled_from(CHANNELS)),
            kind,
            acted,
            acted - draw(st.integers(0, 6)) * HOUR,
            "1",
            draw(st.sampled_from(("terms-1", "terms-2"))),
            acted + draw(st.integers(0, 12)) * HOUR,
        )
    return LedgerEvent(
        seq,
        1,
        draw(st.sampled_from((*POINTS, ANY))),
        draw(st.sampled_from((*PURPOSES, ANY))),
        draw(st.sampled_from((*CHANNELS, ANY))),
        kind,
        acted,
        spared=frozenset(draw(st.sets(st.sampled_from(PURPOSES)))),
    )


@st.composite
def histories(draw: st.DrawFn) -> list[LedgerEvent]:
    return [draw(entries(seq)) for seq in range(draw(st.integers(0, 8)))]


QUESTIONS = st.builds(Question, st.sampled_from(POINTS), st.sampled_from(PURPOSES), st.sampled_from(CHANNELS))


def speaks_of(event: LedgerEvent, question: Question) -> bool:
    """The oracle's own reading of a match, by listing every question the entry names."""
    named = {
        (point, purpose, channel)
        for point in (POINTS if event.contact_point == "*" else [event.contact_point])
        for purpose in (
            [one for one in PURPOSES if one not in event.spared] if event.purpose == "*" else [event.purpose]
        )
        for channel in (CHANNELS if event.channel == "*" else [event.channel])
    }
    return (question.contact_point, question.purpose, question.channel) in named


def oracle(events: list[LedgerEvent], question: Question, material: str, now: datetime) -> Standing:
    """Reads the ledger forwards, one entry at a time, keeping the grant and what speaks against it."""
    held: LedgerEvent | None = None
    denied: list[LedgerEvent] = []
    last_negative = Standing.UNKNOWN
    for event in events:
        if not speaks_of(event, question):
            continue
        if event.kind.value in ("given", "renewed"):
            held = event
            continue
        denied.append(event)
        last_negative = Standing(event.kind.value)
        held = None
    if held is None:
        return last_negative
    against = Standing.UNKNOWN
    for event in denied:
        assert held.prompt_shown_at is not None
        if event.acted_at > held.prompt_shown_at or event.acted_at == held.acted_at:
            against = Standing(event.kind.value)
    if against is not Standing.UNKNOWN:
        return against
    if held.material != material:
        return Standing.STALE
    assert held.valid_until is not None
    return Standing.GIVEN if now < held.valid_until else Standing.EXPIRED


@pytest.mark.rule("CON-7")
@settings(max_examples=300)
@given(histories(), QUESTIONS, MOMENTS)
def test_the_fold_agrees_with_a_slow_reader_over_all_histories(
    events: list[LedgerEvent], question: Question, now: datetime
) -> None:
    expected = oracle(events, question, TERMS, now)
    assert consent_state(events, question, TERMS, now).kind is expected
    assert consent_state(reversed(events), question, TERMS, now).kind is expected


@pytest.mark.rule("CON-7")
@settings(max_examples=120)
@given(histories(), QUESTIONS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_time_alone_never_turns_a_denial_into_a_grant(
    events: list[LedgerEvent], question: Question, now: datetime, later: timedelta
) -> None:
    then = consent_state(events, question, TERMS, now + later)
    if then.is_given:
        assert consent_state(events, question, TERMS, now).is_given


@pytest.mark.rule("CON-7")
@settings(max_examples=120)
@given(histories(), QUESTIONS, MOMENTS, st.data())
def test_consent_is_never_given_right_after_a_negative_that_covers_the_question(
    events: list[LedgerEvent], question: Question, now: datetime, data: st.DataObject
) -> None:
    last = data.draw(entries(len(events)).filter(lambda event: not event.kind.is_positive))
    if speaks_of(last, question):
        assert consent_state([*events, last], question, TERMS, now) == State(Standing(last.kind.value), last)


# --- a customer, a clerk and time --------------------------------------------------------------------------


class Lifetime(RuleBasedStateMachine):
    """Prompts are tapped late or never, everything is stopped, paper is keyed in late, time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.ledger: list[LedgerEvent] = []
        self.prompts: list[datetime] = []
        self.silenced: datetime | None = None
        self.was_given = False
        self.wrote = False

    def enter(self, event: LedgerEvent) -> None:
        self.ledger.append(replace(event, seq=len(self.ledger) + 1))
        self.wrote = True

    @rule(hours=st.integers(1, 5000))
    def time_passes(self, hours: int) -> None:
        self.now += hours * HOUR

    @rule()
    def a_prompt_is_shown(self) -> None:
        self.prompts.append(self.now)

    @precondition(lambda self: self.prompts)
    @rule(data=st.data())
    def he_taps_agree_on_any_prompt_he_still_sees(self, data: st.DataObject) -> None:
        shown = data.draw(st.sampled_from(self.prompts))
        if grant_is_valid_act(shown, self.now, POLICY):
            ends = valid_until("promo_offers", self.now, POLICY, SHANGHAI)
            self.enter(grant(0, self.now, prompt_shown_at=shown, valid_until=ends))

    @rule(kind=st.sampled_from([Ledger.REFUSED, Ledger.WITHDRAWN]), wide=st.booleans())
    def he_says_no(self, kind: Ledger, wide: bool) -> None:
        wildcard = {"contact_point": ANY, "purpose": ANY, "channel": ANY} if wide else {}
        self.enter(negative(0, self.now, kind, **wildcard))
        self.silenced = self.now

    @rule(days=st.integers(0, 90))
    def paper_signed_earlier_is_keyed_in(self, days: int) -> None:
        signed = self.now - timedelta(days=days)
        ends = valid_until("promo_offers", signed, POLICY, SHANGHAI)
        self.enter(grant(0, signed, prompt_shown_at=signed, valid_until=ends))

    @invariant()
    def no_grant_stands_that_was_asked_for_before_he_said_no(self) -> None:
        state = consent_state(self.ledger, ASKED, TERMS, self.now)
        if state.is_given and self.silenced is not None:
            assert state.since is not None
            assert state.since.prompt_shown_at is not None
            assert state.since.prompt_shown_at >= self.silenced
            assert state.since.acted_at > self.silenced

    @invariant()
    def nothing_but_an_entry_makes_it_given(self) -> None:
        given_now = consent_state(self.ledger, ASKED, TERMS, self.now).is_given
        assert not (given_now and not self.was_given and not self.wrote)
        self.was_given, self.wrote = given_now, False


TestLifetime = pytest.mark.rule("CON-7")(Lifetime.TestCase)


# --- an opt-out undone -------------------------------------------------------------------------------------


@pytest.mark.rule("CON-6")
@pytest.mark.rule("CON-8")
@given(
    st.lists(st.tuples(st.sampled_from(["grant", "stop"]), st.integers(1, 9)), max_size=6), st.integers(0, 30)
)
def test_undoing_an_opt_out_gives_back_what_was_there_and_never_past_a_later_refusal(
    later: list[tuple[str, int]], wait: int
) -> None:
    """The receipt is the prompt: shown with the stop, so that only what was said after it outranks it."""
    given_at, stopped_at = NOON, NOON + HOUR
    events = [grant(1, given_at), negative(2, stopped_at)]
    for kind, hours in later:
        at = stopped_at + hours * HOUR
        events.append(grant(len(events) + 1, at) if kind == "grant" else negative(len(events) + 1, at))
    acted = stopped_at + timedelta(hours=wait, minutes=1)
    again = grant(len(events) + 1, acted, kind=Ledger.RENEWED, prompt_shown_at=stopped_at)
    refused_since = any(kind == "stop" for kind, _ in later)
    found = standing(*events, again, now=acted)
    assert (found is Standing.GIVEN) is not refused_since
