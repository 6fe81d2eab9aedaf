"""Messages that wait in the data of a dead process, and questions to a living one."""

from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection, text

from bot.channels.language import Message
from bot.channels.wire import tag_of, to_json
from bot.parts import open_parts
from bot.settings import Settings
from storage import chats, outbox
from storage.sealed import Vault
from tests.crashes.process import NOON, Process

IN_TRANSACTION = 500


async def enquire(process: Process, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """The answer of the sandbox's API, after everything that the question set off."""
    async with httpx.AsyncClient(base_url=f"{process.base}/sandbox/api/", timeout=60) as http:
        answer = await http.request(method, path, json=body, params={"settle": "1"} if body else None)
        assert answer.status_code == 200, answer.text
        return answer.json()


def queue_messages(data: Path, each: int) -> dict[str, list[str]]:
    """So many messages wait in every customer's chat: chat → texts, in order."""
    now = datetime.fromisoformat(NOON)
    with open_parts(Settings(data_dir=data)) as parts:
        found = parts.database.run_sync(_customer_chats, parts.vault)
        waiting: dict[str, list[str]] = {chat: [] for chat in found.values()}
        rows = [(row, chat, f"第{n}条：{chat}") for n in range(each) for row, chat in found.items()]
        for at in range(0, len(rows), IN_TRANSACTION):
            parts.database.run_sync(_put, parts.vault, rows[at : at + IN_TRANSACTION], now)
        for _, chat, words in rows:
            waiting[chat].append(words)
        return waiting


def _customer_chats(connection: Connection, vault: Vault) -> dict[int, str]:
    rows = connection.execute(text("SELECT id FROM chat WHERE customer_id IS NOT NULL ORDER BY id")).scalars()
    return {row: chats.by_id(connection, vault, row).chat for row in rows}


def _put(connection: Connection, vault: Vault, rows: list[tuple[int, str, str]], now: datetime) -> None:
    for chat, _, words in rows:
        body = Message(words)
        new = outbox.NewOutgoing("main", chat, tag_of(body), to_json(body))
        outbox.put(connection, vault, new, now)
