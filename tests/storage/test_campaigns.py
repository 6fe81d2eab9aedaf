"""A campaign is one process's at a time, and a copy goes out once."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from storage import campaigns, moments, staff
from storage.campaigns import Copy, CopyState, State
from storage.sealed import Vault
from tests.storage.road_world import NOW, SECOND
from tests.storage.samples import new_chat, new_customer


def begun(connection: Connection, vault: Vault) -> int:
    until = NOW + timedelta(hours=1)
    member = staff.invite(connection, vault, "sales_consultant", "sales", "main", "code", NOW, until)
    room = new_chat(connection, vault, NOW, "-100", "group")
    return campaigns.begin(connection, vault, "main", member.id, "promo_offers", "周末有礼", room, NOW)


def with_copies(connection: Connection, vault: Vault, n: int = 2) -> tuple[int, list[Copy]]:
    number = begun(connection, vault)
    people = [new_customer(connection, vault, NOW, f"70{n}") for n in range(n)]
    campaigns.add_copies(connection, number, people)
    return number, campaigns.waiting(connection, number, 0, 10)


def test_of_two_that_see_it_due_one_has_its_turn(connection: Connection, vault: Vault) -> None:
    number = begun(connection, vault)
    assert moments.look(connection).campaigns == NOW
    assert campaigns.due(connection, NOW, 8) == [number]
    seen = campaigns.by_id(connection, vault, number)
    assert seen is not None
    assert seen.words == "周末有礼"
    assert campaigns.take_turn(connection, seen, NOW + SECOND)
    assert not campaigns.take_turn(connection, seen, NOW + SECOND)
    assert campaigns.due(connection, NOW, 8) == []


@pytest.mark.rule("GATE-1")
def test_a_copy_goes_out_once_and_its_first_outcome_counts(connection: Connection, vault: Vault) -> None:
    number, (first, second) = with_copies(connection, vault)
    assert campaigns.send_out(connection, first, 901)
    assert not campaigns.send_out(connection, first, 902)
    campaigns.refuse(connection, second, "gate.consent_refused")
    assert not campaigns.send_out(connection, second, 903)
    assert campaigns.out(connection, number) == [901]
    assert campaigns.settle(connection, 901, CopyState.FAILED, "blocked")
    assert not campaigns.settle(connection, 901, CopyState.REFUSED, "gate.consent_withdrawn")
    assert campaigns.tally(connection, number) == {"failed": 1, "refused:gate.consent_refused": 1}


def test_whatever_was_thought_of_it_what_the_platform_has_is_sent(
    connection: Connection, vault: Vault
) -> None:
    number, (first, _) = with_copies(connection, vault)
    campaigns.send_out(connection, first, 901)
    campaigns.settle(connection, 901, CopyState.REFUSED, "gate.consent_withdrawn")
    campaigns.settle(connection, 901, CopyState.SENT)
    assert campaigns.tally(connection, number) == {"sent": 1, "waiting": 1}


def test_called_back_it_waits_again_without_its_ticket(connection: Connection, vault: Vault) -> None:
    number, (first, _) = with_copies(connection, vault)
    campaigns.send_out(connection, first, 901)
    campaigns.settle(connection, 901, CopyState.WAITING)
    assert campaigns.copy_of(connection, 901) is None
    assert campaigns.waiting(connection, number, 0, 1)[0].customer == first.customer
    assert campaigns.send_out(connection, first, 902)


@pytest.mark.rule("GATE-1")
def test_it_is_approved_once_and_only_while_it_is_offered(connection: Connection, vault: Vault) -> None:
    number = begun(connection, vault)
    second = staff.invite(
        connection, vault, "sales_consultant", "sales", "main", "other", NOW, NOW + timedelta(hours=1)
    ).id
    until = NOW + timedelta(hours=1)
    assert not campaigns.approve(connection, number, second, NOW)
    campaigns.offered(connection, number, 77, until, NOW)
    assert not campaigns.approve(connection, number, second, until)
    assert campaigns.approve(connection, number, second, until - SECOND)
    assert not campaigns.approve(connection, number, second, until - SECOND)
    assert not campaigns.end(connection, number, State.CANCELLED, NOW, was=State.OFFERED)
    assert campaigns.end(connection, number, State.STOPPED, NOW, was=State.RUNNING)


def test_long_after_its_end_nobody_knows_who_got_what(connection: Connection, vault: Vault) -> None:
    number, _ = with_copies(connection, vault, 3)
    campaigns.offered(connection, number, 77, NOW, NOW)
    campaigns.end(connection, number, State.EXPIRED, NOW, was=State.OFFERED)
    assert campaigns.retire(connection, NOW) == 0
    assert campaigns.retire(connection, NOW + SECOND, limit=2) == 2
    assert campaigns.retire(connection, NOW + SECOND) == 1
    assert campaigns.retire(connection, NOW + SECOND) == 0
    assert campaigns.tally(connection, number) == {}
