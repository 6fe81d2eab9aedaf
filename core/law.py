"""The law registry: no text cites a law that nobody has looked up.

`law.toml` holds every citation with its status. Only a `verified` one may be shown to anyone.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

REGISTRY = Path(__file__).with_name("law.toml")


class Status(StrEnum):
    VERIFIED = "verified"
    """Read in the official text."""
    SECONDARY = "secondary"
    """Known from someone who quotes it."""
    DOUBTFUL = "doubtful"
    """The text exists and does not say that."""
    UNVERIFIABLE = "unverifiable"
    """No such text could be found."""


@dataclass(frozen=True, slots=True)
class Law:
    id: str
    title: str
    article: int | None
    status: Status
    note: str

    @property
    def citation(self) -> str:
        """As it is written: 《个人信息保护法》第十五条."""
        article = f"第{chinese_numeral(self.article)}条" if self.article else ""
        return f"《{self.title}》{article}"


class LawError(Exception):
    """A law was cited that may not be: unknown, or not verified. The sentence names it."""


@cache
def laws() -> Mapping[str, Law]:
    """Every entry of the registry by its id."""
    with REGISTRY.open("rb") as file:
        entries = tomllib.load(file)
    return {
        key: Law(key, entry["title"], entry.get("article"), Status(entry["status"]), entry["note"])
        for key, entry in entries.items()
    }


def cite(law_id: str) -> str:
    """The citation, for people to read; raises `LawError` unless the entry is verified."""
    law = laws().get(law_id)
    if law is None:
        raise LawError(f"law {law_id} is not in the law registry")
    if law.status is not Status.VERIFIED:
        raise LawError(f"law {law_id} is {law.status.value} and may not be cited: {law.note}")
    return law.citation


_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")


def chinese_numeral(number: int) -> str:
    """1 to 9999 as articles of law are numbered: 15 is 十五, 1033 is 一千零三十三."""
    if not 1 <= number <= 9999:
        raise ValueError(f"no numeral for {number}")
    digits = str(number)
    said = "".join(
        _DIGITS[int(digit)] + (_PLACES[len(digits) - n - 1] if digit != "0" else "")
        for n, digit in enumerate(digits)
    )
    while "零零" in said:
        said = said.replace("零零", "零")
    said = said.rstrip("零")
    return said.removeprefix("一") if said.startswith("一十") else said
