"""One message, read for every fact a complaint has a slot for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from bot.understand.dates import When, read_times
from bot.understand.expectation import Wish, find_expectation
from bot.understand.folding import fold
from bot.understand.identifiers import Identifiers, find_identifiers
from bot.understand.mileage import find_mileage
from bot.understand.phenomenon import Cut, find_phenomenon
from bot.understand.purchase import (
    as_recent_event,
    find_ownership,
    is_of_a_document,
    is_of_a_service,
    is_promised,
    is_purchase,
)
from bot.understand.vehicles import Vehicles
from bot.understand.where import find_where

T = TypeVar("T")


@dataclass(frozen=True)
class Found(Generic[T]):
    """A fact, the words for it and where they stand; `approximate`: the customer hedged, or we assumed."""

    value: T
    words: str
    span: tuple[int, int]
    approximate: bool = False


@dataclass(frozen=True)
class Slots:
    """What one message tells; a slot it says nothing about is None."""

    model: Found[str] | None = None
    plate: Found[str] | None = None
    vin: Found[str] | None = None
    mileage_km: Found[int] | None = None
    when: Found[When] | None = None
    where: Found[str] | None = None
    purchase: Found[When] | None = None
    expectation: Found[Wish] | None = None
    phenomenon: Found[str] | None = None


def find_slots(
    text: str,
    now: datetime,
    vehicles: Vehicles,
    asked: str | None = None,
    identifiers: Identifiers | None = None,
) -> Slots:
    """Every fact in a message. `now` is aware, in the customer's zone.

    `asked` is the slot the customer had just been asked for: a bare 三万二 is then its mileage, a bare
    去年10月 its purchase date, and words that fit no other slot are not taken for what happened.
    `identifiers` are the text's, where they are known already.
    """
    model, numbers = vehicles.find(text), identifiers or find_identifiers(text)
    plates, vins = numbers.plates, numbers.vins
    named, phones = _spans(*plates, *vins), _spans(*numbers.phones)
    rest = _without(text, named + phones)
    mileage = find_mileage(rest, asked=asked in ("mileage", "mileage_km"))
    dated = _without(rest, [mileage.span] if mileage else [])
    when, purchase = _times(dated, now, asked)
    where = find_where(_without(dated, _spans(when, purchase)), asked=asked == "where")
    wish = find_expectation(rest, asked=asked == "expectation")
    slots = Slots(
        model=Found(model.name, model.words, model.span) if model else None,
        plate=Found(plates[0].value, plates[0].words, plates[0].span) if plates else None,
        vin=Found(vins[0].value, vins[0].words, vins[0].span) if vins else None,
        mileage_km=Found(mileage.km, mileage.words, mileage.span, mileage.approximate) if mileage else None,
        when=_found_time(when),
        where=Found(where.words, where.words, where.span) if where else None,
        purchase=_found_time(purchase),
        expectation=Found(wish.wish, wish.words, wish.span) if wish else None,
    )
    if asked not in (None, "phenomenon"):
        return slots
    facts: list[Cut] = [("name", span) for span in (*named, *_spans(model))]
    facts += [("phone", span) for span in phones]
    facts += [("mileage", span) for span in _spans(mileage)]
    facts += [("when", span) for span in _spans(when) if purchase is None or span != purchase.span]
    facts += [("purchase", span) for span in _spans(purchase)]
    facts += [("where", span) for span in _spans(where)]
    left = find_phenomenon(text, facts, _spans(wish))
    if left is None:
        return slots
    return Slots(
        **{**vars(slots), "phenomenon": Found(left.words, text[left.span[0] : left.span[1]], left.span)}
    )


def _times(text: str, now: datetime, asked: str | None) -> tuple[When | None, When | None]:
    """When it happened and when the car was bought; a time still to come is neither."""
    folded = fold(text)
    bought: list[When] = []
    others: list[When] = []
    named: list[When] = []
    for time, clock_only in read_times(text, now, asked in ("when", "purchase")):
        if not clock_only:
            named.append(time)
        if time.start <= now and not (is_of_a_document(time, folded) or is_promised(time, folded)):
            (bought if is_purchase(time, folded) else others).append(time)
    purchase = bought[0] if bought else find_ownership(text, now)
    if asked == "purchase" and purchase is None and others:
        return None, others[0]
    if asked == "when" and not others and bought:
        return bought[0], None
    when = _chosen(others, named, text)
    if when is None and bought and asked is None:
        when = as_recent_event(bought[0], now)
    return when, purchase


def _chosen(times: list[When], named: list[When], text: str) -> When | None:
    """The first time that names a day and is not that of work done (上周三保养完); else the first."""
    if len(times) < 2:
        return times[0] if times else None
    folded = fold(text)
    failures = [time for time in times if not is_of_a_service(time, folded)] or times
    first = next(iter(named or times))
    return first if first in failures else failures[0]


def _found_time(when: When | None) -> Found[When] | None:
    if when is None:
        return None
    return Found(when, when.words, when.span, when.approximate or when.assumed is not None)


class _Placed(Protocol):
    @property
    def span(self) -> tuple[int, int]: ...


def _spans(*facts: _Placed | None) -> list[tuple[int, int]]:
    return [fact.span for fact in facts if fact is not None]


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The same text with those stretches blanked by a character that belongs to no fact."""
    for start, end in spans:
        text = text[:start] + "\ufffd" * (end - start) + text[end:]
    return text
