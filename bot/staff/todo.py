"""待办: what is open in this room, soonest first."""

from datetime import datetime

from bot.texts import say
from core.case import Case


def todo(cases: tuple[Case, ...], code: str, now: datetime) -> str:
    """The open cases of the room's queues; the sender's own are marked."""
    if not cases:
        return say("todo.none", {}, now)
    lines = [_line(case, code, now) for case in sorted(cases, key=_due)[:20]]
    more = [say("todo.more", {"n": len(cases) - 20}, now)] if len(cases) > 20 else []
    return "\n".join([say("todo.head", {"n": len(cases)}, now), *lines, *more])


def _due(case: Case) -> datetime:
    return min((clock.due for clock in case.clocks if clock.met_at is None), default=case.opened_at)


def _line(case: Case, code: str, now: datetime) -> str:
    mine = say("todo.mine", {}, now) if case.claimed_by == code else ""
    args = {
        "code": case.short_code,
        "number": case.number,
        "severity": say(f"severity.{case.severity}", {}, now),
        "stage": say(f"stage_short.{case.stage.value}", {}, now),
        "due": _due(case),
        "mine": mine,
    }
    return say("todo.line", args, now)
