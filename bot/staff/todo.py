"""待办: what is open in this room, soonest first."""

from datetime import datetime

from bot.texts import say
from core.case import Case
from core.case_clocks import active_clocks


def todo(cases: tuple[Case, ...], code: str, now: datetime) -> str:
    """The open cases of the room's queues; the sender's own are marked."""
    if not cases:
        return say("todo.none", {}, now)
    lines = [_line(case, code, now) for case in sorted(cases, key=_soonest_first)[:20]]
    more = [say("todo.more", {"n": len(cases) - 20}, now)] if len(cases) > 20 else []
    return "\n".join([say("todo.head", {"n": len(cases)}, now), *lines, *more])


def _due(case: Case) -> datetime | None:
    """What is owed next; nothing while only the customer is awaited, or the closing."""
    unmet = (clock.due for clock in active_clocks(case) if clock.met_at is None)
    return min(unmet, default=None)


def _soonest_first(case: Case) -> tuple[bool, datetime]:
    due = _due(case)
    return (False, due) if due is not None else (True, case.opened_at)


def _said(due: datetime | None, now: datetime) -> str:
    if due is None:
        return say("todo.no_due", {}, now)
    return say("todo.late" if due <= now else "todo.due", {"due": due}, now)


def _line(case: Case, code: str, now: datetime) -> str:
    mine = say("todo.mine", {}, now) if case.claimed_by == code else ""
    args = {
        "code": case.short_code,
        "number": case.number,
        "severity": say(f"severity.{case.severity}", {}, now),
        "stage": say(f"stage_short.{case.stage.value}", {}, now),
        "due": _said(_due(case), now),
        "mine": mine,
    }
    return say("todo.line", args, now)
