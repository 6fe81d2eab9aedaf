"""A call that the customer asked for himself: it stands in the case, and in for consent (GATE-8)."""

from dataclasses import replace

from core.answers import CUSTOMER
from core.case import (
    CallWish,
    Case,
    Decision,
    Event,
    Happened,
    RefreshCards,
    Refused,
    Room,
    TellCustomer,
    TellRoom,
)
from core.commands import AskForCall
from core.ground import Ground


def asked(case: Case, command: AskForCall, ground: Ground) -> Decision | Refused:
    """Its room reads it at once; the latest wish counts. An hour that he names is his: quiet or not. GATE-8."""
    hour = command.hour
    case = replace(case, call=CallWish(ground.now, hour))
    times = {} if hour is None else {"begins": hour[0], "ends": hour[1]}
    event = Event(
        Happened.CALL_ASKED, CUSTOMER, {at: time.isoformat() for at, time in times.items()}, "GATE-8"
    )
    room = TellRoom(Room.TIER, "case.call_asked" if hour is None else "case.call_asked_at", times)
    if not command.told:
        return Decision(case, (event,), (room, RefreshCards()))
    receipt = TellCustomer(
        "call.asked" if hour is None else "call.asked_at", {"number": case.number, **times}
    )
    return Decision(case, (event,), (room, RefreshCards(), receipt))
