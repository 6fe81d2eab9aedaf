"""Several facts from one message: what was understood goes into the slots, and nothing is asked twice."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.dialogue.echo import WISHES, Heard, heard_slots
from bot.dialogue.session import Session
from bot.understand.reading import Reading
from core.facts import Facts

SHOWN: Final = 120
"""So many characters of a long story stand in the summary; the whole is kept beside it."""


LEAST: Final = 6
"""What is left of a message that holds no other fact, and is shorter, is not worth cutting it for."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """The facts afterwards, and which slots this message filled (in the order of the summary)."""

    facts: Facts
    filled: tuple[str, ...]


def hear(facts: Facts, reading: Reading, now: datetime) -> Hearing:
    """Take every fact the message holds. A slot that is known already changes only by a correction; a wish
    that was kept in his own words gives way to one that is understood."""
    filled: list[str] = []
    for name, found in heard_slots(reading, now).items():
        vague = name == "expectation" and facts[name].value not in WISHES
        if vague or not facts[name].known:
            facts = take(facts, name, found)
            filled.append(name)
    return Hearing(facts, tuple(filled))


def take(facts: Facts, name: str, found: Heard) -> Facts:
    return facts.fill(name, found.value, shown=found.shown, words=found.words, unsure=found.unsure)


def hear_phenomenon(session: Session, text: str, reading: Reading) -> Facts:
    """What happened: the customer's words without the facts that stand in slots of their own."""
    if session.facts["phenomenon"].known:
        return session.facts
    found = reading.slots.phenomenon
    told = text.strip()
    if found is not None and found.value and (len(found.value) >= LEAST or _facts_beside(reading)):
        told = found.value
    return session.facts.fill("phenomenon", told, shown=_short(told), words=text)


def hear_more(facts: Facts, text: str) -> Facts:
    """What happened, told on in another message: both stand in it, in his words."""
    told = facts["phenomenon"]
    more = f"{told.value}；{text.strip()}"
    return facts.fill("phenomenon", more, shown=_short(more), words=f"{told.words}\n{text}")


def _short(told: str) -> str:
    return told if len(told) <= SHOWN else f"{told[:SHOWN]}…"


def _facts_beside(reading: Reading) -> bool:
    """Whether the message also says when, where, with which car, or holds a phone number."""
    slots = reading.slots
    car = (slots.model, slots.mileage_km, slots.purchase, slots.plate, slots.vin)
    return any((slots.when, slots.where, *car, reading.phones))
