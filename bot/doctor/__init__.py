"""What is wrong with the set-up, each fault with its cure; looking changes nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.channels.problems import Problem
from bot.doctor.channels import channel_problems
from bot.doctor.data import data_problems
from bot.doctor.promises import calendar_problems, policy_problems, vehicle_problems
from bot.settings import Settings


async def examine(settings: Settings) -> list[Problem]:
    """All that is wrong, the most basic first. `fatal` tells a fault from a warning."""
    return [*_at_rest(settings, datetime.now(UTC)), *await channel_problems(settings)]


def _at_rest(settings: Settings, now: datetime) -> Iterator[Problem]:
    policy, problems = policy_problems(settings)
    yield from problems
    yield from vehicle_problems(settings)
    yield from calendar_problems(now)
    yield from data_problems(settings, policy)
