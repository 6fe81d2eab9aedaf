"""How often a number may be called and a customer be sold something (GATE-2)."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.policy_contact import Attempts, Promotion
from core.reason import Reason


def today(attempts: Iterable[datetime], zone: ZoneInfo, now: datetime) -> int:
    """How many of the attempts were made on this calendar day of that zone."""
    day = now.astimezone(zone).date()
    return sum(1 for at in attempts if at.astimezone(zone).date() == day)


def counted(rule: Attempts, attempts: Iterable[datetime], zone: ZoneInfo, now: datetime) -> int:
    """How many stand against the next one: of this day, or of the rolling hours, whichever are more. GATE-2."""
    made = list(attempts)
    rolling = sum(1 for at in made if at > now - timedelta(hours=rule.rolling_hours))
    return max(rolling, today(made, zone, now))


def call_cap(rule: Attempts, attempts: Iterable[datetime], zone: ZoneInfo, now: datetime) -> Reason | None:
    """None while one more call keeps both the day and the rolling hours; the stricter wins. GATE-2.

    An attempt that lies exactly the rolling hours back does not count any more. One that lies ahead of `now`
    (the clock was set back) counts in both.
    """
    made = sorted(attempts)
    span = timedelta(hours=rule.rolling_hours)
    rolling = [at for at in made if at > now - span]
    day = now.astimezone(zone).date()
    of_day = [at for at in made if at.astimezone(zone).date() >= day]
    frees = []
    if len(rolling) >= rule.calls_at_most:
        frees.append(rolling[-rule.calls_at_most] + span)
    if len(of_day) >= rule.calls_at_most:
        last_day = of_day[-rule.calls_at_most].astimezone(zone).date()
        frees.append(datetime.combine(last_day + timedelta(days=1), time(), zone).astimezone(now.tzinfo))
    if not frees:
        return None
    args = {"limit": rule.calls_at_most, "hours": rule.rolling_hours, "last": made[-1]}
    return Reason("GATE-2", "gate.called_enough", args, until=max(frees))


def promotion_cap(rule: Promotion, sent: Iterable[datetime], now: datetime) -> Reason | None:
    """None while one more promotional message keeps the week. GATE-2."""
    span = timedelta(days=rule.days)
    recent = sorted(at for at in sent if at > now - span)
    if len(recent) < rule.messages_at_most:
        return None
    args = {"limit": rule.messages_at_most, "days": rule.days, "last": recent[-1]}
    return Reason("GATE-2", "gate.promoted_enough", args, until=recent[-rule.messages_at_most] + span)
