"""The two forms that staff fill in with one message: the hand-over record and the proposal."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_LABELS: Final = re.compile(r"(?:做了什么|已做|处理|为什么(?:不够|没有?解决)?|原因|理由)\s*[:：]\s*")
_BETWEEN: Final = re.compile(r"\s*(?:\n+|[;；|｜])\s*")
_SENTENCE: Final = re.compile(r"\s*[。!！?？]\s*")
_CLAUSE: Final = re.compile(r"\s*[,，]\s*")


@dataclass(frozen=True, slots=True)
class Record:
    """FLOW-2: what was done, and why it was not enough. Either may be empty: then it is asked for."""

    done: str
    why: str


def read_record(text: str) -> Record:
    """The two parts of a hand-over record: by label, line, semicolon, sentence or, at last, comma."""
    bare = _LABELS.sub("\n", text).strip()
    for border in (_BETWEEN, _SENTENCE, _CLAUSE):
        parts = [part for part in border.split(bare, maxsplit=1) if part.strip("。，,；; ")]
        if len(parts) == 2:
            return Record(parts[0].strip(), parts[1].strip())
    return Record(bare, "")


@dataclass(frozen=True, slots=True)
class Offer:
    """FLOW-5: one of the policy's options, and the words for the customer; where there are none they are asked for."""

    option: str
    text: str


def read_offer(text: str, option_named: Callable[[str], str | None]) -> Offer | None:
    """“维修 免费更换刹车片”: the option first, then the words; None where no option is named first."""
    first, _, rest = re.sub(r"[:：,，]", " ", text.strip(), count=1).partition(" ")
    option = option_named(first)
    if option is not None:
        return Offer(option, rest.strip())
    return None
