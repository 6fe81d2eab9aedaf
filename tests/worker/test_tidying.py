"""What ended long ago leaves the queues; what happened stays in the case."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from bot.worker import sweep
from storage.tables.road import Inbox, Outbox
from storage.tables.types import table_of
from tests.flows.desk import START, complains, open_desk


def rows(connection: Connection) -> tuple[int, int]:
    """How many messages stand in the inbox, and how many sent ones still have their words."""
    inbox, outbox = table_of(Inbox), table_of(Outbox)
    worded = select(func.count()).select_from(outbox).where(outbox.c.body.is_not(None))
    return connection.execute(select(func.count()).select_from(inbox)).scalar_one(), connection.execute(
        worded
    ).scalar_one()


async def test_what_ended_thirty_days_ago_leaves_the_queues_and_the_history_stays(tmp_path: Path) -> None:
    async with open_desk(tmp_path, START) as desk:
        await complains(desk, "c1")
        before = await desk.history("A001")
        server = desk.server
        for days, gone in ((29, False), (31, True)):
            while await server.parts.database.run(sweep.retire, server.product, START + timedelta(days=days)):
                pass
            assert (await server.parts.database.run(rows) == (0, 0)) is gone
        assert await desk.history("A001") == before
