"""What a case is called: a number for the record, a short code for the phone keyboard (CMP-3)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

PREFIXES = {"complaint": "TS", "enquiry": "ZX"}
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The letters of short codes: those that nobody takes for a digit."""


def case_number(kind: str, day: date, n: int) -> str:
    """The n-th case of its kind on that local day: TS20261122-0007 (CMP-3). The tail grows past 9999."""
    if n < 1:
        raise ValueError("cases of a day are counted from 1")
    return f"{PREFIXES[kind]}{day:%Y%m%d}-{n:04d}"


def short_code(n: int) -> str:
    """The code of the n-th case of a store: 12 is A012, 1000 is B000; after Z999 it begins again."""
    letter, digits = divmod(n % (len(LETTERS) * 1000), 1000)
    return f"{LETTERS[letter]}{digits:03d}"


@dataclass(frozen=True, slots=True)
class CaseReference:
    """A case as somebody named it, in the canonical spelling."""

    value: str
    is_short: bool


_REFERENCE = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?P<number>(?:{'|'.join(PREFIXES.values())})\d{{8}}-\d{{4,6}})"
    rf"|(?P<code>[{LETTERS}]\d{{3}}))(?![A-Za-z0-9-])",
    re.IGNORECASE,
)


def find_case(text: str) -> CaseReference | None:
    """The first case named anywhere in the text, whatever the width and case of its letters."""
    found = _REFERENCE.search(_plain(text))
    return _reference(found) if found else None


def split_case(text: str) -> tuple[CaseReference | None, str]:
    """The case named at the very beginning, and the rest of the text as it was written.

    `A012 您好` is (A012, 您好); a case named later in the text is talk, not an address.
    """
    text = text.strip()
    plain = _plain(text)
    start = 1 if plain.startswith("#") else 0
    found = _REFERENCE.match(plain, start)
    if found is None:
        return None, text
    return _reference(found), text[found.end() :].lstrip(" \t\n\u3000:：,，")


def _reference(found: re.Match[str]) -> CaseReference:
    return CaseReference(found[0].upper(), found["code"] is not None)


def _plain(text: str) -> str:
    """The text with full-width letters, digits and dashes made plain, character by character."""
    return "".join(_plain_letter(letter) for letter in text)


def _plain_letter(letter: str) -> str:
    """One character for one, so that places in the plain text are places in the text."""
    plain = unicodedata.normalize("NFKC", letter)
    if plain in ("–", "—", "‐", "−"):
        return "-"
    return plain if len(plain) == 1 else letter
