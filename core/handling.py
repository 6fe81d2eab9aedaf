"""What staff do with a case: claim it, speak to the customer, note, hand it up (STAFF-2, STAFF-3, FLOW-2)."""

from dataclasses import replace

from core.case import (
    Actor,
    Answer,
    Case,
    Decision,
    Event,
    HandOver,
    Happened,
    Proposal,
    RefreshCards,
    Refused,
    Room,
    Stage,
    TellCustomer,
    TellRoom,
)
from core.case_clocks import meet_rules, met_by_first_words, met_by_result, pause_for_evidence, resumed
from core.clocks import ClockName
from core.commands import AskEvidence, Claim, EditReply, HandOverUp, Note, Propose, Release, Reply
from core.escalation import WayUp, move_up, stage_in_hand
from core.ground import Ground
from core.talk import hold

TOP_TIER = 3


def claim(case: Case, command: Claim, ground: Ground) -> Decision | Refused:
    """The first claim wins; whoever comes later is told who has it. STAFF-2."""
    del ground
    if case.claimed_by == command.by.code:
        return Refused("STAFF-2", "case.yours_already", {"number": case.number})
    if case.claimed_by is not None:
        return Refused("STAFF-2", "case.already_claimed", {"number": case.number, "by": case.claimed_by})
    taken = in_hand(case, command.by)
    told = TellRoom(Room.TIER, "case.claimed", {"by": command.by.code})
    return replace(taken, effects=(told, RefreshCards()))


def in_hand(case: Case, by: Actor) -> Decision:
    """Whoever speaks for a case that nobody has claimed has claimed it."""
    if case.claimed_by is not None:
        return Decision(case)
    case = replace(case, claimed_by=by.code)
    if case.stage is Stage.WAITING:
        case = replace(case, stage=Stage.HANDLING)
    return Decision(case, (Event(Happened.CLAIMED, by.code, {}, "STAFF-2"),))


def with_files(files: tuple[int, ...]) -> dict[str, list[int]]:
    """What the history keeps of the files that went along."""
    return {"attachments": list(files)} if files else {}


def reply(case: Case, command: Reply, ground: Ground) -> Decision | Refused:
    """Words of a person to the customer, files, or both; once delivered they are the first response. STAFF-3,
    SLA-2."""
    text = command.text.strip()
    if not text and not command.files:
        return Refused("STAFF-3", "case.nothing_to_say")
    taken = in_hand(case, command.by)
    said = {"text": command.text} if text else {"n": len(command.files)}
    words = TellCustomer(
        "case.reply" if text else "case.reply_files",
        {"code": command.by.code, **said},
        satisfies=met_by_first_words(),
        role="reply",
        files=command.files,
    )
    data = {"text": command.text, **with_files(command.files)}
    return taken.and_then(
        Decision(
            hold(taken.case, ground.policy, ground.now),
            (Event(Happened.REPLIED, command.by.code, data, "STAFF-3"),),
            (words, RefreshCards()),
        )
    )


def edit_reply(case: Case, command: EditReply, ground: Ground) -> Decision | Refused:
    """The history keeps both versions; the message itself is edited where it stands. STAFF-3."""
    del ground
    if not command.text.strip():
        return Refused("STAFF-3", "case.nothing_to_say")
    return Decision(case, (Event(Happened.REPLY_EDITED, command.by.code, {"text": command.text}, "STAFF-3"),))


def note(case: Case, command: Note, ground: Ground) -> Decision | Refused:
    """Stays with staff: the customer never sees it and no clock hears it. STAFF-3, SLA-9."""
    del ground
    if not command.text.strip():
        return Refused("STAFF-3", "case.nothing_to_say")
    return Decision(case, (Event(Happened.NOTED, command.by.code, {"text": command.text}, "STAFF-3"),))


def ask_evidence(case: Case, command: AskEvidence, ground: Ground) -> Decision | Refused:
    """The customer is asked for more; the result's clock and the tier's stand still meanwhile. FLOW-7."""
    if not command.text.strip():
        return Refused("STAFF-3", "case.nothing_to_say")
    taken = in_hand(case, command.by)
    case = pause_for_evidence(replace(taken.case, stage=Stage.AWAITING_EVIDENCE), ground)
    words = TellCustomer(
        "case.evidence_asked",
        {"code": command.by.code, "text": command.text},
        satisfies=met_by_first_words(),
        role="evidence",
        files=command.files,
    )
    data = {"text": command.text, **with_files(command.files)}
    return taken.and_then(
        Decision(
            hold(case, ground.policy, ground.now),
            (Event(Happened.EVIDENCE_ASKED, command.by.code, data, "FLOW-7"),),
            (words, RefreshCards()),
        )
    )


def propose(case: Case, command: Propose, ground: Ground) -> Decision | Refused:
    """A resolution is put to the customer, in the place of an earlier one. FLOW-5, FLOW-3."""
    option = ground.policy.options.get(command.option)
    if option is None:
        names = "、".join(known.name for known in ground.policy.options.values())
        return Refused("FLOW-5", "complaint.no_such_option", {"option": command.option, "options": names})
    if not command.text.strip():
        return Refused("FLOW-5", "complaint.proposal_needs_text")
    taken = in_hand(case, command.by)
    case, running = resumed(taken.case, ground)
    number = case.proposal.number + 1 if case.proposal else 1
    proposal = Proposal(number, command.option, command.text, command.by.code, case.tier)
    data = {
        "number": number,
        "option": command.option,
        "text": command.text,
        "tier": case.tier,
        **with_files(command.files),
    }
    words = TellCustomer(
        "complaint.proposed",
        {"number": case.number, "code": command.by.code, "option": option.name, "text": command.text},
        choices=(f"accept:{number}", f"object:{number}"),
        satisfies=met_by_result(case),
        role="proposal",
        files=command.files,
    )
    return taken.and_then(
        Decision(
            hold(replace(case, stage=Stage.PROPOSED, proposal=proposal), ground.policy, ground.now),
            (*running, Event(Happened.PROPOSED, command.by.code, data, "FLOW-5")),
            (words, RefreshCards()),
        )
    )


def hand_over_up(case: Case, command: HandOverUp, ground: Ground) -> Decision | Refused:
    """Up a tier, with the record of what was done and why it was not enough. FLOW-2, FLOW-3."""
    if case.tier >= TOP_TIER:
        return Refused("FLOW-4", "complaint.top_tier", {"number": case.number})
    if not command.done.strip() or not command.why.strip():
        return Refused("FLOW-2", "complaint.hand_over_needs_record", {"number": case.number})
    by = command.by.code
    data = {"from": case.tier, "to": case.tier + 1, "done": command.done, "why": command.why}
    way = WayUp(
        Event(Happened.HANDED_OVER, by, data, "FLOW-2"),
        "case.handed_up",
        {"from_tier": ground.policy.tier_name(case.tier), "by": by, "done": command.done, "why": command.why},
        "complaint.handed_up",
        HandOver(case.tier, by, command.done, command.why, ground.now),
        Answer.WITHDRAWN,
    )
    return move_up(_handed_on_time(case, ground), way, ground)


def _handed_on_time(case: Case, ground: Ground) -> Case:
    """Tier 1 either solves or hands over: handing over keeps its promise too. SLA-3."""
    return meet_rules(case, (ClockName.TIER1.rule,), ground) if case.tier == 1 else case


def released(case: Case, command: Release, ground: Ground) -> Decision | Refused:
    """The claimer lost his role: the case goes back to its queue. SEC-4."""
    del ground
    code = command.code
    if case.claimed_by != code:
        return Decision(case)
    case = replace(case, claimed_by=None)
    if case.stage is Stage.HANDLING:
        case = replace(case, stage=stage_in_hand(case))
    return Decision(
        case,
        (Event(Happened.RELEASED, "bot", {"from": code}, "SEC-4"),),
        (TellRoom(Room.TIER, "case.released", {"by": code}), RefreshCards()),
    )
