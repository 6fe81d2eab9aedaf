"""Data go to a recipient outside the store only as the customer agreed to that very one (CON-10)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.campaign import against as campaign_against
from core.consent import ANY, Ledger, LedgerEvent, Question
from core.disclosure import against, in_force
from core.gate import authorize
from core.intent import Denied, Facts, GroundKind, Intent
from core.minors import Minor
from core.policy import Channel, Policy, load_policy
from tests.core.contacts import ADVISER, DAY, HOUR, INSTANT, NOON, PANEL, SELLER, TERMS, ground

SHARE = "share:insurer"
FILE = Path(__file__).with_name("insurer.toml")
POLICY: Policy = load_policy(FILE)
POINTS = {"chat": "chat:6", "call": "phone:1"}


def agreed(channel: str = "chat", acted: Any = NOON - DAY, seq: int = 1, **changes: Any) -> LedgerEvent:
    event = LedgerEvent(
        seq,
        1,
        POINTS[channel],
        SHARE,
        channel,
        Ledger.GIVEN,
        acted,
        acted - HOUR,
        "1",
        TERMS,
        acted + 365 * DAY,
    )
    return replace(event, **changes)


def said_no(channel: str = ANY, acted: Any = NOON - HOUR, seq: int = 2, **changes: Any) -> LedgerEvent:
    event = LedgerEvent(seq, 1, ANY, SHARE, channel, Ledger.WITHDRAWN, acted)
    return replace(event, **changes)


def known(*events: LedgerEvent, **changes: Any) -> tuple[Facts, ...]:
    facts = Facts(Question("", SHARE, ""), events, TERMS, latest=NOON - INSTANT)
    return tuple(
        replace(facts, question=Question(point, SHARE, channel), **changes)
        for channel, point in POINTS.items()
    )


def reasons(facts: tuple[Facts, ...], actor: Any = SELLER, now: Any = NOON) -> list[tuple[str, str]]:
    return [(one.rule, one.key) for one in against(actor, SHARE, facts, POLICY, now)]


@pytest.mark.rule("CON-10")
@pytest.mark.parametrize("channel", POINTS)
def test_who_agreed_to_that_recipient_over_any_channel_has_agreed(channel: str) -> None:
    assert reasons(known(agreed(channel))) == []
    assert in_force(SHARE, known(agreed(channel)), NOON) == agreed(channel)


@pytest.mark.rule("CON-10", "GATE-5", "CON-7")
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (known(), ("CON-2", "gate.consent_unknown")),
        (known(agreed(), said_no()), ("GATE-5", "gate.consent_withdrawn")),
        (known(agreed(), said_no("call")), ("GATE-5", "gate.consent_withdrawn")),  # over another channel
        (known(agreed(), said_no(purpose=ANY)), ("GATE-5", "gate.consent_withdrawn")),
        (  # he deleted a number, and has left another since
            known(agreed(), said_no(purpose=ANY, contact_point="phone:0", kind=Ledger.ERASED)),
            ("GATE-5", "gate.consent_erased"),
        ),
        (known(agreed(material="older")), ("CON-7", "gate.consent_stale")),
        (known(agreed(valid_until=NOON)), ("CON-7", "gate.consent_expired")),
        (known(agreed(contact_point="chat:7")), ("CON-2", "gate.consent_unknown")),
        (known(agreed(), minor=Minor.TEEN), ("CON-13", "gate.teen")),
        (known(agreed(), minor=Minor.CHILD), ("CON-13", "gate.child")),
        (known(agreed(), reachable=False), ("CON-4", "gate.nothing_to_give")),
        (known(agreed(), fault="keyring"), ("SEC-2", "gate.fault_keyring")),
        (known(agreed(), latest=NOON + INSTANT), ("GATE-1", "gate.clock_set_back")),
        (known(agreed(), suppressed_at=NOON - INSTANT), ("SAFE-5", "gate.suppressed")),
    ],
)
def test_everything_else_denies_and_says_why(facts: tuple[Facts, ...], expected: tuple[str, str]) -> None:
    assert reasons(facts) == [expected]


@pytest.mark.rule("CON-10", "CON-7")
def test_the_last_instant_of_a_consent_is_its_own() -> None:
    assert reasons(known(agreed(valid_until=NOON + INSTANT))) == []


@pytest.mark.rule("CON-10")
def test_agreeing_again_after_a_no_counts() -> None:
    again = agreed(acted=NOON - INSTANT, seq=3, prompt_shown_at=NOON - 2 * INSTANT)
    assert reasons(known(agreed(), said_no(), again)) == []


@pytest.mark.rule("GATE-6", "CON-10")
def test_another_department_gives_nothing_to_anybody() -> None:
    assert reasons(known(agreed()), ADVISER) == [("GATE-6", "gate.other_department")]
    assert reasons(known(agreed()), PANEL) == [("GATE-6", "gate.not_a_caller")]


@pytest.mark.rule("CON-10", "GATE-8")
@pytest.mark.parametrize("kind", GroundKind)
def test_nothing_stands_in_for_his_consent_here(kind: GroundKind) -> None:
    """The closed list of exceptions is about contacting him: it gives his data to nobody."""
    own = replace(ground(kind), purposes=frozenset({SHARE}), channels=frozenset({"chat", "call"}))  # type: ignore[arg-type]
    assert reasons(known(grounds=(own,))) == [("CON-2", "gate.consent_unknown")]


moments = st.integers(-80, 80).map(lambda hours: NOON + hours * HOUR)
channels = st.sampled_from(sorted(POINTS))
histories = st.lists(
    st.one_of(
        st.builds(agreed, channels, moments),
        st.builds(said_no, st.sampled_from(["chat", "call", ANY]), moments),
        st.builds(lambda at: LedgerEvent(0, 1, ANY, ANY, ANY, Ledger.ERASED, at), moments),
    ),
    max_size=6,
).map(lambda found: tuple(replace(event, seq=n) for n, event in enumerate(found, 1)))


@pytest.mark.rule("CON-10", "GATE-5")
@given(histories, st.integers(-3650, 3650))
def test_after_any_no_only_a_later_yes_of_his_gives_anything(
    history: tuple[LedgerEvent, ...], days: int
) -> None:
    if reasons(known(*history, latest=None), now=NOON + days * DAY):
        return
    last = history[-1]
    yes = [event for event in history if event.kind.is_positive]
    noes = [event for event in history if not event.kind.is_positive]
    assert yes
    assert not noes or yes[-1].seq > noes[-1].seq
    assert last.kind.is_positive


@pytest.mark.rule("GATE-4", "CON-10")
@pytest.mark.parametrize("channel", [Channel.CALL, Channel.CHAT])
def test_having_agreed_to_a_recipient_lets_nobody_contact_him(channel: Channel) -> None:
    """It was asked whether his data may be given away, not whether he may be called about that."""
    facts = replace(
        known(agreed(channel.value))[0],
        question=Question(POINTS[channel.value], SHARE, channel.value),
        zone="Asia/Shanghai",
    )
    found = authorize(Intent(SHARE, channel, SELLER), facts, POLICY, NOON)
    assert isinstance(found, Denied)
    assert [one.key for one in found.reasons] == ["gate.no_contact_for_sharing"]
    if channel is Channel.CHAT:
        reasons = [one.key for one in campaign_against(SELLER, SHARE, "来看看", {"sales"}, POLICY)]
        assert reasons == ["gate.no_contact_for_sharing"]
