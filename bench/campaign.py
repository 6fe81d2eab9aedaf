"""How long it takes to find out who of a hundred thousand customers can be written to, and in how much memory."""

import asyncio
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from statistics import median
from typing import Final

import psutil
from sqlalchemy import Connection, insert

from bench.figure import Figure, Yardstick
from bot.worker import campaigning
from bot.worker.product import Product
from core.notice import terms_of
from storage import campaigns, staff
from storage.tables.consent import ConsentEventRow
from storage.tables.people import Chat, Customer
from storage.tables.types import table_of
from tests.storage.road_world import NOW
from tests.storage.samples import new_chat
from tests.worker.gate_race import opened

CUSTOMERS: Final = 100_000
FIRST: Final = 1_000_000
AT_ONCE: Final = 5_000
SECONDS: Final = 30.0
MEGABYTES: Final = 50.0


def campaign() -> Iterator[Figure]:
    """The sweeps of one campaign over `CUSTOMERS` people, four of five of whom agreed; each sweep is a commit."""
    with tempfile.TemporaryDirectory() as place, opened(Path(place)) as (database, product):
        number = database.run_sync(_begun, product)
        for first in range(0, CUSTOMERS, AT_ONCE):
            database.run_sync(_people, product, first)
        process = psutil.Process(os.getpid())
        before, peak = process.memory_info().rss, 0
        sweeps: list[float] = []

        async def prepared() -> None:
            nonlocal peak
            while await database.run(campaigns.due, NOW, 1):
                began = time.perf_counter()
                await database.run(campaigning.check, product, number, NOW)
                sweeps.append(time.perf_counter() - began)
                peak = max(peak, process.memory_info().rss)

        began = time.perf_counter()
        asyncio.run(prepared())
        taken = time.perf_counter() - began
        found = database.run_sync(campaigns.tally, number)
        assert found == {"waiting": CUSTOMERS * 4 // 5}, found
    yield Figure(f"a campaign for {CUSTOMERS}, prepared", taken, "s", SECONDS, False, _by_hand())
    yield Figure("one sweep of it, p50: so long an answer waits", 1000 * median(sweeps), "ms", 50.0)
    yield Figure("the memory that it took", max(0, peak - before) / 2**20, "MB", MEGABYTES)


def _begun(connection: Connection, product: Product) -> int:
    until = NOW + timedelta(hours=1)
    member = staff.invite(connection, product.vault, "sales_consultant", "sales", "main", "code", NOW, until)
    staff.join(connection, product.vault, "code", "identity", "telegram", None, "吴", NOW)
    room = new_chat(connection, product.vault, NOW, "-100", "group")
    words = "周末试驾有礼，到店即可参加"
    return campaigns.begin(connection, product.vault, "main", member.id, "promo_offers", words, room, NOW)


def _people(connection: Connection, product: Product, first: int) -> None:
    """Customers with a chat and a line in the ledger each; their keys are never asked for here."""
    material = terms_of("promo_offers", "chat", product.policy).material_hash()
    day = timedelta(days=1)
    numbers = range(FIRST + first, FIRST + first + AT_ONCE)
    connection.execute(
        insert(table_of(Customer)),
        [{"id": n, "store": "main", "wrapped_key": b"k", "created_at": NOW - day} for n in numbers],
    )
    connection.execute(
        insert(table_of(Chat)),
        [
            {
                "id": n,
                "store": "main",
                "channel": "telegram",
                "account": "1",
                "kind": "private",
                "address_index": f"a{n}",
                "address_sealed": b"s",
                "customer_id": n,
                "topics": False,
                "allowance": "{}",
                "heard": False,
                "created_at": NOW - day,
            }
            for n in numbers
        ],
    )
    connection.execute(
        insert(table_of(ConsentEventRow)),
        [
            {
                "id": n,
                "customer_id": n,
                "contact_point": f"chat:{n}",
                "purpose": "promo_offers",
                "channel": "chat",
                "kind": "given" if n % 5 else "refused",
                "acted_at": NOW - day,
                "recorded_at": NOW - day,
                "prompt_shown_at": NOW - day,
                "notice_version": "1",
                "material": material,
                "valid_until": NOW + 300 * day,
                "spared": "[]",
                "source": "chat",
            }
            for n in numbers
        ],
    )


@cache
def _by_hand() -> Yardstick:
    """As many rows read and written in lots by hand, each lot a commit."""
    with tempfile.TemporaryDirectory() as place:
        connection = sqlite3.connect(Path(place) / "copies.db", isolation_level=None)
        connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            "CREATE TABLE person (id INTEGER PRIMARY KEY, answer TEXT);"
            "CREATE TABLE copy (id INTEGER PRIMARY KEY, state TEXT);"
        )
        connection.executemany("INSERT INTO person VALUES (?, 'given')", ((n,) for n in range(CUSTOMERS)))
        began, lot = time.perf_counter(), campaigning.LOOKS
        for first in range(0, CUSTOMERS, lot):
            connection.execute("BEGIN IMMEDIATE")
            rows = connection.execute("SELECT id FROM person WHERE id >= ? LIMIT ?", (first, lot)).fetchall()
            connection.executemany("INSERT INTO copy VALUES (?, 'waiting')", rows)
            connection.execute("COMMIT")
        taken = time.perf_counter() - began
        connection.close()
    return Yardstick("sqlite3 by hand, FULL", taken, "s")
