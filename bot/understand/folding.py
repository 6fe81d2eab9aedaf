"""The one spelling every reader of facts works on: same length, so a span fits the customer's own words."""

from bot.understand.patterns import Pattern
from bot.understand.traditional import SIMPLIFIED

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS = dict.fromkeys(
    [
        9,
        11,
        12,
        13,
        160,
        173,
        847,
        1564,
        6158,
        8239,
        8287,
        12288,
        65279,
        65039,
        8419,
        *list(range(8192, 8208)),
        *list(range(8234, 8239)),
        *list(range(8288, 8304)),
    ],
    " ",
)
_DASHES = dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFF5E, 0x301C, 0x2E3A], "-")
_ROUND_ZERO = {ord("○"): "〇"}
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}

_TABLE: dict[int, int | str] = {
    **SIMPLIFIED,
    **_ROUND_ZERO,
    **_LOWER,
    **{wide: _LOWER.get(narrow, narrow) for wide, narrow in _FULL_WIDTH.items()},
    **_BLANKS,
    **_DASHES,
}

CLAUSE_END = Pattern(r"[,，。.!！?？;；、\n:：…~]|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")


def fold(text: str) -> str:
    """The text in half-width, lower-case, simplified characters; every index still means the same character.

    Blanks and invisible characters become a space, dashes a hyphen. Line ends stay.
    """
    return text.translate(_TABLE)


def clause_around(folded: str, start: int, end: int, reach: int = 40) -> tuple[int, int]:
    """The bounds of the clause that holds [start, end): from the comma before it to the comma after it."""
    begin = max(0, start - reach)
    for mark in CLAUSE_END.finditer(folded, begin, start):
        begin = mark.end()
    after = CLAUSE_END.search(folded, end, min(len(folded), end + reach))
    return begin, after.start() if after else min(len(folded), end + reach)
