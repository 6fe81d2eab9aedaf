"""What a case is called: a number for the record, a short code for the phone keyboard (CMP-3)."""

import re
import unicodedata
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


REFERENCE = rf"(?:(?:{'|'.join(PREFIXES.values())})\d{{8}}-\d{{4,6}}|[{LETTERS}]\d{{3}})(?![A-Za-z0-9-])"
"""A number or a short code, in any case of its letters."""
_ADDRESS = re.compile(rf"[\[【(<《「]?\s*#?({REFERENCE})\s*[\]】)>》」]?", re.IGNORECASE)
"""As people write it before their words; cards show it as 【A012】."""


def split_case(text: str) -> tuple[str, str]:
    """The case named at the very beginning, in its canonical spelling, and the rest as it was written.

    `A012 您好` is (A012, 您好); a case named later in the text is talk, not an address: then there is none (`""`).
    """
    text = text.strip()
    found = _ADDRESS.match(_plain(text))
    if found is None:
        return "", text
    return found[1].upper(), text[found.end() :].lstrip(" \t\n\u3000:：,，")


def _plain(text: str) -> str:
    """The text with full-width letters, digits and dashes made plain, character by character."""
    return "".join(_plain_letter(letter) for letter in text)


def _plain_letter(letter: str) -> str:
    """One character for one, so that places in the plain text are places in the text."""
    plain = unicodedata.normalize("NFKC", letter)
    if plain in ("–", "—", "‐", "−"):
        return "-"
    return plain if len(plain) == 1 else letter
