"""What two tellings of one story have in common: everything that was read, but for what passes."""

import re
from typing import Final

from tests.stories.telling import Teller, as_read
from tests.stories.world import CHAT

Read = list[tuple[str, dict[str, list[str]]]]
_PASSING: Final = re.compile(
    r"，(?:还剩|已超时)[^\n]*|(?<=口令 )\d{4}|^[^【\n]*\n(?=【A\d{3}】投诉)|\n[^\n]*关联账号[^\n]*"
)
"""How much time is left or over, the word that a caller says, the reason above a card that nobody has read yet, and
the chats that can be linked: over the wire there is only one platform for customers."""


def read(teller: Teller) -> Read:
    """What stood in each chat after each act that was not there before; toasts behind everything else.

    A message that was sent and changed within one act is what it has become. The platforms' limits take seconds over
    the wire, so that cards of staff count down there, and lose the reason that stood above them: what of it passes is
    left out, and an older card that has changed is looked at when the story is over.
    """
    found = []
    stands: dict[tuple[str, object], str] = {}
    for act, events in teller.told:
        news: dict[tuple[str, object], str] = {}
        for one in sorted(events, key=lambda each: "toast" in each):
            message = (one["chat"], one.get("of", one.get("seq")))
            if one["sender"] != "bot":
                continue
            if one["kind"] == "delete":
                news.pop(message, None)
                stands.pop(message, None)
                continue
            stands[message] = _PASSING.sub("", as_read(one))
            if one["kind"] == "message" or message in news or one["chat"] == CHAT:
                news[message] = stands[message]
        found.append((act, _by_chat(news)))
    return [*found, ("in the end", _by_chat(stands))]


def _by_chat(messages: dict[tuple[str, object], str]) -> dict[str, list[str]]:
    chats: dict[str, list[str]] = {}
    for (chat, _), text in messages.items():
        chats.setdefault(chat, []).append(text)
    return chats
