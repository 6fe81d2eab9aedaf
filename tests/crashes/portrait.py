"""What can be told of a product's data after everything has come to rest."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, text

from bot.worker.outcomes import SPOKEN
from core.case import Case, Happened
from storage import cases, history
from storage.sealed import Vault
from storage.tables.consent import ConsentEventRow
from storage.tables.types import table_of
from tests.crashes.shop import Shop

OF_DELIVERY = (Happened.DELIVERED, Happened.UNDELIVERED)
UNKNOWN = "不确定客户是否收到"
_REMAINING = re.compile(r"还剩[^，\n]*|已超[^，\n]*")


@dataclass(frozen=True)
class Portrait:
    """The same whatever was interrupted on the way, but for what is said of deliveries."""

    lives: dict[str, tuple[Any, ...]]
    """Case number → stage, tier, who has it, how many files, and what happened in it."""
    withdrawn: Counter[str]
    inbox: Counter[str]
    files: Counter[str]
    on_disk: int
    """Files in the media directory."""
    heard: dict[str, tuple[str, ...]]
    """Chat → what the bot said there, in order."""
    outbox: Counter[str]
    unknown: int
    """Words of staff of which it is unknown whether the customer got them."""
    reported: int
    """How often the history says so."""


async def portrait(shop: Shop) -> Portrait:
    parts = shop.server.parts
    heard: dict[str, tuple[str, ...]] = {}
    for event in await shop.events():
        if event["sender"] == "bot" and event["kind"] == "message":
            words = _REMAINING.sub("", event["text"])
            heard[event["chat"]] = (*heard.get(event["chat"], ()), words)
    media = parts.settings.data_dir / "media"
    on_disk = len(list(media.iterdir())) if media.is_dir() else 0
    return await parts.database.run(_drawn, parts.vault, heard, on_disk)


def _drawn(connection: Connection, vault: Vault, heard: dict[str, tuple[str, ...]], on_disk: int) -> Portrait:
    found = connection.execute(text("SELECT id FROM cases ORDER BY id")).scalars()
    every = [cases.by_id(connection, vault, number) for number in found]
    lives, reported = {}, 0
    for case in every:
        assert case is not None
        lives[case.number], failures = _life(connection, vault, case)
        reported += failures
    ledger = table_of(ConsentEventRow)
    kinds = connection.execute(select(ledger.c.purpose, ledger.c.channel, ledger.c.kind)).all()
    return Portrait(
        lives,
        Counter("/".join(map(str, row)) for row in kinds),
        _counted(connection, "SELECT state FROM inbox WHERE state != 'done'"),
        _counted(connection, "SELECT state FROM attachment"),
        on_disk,
        heard,
        _counted(connection, "SELECT state FROM outbox"),
        connection.execute(
            text(f"SELECT count(*) FROM outbox WHERE state = 'unknown' AND role IN {SPOKEN}")
        ).scalar_one(),
        reported,
    )


def _life(connection: Connection, vault: Vault, case: Case) -> tuple[tuple[Any, ...], int]:
    events = [event for _, event in history.of_case(connection, vault, case)]
    lines = tuple(
        (event.kind.value, event.actor, str(event.data.get("text", "")), event.rule)
        for event in events
        if event.kind not in OF_DELIVERY
    )
    files = connection.execute(
        text("SELECT count(*) FROM attachment WHERE case_id = :case"), {"case": case.id}
    ).scalar_one()
    failures = sum(event.kind is Happened.UNDELIVERED for event in events)
    return (case.stage.value, case.tier, case.claimed_by, files, lines), failures


def _counted(connection: Connection, statement: str) -> Counter[str]:
    return Counter(connection.execute(text(statement)).scalars())


def without_repeats(words: tuple[str, ...]) -> tuple[str, ...]:
    """A message that was sent once more, in doubt, follows itself."""
    return tuple(now for before, now in zip(("", *words), words, strict=False) if now != before)
