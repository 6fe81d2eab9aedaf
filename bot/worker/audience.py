"""Who of a store's customers can be written to for a purpose: the gate itself, for many at a time (GATE-1)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.channels.language import ChatKind
from bot.worker.contact_facts import recall
from bot.worker.product import Product
from core.campaign import obstacle
from core.consent import Question
from core.gate import authorize
from core.grounds import grounds_of
from core.intent import Facts, Ground, Intent
from core.notice import terms_of
from storage import audience, cases
from storage.audience import Person, Place
from storage.pace import Allowance

NOBODY = "no_chat"
"""Of whom we know no chat at all."""
LEFT = "blocked"
"""Who has blocked or left us in every chat of his."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at some customers gave."""

    last: int
    """The last one looked at; 0 where there was nobody left."""
    reachable: tuple[tuple[int, int], ...]
    """(customer, chat)."""
    others: Counter[str]
    """How many cannot be written to, by the first reason against it."""


def look(
    connection: Connection, product: Product, intent: Intent, after: int, now: datetime, limit: int
) -> Looked:
    """The next customers beyond that one. Each is judged by the rules that judge him alone; what the platform
    and the night lift by themselves is asked again as his copy goes out."""
    since = now - timedelta(days=product.policy.contact.promotion.days)
    people = audience.after(connection, product.store, after, limit, intent.purpose, since)
    material = terms_of(intent.purpose, intent.channel.value, product.policy).material_hash()
    reachable: list[tuple[int, int]] = []
    others: Counter[str] = Counter()
    served = _open_cases(connection, product, intent, people)
    for one in people:
        chat, reason = _judged(product, intent, one, served.get(one.customer, ()), material, now)
        if reason:
            others[reason] += 1
        else:
            reachable.append((one.customer, chat))
    return Looked(people[-1].customer if people else 0, tuple(reachable), others)


def _open_cases(
    connection: Connection, product: Product, intent: Intent, people: list[Person]
) -> Mapping[int, tuple[Ground, ...]]:
    """By customer, what his open cases let staff do (GATE-8); read only where they may speak of this purpose."""
    scenes = product.policy.scenes
    if not people or not any(intent.purpose in product.policy.asked_in(scene) for scene in scenes):
        return {}
    found: dict[int, tuple[Ground, ...]] = {}
    for case in cases.open_of_customers(connection, product.vault, people[0].customer, people[-1].customer):
        found[case.customer] = (*found.get(case.customer, ()), *grounds_of(case, product.policy))
    return found


def _judged(
    product: Product,
    intent: Intent,
    person: Person,
    grounds: tuple[Ground, ...],
    material: str,
    now: datetime,
) -> tuple[int, str]:
    """The first chat in which he can be written to, or the reason against it in the last one he spoke in."""
    reasons = []
    for place in person.places:
        if place.kind != ChatKind.PRIVATE:
            continue
        facts = _facts(product, intent, person, place, grounds, material, now)
        found = obstacle(authorize(intent, facts, product.policy, now))
        if found is None:
            return place.id, ""
        reasons.append(LEFT if place.closed_at is not None else found.key)
    return 0, next(iter(reasons), NOBODY)


def _facts(
    product: Product,
    intent: Intent,
    person: Person,
    place: Place,
    grounds: tuple[Ground, ...],
    material: str,
    now: datetime,
) -> Facts:
    return Facts(
        question=Question(f"chat:{place.id}", intent.purpose, intent.channel.value),
        events=person.events,
        material=material,
        latest=person.latest,
        zone=product.policy.contact.zones.chat,
        grounds=(*recall(product, intent.purpose, now), *grounds),
        promotions=person.promotions,
        minor=person.minor,
        window_open=_is_open(product, place, now),
    )


def _is_open(product: Product, place: Place, now: datetime) -> bool:
    if place.closed_at is not None:
        return False
    window = product.capabilities(place.channel, ChatKind.PRIVATE).window
    return window is None or Allowance.from_json(place.allowance).left(window, now) > 0


def everybody(
    connection: Connection, product: Product, intent: Intent, now: datetime, at_once: int
) -> Iterator[Looked]:
    """The same, to the last customer."""
    found = look(connection, product, intent, 0, now, at_once)
    while found.last:
        yield found
        found = look(connection, product, intent, found.last, now, at_once)
