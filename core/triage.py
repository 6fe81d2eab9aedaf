"""How grave a case is and where it belongs: read from words first, corrected by staff whenever they know better."""

from dataclasses import replace
from typing import Any, Final

from core.case import (
    Case,
    Decision,
    Effect,
    Event,
    Happened,
    Kind,
    PostCard,
    RefreshCards,
    Refused,
    Room,
    Severity,
    Stage,
    TellCustomer,
    TellRoom,
)
from core.commands import CorrectTriage
from core.escalation import TIER_ROOM, stage_in_hand
from core.ground import Ground

GRAVITY: Final = (Severity.MINOR, Severity.MAJOR, Severity.SAFETY)
CORRECTED: Final = "改判"
"""What every card gives as the ground, strangers in the group or not; why he did so stands in the history."""
PARTS: Final = ("department", "category", "severity", "emotion")


def graver(one: Severity, other: Severity) -> Severity:
    """Words may raise a case's severity, never lower it. CMP-4."""
    return max(one, other, key=GRAVITY.index)


def alerts(case: Case, before: Severity | None, ground: Ground) -> tuple[Effect, ...]:
    """Danger reaches the upper tiers at once, the first time it is seen. CMP-4."""
    if case.severity is not Severity.SAFETY or before is Severity.SAFETY:
        return ()
    return tuple(
        PostCard(TIER_ROOM[tier], "alert.safety") for tier in ground.policy.safety.tiers if tier != case.tier
    )


def correct(case: Case, command: CorrectTriage, ground: Ground) -> Decision | Refused:
    """What staff say of it is so from now on, and the history keeps what was said before. CMP-4, FLOW-10.

    Whoever corrects a case has not claimed it. Raised to `safety` it alerts the upper tiers, as a case does that
    another department's upper tiers see for the first time; lowered it alerts nobody.
    """
    changes = _changes(case, command)
    if not changes:
        return Refused("CMP-4", "case.triage_unchanged", {"number": case.number})
    by, why = command.by.code, command.reason.strip()
    set_to: dict[str, Any] = {part: new for part, _, new in changes}
    after = replace(
        case,
        **set_to,
        because=tuple(dict.fromkeys((f"{by}{CORRECTED}", *case.because))),
        corrected=tuple(dict.fromkeys((*case.corrected, *set_to))),
    )
    moved = after.department is not case.department
    if moved:
        after = _unclaimed(after)
    key = "case.triaged_why" if why else "case.triaged"
    args = {"by": by, "changes": changes, "why": why}
    told = _moved(after, key, args, ground) if moved else (TellRoom(Room.TIER, key, args), RefreshCards())
    data = {"changes": [list(change) for change in changes], "why": why}
    return Decision(
        after,
        (Event(Happened.TRIAGED, by, data, "CMP-4"),),
        (
            *told,
            TellRoom(Room.OBSERVERS, key, args),
            *alerts(after, None if moved else case.severity, ground),
        ),
    )


def _changes(case: Case, command: CorrectTriage) -> tuple[tuple[str, str, str], ...]:
    """(part, value it has, value it gets) of everything that becomes another."""
    parts = ((part, getattr(case, part), getattr(command, part)) for part in PARTS)
    return tuple((part, old, new) for part, old, new in parts if new is not None and new != old)


def _unclaimed(case: Case) -> Case:
    """Its new department finds it in its queue; every promise stands as it was made."""
    case = replace(case, claimed_by=None)
    return replace(case, stage=stage_in_hand(case)) if case.stage is Stage.HANDLING else case


def _moved(case: Case, key: str, args: dict[str, Any], ground: Ground) -> tuple[Effect, ...]:
    """The new room has it, every room that had it is told, and so is whoever was promised an answer by name."""
    there = (PostCard(Room.TIER, key, args), TellRoom(Room.ALL, key, args), RefreshCards())
    if case.kind is Kind.ENQUIRY:
        return there
    department = ground.policy.departments[case.department.value].name
    return (*there, TellCustomer("complaint.moved", {"number": case.number, "department": department}))
