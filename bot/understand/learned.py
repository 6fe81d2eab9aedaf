"""What a message means by how it sounds: weights learned from labelled sentences.

Phrases written by hand know what somebody thought of. Customers find other words, and a linear model over short runs
of characters hears most of them. Each file in `weights/` is made from the sentences in
tests/understand/data/learned by `python -m tests.understand.learning --write`.
"""

from __future__ import annotations

import base64
import json
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import inf, sqrt
from pathlib import Path
from typing import Final

from bot.understand.patterns import Pattern
from bot.understand.plain import clauses, plain

BUCKETS: Final = 1 << 16
"""How many weights a model has: a run of characters owns the one that its checksum falls upon."""
LONGEST_RUN: Final = 4
LONGEST_SKIP: Final = 4
WHOLE: Final = 60
"""Up to so many characters a message is judged as a whole."""
TOGETHER: Final = 36
"""So many are judged together of a longer one, where its one grave clause would be drowned by the rest."""

_READ: Final = Pattern(r"[a-z\u4e00-\u9fff]")
_WEIGHTS: Final = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class Learned:
    """A linear model of one kind of sentence."""

    bias: float
    scale: float
    """What one unit of a weight is worth."""
    weights: array[int] = field(repr=False)
    """A signed byte for each bucket."""

    def score(self, body: str) -> float:
        """The log-odds that a stretch of a message, in the spelling of `stretches`, is of this kind.

        Of a script that nothing was learned in nothing is said.
        """
        if not _READ.search(body):
            return -inf
        found = buckets(body)
        return self.bias + self.scale * sum(map(self.weights.__getitem__, found)) / sqrt(len(found))


@cache
def learned(name: str) -> Mapping[str, Learned]:
    """The models of one file of weights, by the kind of sentence that each knows."""
    kept = json.loads((_WEIGHTS / f"{name}.json").read_text(encoding="utf-8"))
    return {
        kind: Learned(
            model["bias"], model["scale"], array("b", zlib.decompress(base64.b64decode(model["weights"])))
        )
        for kind, model in kept["models"].items()
    }


def stretches(text: str) -> list[str]:
    """What is judged of a message: the whole where it is short, else rows of clauses that overlap by half."""
    parts = clauses(plain(text)) or [""]
    if len(whole := ",".join(parts)) <= WHOLE:
        return [whole]
    found: list[str] = []
    first = 0
    while first < len(parts):
        row, upto, middle = parts[first], first + 1, first + 1
        while upto < len(parts) and len(row) + len(parts[upto]) < TOGETHER:
            row, upto = f"{row},{parts[upto]}", upto + 1
            middle = upto if 2 * len(row) <= TOGETHER else middle
        found.append(row)
        first = len(parts) if upto == len(parts) else middle
    return found


@lru_cache(8)
def buckets(body: str) -> tuple[int, ...]:
    """Where the weights of a text stand: of its runs, and of its pairs of characters some way apart."""
    framed = f"^{body}$"
    runs = {
        framed[start : start + length]
        for length in range(1, LONGEST_RUN + 1)
        for start in range(len(framed) - length + 1)
    }
    pairs = {
        f"{framed[start]}~{framed[start + skip]}"
        for skip in range(2, LONGEST_SKIP + 1)
        for start in range(len(framed) - skip)
    }
    return tuple({zlib.crc32(run.encode()) % BUCKETS for run in runs | pairs})
