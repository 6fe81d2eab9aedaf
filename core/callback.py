"""A call that the customer asked for himself: it stands in the case, and in for consent (GATE-8)."""

from dataclasses import replace

from core.answers import CUSTOMER
from core.case import CallWish, Case, Decision, Event, Happened, RefreshCards, Refused, Room, TellRoom
from core.commands import AskForCall
from core.ground import Ground


def asked(case: Case, command: AskForCall, ground: Ground) -> Decision | Refused:
    """Its room reads it at once; the latest wish counts. An hour that he names is his: quiet or not. GATE-8."""
    hour = command.hour
    case = replace(case, call=CallWish(ground.now, hour))
    told = TellRoom(Room.TIER, "case.call_asked")
    data = {}
    if hour is not None:
        told = TellRoom(Room.TIER, "case.call_asked_at", {"begins": hour[0], "ends": hour[1]})
        data = {"begins": hour[0].isoformat(), "ends": hour[1].isoformat()}
    return Decision(case, (Event(Happened.CALL_ASKED, CUSTOMER, data, "GATE-8"),), (told, RefreshCards()))
