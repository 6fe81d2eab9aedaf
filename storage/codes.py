"""One-time codes that people type: easy to read out, worthless once used, and stored as a keyed hash only."""

import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from storage.sealed import Vault

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U; whoever types one of the first three means 1, 1 or 0."""
LENGTH: Final = 12
"""60 bits."""
_AS_READ = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class Unusable(StrEnum):
    """Why a code does not work."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    TAKEN = "taken"
    """Whoever typed it is a member of staff already; the code stays good for somebody else."""


def new_code(random_bytes: Callable[[int], bytes]) -> str:
    """A fresh code such as `7KQ4-M2XR-0VWA`; `random_bytes` is a source that nobody can guess."""
    text = "".join(ALPHABET[byte % len(ALPHABET)] for byte in random_bytes(LENGTH))
    return "-".join(text[at : at + 4] for at in range(0, LENGTH, 4))


def code_hash(vault: Vault, kind: str, typed: str) -> str:
    """By what a code of this kind is found, in whatever width, case and grouping it was typed."""
    return vault.index(kind, unicodedata.normalize("NFKC", typed).upper().translate(_AS_READ).strip())
