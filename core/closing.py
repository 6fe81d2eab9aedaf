"""A case is closed with apology and thanks, whatever the result (FLOW-8)."""

from dataclasses import replace
from typing import Final

from core.case import (
    Answer,
    Case,
    Decision,
    Event,
    Happened,
    Kind,
    Proposal,
    RefreshCards,
    Refused,
    Stage,
    TellCustomer,
)
from core.case_clocks import clock_of, met_by_result, resumed
from core.clocks import ClockName
from core.commands import Close
from core.ground import Ground
from core.handling import in_hand, with_files
from core.talk import let_go


def close_complaint(case: Case, command: Close, ground: Ground) -> Decision | Refused:
    """The result in words, unless he has it already in a proposal that he did not refuse. FLOW-8."""
    agreed = _result_given(case)
    if command.text.strip():
        key, args = "complaint.closed", {"number": case.number, "text": command.text}
    elif agreed is not None:
        option = ground.policy.options[agreed.option].name
        key, args = _AS[agreed.answer], {"number": case.number, "option": option}
    else:
        return Refused("FLOW-8", "complaint.close_needs_text", {"number": case.number})
    return _closed(case, command, key, args, ground)


def close_enquiry(case: Case, command: Close, ground: Ground) -> Decision | Refused:
    """With an answer, unless a person has given one already. FLOW-8."""
    if command.text.strip():
        return _closed(case, command, "enquiry.closed", {"number": case.number, "text": command.text}, ground)
    if not closing_needs_words(case):
        return _closed(case, command, "enquiry.closed_answered", {"number": case.number}, ground)
    return Refused("FLOW-8", "enquiry.close_needs_text", {"number": case.number})


def closing_needs_words(case: Case) -> bool:
    """Whether nothing that the customer has already can stand for the result. FLOW-8."""
    if case.kind is Kind.COMPLAINT:
        return _result_given(case) is None
    first = clock_of(case, ClockName.FIRST_RESPONSE)
    return first is None or first.met_at is None


def _result_given(case: Case) -> Proposal | None:
    proposal = case.proposal
    if proposal is None or not proposal.delivered or proposal.answer not in _AS:
        return None
    return proposal


_AS: Final = {Answer.ACCEPTED: "complaint.closed_as_agreed", Answer.NONE: "complaint.closed_as_proposed"}
"""Nothing is called agreed that the customer has not answered."""


def _closed(case: Case, command: Close, key: str, args: dict[str, str], ground: Ground) -> Decision:
    taken = in_hand(case, command.by)
    words = TellCustomer(key, args, satisfies=met_by_result(case), role="closing", files=command.files)
    case, running = resumed(taken.case, ground)
    closed = let_go(replace(case, stage=Stage.CLOSED, closed_at=ground.now))
    event = Event(
        Happened.CLOSED, command.by.code, {"text": command.text, **with_files(command.files)}, "FLOW-8"
    )
    return taken.and_then(Decision(closed, (*running, event), (words, RefreshCards())))
