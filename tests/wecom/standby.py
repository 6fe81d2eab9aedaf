"""One of several processes with one database and one bot: `python -m tests.wecom.standby DATABASE WS_URL OWNER LEASE`.

It prints what it hears, a line each; only the one that leads hears anything.
"""

import asyncio
import sys
from pathlib import Path

from bot.channels.channel import Unreadable
from bot.channels.language import Incoming, Said
from bot.channels.wecom.channel import WeComChannel
from bot.channels.wecom.settings import WeComSettings
from bot.leading import DatabaseLeadership
from storage.database import open_database
from tests.channels.wecom_setup import open_media
from tests.fakes.wecom_server import BOT_ID, SECRET


async def _accept(events: list[Incoming | Unreadable]) -> None:
    for one in events:
        if isinstance(one, Incoming) and isinstance(one.what, Said):
            print(f"heard {one.what.text}", flush=True)


async def _serve(path: str, url: str, owner: str, lease: float) -> None:
    database = open_database(Path(path))
    print("heard up", flush=True)
    settings = WeComSettings(BOT_ID, SECRET, url, lease=lease, first_pause=0.05, longest_pause=0.5)
    leadership = DatabaseLeadership(database, BOT_ID, owner, lease)
    await WeComChannel(settings, open_media, leadership=leadership).run(_accept)


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])))
