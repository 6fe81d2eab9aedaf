"""A message that cannot be handled stops nobody else, is kept, and is told to people (SEC-6)."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, update

from bot.channels.language import Address, ChatKind, Incoming, Said, Sender
from bot.worker import arrivals
from bot.worker.product import Product
from storage import inbox
from storage.tables.road import Inbox
from storage.tables.types import table_of
from tests.flows.desk import START, open_desk

SPOILT = Incoming(
    "spoilt",
    START,
    Address("sandbox:telegram", "", "customer:c1", ChatKind.PRIVATE),
    Sender("customer:c1"),
    Said("空调突然不制冷", "1"),
)


def arrive_spoilt(connection: Connection, product: Product) -> None:
    """It comes in, and before anybody looks its words are no JSON of ours."""
    arrivals.store(connection, product, [SPOILT], START)
    table = table_of(Inbox)
    row = connection.execute(table.select().where(table.c.state == "new")).one()
    sealed = product.vault.system.seal("inbox", "body", row.id, '{"no": "message"}')
    connection.execute(update(table).where(table.c.id == row.id).values(body=sealed))


async def test_after_the_last_try_writer_and_supervisors_are_told_and_the_talk_goes_on(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path, START) as desk:
        await desk.customer("c1")
        await desk.inside(arrive_spoilt, desk.server.product)
        await desk.until(START + timedelta(minutes=1))
        assert "没有处理成功" in (await desk.heard("customer:c1"))[-1].text
        assert any("搁置" in one.text for one in await desk.heard("room:supervisors"))
        assert (await desk.server.parts.database.run(inbox.counts))["dead"] == 1
        await desk.says("c1", "空调突然不制冷")
        assert "影响行车安全" in (await desk.heard("customer:c1"))[-1].text
