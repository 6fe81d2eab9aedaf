"""Working days, make-up days and opening hours."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.work_calendar import china_calendar
from core.calendar import DayKind, OpeningHours, Span, Timetable, WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE_TO_SIX = OpeningHours.daily(Span(time(9), time(18)))


@pytest.mark.rule("SLA-7")
@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2025, 1, 26), DayKind.MAKEUP),  # Sunday, worked for Spring Festival
        (date(2025, 1, 27), DayKind.WORKING),
        (date(2025, 1, 28), DayKind.HOLIDAY),
        (date(2025, 2, 4), DayKind.HOLIDAY),
        (date(2025, 2, 5), DayKind.WORKING),
        (date(2025, 2, 8), DayKind.MAKEUP),  # Saturday
        (date(2025, 2, 9), DayKind.WEEKEND),
        (date(2025, 9, 28), DayKind.MAKEUP),  # Sunday
        (date(2025, 10, 1), DayKind.HOLIDAY),
        (date(2025, 10, 8), DayKind.HOLIDAY),
        (date(2025, 10, 9), DayKind.WORKING),
        (date(2025, 10, 11), DayKind.MAKEUP),  # Saturday
        (date(2025, 10, 12), DayKind.WEEKEND),
        (date(2026, 2, 14), DayKind.MAKEUP),  # Saturday
        (date(2026, 2, 28), DayKind.MAKEUP),  # Saturday
        (date(2026, 10, 1), DayKind.HOLIDAY),
        (date(2026, 10, 10), DayKind.MAKEUP),  # Saturday
    ],
)
def test_the_installed_data_know_holidays_and_the_weekends_worked_for_them(day: date, kind: DayKind) -> None:
    assert china_calendar().kind(day) is kind


@pytest.mark.rule("SLA-7")
def test_a_year_nobody_has_published_has_plain_weeks_and_says_so() -> None:
    calendar = china_calendar()
    unpublished = date(max(calendar.published_years) + 1, 10, 1)
    assert not calendar.is_published(unpublished)
    assert calendar.is_working(unpublished) is (unpublished.isoweekday() < 6)


def test_holidays_have_chinese_names() -> None:
    assert china_calendar().names[date(2025, 10, 1)] == "国庆节"
    assert china_calendar().names[date(2025, 1, 29)] == "春节"


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime(2025, 3, 12, 0, 59, 59, tzinfo=UTC), False),
        (datetime(2025, 3, 12, 1, 0, 0, tzinfo=UTC), True),
        (datetime(2025, 3, 12, 9, 59, 59, tzinfo=UTC), True),
        (datetime(2025, 3, 12, 10, 0, 0, tzinfo=UTC), False),
        (datetime(2025, 10, 1, 1, 0, 0, tzinfo=UTC), True),  # a holiday, and the store is open
    ],
)
def test_the_opening_instant_is_open_and_the_closing_instant_is_not(at: datetime, is_open: bool) -> None:
    assert Timetable(china_calendar(), NINE_TO_SIX, SHANGHAI).is_open(at) is is_open


def test_the_next_opening_skips_the_lunch_break_and_the_shut_day() -> None:
    morning, afternoon = Span(time(9), time(12)), Span(time(13, 30), time(18))
    hours = OpeningHours((*((morning, afternoon),) * 5, (morning,), ()))
    table = Timetable(china_calendar(), hours, SHANGHAI)
    lunch = datetime(2025, 3, 14, 4, 0, tzinfo=UTC)  # Friday 12:00
    assert table.next_opening(lunch) == datetime(2025, 3, 14, 5, 30, tzinfo=UTC)
    saturday_noon = datetime(2025, 3, 15, 4, 0, tzinfo=UTC)
    assert table.next_opening(saturday_noon) == datetime(2025, 3, 17, 1, 0, tzinfo=UTC)
    assert table.next_opening(datetime(2025, 3, 14, 2, 0, tzinfo=UTC)) == datetime(
        2025, 3, 14, 2, 0, tzinfo=UTC
    )


def test_a_working_day_on_which_the_store_is_shut_does_not_count() -> None:
    span = (Span(time(9), time(18)),)
    table = Timetable(china_calendar(), OpeningHours((*(span,) * 6, ())), SHANGHAI)
    assert table.calendar.is_working(date(2025, 1, 26))  # a make-up Sunday
    assert not table.counts_as_working(date(2025, 1, 26))


@pytest.mark.parametrize(
    "week",
    [
        ((),) * 7,
        ((Span(time(9), time(18)),),) * 6,
        ((Span(time(9), time(12)), Span(time(11), time(18))),) * 7,
        (*((),) * 5, (Span(time(9), time(18)),), ()),
    ],
)
def test_impossible_opening_hours_are_refused(week: tuple[tuple[Span, ...], ...]) -> None:
    with pytest.raises(ValueError, match="open"):
        OpeningHours(week)


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before closes"):
        Span(time(18), time(9))


def test_a_calendar_is_plain_data() -> None:
    plain = WorkCalendar(frozenset(), frozenset(), frozenset({2025}))
    assert plain.is_working(date(2025, 10, 1))
    assert not plain.is_working(date(2025, 10, 4))
