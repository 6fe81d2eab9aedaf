"""Phone numbers, plates, VINs in a text, and the document numbers nobody asked for."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.understand.folding import fold
from bot.understand.patterns import Pattern
from bot.understand.spelled_digits import digits_in_place


@dataclass(frozen=True)
class Phone:
    """A number in E.164 (+8613812345678), and where the customer wrote it."""

    e164: str
    words: str
    span: tuple[int, int]

    @property
    def masked(self) -> str:
        """138****5678; a number of few digits shows less."""
        local = self.e164.removeprefix("+86")
        if local != self.e164 and not re.match("1[3-9]", local):
            local = "0" + local
        return f"{local[:3]}****{local[-4:]}" if len(local) >= 11 else f"{local[:2]}****{local[-2:]}"


@dataclass(frozen=True)
class Identifier:
    """A plate or VIN in its one spelling, and where the customer wrote it."""

    value: str
    words: str
    span: tuple[int, int]


@dataclass(frozen=True)
class Document:
    """A number that must not be kept: an ID card or a bank card."""

    kind: Literal["id_card", "bank_card"]
    span: tuple[int, int]


_MOBILE = r"(?P<mobile>1 {0,3}[3-9](?: {0,3}[0-9]){9})"
_PHONE = Pattern(
    rf"(?<![0-9])(?:(?:\+ {{0,2}}|0 ?0 ?)?8 ?6 {{0,3}})?{_MOBILE}(?![0-9])|"
    r"(?<![0-9])(?:\+ ?86 {0,2}|0086 {0,2})?(?P<area>0(?:10|2[0-9]|"
    r"[3-9][0-9]{2})) {0,2}(?P<line>[2-9][0-9]{6,7}|[2-9][0-9]{3} [0-9]{3,4})(?![0-9])|"
    r"\+ ?(?!86)(?P<foreign>[1-9](?: ?[0-9]){7,13})(?![0-9])"
)


def find_phones(text: str) -> tuple[Phone, ...]:
    """Every phone number, left to right: mobiles, landlines with area code, foreign ones with +.

    Digits may be full-width, Chinese (幺三八…), spaced, dashed or hidden between invisible characters.
    """
    seen = digits_in_place(text)
    return tuple(
        Phone(_e164(match), text[match.start() : match.end()], match.span())
        for match in _PHONE.finditer(seen)
    )


def _e164(match: re.Match[str]) -> str:
    if match["mobile"]:
        return "+86" + match["mobile"].replace(" ", "")
    if match["area"]:
        return f"+86{match['area'][1:]}{match['line'].replace(' ', '')}"
    return "+" + match["foreign"].replace(" ", "")


def mask_text(text: str) -> str:
    """The text with every phone number as 138****5678 (GATE-7); masking twice changes nothing.

    Masks again until no number can be read, because a masked one may free the digits of its neighbour.
    """
    while phones := find_phones(text):
        text = _masked(text, phones)
    return text


def mask_number(text: str, e164: str) -> str:
    """The text with that one number masked, however it is written; others stay."""
    while phones := tuple(phone for phone in find_phones(text) if phone.e164 == e164):
        text = _masked(text, phones)
    return text


def _masked(text: str, phones: tuple[Phone, ...]) -> str:
    for phone in reversed(phones):
        text = text[: phone.span[0]] + phone.masked + text[phone.span[1] :]
    return text


_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SEP = r"[ ·•.\-・*_]{0,2}"
_TAIL = "[a-hj-np-z0-9o]"
_PLATE = Pattern(
    rf"(?P<province>[{_PROVINCES}]) ?(?P<city>[a-z]){_SEP}(?:"
    rf"(?P<green>[a-hjk] ?{_TAIL}(?: ?[0-9o]){{4}}|[0-9o](?: ?[0-9o]){{4}} ?[a-hjk])(?![a-z0-9])|"
    rf"(?P<blue>{_TAIL}(?: ?{_TAIL}){{3}} ?[a-hj-np-z0-9o挂学警港澳])(?![a-z0-9]))"
)


def find_plates(text: str) -> tuple[Identifier, ...]:
    """Every number plate as 粤B12345: blue and yellow ones (5 after the city) and new-energy ones (6).

    Dots, spaces, small letters and a typed letter O are mended; a plate of the wrong length is none.
    """
    folded = fold(text)
    found = []
    for match in _PLATE.finditer(folded):
        tail = (match["green"] or match["blue"]).replace(" ", "").replace("o", "0").upper()
        if sum(c.isdigit() for c in tail) >= 2:
            value = f"{match['province']}{match['city'].upper()}{tail}"
            found.append(Identifier(value, text[match.start() : match.end()], match.span()))
    return tuple(found)


_VIN = Pattern(r"(?<![a-z0-9])[a-z0-9](?:[ -]?[a-z0-9]){16}(?![a-z0-9])")
_VIN_TYPOS = str.maketrans({"O": "0", "Q": "0", "I": "1"})


def find_vins(text: str) -> tuple[Identifier, ...]:
    """Every vehicle identification number, 17 capitals and digits; the letters I, O, Q become digits.

    The check digit is not required, for Chinese cars often carry none; the serial number, its last four, is.
    """
    folded = fold(text)
    found = []
    position = 0
    while match := _VIN.search(folded, position):
        value = re.sub(r"[ -]", "", match[0]).upper().translate(_VIN_TYPOS)
        letters = sum(c.isalpha() for c in value)
        if value[-4:].isdigit() and 2 <= letters <= 13:
            found.append(Identifier(value, text[match.start() : match.end()], match.span()))
            position = match.end()
        else:
            position = match.start() + 1
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What names a person or a car in one text."""

    phones: tuple[Phone, ...]
    plates: tuple[Identifier, ...]
    vins: tuple[Identifier, ...]


def find_identifiers(text: str) -> Identifiers:
    """Every phone number, plate and VIN."""
    return Identifiers(find_phones(text), find_plates(text), find_vins(text))


_ID_CARD = Pattern(
    r"(?<![0-9])[1-9](?: {0,2}[0-9]){5} {0,2}(?:"
    r"(?:1 {0,2}[89]|2 {0,2}0)(?: {0,2}[0-9]){2} {0,2}(?:0 {0,2}[1-9]|1 {0,2}[0-2]) {0,2}(?:0 {0,2}[1-9]|"
    r"[12] {0,2}[0-9]|3 {0,2}[01])(?: {0,2}[0-9]){3} {0,2}[0-9X]|"
    r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3})(?![0-9])"
)
_BANK_CARD = Pattern(r"(?<![0-9])[2-6](?: {0,2}[0-9]){14,18}(?![0-9])")
_CARD_WORDS = Pattern(
    r"银行卡|卡号|账号|帐号|账户|储蓄卡|信用卡|建行|工行|农行|中行|招行|邮储|户头|汇到|转到|打到"
)
_REDACTED = {"id_card": "[身份证号已删除]", "bank_card": "[银行卡号已删除]"}


def find_documents(text: str) -> tuple[Document, ...]:
    """Every ID-card and bank-card number, left to right, never overlapping.

    A bank card is 15–19 digits that satisfy Luhn, begin with 62 (UnionPay) or follow a word like 卡号.
    """
    seen = digits_in_place(text)
    found = [Document("id_card", match.span()) for match in _ID_CARD.finditer(seen)]
    taken = [document.span for document in found]
    for match in _BANK_CARD.finditer(seen):
        start, end = match.span()
        if any(start < last and first < end for first, last in taken):
            continue
        digits = match[0].replace(" ", "")
        named = _CARD_WORDS.search(text, max(0, start - 12), start) is not None
        if named or (len(digits) >= 16 and (digits.startswith("62") or _luhn(digits))):
            found.append(Document("bank_card", (start, end)))
    return tuple(sorted(found, key=lambda document: document.span))


def redact_documents(text: str) -> str:
    """The text with ID-card and bank-card numbers replaced by a note that they were removed."""
    while documents := find_documents(text):
        for document in reversed(documents):
            text = text[: document.span[0]] + _REDACTED[document.kind] + text[document.span[1] :]
    return text


def _luhn(digits: str) -> bool:
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
