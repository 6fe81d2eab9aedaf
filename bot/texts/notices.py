"""Consent notices: each wording that was ever published, by scene and number; the newest is the one in use (CON-7).

A file is never changed once it is published, so that a ledger entry's version names the very words that were
shown. The terms that bind us are the policy's (`core.notice`); a notice only says them.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent


class NoSuchNotice(LookupError):
    """No notice of that scene, or of that version, was ever published."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One published wording."""

    scene: str
    number: int
    version: str
    """As the ledger and the customer's receipt name it."""
    wording: str
    """A template; its arguments are the policy's."""

    @property
    def wording_hash(self) -> str:
        """SHA-256 of the wording, in hex."""
        return hashlib.sha256(self.wording.encode()).hexdigest()


def in_use(scene: str, language: str = "zh") -> Notice:
    """The newest notice of a scene. Raises `NoSuchNotice`."""
    found = [one for one in published(language).values() if one.scene == scene]
    if not found:
        raise NoSuchNotice(f"there is no notice for the scene {scene}")
    return max(found, key=lambda one: one.number)


def of_version(version: str, language: str = "zh") -> Notice:
    """The notice that a ledger entry names. Raises `NoSuchNotice`."""
    try:
        return published(language)[version]
    except KeyError:
        raise NoSuchNotice(f"there is no notice {version}") from None


@cache
def published(language: str = "zh") -> Mapping[str, Notice]:
    """Every notice by its version."""
    found: dict[str, Notice] = {}
    for path in sorted((FOLDER / language / "notices").glob("*.toml")):
        scene, _, number = path.stem.rpartition("-")
        content = tomllib.loads(path.read_text("utf8"))
        notice = Notice(scene, int(number), content["version"], content["wording"])
        if found.setdefault(notice.version, notice) is not notice:
            raise ValueError(f"{path.name}: the version {notice.version} stands twice")
    return found
