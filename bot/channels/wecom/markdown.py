"""Every message of ours is plain text, and goes out as markdown: nothing in it may become markup or a mention.

Whether WeCom's clients honour a backslash is written nowhere, and they differ. So what could be markup is replaced by
its full-width twin, which no parser knows and every reader reads the same.
"""

import re
from typing import Final

_TWINS: Final = str.maketrans(
    {
        "<": "＜",
        ">": "＞",
        "[": "［",
        "]": "］",
        "*": "＊",
        "_": "＿",
        "`": "｀",
        "~": "～",
        "|": "｜",
        "@": "＠",
        "\\": "＼",
        "$": "＄",
    }
)
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")
_LINE: Final = re.compile(r"^([ \t]*)(#{1,6}(?=\s|$)|[-+=](?=\s|$|[-+=])|\d+(?=\.\s))", re.MULTILINE)
_INDENT: Final = re.compile(r"^(?: {4}|\t)[ \t]*", re.MULTILINE)


def escaped(text: str) -> str:
    """The text so that it reads the same and is nothing but text; twice is the same as once."""
    text = _ENTITY.sub("＆", text.translate(_TWINS))
    text = _INDENT.sub("　　", text)
    return _LINE.sub(_plain, text)


def _plain(found: re.Match[str]) -> str:
    """What begins a heading, a list or a rule, in letters that begin none."""
    return found[1] + "".join(chr(ord(letter) + 0xFEE0) for letter in found[2])
