"""Numbers as customers write them: 三万二, 3.2万, 3w5, 8千多, 十几万, 二〇二三, ３万２千."""

from dataclasses import dataclass

from bot.understand.folding import fold
from bot.understand.patterns import Pattern

DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("0123456789")},
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
    "俩": 2,
    "仨": 3,
    "幺": 1,
}
_UNITS = {
    "十": 10,
    "拾": 10,
    "百": 100,
    "佰": 100,
    "千": 1000,
    "仟": 1000,
    "k": 1000,
    "万": 10_000,
    "w": 10_000,
}
_VAGUE = "多来余把出头"
_PIECE = Pattern(
    rf"[0-9]+(?:\.[0-9]+)?|[{''.join(_UNITS)}]|[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖两俩仨幺]|"
    rf"[几半{_VAGUE}]"
)
_SPOKEN_POINT = Pattern(
    r"^([零〇一二两三四五六七八九十]{1,3})点([零〇一二三四五六七八九]{1,3})(?=[万千wk]|$)"
)

_CN = "零〇一二两俩三四五六七八九十百千万几"
NUMBER = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,2}(?![0-9])|[0-9]{1,9}(?:\.[0-9]{1,3})?|"
    rf"[{_CN}](?:点(?=[一二三四五六七八九]万))?)"
    rf"(?: ?[万千wk百](?![a-z])(?:[0-9](?![0-9.])|[0-9]{{3,4}}(?![0-9]))?|[{_CN}]){{0,10}}半?"
)
"""A pattern for one number, to be built into others; read what it matches with `read_number`."""


@dataclass(frozen=True)
class Number:
    """A number read from words; `approximate` when the words say so (多, 几, 七八千)."""

    value: float
    approximate: bool


def read_digits(words: str) -> str | None:
    """The digits of a string read one by one (二〇二三 → 2023), or None when anything else stands in it."""
    digits = [DIGITS.get(c) for c in fold(words)]
    if not digits or None in digits:
        return None
    return "".join(map(str, digits))


def read_number(words: str) -> Number | None:
    """The value of one number in Chinese, Arabic or mixed writing; None when it is not one.

    A digit after a unit counts tenths of that unit (三万二 is 32000, 三万零二 is 30002); two neighbouring
    digits are a range and give its middle (七八千 is about 7500); 几 counts as five and is approximate,
    but nothing can be said of a number that begins with 几.
    """
    text = _spoken_point(fold(words).replace(",", "").replace(" ", ""))
    pieces = _PIECE.findall(text)
    if not pieces or "".join(pieces) != text or text[0] == "几":
        return None
    if len(pieces) > 1 and all(p in DIGITS for p in pieces) and not _is_range(pieces):
        return Number(float("".join(str(DIGITS[p]) for p in pieces)), approximate=False)
    return _evaluate(pieces)


def _spoken_point(text: str) -> str:
    """三点二万 → 3.2万."""
    match = _SPOKEN_POINT.match(text)
    if match is None:
        return text
    whole, tenths = read_number(match[1]), read_digits(match[2])
    if whole is None or tenths is None:
        return text
    return f"{int(whole.value)}.{tenths}{text[match.end() :]}"


def _is_range(pieces: list[str]) -> bool:
    return len(pieces) == 2 and 0 < DIGITS[pieces[0]] == DIGITS[pieces[1]] - 1


def _evaluate(pieces: list[str]) -> Number | None:
    total = section = 0.0
    number: float | None = None
    last_unit, after_zero, approximate = 1, False, False
    for piece in pieces:
        if piece in _UNITS:
            last_unit, after_zero = _UNITS[piece], False
            if last_unit == 10_000:
                section += number or 0.0
                total, section = total + (section or 1.0) * last_unit, 0.0
            else:
                section += (1.0 if number is None else number) * last_unit
            number = None
        elif piece in ("零", "〇"):
            after_zero = True
        elif piece == "几":
            number, approximate = 5.0, True
        elif piece == "半":
            section, number = section + last_unit * 0.5, None
        elif piece in _VAGUE:
            approximate = True
        else:
            value = float(DIGITS[piece]) if piece in DIGITS else float(piece)
            if number is not None and value == number + 1:
                number, approximate = number + 0.5, True
            elif number is not None:
                return None
            else:
                number = value
    if number is not None:
        tenths = last_unit >= 100 and not after_zero and number < 10
        section += number * last_unit / 10 if tenths else number
    return Number(round(total + section, 6), approximate)
