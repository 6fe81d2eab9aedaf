"""A campaign in words: as customers read it, and how it stands, in the one message that the room has of it."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from bot.texts import known, say
from bot.worker.contacting import how_to_stop
from bot.worker.posting import Button, Words
from bot.worker.product import Product
from storage import staff
from storage.campaigns import Campaign, CopyState, State

SEND: Final = ("send", "cancel")
STOP: Final = ("stop",)


def as_read(product: Product, purpose: str, words: str, now: datetime) -> str:
    """What a customer reads: who writes, for what, the words, and how to stop them."""
    found = product.policy.purposes[purpose]
    args = {
        "store": product.policy.store.name,
        "department": product.policy.departments[found.department].name,  # type: ignore[index]
        "purpose": found.name,
        "text": words,
        "stop": how_to_stop(product, purpose, now),
    }
    return say("campaign.message", args, product.local(now))


def offer(
    connection: Connection, product: Product, campaign: Campaign, n: int, until: datetime, now: datetime
) -> Words:
    """The text as it will be read, who can get it, who cannot and why; a second person is asked, if there is
    anything to ask."""
    args = {
        **_who(connection, product, campaign),
        "text": as_read(product, campaign.purpose, campaign.words, now),
        "n": n,
        "until": until,
        "others": _others(product, campaign.counts, now),
    }
    if not n:
        return Words(say("campaign.nobody", args, product.local(now)))
    return Words(say("campaign.offer", args, product.local(now)), _buttons(product, campaign, SEND, now))


def standing(
    connection: Connection,
    product: Product,
    campaign: Campaign,
    counts: Mapping[str, int],
    now: datetime,
    paused_until: datetime | None = None,
) -> Words:
    """How far it has come, by what became of each copy."""
    refused = {k.partition(":")[2]: n for k, n in counts.items() if k.startswith(f"{CopyState.REFUSED}:")}
    refused["window_closed"] = refused.get("window_closed", 0) + counts.get(CopyState.HELD, 0)
    listed = _list(product, Counter({key: n for key, n in refused.items() if n}), now)
    numbers = {
        "sent": counts.get(CopyState.SENT, 0),
        "left": counts.get(CopyState.WAITING, 0) + counts.get(CopyState.OUT, 0),
        "refused": sum(refused.values()),
        "failed": counts.get(CopyState.FAILED, 0),
        "unknown": counts.get(CopyState.UNKNOWN, 0),
        "list": say("campaign.numbers_list", {"list": listed}, product.local(now)) if listed else "",
    }
    args: dict[str, Any] = {
        **_who(connection, product, campaign),
        "numbers": say("campaign.numbers", numbers, product.local(now)),
        "at": paused_until,
    }
    key = "night" if paused_until is not None else campaign.state.value
    rows = _buttons(product, campaign, STOP, now) if campaign.state is State.RUNNING else ()
    return Words(say(f"campaign.{key}", args, product.local(now)), rows)


def _who(connection: Connection, product: Product, campaign: Campaign) -> dict[str, str]:
    first = staff.by_id(connection, product.vault, campaign.staff)
    second = (
        staff.by_id(connection, product.vault, campaign.approved_by)
        if campaign.approved_by is not None
        else None
    )
    return {
        "purpose": product.policy.name_of(campaign.purpose),
        "code": "" if first is None else first.code,
        "second": "" if second is None else second.code,
    }


def _others(product: Product, counts: Mapping[str, int], now: datetime) -> str:
    if not counts:
        return ""
    args = {"n": sum(counts.values()), "list": _list(product, Counter(counts), now)}
    return say("campaign.others", args, product.local(now))


def _list(product: Product, counts: Counter[str], now: datetime) -> str:
    """没有同意120、本周已发过8: the most frequent first; what has no name of its own is counted together."""
    named: Counter[str] = Counter()
    for reason, n in counts.items():
        key = f"campaign.why.{reason.removeprefix('gate.')}"
        named[key if known(key) else "campaign.why.other"] += n
    local = product.local(now)
    return "、".join(
        say("campaign.other", {"why": say(key, {}, local), "n": n}, local) for key, n in named.most_common()
    )


def _buttons(
    product: Product, campaign: Campaign, acts: tuple[str, ...], now: datetime
) -> tuple[tuple[Button, ...], ...]:
    local = product.local(now)
    return (tuple(({"campaign": campaign.id, "do": act}, say(f"campaign.{act}", {}, local)) for act in acts),)
