"""`decide`: what a command comes to for a case as it stands. Which stage admits which command is a table."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from core import answers, callback, closing, delivery, enquiry, handling, triage, window
from core.calendar import WorkCalendar
from core.case import Case, Decision, Kind, Refused, Stage
from core.commands import (
    AcceptProposal,
    AskEvidence,
    AskForCall,
    CheckDeadlines,
    Claim,
    Close,
    Command,
    CorrectTriage,
    CustomerEdits,
    CustomerWrites,
    EditReply,
    HandOverUp,
    Note,
    NoteDelivery,
    NoteFailure,
    NoteSilence,
    ObjectToProposal,
    Propose,
    Release,
    Reply,
)
from core.escalation import check_deadlines
from core.ground import Ground, ground_for
from core.policy import Policy

ALWAYS: Final = frozenset(
    {CheckDeadlines, NoteDelivery, NoteFailure, Release, Note, EditReply, CustomerEdits}
)
"""Time, the road and the record: admitted at every stage."""
TALK: Final = frozenset(
    {
        NoteSilence,
        CustomerWrites,
        AcceptProposal,
        ObjectToProposal,
        AskForCall,
        Claim,
        Reply,
        CorrectTriage,
        Close,
    }
)
"""What an open case admits at every stage. A stale proposal is answered with how things stand."""

ADMITS: Final[Mapping[Stage, frozenset[type]]] = {
    Stage.WAITING: ALWAYS | TALK | {AskEvidence, Propose, HandOverUp},
    Stage.HANDLING: ALWAYS | TALK | {AskEvidence, Propose, HandOverUp},
    Stage.AWAITING_EVIDENCE: ALWAYS | TALK | {AskEvidence, Propose, HandOverUp},
    Stage.PROPOSED: ALWAYS | TALK | {Propose, HandOverUp},
    Stage.ACCEPTED: ALWAYS | TALK,
    Stage.CLOSED: ALWAYS,
}
"""FLOW-1: the commands that each stage of a complaint admits."""

Act = Callable[[Case, Any, Ground], Decision | Refused]

ACTS: Final[Mapping[type, Act]] = {
    CustomerWrites: answers.writes,
    CustomerEdits: answers.edits,
    AcceptProposal: answers.accepts,
    ObjectToProposal: answers.objects,
    AskForCall: callback.asked,
    Claim: handling.claim,
    Reply: handling.reply,
    EditReply: handling.edit_reply,
    Note: handling.note,
    CorrectTriage: triage.correct,
    AskEvidence: handling.ask_evidence,
    Propose: handling.propose,
    HandOverUp: handling.hand_over_up,
    Close: closing.close_complaint,
    CheckDeadlines: lambda case, _, ground: check_deadlines(case, ground),
    NoteDelivery: delivery.delivered,
    NoteFailure: delivery.failed,
    NoteSilence: window.closes,
    Release: handling.released,
}


def decide(
    case: Case, command: Command, policy: Policy, calendar: WorkCalendar, now: datetime
) -> Decision | Refused:
    """What the command comes to: the case afterwards, what happened, what must be done; or why not.

    Who may give it is `core.permissions.may_act`'s to say, beforehand.
    """
    kind = type(command)
    if case.kind is Kind.ENQUIRY and kind in enquiry.FOREIGN:
        return Refused("FLOW-1", "enquiry.not_a_complaint", {"number": case.number})
    if kind not in ADMITS[case.stage]:
        return _not_now(case)
    act = enquiry.ACTS.get(kind, ACTS[kind]) if case.kind is Kind.ENQUIRY else ACTS[kind]
    return act(case, command, ground_for(case, policy, calendar, now))


def _not_now(case: Case) -> Refused:
    """Why the stage does not admit it, and what to do instead."""
    args = {"number": case.number}
    if case.stage is Stage.CLOSED:
        return Refused("FLOW-10", "refused.case_closed", args)
    if case.stage is Stage.ACCEPTED:
        return Refused("FLOW-5", "refused.accepted_close_it", args)
    return Refused("FLOW-5", "refused.proposal_open", args)
