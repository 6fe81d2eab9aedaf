"""A long text falls into pieces where a reader would pause, never inside a character he sees as one."""

import re
import unicodedata
from collections.abc import Iterator

_BORDERS = (
    re.compile(r"\n[ \t]*\n\s*"),  # between paragraphs
    re.compile(r"\n"),
    re.compile(r"[。!?!?…;;][”’」』))\"']*\s*|\.\s+"),  # after a sentence
    re.compile(r"[,、,::]\s*|\s+"),
)
"""Where to cut, best first."""

_JOINER = "\u200d"
_ELLIPSIS = "…"


def length(text: str, unit: str) -> int:
    """How long the platform says this text is: UTF-16 code units (`utf16`) or bytes (`utf8`)."""
    if unit == "utf16":
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    return len(text.encode("utf-8", "surrogatepass"))


def whole(text: str) -> str:
    """The text with halves of characters joined or replaced: what is left can always be encoded."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def split(text: str, limit: int, unit: str) -> tuple[str, ...]:
    """Pieces of at most `limit` units, in order; nothing but white space at the cuts is lost.

    A cut is made at the last paragraph that leaves the piece at least a third full, else at the last line,
    sentence, comma or space that does, else between any two visible characters. A text that fits is one
    piece; a blank text is none.
    """
    return tuple(_pieces(whole(text), limit, unit))


def shorten(text: str, limit: int, unit: str) -> str:
    """The beginning of the text, with an ellipsis where something was left out."""
    text = whole(text)
    if length(text, unit) <= limit:
        return text
    room = limit - length(_ELLIPSIS, unit)
    return text[: _cut_anywhere(text, _reach(text, room, unit))].rstrip() + _ELLIPSIS


def _pieces(text: str, limit: int, unit: str) -> Iterator[str]:
    while length(text, unit) > limit:
        cut = _cut(text, _reach(text, limit, unit))
        piece = text[:cut].rstrip()
        if piece:
            yield piece
        text = text[cut:].lstrip("\n")
    if text.strip():
        yield text


def _reach(text: str, limit: int, unit: str) -> int:
    """How many code points from the start fit into `limit` units."""
    used = 0
    for position, character in enumerate(text):
        used += _width(character, unit)
        if used > limit:
            return position
    return len(text)


def _width(character: str, unit: str) -> int:
    code = ord(character)
    if unit == "utf16":
        return 2 if code > 0xFFFF else 1
    return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4


def _cut(text: str, reach: int) -> int:
    for border in _BORDERS:
        ends = [found.end() for found in border.finditer(text, 0, reach)]
        for end in reversed(ends):
            if end * 3 < reach:
                break
            if may_cut(text, end):
                return end
    return _cut_anywhere(text, reach)


def _cut_anywhere(text: str, reach: int) -> int:
    """The last place between two visible characters; one that is longer than a message is cut through."""
    for position in range(reach, 0, -1):
        if may_cut(text, position):
            return position
    return max(reach, 1)


def may_cut(text: str, position: int) -> bool:
    """Whether no character that a reader sees as one stands across this position."""
    if position <= 0 or position >= len(text):
        return True
    before, after = text[position - 1], text[position]
    if before == _JOINER or _continues(after):
        return False
    if before == "\r" and after == "\n":
        return False
    return not (_is_regional(before) and _is_regional(after) and _regionals_before(text, position) % 2)


def _continues(character: str) -> bool:
    """Marks, variation selectors, joiners, skin tones and tags belong to what stands before them."""
    code = ord(character)
    if code < 0x300:
        return False
    return (
        character == _JOINER
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
        or unicodedata.category(character).startswith("M")
    )


def _is_regional(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


def _regionals_before(text: str, position: int) -> int:
    """Flags are pairs of regional letters: how many stand directly before this position."""
    start = position
    while start and _is_regional(text[start - 1]):
        start -= 1
    return position - start
