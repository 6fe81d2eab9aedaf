"""The part of a case that is personal or free text, as the plain data that is sealed with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.case import Answer, CallWish, Case, HandOver, Proposal
from core.facts import facts_from_json, facts_to_json


def details_to_json(case: Case) -> dict[str, Any]:
    """Plain data; `details_from_json` gives the equal fields back."""
    return {
        "facts": facts_to_json(case.facts),
        "reason": case.reason,
        "scene": case.scene,
        "call": None if case.call is None else _call_to_json(case.call),
        "because": list(case.because),
        "corrected": list(case.corrected),
        "proposal": None if case.proposal is None else _proposal_to_json(case.proposal),
        "hand_overs": [_hand_over_to_json(record) for record in case.hand_overs],
    }


def details_from_json(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a `Case` that `details_to_json` took."""
    return {
        "facts": facts_from_json(data["facts"]),
        "reason": data["reason"],
        "scene": data.get("scene", ""),
        "call": None if data.get("call") is None else _call_from_json(data["call"]),
        "because": tuple(data["because"]),
        "corrected": tuple(data.get("corrected", ())),
        "proposal": None if data["proposal"] is None else _proposal_from_json(data["proposal"]),
        "hand_overs": tuple(
            HandOver(**{**record, "at": datetime.fromisoformat(record["at"])})
            for record in data["hand_overs"]
        ),
    }


def _call_to_json(call: CallWish) -> list[Any]:
    return [call.asked_at.isoformat(), None if call.hour is None else [at.isoformat() for at in call.hour]]


def _call_from_json(data: list[Any]) -> CallWish:
    asked_at, hour = data
    if hour is None:
        return CallWish(datetime.fromisoformat(asked_at))
    begins, ends = (datetime.fromisoformat(at) for at in hour)
    return CallWish(datetime.fromisoformat(asked_at), (begins, ends))


def _proposal_to_json(proposal: Proposal) -> dict[str, Any]:
    return {
        "number": proposal.number,
        "option": proposal.option,
        "text": proposal.text,
        "by": proposal.by,
        "tier": proposal.tier,
        "delivered": proposal.delivered,
        "answer": proposal.answer.value,
    }


def _proposal_from_json(data: Mapping[str, Any]) -> Proposal:
    return Proposal(**{**data, "answer": Answer(data["answer"])})


def _hand_over_to_json(record: HandOver) -> dict[str, Any]:
    return {
        "from_tier": record.from_tier,
        "by": record.by,
        "done": record.done,
        "why": record.why,
        "at": record.at.isoformat(),
    }
