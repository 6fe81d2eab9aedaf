"""The gate decides by every rule, names each that stands against a contact, and says when it would be allowed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import core.gate
from core.consent import ANY, Ledger, LedgerEvent
from core.gate import authorize
from core.intent import Allowed, Facts, GroundKind, Intent
from core.minors import Minor
from core.policy import Channel
from tests.core.contacts import (
    ADVISER,
    CALL,
    CHAT,
    DAY,
    HOUR,
    INSTANT,
    MANAGER_OF_ALL,
    NOON,
    PANEL,
    SELLER,
    SMS,
    allowed,
    denied,
    facts,
    grant,
    ground,
    negative,
    reasons,
    verdict,
)
from tests.core.desk import POLICY

INSURANCE = Intent("insurance_renewal", Channel.CALL, SELLER)
COMPLAINT = Intent("complaint", Channel.CALL, ADVISER)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# --- what is allowed ---------------------------------------------------------------------------------------


@pytest.mark.rule("GATE-1")
def test_with_consent_in_the_daytime_a_ticket_is_given_for_two_minutes() -> None:
    found = allowed(verdict())
    assert (found.basis, found.attempt, found.of) == ("consent", 1, 3)
    assert found.expires_at == NOON + timedelta(seconds=120)
    assert found.until == utc("2025-03-12T14:00")


@pytest.mark.rule("GATE-1")
@pytest.mark.parametrize("left", [timedelta(microseconds=1), timedelta(seconds=119), timedelta(seconds=120)])
def test_a_ticket_never_lives_into_quiet_hours(left: timedelta) -> None:
    quiet = utc("2025-03-12T14:00")
    assert allowed(verdict(now=quiet - left, latest=None)).expires_at == quiet


@pytest.mark.rule("GATE-1")
def test_a_ticket_never_outlives_the_consent_it_rests_on() -> None:
    ends = NOON + timedelta(seconds=30)
    assert allowed(verdict(events=(grant(CALL, valid_until=ends),))).expires_at == ends


# --- each reason by itself ---------------------------------------------------------------------------------

ALONE: dict[str, tuple[str, str, Intent, dict[str, Any], datetime]] = {
    "a keyring that is lost": ("SEC-2", "gate.fault_keyring", CALL, {"fault": "keyring"}, NOON),
    "a clock that was set back": ("GATE-1", "gate.clock_set_back", CALL, {"latest": NOON + INSTANT}, NOON),
    "a purpose without that channel": (
        "CON-1",
        "gate.no_such_channel",
        Intent("promo_offers", Channel.CALL, SELLER),
        {},
        NOON,
    ),
    "somebody who has left": ("SEC-4", "gate.not_active", CALL, {"active": False}, NOON),
    "a role that calls nobody": ("GATE-6", "gate.not_a_caller", replace(CALL, actor=PANEL), {}, NOON),
    "another department": ("GATE-6", "gate.other_department", replace(CALL, actor=ADVISER), {}, NOON),
    "no number": ("CON-4", "gate.no_contact_point", CALL, {"reachable": False}, NOON),
    "a number never to be called": (
        "SAFE-5",
        "gate.suppressed",
        CALL,
        {"suppressed_at": NOON - DAY + INSTANT},
        NOON,
    ),
    "a child": ("CON-13", "gate.child", CALL, {"minor": Minor.CHILD}, NOON),
    "an offer to somebody of sixteen": ("CON-13", "gate.teen", CHAT, {"minor": Minor.TEEN}, NOON),
    "nothing said": ("CON-2", "gate.consent_unknown", CALL, {"events": ()}, NOON),
    "a refusal": (
        "GATE-5",
        "gate.consent_refused",
        CALL,
        {"events": (grant(CALL), negative(CALL, NOON - HOUR, kind=Ledger.REFUSED))},
        NOON,
    ),
    "a withdrawal of everything": (
        "GATE-5",
        "gate.consent_withdrawn",
        CALL,
        {"events": (grant(CALL), LedgerEvent(2, 1, ANY, ANY, ANY, Ledger.WITHDRAWN, NOON - HOUR))},
        NOON,
    ),
    "changed terms": ("CON-7", "gate.consent_stale", CALL, {"material": "other terms"}, NOON),
    "a consent that has ended": (
        "CON-7",
        "gate.consent_expired",
        CALL,
        {"events": (grant(CALL, valid_until=NOON),)},
        NOON,
    ),
    "another who has the same number and has stopped it": (
        "GATE-5",
        "gate.stopped_by_another",
        CALL,
        {"others_no": NOON - DAY},
        NOON,
    ),
    "an unknown zone": ("GATE-3", "gate.no_zone", CALL, {"zone": None}, NOON),
    "a zone that does not exist": ("GATE-3", "gate.no_zone", CALL, {"zone": "Mars/Olympus"}, NOON),
    "the night": ("GATE-3", "gate.quiet_hours", CALL, {}, utc("2025-03-12T14:00")),
    "the purpose's own evening": ("GATE-3", "gate.quiet_purpose", INSURANCE, {}, utc("2025-03-12T13:00")),
    "three calls today": (
        "GATE-2",
        "gate.called_enough",
        CALL,
        {"calls": (NOON - 3 * HOUR, NOON - 2 * HOUR, NOON - HOUR)},
        NOON,
    ),
    "a promotion this week": ("GATE-2", "gate.promoted_enough", SMS, {"promotions": (NOON - DAY,)}, NOON),
    "a closed window": ("GATE-1", "gate.window_closed", CHAT, {"window_open": False}, NOON),
    "words about something else": (
        "GATE-4",
        "gate.other_content",
        replace(CALL, words="顺便给您办个车 险"),
        {},
        NOON,
    ),
}


@pytest.mark.rule("GATE-1", "GATE-9")
@pytest.mark.parametrize("case", ALONE)
def test_each_rule_stands_against_a_contact_by_itself_and_is_named(case: str) -> None:
    rule, key, intent, changes, now = ALONE[case]
    assert reasons(verdict(intent, now, **changes)) == [(rule, key)]


MUTATIONS = {
    "_healthy": ("a keyring that is lost", "a clock that was set back"),
    "_known": ("a purpose without that channel",),
    "_entitled": ("somebody who has left", "a role that calls nobody", "another department"),
    "_reachable": ("no number",),
    "_of_age": ("a child", "an offer to somebody of sixteen"),
    "suppressed": ("a number never to be called",),
    "consented": (
        "nothing said",
        "a refusal",
        "a withdrawal of everything",
        "changed terms",
        "a consent that has ended",
    ),
    "stopped_by_another": ("another who has the same number and has stopped it",),
    "_at_this_hour": ("the night", "the purpose's own evening"),
    "_seldom_enough": ("three calls today", "a promotion this week"),
    "_through_the_window": ("a closed window",),
    "content_fits": ("words about something else",),
}
"""Each check, and the cases above that only it refuses."""


@pytest.mark.rule("GATE-1")
@pytest.mark.parametrize("check", MUTATIONS)
def test_a_check_that_is_taken_out_lets_through_what_it_alone_refuses(
    check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof that each case above would fail without its check: nothing else stands in for it."""
    monkeypatch.setattr(core.gate, check, lambda *_: ())
    for case in MUTATIONS[check]:
        _, _, intent, changes, now = ALONE[case]
        assert isinstance(verdict(intent, now, **changes), Allowed), case


@pytest.mark.rule("GATE-1")
def test_the_list_of_mutations_names_every_check_and_every_case_but_the_zone() -> None:
    """Without a zone no hour can be judged, so nothing can be let through by taking a check out."""
    called = {name for name in core.gate._reasons.__code__.co_names if hasattr(core.gate, name)}
    assert called == set(MUTATIONS)
    judged = {case for cases in MUTATIONS.values() for case in cases}
    assert set(ALONE) - judged == {"an unknown zone", "a zone that does not exist"}


@pytest.mark.rule("GATE-9")
def test_every_reason_is_given_at_once() -> None:
    found = verdict(
        replace(CALL, actor=ADVISER), utc("2025-03-12T23:30"), events=(), calls=(NOON + 11 * HOUR,) * 3
    )
    assert {key for _, key in reasons(found)} == {
        "gate.other_department",
        "gate.consent_unknown",
        "gate.quiet_hours",
        "gate.called_enough",
    }
    assert denied(found).next_at is None


@pytest.mark.rule("GATE-4")
def test_a_purpose_that_nobody_knows_is_refused_with_whatever_else_can_be_judged() -> None:
    found = verdict(replace(CALL, purpose="spam"), active=False)
    assert reasons(found) == [("GATE-4", "gate.no_such_purpose"), ("SEC-4", "gate.not_active")]


# --- hours -------------------------------------------------------------------------------------------------


@pytest.mark.rule("GATE-3")
@pytest.mark.parametrize(
    ("at", "may"),
    [
        ("2025-03-12T13:59:59.999999", True),  # 21:59:59.999999
        ("2025-03-12T14:00:00", False),  # 22:00
        ("2025-03-12T23:59:59.999999", False),  # 07:59:59.999999
        ("2025-03-13T00:00:00", True),  # 08:00
    ],
)
def test_the_first_instant_of_the_night_is_quiet_and_its_last_is_not(at: str, may: bool) -> None:
    found = verdict(now=utc(at))
    assert isinstance(found, Allowed) is may
    if not may:
        assert denied(found).next_at == utc("2025-03-13T00:00")


@pytest.mark.rule("GATE-3")
@pytest.mark.parametrize(
    ("zone", "at", "may"),
    [
        ("America/New_York", "2025-03-09T01:59:59.999999", True),  # 20:59 EST the evening before
        ("America/New_York", "2025-03-09T03:00", False),  # 22:00 EST
        (
            "America/New_York",
            "2025-03-09T11:59:59.999999",
            False,
        ),  # 07:59 EDT: the clocks went forward at 2:00
        ("America/New_York", "2025-03-09T12:00", True),  # 08:00 EDT
        ("America/New_York", "2025-11-02T12:59:59.999999", False),  # 07:59 EST: they went back
        ("America/New_York", "2025-11-02T13:00", True),  # 08:00 EST
        ("Asia/Kathmandu", "2025-03-12T16:14:59.999999", True),  # 21:59, +05:45
        ("Asia/Kathmandu", "2025-03-12T16:15", False),  # 22:00
    ],
)
def test_the_hours_are_those_of_the_customers_own_clock(zone: str, at: str, may: bool) -> None:
    assert (
        isinstance(
            verdict(now=utc(at), zone=zone, latest=None, events=(grant(CALL, utc("2025-03-01T00:00")),)),
            Allowed,
        )
        is may
    )


@pytest.mark.rule("GATE-3")
@pytest.mark.parametrize(
    ("at", "may"),
    [
        ("2025-03-12T12:59:59.999999", True),  # 20:59:59.999999
        ("2025-03-12T13:00", False),  # 21:00
        ("2025-03-13T00:59:59.999999", False),  # 08:59:59.999999
        ("2025-03-13T01:00", True),  # 09:00
    ],
)
def test_insurance_keeps_the_stricter_hours(at: str, may: bool) -> None:
    assert isinstance(verdict(INSURANCE, utc(at)), Allowed) is may


@pytest.mark.rule("GATE-8")
def test_the_hour_that_the_customer_chose_is_open_at_night_for_that_hour_alone() -> None:
    begins, ends = utc("2025-03-12T14:30"), utc("2025-03-12T15:00")
    asked = ground(GroundKind.ASKED, since=NOON - 2 * HOUR, chosen=(begins, ends))
    assert allowed(verdict(now=begins, events=(), grounds=(asked,))).until == ends
    for at in (begins - INSTANT, ends):
        assert ("GATE-3", "gate.quiet_hours") in reasons(verdict(now=at, events=(), grounds=(asked,)))


# --- caps --------------------------------------------------------------------------------------------------


@pytest.mark.rule("GATE-2")
@pytest.mark.parametrize(
    ("calls", "now", "may"),
    [
        (["12T02:00", "12T03:00"], "12T04:00", 3),
        (["12T01:00", "12T02:00", "12T03:00"], "12T04:00", None),
        # three yesterday evening: the day is new, the 24 hours are not
        (["12T10:00", "12T11:00", "12T12:00"], "13T09:59:59.999999", None),
        (["12T10:00", "12T11:00", "12T12:00"], "13T10:00", 3),
        # midnight in Shanghai (16:00 UTC) splits the day, not the 24 hours
        (["12T13:00", "13T00:30", "13T01:00"], "13T02:00", None),
        (["12T13:00", "13T00:30", "13T01:00"], "13T13:00", 3),
    ],
)
def test_the_stricter_of_the_day_and_the_24_hours_wins(calls: list[str], now: str, may: int | None) -> None:
    made = tuple(utc(f"2025-03-{at}") for at in calls)
    found = verdict(now=utc(f"2025-03-{now}"), calls=made, events=(grant(CALL, utc("2025-03-01T00:00")),))
    if may is None:
        assert reasons(found) == [("GATE-2", "gate.called_enough")]
    else:
        assert allowed(found).attempt == may


@pytest.mark.rule("GATE-2")
def test_a_number_shown_for_an_sms_is_an_attempt_too() -> None:
    assert reasons(verdict(SMS, calls=(NOON - HOUR,) * 3)) == [("GATE-2", "gate.called_enough")]
    assert isinstance(verdict(CHAT, calls=(NOON - HOUR,) * 3), Allowed)


@pytest.mark.rule("GATE-2")
def test_the_next_promotion_is_due_after_exactly_a_week() -> None:
    sent = (NOON - 7 * DAY + INSTANT,)
    assert denied(verdict(CHAT, promotions=sent)).next_at == NOON + INSTANT
    assert isinstance(verdict(CHAT, promotions=(NOON - 7 * DAY,)), Allowed)


@pytest.mark.rule("GATE-9")
def test_the_next_possible_time_looks_past_the_night_behind_a_cap() -> None:
    """The third call frees at 23:00 tonight, so the answer is 8:00 tomorrow."""
    calls = (utc("2025-03-11T15:00"), utc("2025-03-11T15:10"), utc("2025-03-12T03:00"))
    assert denied(verdict(calls=calls)).next_at == utc("2025-03-13T00:00")


# --- whose it is -------------------------------------------------------------------------------------------


@pytest.mark.rule("GATE-6")
def test_a_role_that_sees_every_department_may_call_for_each() -> None:
    for purpose in ("testdrive_feedback", "care_survey"):
        assert isinstance(verdict(Intent(purpose, Channel.CALL, MANAGER_OF_ALL)), Allowed)


@pytest.mark.rule("GATE-6")
def test_a_complaint_belongs_to_the_department_that_handles_it() -> None:
    assert isinstance(verdict(COMPLAINT, case_department="aftersales"), Allowed)
    assert reasons(verdict(COMPLAINT, case_department="sales")) == [("GATE-6", "gate.other_department")]


@pytest.mark.rule("GATE-4")
def test_words_fit_the_purpose_that_they_serve() -> None:
    assert isinstance(verdict(replace(INSURANCE, words="您的车险下月到期")), Allowed)
    assert reasons(verdict(replace(INSURANCE, words="顺便贴膜"))) == [("GATE-4", "gate.other_content")]


# --- what stands in for consent ----------------------------------------------------------------------------


@pytest.mark.rule("GATE-8")
@pytest.mark.parametrize("kind", GroundKind)
def test_a_ground_lifts_missing_ended_and_stale_consent_and_is_named(kind: GroundKind) -> None:
    for changes in ({"events": ()}, {"events": (grant(CALL, valid_until=NOON),)}, {"material": "other"}):
        found = allowed(verdict(grounds=(ground(kind),), **changes))
        assert found.basis == f"{kind}:TS20250312-0001"


@pytest.mark.rule("GATE-5", "GATE-8")
@pytest.mark.parametrize("kind", [GroundKind.OPEN_CASE, GroundKind.DUTY])
def test_no_open_case_and_no_duty_lifts_a_refusal(kind: GroundKind) -> None:
    for acted in (NOON - 2 * HOUR, NOON - HOUR, NOON - INSTANT):
        found = verdict(events=(negative(CALL, acted),), grounds=(ground(kind, since=NOON - HOUR),))
        assert reasons(found) == [("GATE-5", "gate.consent_withdrawn")]


@pytest.mark.rule("GATE-5", "GATE-8")
@pytest.mark.parametrize(("asked_after", "may"), [(-INSTANT, False), (timedelta(0), False), (INSTANT, True)])
def test_a_call_that_he_asked_for_after_he_refused_is_his_own_wish(asked_after: timedelta, may: bool) -> None:
    refused = NOON - HOUR
    asked = ground(GroundKind.ASKED, since=refused + asked_after)
    assert isinstance(verdict(events=(negative(CALL, refused),), grounds=(asked,)), Allowed) is may


@pytest.mark.rule("GATE-8")
@pytest.mark.parametrize(
    ("at", "may"),
    [(NOON - INSTANT, False), (NOON, True), (NOON + HOUR - INSTANT, True), (NOON + HOUR, False)],
)
@pytest.mark.parametrize("events", [(), (negative(CALL, NOON - 3 * HOUR),)])
def test_a_call_that_he_asked_for_may_be_made_from_its_hour_on_until_it_is_over(
    at: datetime, may: bool, events: tuple[LedgerEvent, ...]
) -> None:
    asked = ground(GroundKind.ASKED, since=NOON - 2 * HOUR, begins=NOON, ends=NOON + HOUR)
    found = verdict(now=at, events=events, grounds=(asked,))
    assert isinstance(found, Allowed) is may
    if may:
        assert allowed(found).until == NOON + HOUR
        assert allowed(found).expires_at <= NOON + HOUR
    else:
        assert denied(found).next_at == (NOON if at < NOON else None)


@pytest.mark.rule("GATE-8", "SAFE-5")
def test_an_erased_number_is_not_called_for_a_wish_that_is_over() -> None:
    asked = ground(GroundKind.ASKED, since=NOON - HOUR, ends=NOON)
    found = verdict(now=NOON, events=(), suppressed_at=NOON - DAY, grounds=(asked,))
    assert ("SAFE-5", "gate.suppressed") in reasons(found)


@pytest.mark.rule("GATE-8", "GATE-9")
@pytest.mark.parametrize("events", [(), (grant(CALL),)])
def test_at_night_the_hour_that_he_chose_is_the_next_possible_time(events: tuple[LedgerEvent, ...]) -> None:
    begins = utc("2025-03-12T14:30")
    asked = ground(
        GroundKind.ASKED, since=NOON, chosen=(begins, begins + HOUR), begins=begins, ends=begins + DAY
    )
    found = verdict(now=utc("2025-03-12T14:10"), events=events, grounds=(asked,))
    assert denied(found).next_at == begins


@pytest.mark.rule("GATE-8")
def test_a_ground_is_for_its_own_purposes_and_channels() -> None:
    other = ground(intent=Intent("repair_progress", Channel.CALL, SELLER))
    assert reasons(verdict(events=(), grounds=(other,))) == [("CON-2", "gate.consent_unknown")]
    by_sms = ground(intent=replace(CALL, channel=Channel.SMS))
    assert reasons(verdict(events=(), grounds=(by_sms,))) == [("CON-2", "gate.consent_unknown")]


@pytest.mark.rule("SAFE-5")
@pytest.mark.parametrize(
    ("shown", "acted", "may"),
    [
        (NOON - 3 * HOUR, NOON - HOUR, False),  # the question was older than the erasure
        (NOON - 2 * HOUR, NOON - HOUR, False),
        (NOON - 2 * HOUR + INSTANT, NOON - HOUR, True),
    ],
)
def test_an_erased_number_is_called_again_only_by_its_owners_new_consent(
    shown: datetime, acted: datetime, may: bool
) -> None:
    since = NOON - 2 * HOUR
    given = grant(CALL, acted, prompt_shown_at=shown)
    assert isinstance(verdict(events=(given,), suppressed_at=since), Allowed) is may


@pytest.mark.rule("CON-8", "GATE-5")
@pytest.mark.parametrize(("later", "may"), [(-INSTANT, False), (timedelta(0), False), (INSTANT, True)])
def test_what_another_with_the_same_number_stopped_is_lifted_by_this_ones_later_act_alone(
    later: timedelta, may: bool
) -> None:
    stopped = NOON - HOUR
    given = grant(CALL, stopped + later)
    assert isinstance(verdict(events=(given,), others_no=stopped), Allowed) is may
    for kind in GroundKind:
        own = ground(kind, since=stopped + later)
        assert isinstance(verdict(events=(), grounds=(own,), others_no=stopped), Allowed) is may


@pytest.mark.rule("SAFE-5")
def test_no_open_case_calls_an_erased_number() -> None:
    found = verdict(events=(), suppressed_at=NOON - DAY, grounds=(ground(),))
    assert reasons(found) == [("SAFE-5", "gate.suppressed")]


# --- over everything ---------------------------------------------------------------------------------------

moments = st.integers(-80, 80).map(lambda hours: NOON + hours * HOUR)
events = st.lists(
    st.one_of(
        st.builds(
            lambda at, ends: grant(CALL, at, valid_until=at + ends * DAY), moments, st.integers(1, 900)
        ),
        st.builds(
            lambda at, kind: negative(CALL, at, kind=kind),
            moments,
            st.sampled_from([Ledger.WITHDRAWN, Ledger.REFUSED, Ledger.ERASED, Ledger.INVALIDATED]),
        ),
        st.builds(lambda at: LedgerEvent(0, 1, ANY, ANY, ANY, Ledger.WITHDRAWN, at), moments),
    ),
    max_size=6,
).map(lambda found: tuple(replace(event, seq=n) for n, event in enumerate(found, 1)))
lives = st.one_of(st.none(), moments)
grounds = st.lists(
    st.builds(
        lambda kind, at, begins, ends: ground(kind, since=at, begins=begins, ends=ends),
        st.sampled_from(GroundKind),
        moments,
        lives,
        lives,
    ),
    max_size=2,
).map(tuple)


@pytest.mark.rule("GATE-1", "GATE-5")
@settings(max_examples=300)
@given(events, grounds, st.integers(-3650, 3650))
def test_after_a_covering_negative_nothing_but_a_later_act_of_his_own_is_allowed(
    history: tuple[LedgerEvent, ...], found: tuple[Any, ...], days: int
) -> None:
    now = NOON + days * DAY
    judged = authorize(CALL, facts(events=history, grounds=found, latest=None), POLICY, now)
    negatives = [event for event in history if not event.kind.is_positive]
    if isinstance(judged, Allowed) and negatives:
        last = max(event.acted_at for event in negatives)
        own = [event.acted_at for event in history if event.kind.is_positive]
        own += [one.since for one in found if one.kind is GroundKind.ASKED and one.stands(now)]
        assert any(acted > last for acted in own)


@pytest.mark.rule("GATE-1")
@settings(max_examples=200)
@given(events, st.integers(0, 3650), st.integers(0, 3650))
def test_time_alone_never_gives_consent(history: tuple[LedgerEvent, ...], days: int, more: int) -> None:
    def lacks(at: datetime) -> bool:
        judged = authorize(CALL, facts(events=history, latest=None), POLICY, at)
        return not isinstance(judged, Allowed)

    early = NOON + 90 * HOUR + days * DAY  # after every act; 6 am is past 18 h later
    early = early.replace(hour=4)
    if lacks(early):
        assert lacks(early + more * DAY)


@pytest.mark.rule("GATE-9")
@settings(max_examples=200)
@given(
    st.lists(st.integers(0, 47 * 60).map(lambda m: timedelta(minutes=m)), max_size=7),
    st.integers(0, 24 * 60).map(lambda m: timedelta(minutes=m)),
)
def test_the_time_that_a_denial_names_is_the_first_at_which_it_is_allowed(
    ago: list[timedelta], later: timedelta
) -> None:
    now = NOON + later
    known: Facts = facts(calls=tuple(now - span for span in ago))
    judged = authorize(CALL, known, POLICY, now)
    if isinstance(judged, Allowed):
        return
    at = judged.next_at
    assert at is not None
    assert isinstance(authorize(CALL, known, POLICY, at), Allowed)
    assert not isinstance(authorize(CALL, known, POLICY, at - INSTANT), Allowed)
