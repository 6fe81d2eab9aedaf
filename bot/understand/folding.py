"""The one spelling every reader of facts works on: same length, so a span fits the customer's own words."""

from bot.understand.patterns import Pattern

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
_TRADITIONAL = str.maketrans(
    "點號後週兩個時萬禮開買車這幾鐘當從過裡裏換還給動電門約貳參國慶節陽間內壞應該質認說講話號碼萊數發購訂剛纔拋錨聲響燈剎變轉換駛溫髒塊錢賠償歉釋復應〇○",
    "点号后周两个时万礼开买车这几钟当从过里里换还给动电门约贰叁国庆节阳间内坏应该质认说讲话号码莱数发购订刚才抛锚声响灯刹变转换驶温脏块钱赔偿歉释复应〇〇",
)
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}

_TABLE: dict[int, int | str] = {
    **_TRADITIONAL,
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
