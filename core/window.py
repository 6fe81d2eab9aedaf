"""Where a platform lets us write only for a while after the customer's own words: staff know in time (STAFF-3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.case import Case, Decision, RefreshCards, Refused, Room, TellRoom
from core.commands import NoteSilence
from core.ground import Ground
from core.policy_contact import Silence


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a customer can be written to in his chat: so many messages, before that moment.

    Nothing is left where the window is shut: words for him wait for his own next.
    """

    until: datetime | None
    left: int


def warns_at(rule: Silence, spoke_at: datetime, lasts: timedelta) -> datetime | None:
    """When the rooms of his open cases are told that he can soon not be reached; `None` for a shorter window.

    39:59:59.999999 after his last message is too early, 40:00:00 is the moment; the window ends at 48:00:00.
    """
    at = spoke_at + timedelta(hours=rule.warn_after_hours)
    return at if at < spoke_at + lasts else None


def closes(case: Case, command: NoteSilence, ground: Ground) -> Decision | Refused:
    """His case's room hears until when, and how much, can still be said to him. STAFF-3."""
    args = {
        "hours": ground.policy.contact.silence.warn_after_hours,
        "until": command.until,
        "left": command.left,
    }
    return Decision(case, (), (TellRoom(Room.TIER, "delivery.window_closing", args), RefreshCards()))
