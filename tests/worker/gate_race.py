"""A customer who agreed to calls, and clerks who all want his number at once; also a program of its own."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.channels.capabilities import PLAIN
from bot.parts import open_parts, product_of
from bot.settings import Settings
from bot.worker.contact_facts import whom
from bot.worker.contacting import decide
from bot.worker.product import Product
from core.consent import Ledger, LedgerEvent
from core.intent import Allowed, Intent
from core.notice import terms_of
from core.policy import Channel
from storage import cases, consents, phones, staff
from storage.database import Database
from tests.storage.road_world import NOW
from tests.storage.samples import stored_case

ROOT = Path(__file__).parents[2]
HOUR = timedelta(hours=1)
NUMBER = "+8613812345678"


@contextmanager
def opened(data: Path) -> Iterator[tuple[Database, Product]]:
    with open_parts(Settings(data_dir=data)) as parts:
        yield parts.database, product_of(parts, lambda _channel, _kind: PLAIN)


def prepare(data: Path) -> None:
    """A complaint whose customer left a number and agreed to calls about it, and a clerk who has joined."""
    with opened(data) as (database, product):
        database.run_sync(_prepare, product)


def _prepare(connection: Connection, product: Product) -> None:
    vault = product.vault
    case = stored_case(connection, vault, NOW - 2 * HOUR)
    phone = phones.add(connection, vault, case.customer, NUMBER, NOW - HOUR)
    given = LedgerEvent(
        0,
        case.customer,
        phone.contact_point,
        "complaint",
        "call",
        Ledger.GIVEN,
        NOW - HOUR,
        NOW - HOUR,
        "1",
        terms_of("complaint", "call", product.policy).material_hash(),
        NOW + 365 * 24 * HOUR,
    )
    consents.append(connection, vault, given, NOW - HOUR, source="chat")
    staff.invite(
        connection, vault, "service_advisor", "aftersales", "main", "code", NOW - HOUR, NOW + HOUR, "王"
    )
    staff.join(connection, vault, "code", "identity", "telegram", None, "王", NOW - HOUR)


def wants(connection: Connection, product: Product) -> bool:
    """One clerk's question to the gate."""
    member = staff.by_code(connection, product.vault, "main", "工号01")
    case = cases.by_reference(connection, product.vault, "main", "A001")
    assert member is not None
    assert case is not None
    intent = Intent("complaint", Channel.CALL, member.actor)
    _, verdict, _ = decide(connection, product, member, whom(case), intent, NOW)
    return isinstance(verdict, Allowed)


def race(data: Path, clerks: int) -> int:
    """So many clerks ask at once, a few of them on each of five connections; how many may."""
    with ThreadPoolExecutor(5) as pool:
        return sum(pool.map(lambda n: _several(data, n), [clerks // 5] * 5))


def _several(data: Path, clerks: int) -> int:
    with opened(data) as (database, product), ThreadPoolExecutor(clerks) as pool:
        return sum(pool.map(lambda _: database.run_sync(wants, product), range(clerks)))


if __name__ == "__main__":
    print(race(Path(sys.argv[1]), 25))
