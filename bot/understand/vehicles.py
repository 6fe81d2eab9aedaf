"""The models a store sells, from its `vehicles.toml`, and which of them a customer names."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from bot.understand.folding import fold
from bot.understand.patterns import Pattern

Energy = Literal["fuel", "bev", "phev"]
DEFAULT = Path(__file__).with_name("vehicles.toml")


class BrokenVehicles(ValueError):
    """The store's vehicles.toml cannot be used; the sentence says which entry and why."""


@dataclass(frozen=True)
class Series:
    """One model series; `years` are its first and last model year."""

    name: str
    aliases: tuple[str, ...]
    energy: Energy
    years: tuple[int, int]


@dataclass(frozen=True)
class NamedModel:
    """A model as the store calls it (星驰S7), where it was named, and the model year if one was said."""

    name: str
    series: Series
    year: int | None
    words: str
    span: tuple[int, int]


@dataclass(frozen=True)
class Vehicles:
    """The catalogue of one store."""

    brand: str
    aliases: tuple[str, ...]
    series: tuple[Series, ...]

    def find(self, text: str) -> NamedModel | None:
        """The first model named: with or without the brand, any case, full width, S-7 or S 7.

        S70, ABS7 and the road G5高速 are not models.
        """
        match = self._pattern.search(fold(text))
        if match is None:
            return None
        series = self._by_word[re.sub(r"[ -]", "", match["series"])]
        year = match["year"]
        model_year = None if year is None else int(year) if len(year) == 4 else 2000 + int(year)
        words = text[match.start() : match.end()]
        return NamedModel(f"{self.brand}{series.name}", series, model_year, words, match.span())

    @cached_property
    def _by_word(self) -> dict[str, Series]:
        return {
            re.sub(r"[ -]", "", fold(word)): series
            for series in self.series
            for word in (series.name, *series.aliases)
        }

    @cached_property
    def _pattern(self) -> Pattern:
        brands = "|".join(
            re.escape(fold(b)) for b in sorted((self.brand, *self.aliases), key=len, reverse=True)
        )
        words = "|".join(_spelled(word) for word in sorted(self._by_word, key=len, reverse=True))
        return Pattern(
            rf"(?:(?<![0-9])(?P<year>(?:20)?[0-9]{{2}})(?:年?款|年的|"
            rf"年)?(?:的)? ?)?(?:(?:{brands})[ -]?(?:的)?)?(?<![a-z0-9-])(?P<series>{words})"
            r"(?![a-z0-9])(?! ?(?:高速|国道|公路|京昆))"
            if brands and words
            else r"(?!)"
        )


def load_vehicles(path: Path = DEFAULT) -> Vehicles:
    """The catalogue in a TOML file. Raises `BrokenVehicles` naming what is wrong with it."""
    import tomllib  # costs as much as all readers of one message; only who loads a catalogue pays

    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BrokenVehicles(f"{path.name} cannot be read: {error}") from error
    brand = data.get("brand")
    if not isinstance(brand, str) or not brand.strip():
        raise BrokenVehicles(f"{path.name}: brand is missing")
    entries = data.get("series", [])
    if not isinstance(entries, list) or not entries:
        raise BrokenVehicles(f"{path.name}: there is no [[series]]")
    series = tuple(_series(path, entry) for entry in entries)
    _check_words_are_unique(path, series)
    return Vehicles(brand, _words(path, data, "brand"), series)


def _series(path: Path, entry: dict[str, Any]) -> Series:
    name, years = entry.get("name"), entry.get("years")
    energy: Any = entry.get("energy")
    if not isinstance(name, str) or not name.strip():
        raise BrokenVehicles(f"{path.name}: a series has no name")
    if energy not in get_args(Energy):
        raise BrokenVehicles(f"{path.name}: energy of {name} must be fuel, bev or phev, not {energy!r}")
    if not (
        isinstance(years, list) and years and all(isinstance(y, int) and 1950 <= y <= 2100 for y in years)
    ):
        raise BrokenVehicles(f"{path.name}: years of {name} must be model years such as [2021, 2025]")
    return Series(name, _words(path, entry, name), energy, (min(years), max(years)))


def _words(path: Path, entry: dict[str, Any], name: str) -> tuple[str, ...]:
    aliases = entry.get("aliases", [])
    if not (isinstance(aliases, list) and all(isinstance(a, str) and a.strip() for a in aliases)):
        raise BrokenVehicles(f"{path.name}: aliases of {name} must be a list of names")
    return tuple(aliases)


def _check_words_are_unique(path: Path, series: tuple[Series, ...]) -> None:
    seen: dict[str, str] = {}
    for one in series:
        for word in (one.name, *one.aliases):
            if seen.setdefault(fold(word), one.name) != one.name:
                raise BrokenVehicles(f"{path.name}: {word} means both {seen[fold(word)]} and {one.name}")


def _spelled(word: str) -> str:
    """s7 also matches s-7 and s 7."""
    return re.sub(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])", "[ -]?", re.escape(word))
