"""One customer on two platforms: `tg` on Telegram, `wx` on WeChat, and what stands in the database about him."""

import re
from typing import Any

from sqlalchemy import Connection, select

from storage import cases, consents, talks
from storage.sealed import Vault
from storage.tables.people import Chat, Customer
from storage.tables.road import Outbox
from storage.tables.types import table_of
from tests.flows.desk import Desk

CODE = re.compile(r"关联码 ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})")


async def code_of(desk: Desk, name: str) -> str:
    """He asks for a code in that chat."""
    await desk.says(name, "关联账号")
    found = CODE.search(await desk.last(f"customer:{name}"))
    assert found is not None
    return found[1]


async def link(desk: Desk, one: str = "tg", other: str = "wx") -> None:
    """He asks in one chat, sends the code in the other, and confirms there."""
    await desk.says(other, f"关联码 {await code_of(desk, one)}")
    await confirms(desk, other)
    assert "已关联您的" in await desk.last(f"customer:{other}")


async def confirms(desk: Desk, name: str) -> None:
    """On WeChat there is nothing to tap: he answers the question's number."""
    shown = (await desk.heard(f"customer:{name}"))[-1]
    if "确认关联" in shown.actions:
        await desk.chooses(name, "确认关联")
    else:
        await desk.says(name, "1")


def sealed_rightly(connection: Connection, vault: Vault) -> int:
    """Everything of every customer opens with his own key; how much that was. Raises `Tampered` where it does not."""
    people, outbox, chats = table_of(Customer), table_of(Outbox), table_of(Chat)
    keys = {
        row.id: vault.key(row.id, row.wrapped_key)
        for row in connection.execute(select(people.c.id, people.c.wrapped_key)).all()
        if row.wrapped_key
    }
    opened = 0
    for row in connection.execute(select(outbox).where(outbox.c.customer_id.is_not(None))).all():
        if row.body is not None:
            keys[row.customer_id].open("outbox", "body", row.id, row.body)
            opened += 1
    for row in connection.execute(select(chats).where(chats.c.customer_id.is_not(None))).all():
        found = talks.load(connection, vault, row.id)
        assert found is None or found.customer == row.customer_id
        opened += found is not None
    for customer in keys:
        for case in cases.latest_of_customer(connection, vault, customer, limit=50):
            assert case.customer == customer
            opened += 1
        for event in consents.of_customer(connection, customer):
            consents.words_of(connection, vault, event.seq)
            opened += 1
    return opened


async def all_opens(desk: Desk) -> None:
    assert await desk.inside(sealed_rightly, desk.server.product.vault) > 0


def events_of(events: list[dict[str, Any]]) -> list[str]:
    return [event["text"] for event in events if event["sender"] == "bot"]
