"""On the fourteenth birthday a child becomes a teen, on the eighteenth a teen grows up; and what each may agree to."""

import pytest

from core.minors import Minor, admits, minor_of, spared
from core.policy import Channel, PurposeClass
from tests.core.desk import POLICY


@pytest.mark.rule("CON-13")
@pytest.mark.parametrize(
    ("years", "minor"),
    [(3, Minor.CHILD), (13, Minor.CHILD), (14, Minor.TEEN), (17, Minor.TEEN), (18, None), (80, None)],
)
def test_the_birthday_itself_counts(years: int, minor: Minor | None) -> None:
    assert minor_of(years, POLICY) is minor


@pytest.mark.rule("CON-13")
@pytest.mark.parametrize("purpose", POLICY.purposes)
@pytest.mark.parametrize("channel", list(Channel))
def test_a_teen_has_the_services_he_wants_and_a_child_his_complaint_in_the_chat(
    purpose: str, channel: Channel
) -> None:
    kind = POLICY.purposes[purpose].purpose_class
    services = kind in (PurposeClass.SERVICE, PurposeClass.RIGHTS, PurposeClass.SAFETY)
    his_right = kind in (PurposeClass.RIGHTS, PurposeClass.SAFETY) and channel is Channel.CHAT
    assert admits(None, purpose, channel, POLICY)
    assert admits(Minor.TEEN, purpose, channel, POLICY) is services
    assert admits(Minor.CHILD, purpose, channel, POLICY) is his_right


@pytest.mark.rule("CON-13")
def test_what_is_invalidated_is_exactly_what_he_cannot_agree_to_himself() -> None:
    assert spared(Minor.CHILD, POLICY) == {"complaint", "safety_recall"}
    assert spared(Minor.TEEN, POLICY) == {
        "complaint",
        "safety_recall",
        "order_progress",
        "testdrive_booking",
        "service_booking",
        "repair_progress",
    }
