"""What a customer told us: one slot a fact, his own words always beside the value.

`Facts` is what a complaint is made of (CMP-1). It grows while the customer talks, is shown to him as the
summary, and is filed as it stands. Values are plain data, so that the whole survives a trip through JSON.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final


class SlotState(StrEnum):
    EMPTY = "empty"
    FILLED = "filled"
    UNSURE = "unsure"
    """Rough or assumed: good enough, shown with 约."""
    DECLINED = "declined"
    """Skipped or unknown to him: not asked again, shown as 未填."""
    CORRECTED = "corrected"
    """Filled anew; the older readings stand in `earlier`."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One fact. `value` is plain data, `shown` its Chinese rendering, `words` what the customer said."""

    state: SlotState = SlotState.EMPTY
    value: Any = None
    shown: str = ""
    words: str = ""
    earlier: tuple[str, ...] = ()
    """What was shown before each correction, oldest first."""

    @property
    def known(self) -> bool:
        return self.state in (SlotState.FILLED, SlotState.UNSURE, SlotState.CORRECTED)

    @property
    def settled(self) -> bool:
        """Not to be asked again."""
        return self.state is not SlotState.EMPTY


SLOTS: Final = (
    "phenomenon",
    "safety",
    "when",
    "where",
    "model",
    "plate",
    "vin",
    "mileage_km",
    "purchase",
    "expectation",
    "cause",
    "wish",
    "visit",
)
"""Every slot there is: a complaint's, then what only a booking has. `safety` holds `yes`, `no` or `unsure`; it
and `phenomenon` are required (CMP-1)."""

EMPTY: Final = Slot()


@dataclass(frozen=True, slots=True)
class Facts:
    """The slots of one complaint; an absent one is empty."""

    slots: Mapping[str, Slot] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Slot:
        return self.slots.get(name, EMPTY)

    def __iter__(self) -> Iterator[str]:
        return iter(SLOTS)

    def fill(self, name: str, value: Any, *, shown: str, words: str, unsure: bool = False) -> "Facts":
        """The fact is known now; an older reading is kept as history, and the state says so."""
        old = self[name]
        if old.known:
            slot = Slot(SlotState.CORRECTED, value, shown, words, (*old.earlier, old.shown))
        else:
            slot = Slot(SlotState.UNSURE if unsure else SlotState.FILLED, value, shown, words, old.earlier)
        return self._with(name, slot)

    def decline(self, name: str) -> "Facts":
        """The customer skips it or does not know: it is not asked again."""
        return self._with(name, replace(self[name], state=SlotState.DECLINED, value=None, shown=""))

    def clear(self, name: str) -> "Facts":
        return Facts({k: v for k, v in self.slots.items() if k != name})

    def learning(self, newer: "Facts") -> "Facts":
        """With what is known by now; what is not known there stays as it was."""
        return Facts({**self.slots, **{name: slot for name, slot in newer.slots.items() if slot.known}})

    def _with(self, name: str, slot: Slot) -> "Facts":
        if name not in SLOTS:
            raise KeyError(name)
        return Facts({**self.slots, name: slot})


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """Plain data for storage, in the order of `SLOTS`."""
    return {
        name: [slot.state.value, slot.value, slot.shown, slot.words, list(slot.earlier)]
        for name in SLOTS
        if (slot := facts.slots.get(name)) is not None
    }


def facts_from_json(data: Mapping[str, Any]) -> Facts:
    """The inverse of `facts_to_json`."""
    return Facts(
        {
            name: Slot(SlotState(state), value, shown, words, tuple(earlier))
            for name, (state, value, shown, words, earlier) in data.items()
        }
    )
