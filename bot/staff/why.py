"""How each deadline was reached, day by day (SLA-8): nobody has to believe a number."""

from datetime import datetime, timedelta

from bot.texts import WEEKDAYS, say
from core.case import Case
from core.case_clocks import active_clocks
from core.clocks import Clock
from core.deadlines import Base, ClockStep, StepKind


def explain(case: Case, now: datetime) -> str:
    """Every clock of the case: its promise, the count, and where it stands."""
    if not case.clocks:
        return say("why.none", {"number": case.number}, now)
    return "\n\n".join(
        [say("why.head", {"number": case.number}, now), *(_clock(case, clock, now) for clock in case.clocks)]
    )


def _clock(case: Case, clock: Clock, now: datetime) -> str:
    name = say(f"clock.{clock.name.value}", {}, now)
    lines = [say("why.clock", {"clock": name, "rule": clock.rule, "since": clock.started_at}, now)]
    lines += [_step(step, clock.base, now) for step in clock.deadline.steps]
    lines += [say("why.superseded", {"due": old.due}, now) for old in clock.superseded]
    if clock.deadline.provisional:
        lines.append(say("why.provisional", {}, now))
    if clock.paused_at is not None:
        lines.append(say("why.paused", {"since": clock.paused_at}, now))
    if clock.met_at is not None:
        lines.append(say("why.met", {"at": clock.met_at}, now))
    if clock.breached_at is not None:
        lines.append(say("why.missed", {"at": clock.breached_at}, now))
    if clock.met_at is None and clock.breached_at is None and clock not in active_clocks(case):
        lines.append(say("why.left_behind" if case.is_open else "why.closed", {}, now))
    return "\n".join(lines)


def _step(step: ClockStep, base: Base, now: datetime) -> str:
    day = f"{step.day.month}月{step.day.day}日（周{WEEKDAYS[step.day.weekday()]}）"
    args = {
        "day": day,
        "count": step.count,
        "left": timedelta(minutes=step.minutes or 0),
        "name": step.name,
        "since": step.since or now,
        "at": step.at or now,
    }
    in_opening = step.kind is StepKind.PAUSED and base is not Base.ROUND_THE_CLOCK
    return say("why.step.paused_open" if in_opening else f"why.step.{step.kind.value}", args, now)
