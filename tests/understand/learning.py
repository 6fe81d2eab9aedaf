"""Learns the weights in bot/understand/weights from labelled sentences: `python -m tests.understand.learning --write`.

Logistic regression by stochastic gradient descent with AdaGrad steps, in a fixed order of sentences. What a file
was learned from is written into it, so that `--check` tells whether the sentences are still the same.
"""

import base64
import hashlib
import json
import random
import sys
import zlib
from array import array
from collections.abc import Mapping, Sequence
from math import exp, sqrt
from pathlib import Path

from bot.understand.learned import BUCKETS, buckets
from bot.understand.plain import clauses, plain
from tests.understand.labelled import rows

WEIGHTS = Path(__file__).parents[2] / "bot" / "understand" / "weights"
SCOPES = ("all", "all_marketing", "channel:call", "channel:sms", "channel:chat", "purpose")
EPOCHS, STEP, START, BIAS_STEP = 20, 0.3, 1e-2, 0.02

Labelled = Sequence[tuple[str, bool]]
"""(text, whether it is of the kind)."""


def sentences(name: str) -> Mapping[str, Labelled]:
    """What each model of a file learns from."""
    read = rows(f"learned/{name}")
    if name == "safety":
        return {"safety": [(row["text"], row["safety"]) for row in read]}
    restricts = [(row["text"], row["withdraw"] != "none") for row in read]
    stops = [(row["text"], row["withdraw"]) for row in read if row["withdraw"] not in ("none", "some")]
    scopes = {kind: [(text, scope.startswith(kind)) for text, scope in stops] for kind in SCOPES}
    scopes["all"] = [(text, scope == "all") for text, scope in stops]
    return {"restricts": restricts, **scopes}


def learn(labelled: Labelled) -> tuple[float, list[float]]:
    """The bias and the weights; a sentence counts by the root of how many runs it has."""
    examples = [(buckets(",".join(clauses(plain(text)))), float(is_one)) for text, is_one in labelled]
    bias, weights, spent = 0.0, [0.0] * BUCKETS, [START] * BUCKETS
    order = random.Random(1)
    for _ in range(EPOCHS):
        order.shuffle(examples)
        for found, wanted in examples:
            share = 1 / sqrt(len(found))
            score = bias + share * sum(weights[one] for one in found)
            off = 1 / (1 + exp(-max(-30.0, min(30.0, score)))) - wanted
            bias -= BIAS_STEP * off
            step = off * share
            square = step * step
            for one in found:
                spent[one] += square
                weights[one] -= STEP * step / sqrt(spent[one])
    return bias, weights


def packed(labelled: Labelled) -> dict[str, float | str]:
    """A model as its file keeps it: each weight a signed byte."""
    bias, weights = learn(labelled)
    scale = max(map(abs, weights)) / 127
    bytes_ = array("b", [round(one / scale) for one in weights]).tobytes()
    return {
        "bias": round(bias, 6),
        "scale": round(scale, 9),
        "weights": base64.b64encode(zlib.compress(bytes_, 9)).decode(),
    }


def digest(name: str) -> str:
    """What a file is learned from, and how."""
    told = json.dumps(sentences(name), ensure_ascii=False).encode()
    return hashlib.sha256(told + Path(__file__).read_bytes()).hexdigest()


def write(name: str) -> None:
    """Learns the models of one file anew."""
    models = {kind: packed(labelled) for kind, labelled in sentences(name).items()}
    kept = {"learned_from": digest(name), "models": models}
    (WEIGHTS / f"{name}.json").write_text(json.dumps(kept, indent=0) + "\n", encoding="utf-8")


def is_stale(name: str) -> bool:
    """Whether the sentences have changed since the weights were learned."""
    kept = WEIGHTS / f"{name}.json"
    return not kept.exists() or json.loads(kept.read_text(encoding="utf-8"))["learned_from"] != digest(name)


def main(arguments: list[str]) -> int:
    """0 when every file of weights was learned from the sentences as they are."""
    names = ("withdrawal", "safety")
    if "--write" in arguments:
        for name in filter(is_stale, names):
            write(name)
    stale = list(filter(is_stale, names))
    for name in stale:
        print(f"bot/understand/weights/{name}.json was learned from other sentences: make docs")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
