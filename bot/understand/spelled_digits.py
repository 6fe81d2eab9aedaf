"""Every way to write a digit, as one: １３８, 幺三八, ①③⑧, 1️⃣ and 一三八 all become 138 in place."""

import unicodedata

from bot.understand.folding import fold
from bot.understand.numerals import DIGITS

_SPOKEN = {**{c: str(d) for c, d in DIGITS.items()}, "洞": "0", "拐": "7", "勾": "9", "○": "0", "Ｏ": "0"}
_SEPARATORS = frozenset(" \n\t-_.·•,/()~*#|:;'\"+、。“”‘’「」[]{}<>=^—…﹣－")
_CACHE: dict[str, str] = {}


def digits_in_place(text: str) -> str:
    """The text with every digit as 0–9, separators as a space, + and * kept, anything else as `x`.

    Same length as the text, so a span found here fits there.
    """
    return "".join(_CACHE.get(c) or _one(c) for c in fold(text))


def _one(character: str) -> str:
    """What one folded character stands for; remembered for the characters of the Chinese plane."""
    if character in "+*[]()":
        seen = character if character in "+*" else " "
    elif character in _SPOKEN:
        seen = _SPOKEN[character]
    elif (value := unicodedata.digit(character, None)) is not None:
        seen = str(value)
    elif character in _SEPARATORS or unicodedata.category(character) in ("Mn", "Me", "Cf", "Zs", "Pd"):
        seen = " "
    else:
        seen = "X" if character == "x" else "x"
    if len(_CACHE) < 30_000:
        _CACHE[character] = seen
    return seen
