"""What the store promises, and the ground it is counted on: policy, vehicles, calendar."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.channels.problems import Problem
from bot.parts import CannotStart, vehicles_of
from bot.settings import Settings
from bot.work_calendar import china_calendar
from core.policy import Policy, PolicyError, check_policy, load_policy

AHEAD = timedelta(days=365)


def policy_problems(settings: Settings) -> tuple[Policy | None, list[Problem]]:
    """The policy if it can be used, else its first error."""
    try:
        return load_policy(settings.policy), []
    except PolicyError as problem:
        more = len(check_policy(settings.policy)) - 1
        others = f" {more} more are named by `policy check`." if more > 0 else ""
        cure = "Mend the file that YINUO_POLICY names, or use a preset."
        return None, [Problem("policy", f"{problem}.{others}", cure)]


def vehicle_problems(settings: Settings) -> Iterator[Problem]:
    """The catalogue of vehicles."""
    try:
        vehicles_of(settings)
    except CannotStart as problem:
        yield Problem("vehicles", f"{problem}.", "Mend the file, or unset YINUO_VEHICLES.")


def calendar_problems(now: datetime) -> Iterator[Problem]:
    """Deadlines of the coming year that fall where no holidays are published are provisional (SLA-7)."""
    published = china_calendar().published_years
    missing = [str(year) for year in range(now.year, (now + AHEAD).year + 1) if year not in published]
    if missing:
        yield Problem(
            "calendar",
            f"The holidays of {' and '.join(missing)} are not known: deadlines that reach there are provisional.",
            "Install the newer edition of chinesecalendar once it is out.",
            fatal=False,
        )
