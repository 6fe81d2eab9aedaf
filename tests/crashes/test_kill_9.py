"""Real processes, really killed: what was accepted is answered and stands once, however often."""

import asyncio
import random
from collections import Counter
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from bot.parts import open_parts
from bot.settings import Settings
from storage import cases, history
from tests.crashes.process import Process, process_on
from tests.crashes.waiting import enquire, queue_messages

CUSTOMERS: Final = ("an", "bo", "cai", "ding", "en")
SAYS: Final = (
    "昨天下午在绕城高速上空调不制冷，车牌浙A12345，跑了三万公里",
    "不会",
    "跳过",
    "维修",
    "没有",
    "提交",
    *(f"补充第{n}点：噪音很大" for n in range(1, 9)),
)
KILLS: Final = 10


class Crowd:
    """Customers who write at once, each the next thing as soon as the last was accepted."""

    def __init__(self, process: Process, seed: int) -> None:
        self.process = process
        self.accepted = 0
        self._up = asyncio.Event()
        self._up.set()
        total = len(CUSTOMERS) * len(SAYS)
        self._kill_at = sorted(random.Random(seed).sample(range(1, total), KILLS))
        self.kills = 0

    async def all_write(self) -> None:
        await asyncio.gather(*(self._writes(name) for name in CUSTOMERS))

    async def _writes(self, name: str) -> None:
        async with httpx.AsyncClient(base_url=f"{self.process.base}/sandbox/api/") as http:
            await self._insists(http, "customers", {"id": name, "profile": "telegram"})
            for n, text in enumerate(SAYS):
                body = {"text": text, "dedupe_key": f"{name} {n}"}
                await self._insists(http, f"customers/{name}/messages", body)
                await self._counted()

    async def _insists(self, http: httpx.AsyncClient, path: str, body: dict[str, Any]) -> None:
        """Until it is accepted; unheard, he says the same again."""
        while True:
            await self._up.wait()
            try:
                answer = await http.post(path, json=body)
            except httpx.TransportError:
                await asyncio.sleep(0.01)
                continue
            assert answer.status_code == 200, answer.text
            return

    async def _counted(self) -> None:
        self.accepted += 1
        if self._up.is_set() and self._kill_at and self.accepted >= self._kill_at[0]:
            self._kill_at.pop(0)
            self._up.clear()
            self.process.kill()
            self.kills += 1
            await asyncio.to_thread(self.process.start)
            self._up.set()


@pytest.mark.rule("SEC-7")
async def test_every_message_accepted_between_ten_kills_is_answered_and_stands_once(tmp_path: Path) -> None:
    with process_on(tmp_path) as process:
        process.start()
        crowd = Crowd(process, seed=20250312)
        await crowd.all_write()
        assert crowd.kills == KILLS
        await enquire(process, "POST", "clock", {"advance": "PT1M"})
        events = (await enquire(process, "GET", "events"))["events"]
        assert process.stop() == 0
    heard = {name: [one for one in events if one["chat"] == f"customer:{name}"] for name in CUSTOMERS}
    for name, shown in heard.items():
        own = [one["text"] for one in shown if one["sender"] != "bot" and one["kind"] == "message"]
        assert [text for text in own if text in SAYS] == list(SAYS), name
        answers = [one for one in shown if one["sender"] == "bot" and one["kind"] == "message"]
        assert len(answers) >= 1 + len(SAYS), name  # the greeting, and an answer to each
    stands = await asyncio.to_thread(histories, tmp_path / "data")
    assert sorted(stands) == [f"TS20250312-{n:04}" for n in range(1, len(CUSTOMERS) + 1)]
    for number, texts in stands.items():
        assert {text: texts[text] for text in SAYS[6:]} == dict.fromkeys(SAYS[6:], 1), number
        assert texts[SAYS[0]] == 1, number


def histories(data: Path) -> dict[str, Counter[str]]:
    """Case number → how often each text stands in its history; and nothing is left on the way."""
    with open_parts(Settings(data_dir=data)) as parts:
        database, vault = parts.database, parts.vault
        every = database.run_sync(cases.every_open, vault, "main")
        left = database.run_sync(
            lambda connection: connection.exec_driver_sql(
                "SELECT state FROM inbox WHERE state != 'done' UNION ALL "
                "SELECT state FROM outbox WHERE state NOT IN ('sent')"
            ).all()
        )
        assert left == []
        return {
            case.number: Counter(
                str(event.data.get("text")) for _, event in database.run_sync(history.of_case, vault, case)
            )
            for case in every
        }


async def test_a_killed_process_with_a_thousand_waiting_messages_says_each_once_in_order(
    tmp_path: Path,
) -> None:
    with process_on(tmp_path) as process:
        process.start()
        for name in CUSTOMERS:
            await enquire(process, "POST", "customers", {"id": name, "profile": "telegram"})
        process.kill()
        waiting = await asyncio.to_thread(queue_messages, tmp_path / "data", 200)
        process.start()
        await enquire(process, "POST", "clock", {"advance": "PT1M"})
        events = (await enquire(process, "GET", "events"))["events"]
    for chat, texts in waiting.items():
        said = [one["text"] for one in events if one["chat"] == chat and one["sender"] == "bot"]
        assert [text for text in said if text in set(texts)] == texts, chat
