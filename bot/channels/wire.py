"""The neutral language as JSON, for the inbox and the outbox: compact, tagged, and the same again when read.

A field that has its default is left out, so that a type may gain a field and old rows still read.
"""

import json
from collections.abc import Sequence
from dataclasses import MISSING, fields
from datetime import datetime
from typing import Any, Final, cast

from bot.channels.language import (
    Action,
    Address,
    AddressChanged,
    Attachment,
    Body,
    BotAdded,
    BotRemoved,
    ChatKind,
    Closed,
    Edited,
    Incoming,
    Media,
    MediaKind,
    MemberCount,
    MemberJoined,
    MemberLeft,
    Message,
    Opened,
    Pressed,
    Removal,
    Revision,
    Said,
    Sender,
    ThreadClosed,
    ThreadOpening,
    Toast,
    What,
)

WHAT: Final[dict[str, type]] = {
    "said": Said,
    "edited": Edited,
    "pressed": Pressed,
    "opened": Opened,
    "closed": Closed,
    "joined": MemberJoined,
    "left": MemberLeft,
    "added": BotAdded,
    "removed": BotRemoved,
    "moved": AddressChanged,
    "thread_closed": ThreadClosed,
}
BODY: Final[dict[str, type]] = {
    "message": Message,
    "revision": Revision,
    "removal": Removal,
    "thread": ThreadOpening,
    "toast": Toast,
    "count": MemberCount,
}

_Fields = dict[str, Any]
_ALL = (*WHAT.values(), *BODY.values(), Incoming, Address, Sender, Media, Attachment, Action)
_DEFAULTS = {kind: tuple((f.name, f.default) for f in fields(kind)) for kind in _ALL}
_TAGS = {kind: tag for tags in (WHAT, BODY) for tag, kind in tags.items()}


def tag_of(body: Body) -> str:
    """The one word that names this kind of body."""
    return _TAGS[type(body)]


def is_plain(body: Body) -> bool:
    """Whether it is text, perhaps with choices under it, which may be joined with its neighbours."""
    return type(body) is Message and not (body.media or body.ask_reply or body.hint)


def to_json(thing: Incoming | Body) -> str:
    """One line of JSON. Raises `TypeError` for what is not of the language."""
    return json.dumps(_encode(thing), ensure_ascii=False, separators=(",", ":"), default=_encode)


def incoming_from_json(text: str | bytes) -> Incoming:
    """What `to_json` was given. Raises `ValueError` for anything else."""
    found = _loads(text)
    try:
        return Incoming(
            **{
                **found,
                "at": datetime.fromisoformat(found["at"]),
                "address": _address(found["address"]),
                "sender": Sender(**found["sender"]),
                "what": _what(found["what"]),
            }
        )
    except (KeyError, TypeError) as problem:
        raise ValueError(f"not an incoming event: {type(problem).__name__}") from None


def body_from_json(text: str | bytes) -> Body:
    """What `to_json` was given. Raises `ValueError` for anything else."""
    return _body(_loads(text))


def joined_from_json(texts: Sequence[str]) -> Body:
    """One body; of several, which are plain texts (`is_plain`), one message with blank lines between.

    The choices of the last one stand under it all.
    """
    bodies = [body_from_json(text) for text in texts]
    last = bodies[-1]
    if len(bodies) == 1 or type(last) is not Message:
        return last
    text = "\n\n".join(body.text for body in bodies if type(body) is Message)
    return Message(text, last.actions)


def _loads(text: str | bytes) -> _Fields:
    if isinstance(text, bytes):
        text = text.decode("utf-8", "surrogatepass")
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _encode(thing: Any) -> Any:
    kind = type(thing)
    if kind is datetime:
        return thing.isoformat()
    defaults = _DEFAULTS.get(kind)
    if defaults is None:
        raise TypeError(f"{kind.__name__} is not of the language")
    tag = _TAGS.get(kind)
    found = {} if tag is None else {"is": tag}
    for name, default in defaults:
        value = getattr(thing, name)
        if default is MISSING or value != default:
            found[name] = value
    return found


def _what(found: _Fields) -> What:
    kind = _kind(found, WHAT)
    if kind is Said:
        found["media"] = tuple(_media(one) for one in found.get("media", ()))
    elif "member" in found:
        found["member"] = Sender(**found["member"])
    return cast(What, kind(**found))


def _body(found: _Fields) -> Body:
    try:
        kind = _kind(found, BODY)
        if kind is Revision:
            _kind(found["message"], BODY)
            return Revision(_message(found["message"]), found.get("anew", False))
        if kind is MemberCount:
            found["among"] = tuple(found.get("among", ()))
        return _message(found) if kind is Message else cast(Body, kind(**found))
    except (KeyError, TypeError) as problem:
        raise ValueError(f"not a body: {type(problem).__name__}") from None


def _message(found: _Fields) -> Message:
    found["actions"] = tuple(tuple(Action(**one) for one in row) for row in found.get("actions", ()))
    found["media"] = tuple(
        Attachment(**{**one, "kind": MediaKind(one["kind"])}) for one in found.get("media", ())
    )
    return Message(**found)


def _kind(found: _Fields, kinds: dict[str, type]) -> type:
    tag = found.pop("is")
    if tag not in kinds:
        raise ValueError("a tag that the language does not have")
    return kinds[tag]


def _address(found: _Fields) -> Address:
    return Address(**{**found, "kind": ChatKind(found["kind"])})


def _media(found: _Fields) -> Media:
    return Media(**{**found, "kind": MediaKind(found["kind"])})
