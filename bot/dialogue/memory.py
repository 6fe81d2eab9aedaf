"""A session as plain data, for storage: what is absent has its default, so that old drafts stay readable."""

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from bot.dialogue.session import Booking, Call, Consents, Conversation, Evidence, Session, Visit
from core.facts import Facts, facts_from_json, facts_to_json

DEFAULTS: Final = {field.name: getattr(Session(), field.name) for field in fields(Session)}


def to_json(session: Session) -> dict[str, Any]:
    """Only what differs from a fresh session."""
    return {
        name: _plain(value)
        for name, fresh in DEFAULTS.items()
        if (value := getattr(session, name)) is not fresh and value != fresh
    }


def from_json(data: dict[str, Any]) -> Session:
    """The inverse of `to_json`. What a newer version no longer knows is left out."""
    return Session(
        **{
            name: _READ[name](value) if name in _READ else value
            for name, value in data.items()
            if name in DEFAULTS
        }
    )


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case Consents():
            return [
                value.prompt,
                list(value.items),
                value.shown_at.isoformat(),
                sorted(value.ticked),
                value.answered,
                value.scene,
                value.unasked,
                value.alone,
                value.anew,
            ]
        case Booking():
            facts, words = facts_to_json(value.facts), _plain(value.words)
            return [value.scene, facts, list(value.asked), words, _plain(value.evidence)]
        case Visit():
            return [value.prompts, value.troubled, value.scene]
        case Call():
            return _plain(value.hour)
        case Evidence():
            return [value.id, value.kind]
        case tuple():
            return [_plain(one) for one in value]
        case Conversation():
            return value.value
        case Facts():
            return facts_to_json(value)
    return value


def _consents(data: list[Any]) -> Consents:
    prompt, items, shown_at, ticked, answered, *more = data
    pairs = tuple((purpose, channel) for purpose, channel in items)
    return Consents(prompt, pairs, datetime.fromisoformat(shown_at), frozenset(ticked), answered, *more)


def _booking(data: list[Any]) -> Booking:
    scene, facts, asked, words, evidence = data
    said = tuple((ref, text) for ref, text in words)
    return Booking(
        scene, facts_from_json(facts), tuple(asked), said, tuple(Evidence(*one) for one in evidence)
    )


def _call(data: list[Any] | None) -> Call:
    if not data:
        return Call()
    begins, ends = (datetime.fromisoformat(at) for at in data)
    return Call((begins, ends))


_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "conversation": Conversation,
    "facts": facts_from_json,
    "evidence": lambda many: tuple(Evidence(*one) for one in many),
    "just_sent": lambda many: tuple(Evidence(*one) for one in many),
    "asked": tuple,
    "options": tuple,
    "labels": tuple,
    "waiting": lambda one: (one[0], one[1]),
    "transcript": lambda many: tuple((ref, text) for ref, text in many),
    "started_at": datetime.fromisoformat,
    "touched_at": datetime.fromisoformat,
    "drafted_at": datetime.fromisoformat,
    "consents": _consents,
    "booking": _booking,
    "visit": lambda one: Visit(*one),
    "call": _call,
}
