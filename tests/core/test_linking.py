"""A no in one chat is a no in the other; a yes stays where it was given."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.consent import ANY, Ledger, LedgerEvent, Question, Standing, consent_state
from core.intent import Intent
from core.linking import copied, free_from, stricter, unknown_there
from core.minors import Minor
from tests.core.contacts import CALL, CHAT, DAY, HOUR, INSTANT, NOON, SMS, TERMS, grant, negative
from tests.core.desk import POLICY

OTHER = 2
RUNNING = frozenset({"complaint", "repair_progress"})
NOES = [kind for kind in Ledger if not kind.is_positive]


def everything(kind: Ledger = Ledger.WITHDRAWN, **changes: Any) -> LedgerEvent:
    return replace(LedgerEvent(3, 1, ANY, ANY, ANY, kind, NOON), **changes)


@pytest.mark.rule("CON-1")
@pytest.mark.parametrize("intent", [CALL, SMS, CHAT], ids=["call", "sms", "chat"])
@pytest.mark.parametrize("kind", [Ledger.GIVEN, Ledger.RENEWED])
def test_a_grant_is_never_copied(intent: Intent, kind: Ledger) -> None:
    assert copied(grant(intent, kind=kind), OTHER, RUNNING) is None


@pytest.mark.rule("CON-8")
@pytest.mark.parametrize("kind", [Ledger.REFUSED, Ledger.WITHDRAWN, Ledger.INVALIDATED])
@pytest.mark.parametrize("intent", [CALL, SMS, CHAT], ids=["call", "sms", "chat"])
def test_a_no_about_a_purpose_holds_for_every_number_and_chat_of_his(kind: Ledger, intent: Intent) -> None:
    event = negative(intent, NOON, kind=kind)
    assert copied(event, OTHER, RUNNING) == replace(event, seq=0, customer=OTHER, contact_point=ANY)


@pytest.mark.rule("CON-8")
def test_a_withdrawal_of_everything_is_one_there_too_and_spares_what_it_spared() -> None:
    assert copied(everything(), OTHER, RUNNING) == everything(seq=0, customer=OTHER)
    stop = everything(spared=frozenset({"complaint"}))
    assert copied(stop, OTHER, RUNNING) == replace(stop, seq=0, customer=OTHER)


@pytest.mark.rule("CON-8")
@pytest.mark.rule("GATE-8")
def test_leaving_one_chat_ends_offers_in_the_other_and_spares_what_runs_there() -> None:
    left = everything(contact_point="chat:6", channel="chat")
    copy = copied(left, OTHER, RUNNING)
    assert copy == replace(left, seq=0, customer=OTHER, contact_point=ANY, spared=RUNNING)
    assert copy.covers(Question("chat:9", "promo_offers", "chat"))
    assert not copy.covers(Question("chat:9", "complaint", "chat"))
    assert not copy.covers(Question("phone:1", "promo_offers", "call"))


@pytest.mark.rule("SAFE-5")
def test_who_deletes_one_chat_withdraws_in_the_other_but_for_what_runs_there() -> None:
    copy = copied(everything(Ledger.ERASED), OTHER, RUNNING)
    assert copy == everything(seq=0, customer=OTHER, spared=RUNNING)


@pytest.mark.rule("SAFE-5")
def test_a_stop_that_asks_for_deletion_is_read_as_leaving() -> None:
    assert copied(everything(), OTHER, RUNNING, leaving=True) == everything(
        seq=0, customer=OTHER, spared=RUNNING
    )


@pytest.mark.rule("SAFE-5")
def test_a_number_that_was_deleted_says_nothing_of_another() -> None:
    assert copied(everything(Ledger.ERASED, contact_point="phone:1"), OTHER, RUNNING) is None


@pytest.mark.rule("CON-8")
def test_linking_again_enters_nothing_twice_in_either_direction() -> None:
    ours = (negative(CHAT, NOON - DAY), everything(spared=frozenset({"complaint"})))
    there = unknown_there(ours, (), OTHER, RUNNING)
    assert [event.acted_at for event in there] == [NOON - DAY, NOON]
    again = tuple(replace(event, seq=9 + n) for n, event in enumerate(there))
    assert unknown_there(ours, again, OTHER, RUNNING) == ()
    assert unknown_there(again, ours, 1, RUNNING) == ()


@pytest.mark.rule("CON-8")
def test_what_came_back_by_linking_again_ends_no_later_yes() -> None:
    """He said no here, linked, parted, then agreed here: the old no must not come home behind the yes."""
    no = negative(CHAT, NOON - 3 * DAY, seq=1)
    yes = grant(CHAT, NOON - DAY, seq=7)
    theirs = tuple(replace(event, seq=4) for event in unknown_there((no,), (), OTHER, RUNNING))
    home = unknown_there(theirs, (no, yes), 1, RUNNING)
    question = Question(yes.contact_point, yes.purpose, yes.channel)
    assert consent_state((no, yes, *home), question, TERMS, NOON).kind is Standing.GIVEN


noes = st.builds(
    LedgerEvent,
    seq=st.integers(1, 50),
    customer=st.just(1),
    contact_point=st.sampled_from([ANY, "phone:1", "phone:2", "chat:6"]),
    purpose=st.sampled_from([ANY, "promo_offers", "complaint", "repair_progress"]),
    channel=st.sampled_from([ANY, "chat", "sms", "call"]),
    kind=st.sampled_from(NOES),
    acted_at=st.integers(-100, 100).map(lambda hours: NOON + hours * HOUR),
    spared=st.sets(st.sampled_from(["complaint", "repair_progress"])).map(frozenset),
)


@pytest.mark.rule("CON-8")
@given(
    event=noes,
    purpose=st.sampled_from(["promo_offers", "complaint", "repair_progress"]),
    channel=st.sampled_from(["chat", "sms", "call"]),
    running=st.sets(st.sampled_from(["complaint", "repair_progress"])).map(frozenset),
)
def test_a_copy_covers_there_what_the_no_covered_here_unless_it_was_the_chat_itself_he_left(
    event: LedgerEvent, purpose: str, channel: str, running: frozenset[str]
) -> None:
    here = event.contact_point if event.contact_point != ANY else "phone:1"
    covered_here = event.covers(Question(here, purpose, channel))
    copy = copied(event, OTHER, running)
    about_a_number = event.kind is Ledger.ERASED and event.contact_point != ANY
    assert (copy is None) is about_a_number
    if copy is not None and covered_here and purpose not in running:
        for point in ("phone:1", "phone:9", "chat:7"):
            assert copy.covers(Question(point, purpose, channel))
    if copy is not None:
        assert copy.acted_at == event.acted_at
        assert not copy.kind.is_positive


@pytest.mark.rule("CON-13")
@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (None, None, None),
        (None, Minor.TEEN, Minor.TEEN),
        (Minor.TEEN, None, Minor.TEEN),
        (Minor.CHILD, Minor.TEEN, Minor.CHILD),
        (None, Minor.CHILD, Minor.CHILD),
    ],
)
def test_the_younger_age_he_gave_is_his(one: Minor | None, other: Minor | None, both: Minor | None) -> None:
    assert stricter(one, other) is both


@pytest.mark.rule("CON-6")
def test_the_fifth_is_allowed_the_sixth_waits_until_the_first_is_a_day_old() -> None:
    times = [NOON - 5 * HOUR + n * HOUR for n in range(5)]
    assert free_from(times[:4], 5, POLICY, NOON) is None
    assert free_from(times, 5, POLICY, NOON) == times[0] + DAY
    assert free_from(times, 5, POLICY, times[0] + DAY - INSTANT) == times[0] + DAY
    assert free_from(times, 5, POLICY, times[0] + DAY) is None


@pytest.mark.rule("CON-6")
@given(ages=st.lists(st.integers(0, 3000), max_size=30), minutes=st.integers(0, 3000))
def test_no_day_ever_holds_more_than_the_policy_says(ages: list[int], minutes: int) -> None:
    """Whoever asks whenever it is allowed, and only then."""
    rule = POLICY.linking
    asked = [NOON]
    for age in ages:
        at = asked[-1] + timedelta(minutes=age)
        if free_from(asked, rule.codes_at_most, POLICY, at) is None:
            asked.append(at)
    for at in asked:
        within = [one for one in asked if at - timedelta(hours=rule.per_hours) < one <= at]
        assert len(within) <= rule.codes_at_most
