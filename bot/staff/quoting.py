"""Which case is meant by a message that was quoted, where the platform tells its words and no id (STAFF-1).

Everything that is said about a case begins with its code, 【A012】; what a customer wrote may hold codes too. Never a
guess between two.
"""

import re
from typing import Final

from core.numbers import LETTERS

_CODE: Final = re.compile(rf"【([{LETTERS}]\d{{3}})】")
_AT_LINE: Final = re.compile(rf"^\s*【([{LETTERS}]\d{{3}})】", re.MULTILINE)
_ENOUGH: Final = 8
_SHOWN: Final = re.compile(r"[^\w【】]+")


def quoted_code(words: str) -> str | None:
    """The code of the message with these words: the one it begins with, else the only one that begins a line, else
    the only one there is. `""` where there is none, `None` where there is no saying which."""
    begins = _CODE.match(words.lstrip())
    if begins:
        return begins[1]
    for places in (_AT_LINE, _CODE):
        found = dict.fromkeys(places.findall(words))
        if found:
            return next(iter(found)) if len(found) == 1 else None
    return ""


def is_quoted(ours: str, words: str) -> bool:
    """Whether these are the words of that message of ours, however the platform has shortened or dressed them."""
    left, right = _SHOWN.sub("", ours), _SHOWN.sub("", words)
    shorter = min(len(left), len(right))
    return shorter >= _ENOUGH and left[:shorter] == right[:shorter]
