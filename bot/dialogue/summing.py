"""What stands in a draft, as the customer reads it: the summary, and what was just noted."""

import re
from typing import Final

from bot.dialogue.reply import Listed, Text
from bot.dialogue.session import Session
from core.facts import Facts

LINES: Final = (
    "model",
    "purchase",
    "mileage_km",
    "when",
    "where",
    "phenomenon",
    "safety",
    "expectation",
    "evidence",
    "plate",
    "vin",
    "cause",
)
"""The lines of the summary, in order; their numbers are what the customer edits by."""
SIGNS: Final = re.compile(r"[\W_]+")


def summary(session: Session) -> Text:
    """Everything at a glance, before anything is filed (CMP-2)."""
    lines = tuple(
        Text("summary.line", {"n": n, "slot": Text(f"slot.{slot}"), "value": value_of(session, slot)})
        for n, slot in enumerate(LINES, 1)
    )
    return Text("summary.check", {"lines": Listed(lines, "\n")})


def value_of(session: Session, slot: str) -> Text | str:
    """A slot as the customer reads it."""
    if slot == "evidence":
        n = len(session.evidence)
        return Text("summary.files", {"n": n}) if n else Text("summary.empty")
    found = session.facts[slot]
    if slot == "safety" and found.known:
        return Text(f"choice.safe_{found.value}")
    return found.shown if found.known else Text("summary.empty")


def noted(facts: Facts, slots: tuple[str, ...]) -> tuple[Text, ...]:
    """记下了: what was just understood, with weekday and 约, so that a misreading is seen at once."""
    shown = tuple(_short(facts, slot) for slot in slots if slot != "safety" and facts[slot].known)
    return (Text("form.noted", {"facts": Listed(shown, "，")}),) if shown else ()


def noted_beyond(facts: Facts, slots: tuple[str, ...], answered: str, text: str) -> tuple[Text, ...]:
    """The same, without an answer that would only be repeated: 维修 to the question what he wishes."""
    slot = facts[answered]
    repeats = answered in slots and SIGNS.sub("", slot.shown) in (
        SIGNS.sub("", text),
        SIGNS.sub("", slot.words),
    )
    return noted(facts, tuple(name for name in slots if name != answered) if repeats else slots)


def _short(facts: Facts, slot: str) -> Text | str:
    shown = facts[slot].shown
    return Text("form.bought", {"when": shown}) if slot == "purchase" else shown
