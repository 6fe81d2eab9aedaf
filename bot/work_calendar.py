"""China's working days as the `chinesecalendar` package publishes them (SLA-7)."""

from datetime import date
from functools import cache

from core.calendar import WorkCalendar


@cache
def china_calendar() -> WorkCalendar:
    """The holidays, make-up workdays and published years of the installed data, with Chinese names.

    The package itself raises for a year it does not hold; we hand out the years it does hold, and what is
    counted past them is provisional until its next edition is installed.
    """
    from chinese_calendar.constants import Holiday, holidays, workdays

    names = {holiday.value: str(holiday.chinese) for holiday in Holiday}
    days: dict[date, str] = dict(holidays)
    return WorkCalendar(
        frozenset(days),
        frozenset(workdays),
        frozenset(day.year for day in days),
        {day: names.get(name, name) for day, name in days.items()},
    )
