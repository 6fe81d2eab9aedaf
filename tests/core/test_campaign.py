"""Who may begin a campaign, who may approve it, and whom a reason leaves out."""

from datetime import timedelta

import pytest

from core.campaign import NIGHT, against, against_approval, obstacle
from core.case import Actor
from core.intent import Allowed, Denied
from core.reason import Reason
from tests.core.contacts import ADVISER, DAY, INSTANT, MANAGER_OF_ALL, NOON, PANEL, SELLER
from tests.core.desk import POLICY

MARKETING = Actor("工号40", "marketing", None)
COLLEAGUE = Actor("工号51", "sales_consultant", "sales")
MANAGER = Actor("工号52", "department_manager", "sales")
HERE = {"sales"}
UNTIL = NOON + timedelta(hours=1)


def keys(
    actor: Actor, purpose: str = "promo_offers", words: str = "新款到店", here: set[str] = HERE
) -> list[str]:
    return [reason.key.removeprefix("gate.") for reason in against(actor, purpose, words, here, POLICY)]


@pytest.mark.rule("GATE-6")
@pytest.mark.parametrize(
    ("actor", "purpose", "here", "reasons"),
    [
        (SELLER, "promo_offers", {"sales"}, []),
        (SELLER, "promo_offers", {"aftersales", "sales"}, []),
        (SELLER, "promo_offers", {"aftersales"}, ["other_room"]),
        (SELLER, "promo_offers", set(), ["other_room"]),
        (SELLER, "promo_offers", {"supervisors"}, ["other_room"]),
        (SELLER, "maintenance_reminder", {"aftersales"}, ["other_department"]),
        (ADVISER, "maintenance_reminder", {"aftersales"}, []),
        (MANAGER_OF_ALL, "promo_offers", {"sales"}, []),
        (MANAGER_OF_ALL, "promo_offers", {"aftersales"}, ["other_room"]),
        (MARKETING, "promo_offers", {"aftersales"}, []),
        (MARKETING, "promo_offers", {"supervisors"}, []),
        (PANEL, "promo_offers", {"sales"}, ["not_a_caller"]),
        (MARKETING, "complaint", {"sales"}, ["one_by_one"]),
        (ADVISER, "safety_recall", {"aftersales"}, []),
    ],
)
def test_only_the_purposes_own_department_begins_one_in_its_own_room(
    actor: Actor, purpose: str, here: set[str], reasons: list[str]
) -> None:
    words = "您好" if purpose != "promo_offers" else "新款到店"
    assert keys(actor, purpose, words, here) == reasons


@pytest.mark.rule("GATE-4", "CON-1")
def test_its_words_must_fit_and_its_purpose_must_have_the_chat() -> None:
    assert keys(SELLER, words="续 保 优惠") == ["other_content"]
    by_phone = POLICY.purposes["promo_offers"].model_copy(update={"channels": ("sms",)})
    policy = POLICY.model_copy(update={"purposes": {**POLICY.purposes, "promo_offers": by_phone}})
    found = [reason.key for reason in against(SELLER, "promo_offers", "新款", HERE, policy)]
    assert found == ["gate.no_such_channel"]


@pytest.mark.rule("GATE-1")
@pytest.mark.parametrize(
    ("second", "later", "key"),
    [
        (COLLEAGUE, timedelta(0), None),
        (MANAGER, timedelta(0), None),
        (MARKETING, timedelta(0), None),
        (MANAGER_OF_ALL, timedelta(0), None),
        (SELLER, timedelta(0), "gate.second_person"),
        (ADVISER, timedelta(0), "gate.other_department"),
        (PANEL, timedelta(0), "gate.not_a_caller"),
        (COLLEAGUE, timedelta(hours=1) - INSTANT, None),
        (COLLEAGUE, timedelta(hours=1), "gate.approval_expired"),
    ],
)
def test_a_second_person_who_may_contact_them_himself_approves_it_in_time(
    second: Actor, later: timedelta, key: str | None
) -> None:
    found = against_approval(SELLER, second, "promo_offers", NOON + later, UNTIL, POLICY)
    assert (found and found.key) == key


@pytest.mark.rule("GATE-3")
def test_the_night_leaves_nobody_out_and_any_other_reason_does() -> None:
    night = [Reason("GATE-3", key) for key in NIGHT]
    refused = Reason("GATE-5", "gate.consent_refused")
    assert obstacle(Allowed(NOON, NOON + DAY, "consent")) is None
    assert obstacle(Denied(tuple(night))) is None
    assert obstacle(Denied((*night, refused))) == refused
    assert obstacle(Denied((refused, night[0]))) == refused
