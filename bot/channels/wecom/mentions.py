"""Whom somebody speaks to in a group of WeCom's: the bot, by its name there, or a colleague; pure.

WeCom does not tell the bot what it is called. It hears only what mentions it or quotes it; so where nothing is quoted
and one name alone is mentioned, that name is the bot's.
"""

import re
from dataclasses import dataclass
from typing import Final

_NAME: Final = r"@([^\s@,，:：;；、。!！?？]{1,40})"
_ANY: Final = re.compile(rf"(?<!\S){_NAME}")
_FIRST: Final = re.compile(rf"\s*{_NAME}[\s,，:：]*")
_LAST: Final = re.compile(rf"\s+{_NAME}\s*$")
_EVERYBODY: Final = ("所有人", "all")
"""WeCom's word for all members of the group: never the bot's name."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said, without the @ by which we heard of it."""

    text: str
    aside: bool = False
    """It begins with a colleague's name: it is said to him."""


def own_name(text: str, *, quotes: bool) -> str:
    """What the bot is called, where this message gives it away; else `""`."""
    names = _ANY.findall(text)
    return names[0] if len(names) == 1 and not quotes and names[0] not in _EVERYBODY else ""


def spoken(text: str, *, quotes: bool, names: tuple[str, ...]) -> Spoken:
    """To whom it was said, and what (STAFF-3: words to a colleague reach no customer).

    `names`: what the bot is known to be called. A name at the beginning that is not known to be the bot's is a
    colleague's; a name behind the bot's own is a colleague's, too. At the end only the bot's own is left out: any other
    belongs to what is said.
    """
    known = {*names, own_name(text, quotes=quotes)} - {""}
    first = _FIRST.match(text)
    if first is None:
        last = _LAST.search(text)
        return Spoken((text[: last.start()] if last and last[1] in known else text).strip())
    if first[1] not in known:
        return Spoken(text.strip(), aside=True)
    rest = text[first.end() :].strip()
    return Spoken(rest, aside=_FIRST.match(rest) is not None)
