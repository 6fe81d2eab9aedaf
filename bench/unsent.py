"""Fill a store's outbox: `python -m bench.unsent DATA MESSAGES`, to private Telegram chats, ten for each."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from bench.telegram_load import FIRST
from bot.channels.language import Address, ChatKind, Message
from bot.channels.wire import tag_of, to_json
from bot.parts import Parts, open_parts
from bot.settings import load_settings
from storage import chats, customers, outbox
from tests.fakes.bot_api import TOKEN

EACH = 10
AT_ONCE = 100


def fill(connection: Connection, parts: Parts, begin: int, end: int) -> None:
    """Ten messages wait for each of these customers."""
    now, store = datetime.now(UTC), parts.policy.store.id
    body = Message("您好，您反映的问题已经有人跟进，稍后与您联系。")
    for number in range(begin, end):
        customer = customers.add(connection, parts.vault, store, now)
        place = Address("telegram", TOKEN.partition(":")[0], str(FIRST + number), ChatKind.PRIVATE)
        chat = chats.find_or_add(connection, parts.vault, place, now, store=store)
        chats.attach_customer(connection, chat.id, customer.id)
        new = outbox.NewOutgoing(store, chat.id, tag_of(body), to_json(body), customer_id=customer.id)
        for _ in range(EACH):
            outbox.put(connection, parts.vault, new, now, customer.key)


def main(data: Path, messages: int) -> None:
    """So many in all."""
    people = messages // EACH
    with open_parts(load_settings({"YINUO_DATA_DIR": str(data)})) as parts:
        for begin in range(1, people + 1, AT_ONCE):
            parts.database.run_sync(fill, parts, begin, min(begin + AT_ONCE, people + 1))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
