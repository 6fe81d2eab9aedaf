"""What a signed paper grants, and what it never outranks: a refusal of the same day, or of any later one."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.case import Actor
from core.consent import ANY, Ledger, LedgerEvent, Question, consent_state
from core.minors import Minor
from core.notice import terms_of
from core.paper import Owner, Paper, against, grant, signed_at
from core.policy import Channel
from tests.core.contacts import ADVISER, DAY, INSTANT, MANAGER_OF_ALL, PANEL, SELLER
from tests.core.desk import POLICY

ZONE = ZoneInfo("Asia/Shanghai")
SIGNED = date(2025, 3, 10)
START = datetime(2025, 3, 9, 16, 0, tzinfo=UTC)
"""The first instant of that day in Hangzhou."""
NOW = datetime(2025, 3, 12, 4, 0, tzinfo=UTC)
MATERIAL = terms_of("testdrive_feedback", "call", POLICY).material_hash()
ASKED = Question("phone:1", "testdrive_feedback", "call")
PAPER = Paper("testdrive_feedback", Channel.CALL, START)


def entry(at: time | None = None, seq: int = 9) -> LedgerEvent:
    paper = replace(PAPER, signed_at=signed_at(SIGNED, at, ZONE))
    return replace(grant(paper, 1, "phone:1", "care-1", POLICY, ZONE), seq=seq)


def no(
    at: datetime, seq: int = 1, kind: Ledger = Ledger.REFUSED, purpose: str = "testdrive_feedback"
) -> LedgerEvent:
    return LedgerEvent(seq, 1, ANY, purpose, ANY, kind, at)


@pytest.mark.rule("CON-12")
def test_a_date_alone_counts_from_the_first_instant_of_that_day_on_the_stores_clock() -> None:
    assert signed_at(SIGNED, None, ZONE) == START
    assert signed_at(SIGNED, time(14, 30), ZONE) == datetime(2025, 3, 10, 6, 30, tzinfo=UTC)


@pytest.mark.rule("CON-12", "CON-7")
@pytest.mark.parametrize(
    ("refused", "at", "standing"),
    [
        (START - INSTANT, None, "given"),  # the last instant of the day before
        (START, None, "refused"),  # midnight of the day itself: equal times, and the negative wins
        (
            START + timedelta(hours=10),
            None,
            "refused",
        ),  # the same day, earlier than he may have signed: nobody knows
        (START + DAY, None, "refused"),
        (NOW, None, "refused"),
        (START + timedelta(hours=14, minutes=30) - INSTANT, time(14, 30), "given"),
        (START + timedelta(hours=14, minutes=30), time(14, 30), "refused"),
        (START + timedelta(hours=14, minutes=30) + INSTANT, time(14, 30), "refused"),
    ],
)
@pytest.mark.parametrize("kind", [Ledger.REFUSED, Ledger.WITHDRAWN])
@pytest.mark.parametrize("purpose", ["testdrive_feedback", ANY])
def test_a_paper_keyed_in_late_never_outranks_what_he_said_since_it_was_signed(
    refused: datetime, at: time | None, standing: str, kind: Ledger, purpose: str
) -> None:
    found = consent_state([no(refused, kind=kind, purpose=purpose), entry(at)], ASKED, MATERIAL, NOW)
    assert found.kind == standing.replace("refused", kind.value)


MINUTES = st.integers(0, 60 * 24 * 60)
"""So many before now: two months."""


@pytest.mark.rule("CON-12")
@given(signed=MINUTES, said=st.lists(MINUTES, max_size=4))
def test_whatever_was_refused_and_whenever_the_paper_counts_only_where_all_of_it_came_before(
    signed: int, said: list[int]
) -> None:
    paper = replace(PAPER, signed_at=NOW - timedelta(minutes=signed))
    entered = replace(grant(paper, 1, "phone:1", "care-1", POLICY, ZONE), seq=99)
    noes = sorted(NOW - timedelta(minutes=one) for one in said)
    ledger = [*(no(at, seq=n) for n, at in enumerate(noes, 1)), entered]
    state = consent_state(ledger, ASKED, MATERIAL, NOW)
    assert state.is_given is all(at < paper.signed_at for at in noes)


@pytest.mark.rule("CON-12")
def test_it_is_valid_for_as_long_as_if_he_had_tapped_it_on_that_day() -> None:
    assert entry().valid_until == datetime(2027, 3, 9, 16, 0, tzinfo=UTC)
    assert entry().prompt_shown_at == entry().acted_at == START


WELL = Owner("phone:1")


def keys(actor: Actor = SELLER, paper: Paper = PAPER, owner: Owner = WELL, now: datetime = NOW) -> list[str]:
    found = against(actor, paper, owner, "sales", POLICY, ZONE, now)
    return [reason.key.removeprefix("gate.") for reason in found]


@pytest.mark.rule("CON-12", "GATE-6")
@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"actor": MANAGER_OF_ALL}, []),
        ({"actor": ADVISER}, ["other_department"]),
        ({"actor": PANEL}, ["not_a_caller"]),
        ({"paper": replace(PAPER, purpose="maintenance_reminder")}, ["other_department"]),
        ({"paper": Paper("promo_offers", Channel.CALL, START)}, ["no_such_channel"]),
        ({"paper": replace(PAPER, signed_at=NOW)}, []),
        ({"paper": replace(PAPER, signed_at=NOW + INSTANT)}, ["paper_ahead"]),
        ({"now": datetime(2027, 3, 9, 16, 0, tzinfo=UTC) - INSTANT}, []),
        ({"now": datetime(2027, 3, 9, 16, 0, tzinfo=UTC)}, ["paper_too_old"]),
        ({"owner": replace(WELL, contact_point="")}, ["paper_no_number"]),
        ({"owner": replace(WELL, is_his_number=False)}, ["paper_other_number"]),
        ({"owner": replace(WELL, suppressed_at=START - DAY)}, ["suppressed"]),
        ({"owner": replace(WELL, minor=Minor.TEEN)}, ["teen"]),
        ({"owner": replace(WELL, can_be_told=False)}, ["paper_untold"]),
        (
            {"actor": PANEL, "owner": Owner("", suppressed_at=START, can_be_told=False)},
            ["not_a_caller", "paper_no_number", "suppressed", "paper_untold"],
        ),
    ],
)
def test_everything_against_keying_it_in_is_named(changes: dict[str, Any], reasons: list[str]) -> None:
    assert keys(**changes) == reasons
