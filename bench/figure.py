"""A measured figure, the target it is held against, and the yardstick of the same run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What the machine itself can do, measured minutes ago."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Figure:
    """`target` is the most allowed, or with `at_least` the least; `None` where it is told for information."""

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False
    yardstick: Yardstick | None = None

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    @property
    def ratio(self) -> float | None:
        """Of the figure to its yardstick."""
        if self.yardstick is None or not self.yardstick.value:
            return None
        return self.value / self.yardstick.value


HEAD: Final = ("figure", "value", "target", "", "yardstick", "ratio")


def table(figures: Sequence[Figure]) -> str:
    """The figures in aligned columns."""
    rows = [HEAD, *(_row(one) for one in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _row(one: Figure) -> tuple[str, ...]:
    bound = "" if one.target is None else f"{'≥' if one.at_least else '≤'} {one.target:g} {one.unit}"
    mark = {None: "", True: "ok", False: "MISSED"}[one.met]
    stick = one.yardstick
    beside = "" if stick is None else f"{stick.name}: {stick.value:.4g} {stick.unit}"
    ratio = "" if one.ratio is None else f"{one.ratio:.3g}"
    return one.name, f"{one.value:.4g} {one.unit}", bound, mark, beside, ratio
