"""Many customers judged at once are judged as each would be judged alone, whatever stands in his ledger."""

import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.worker import audience
from bot.worker.contact_facts import Whom, gather
from bot.worker.product import Product
from core.campaign import obstacle
from core.consent import ANY, Ledger, LedgerEvent
from core.gate import authorize
from core.intent import Allowed, Intent
from core.minors import Minor
from core.notice import terms_of
from core.policy import Channel
from storage import chats, consents, contacts, customers, staff
from storage.staff import StaffMember
from tests.storage.road_world import NOW
from tests.storage.samples import new_chat, new_customer
from tests.worker.gate_race import opened, prepare

DAY = timedelta(days=1)
_TEMPLATE: list[Path] = []


@dataclass(frozen=True)
class Said:
    """One line of a customer's ledger."""

    kind: Ledger
    days: int
    purpose: str
    channel: str
    point: str
    stale: bool


@dataclass(frozen=True)
class Somebody:
    """A customer as he may be found."""

    chats: int
    said: tuple[Said, ...]
    closed: bool
    promoted: int | None
    """So many days ago he was written to for an offer."""
    minor: Minor | None


LINES = st.builds(
    Said,
    st.sampled_from(list(Ledger)),
    st.integers(0, 500),
    st.sampled_from(["promo_offers", "promo_offers", "complaint", ANY]),
    st.sampled_from(["chat", "chat", "sms", ANY]),
    st.sampled_from(["here", "here", "phone:1", ANY]),
    st.booleans(),
)
PEOPLE = st.builds(
    Somebody,
    st.sampled_from([0, 1, 1, 1, 2]),
    st.lists(LINES, max_size=3).map(tuple),
    st.sampled_from([False, False, False, True]),
    st.sampled_from([None, None, 0, 6, 7, 8]),
    st.sampled_from([None, None, None, Minor.TEEN, Minor.CHILD]),
)


def stored(connection: Connection, product: Product, member: StaffMember, one: Somebody, n: int) -> None:
    customer, chat = new_customer(connection, product.vault, NOW, f"80{n}")
    customers.put_age_group(connection, customer, one.minor)
    if not one.chats:
        chats.attach_customer(connection, chat, None)
    elif one.chats == 2:
        second = new_chat(connection, product.vault, NOW, f"90{n}")
        chats.attach_customer(connection, second, customer)
    if one.closed:
        chats.close(connection, chat, NOW)
    material = terms_of("promo_offers", "chat", product.policy).material_hash()
    for line in sorted(one.said, key=lambda line: -line.days):
        consents.append(connection, product.vault, _event(line, customer, chat, material), NOW, source="test")
    if one.promoted is not None:
        at = NOW - one.promoted * DAY
        new = contacts.NewContact(
            "main",
            member.id,
            member.code,
            "sales",
            customer,
            None,
            "promo_offers",
            "chat",
            f"chat:{chat}",
            None,
            True,
        )
        contacts.record(connection, product.vault, new, Allowed(at, at, "consent"), at)


def _event(line: Said, customer: int, chat: int, material: str) -> LedgerEvent:
    at = NOW - line.days * DAY
    point = f"chat:{chat}" if line.point == "here" else line.point
    if line.kind.is_positive:
        purpose = "promo_offers" if line.purpose == ANY else line.purpose
        channel = "chat" if line.channel == ANY else line.channel
        point = f"chat:{chat}" if point == ANY else point
        terms = "other" if line.stale else material
        return LedgerEvent(
            0, customer, point, purpose, channel, line.kind, at, at, "1", terms, at + 365 * DAY
        )
    return LedgerEvent(0, customer, point, line.purpose, line.channel, line.kind, at)


@pytest.mark.rule("GATE-1")
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    people=st.lists(PEOPLE, min_size=1, max_size=7),
    hour=st.sampled_from([0, 3, 13, 22]),
    lot=st.sampled_from([1, 3, 50]),
)
def test_nobody_is_counted_in_whom_the_gate_would_refuse_alone_and_nobody_left_out_whom_it_would_not(
    people: list[Somebody], hour: int, lot: int
) -> None:
    if not _TEMPLATE:
        _TEMPLATE.append(Path(tempfile.mkdtemp()))
        prepare(_TEMPLATE[0])
    folder = Path(tempfile.mkdtemp())
    shutil.copytree(_TEMPLATE[0], folder, dirs_exist_ok=True)
    try:
        with opened(folder) as (database, product):
            database.run_sync(_compared, product, people, NOW + timedelta(hours=hour), lot)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _compared(
    connection: Connection, product: Product, people: list[Somebody], now: datetime, lot: int
) -> None:
    until = NOW + DAY
    staff.invite(connection, product.vault, "sales_consultant", "sales", "main", "s", NOW, until)
    member = staff.join(connection, product.vault, "s", "seller", "telegram", None, "吴", NOW)
    assert isinstance(member, StaffMember)
    for n, one in enumerate(people):
        stored(connection, product, member, one, n)
    intent = Intent("promo_offers", Channel.CHAT, member.actor, "新款到店")
    reachable: dict[int, int] = {}
    others: Counter[str] = Counter()
    for looked in audience.everybody(connection, product, intent, now, lot):
        reachable.update(looked.reachable)
        others += looked.others
    alone: dict[int, set[int]] = {}
    for customer, chat in _everybody(connection):
        whom = Whom("main", customer, chat)
        known = gather(connection, product, member, whom, intent, now)
        if obstacle(authorize(intent, known.facts, product.policy, now)) is None:
            alone.setdefault(customer, set()).add(chat)
    assert reachable.keys() == alone.keys()
    assert all(chat in alone[customer] for customer, chat in reachable.items())
    assert len(reachable) + others.total() == len(people) + 1  # the template has a customer of its own


def _everybody(connection: Connection) -> list[tuple[int, int]]:
    rows = connection.exec_driver_sql(
        "SELECT customer_id, id FROM chat WHERE customer_id IS NOT NULL AND kind = 'private'"
    )
    return [(row[0], row[1]) for row in rows]
