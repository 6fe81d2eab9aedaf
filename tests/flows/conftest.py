"""What staff do is told twice: in rooms as Telegram has them, and in rooms as WeCom has them."""

from collections.abc import Iterator

import pytest

from tests.flows.desk import ROOMS

BOTH = ("test_handling", "test_resolution", "test_triage", "test_clocks", "test_deliveries")
"""Files whose tests hold in either; the others are about topics, edits, or who comes and goes."""
IN_PLACE = (
    "test_an_objection_climbs_to_the_next_tier",
    "test_a_case_goes_up_with_its_record_and_tier_three_is_the_top",
    "test_another_department_gets_the_card_and_the_old_room_reads_no_more_of_it",
    "test_raised_to_safety_it_alerts_the_upper_tiers_and_lowered_nobody",
    "test_a_complaint_that_nobody_touches_climbs_by_the_clock_alone",
    "test_neither_a_note_nor_a_claim_nor_the_bots_own_words_stop_a_clock",
    "test_a_room_that_passed_a_case_on_is_not_told_how_its_time_runs",
)
"""They look at cards that change where they stand: on WeCom those that nobody taps do not."""
IN_THE_ROOM = (
    "test_between_two_cases_the_bot_asks_and_never_guesses",
    "test_a_quote_and_a_code_that_disagree_are_not_reconciled",
    "test_whoever_may_not_act_is_told_why_in_one_sentence",
)
"""They look in the room for what is told to one colleague alone on WeCom (`tests/wecom/test_groups.py`)."""
BUTTONS = (
    "test_the_card_stands_in_its_departments_first_tier_and_with_the_observers_alone",
    "test_the_button_asks_what_it_should_be_once_and_the_words_typed_before_are_the_reason",
)
"""They count more buttons than a card of WeCom's has room for (`tests/wecom/test_complaint.py`)."""
LONG = ("test_one_jump_many_steps_and_a_restart_between_them_tell_the_same_story",)
"""It is about the clock alone, and lasts."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    alone = metafunc.function.__name__ in (*IN_PLACE, *IN_THE_ROOM, *BUTTONS, *LONG)
    if metafunc.module.__name__.rpartition(".")[2] in BOTH and not alone:
        metafunc.parametrize("_rooms", ["telegram", "wecom"], indirect=True)


@pytest.fixture(autouse=True)
def _rooms(request: pytest.FixtureRequest) -> Iterator[None]:
    token = ROOMS.set(getattr(request, "param", "telegram"))
    yield
    ROOMS.reset(token)
