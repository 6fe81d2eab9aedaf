"""Whoever was forgotten is nowhere any more: not in the files, the log, nor in a backup made afterwards (SAFE-5)."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from core.consent import Ledger, LedgerEvent
from core.notice import terms_of
from storage import consents, phones
from storage.sealed import Vault
from storage.tables.consent import PhoneRow
from storage.tables.people import Customer
from storage.tables.talks import TalkRow
from storage.tables.types import table_of
from tests.flows.desk import Desk, complains, open_desk
from tests.flows.test_contact import whispered
from tests.flows.test_erasure import CANARY, NUMBER, known, readable
from tests.scan.scanner import leaks

DATABASE = "yinuo.db"


def of_his(connection: Connection, vault: Vault) -> dict[str, str | bytes]:
    """What gives him away in a file: his words and number in any dress, his key, and what was sealed with it."""
    key = connection.execute(select(table_of(Customer).c.wrapped_key)).scalar_one()
    number = connection.execute(select(table_of(PhoneRow).c.number, table_of(PhoneRow).c.number_index)).one()
    talk = connection.execute(select(table_of(TalkRow).c.state)).scalar_one()
    return {
        "words": CANARY,
        "number": NUMBER,
        "wrapped key": key,
        "sealed number": number[0],
        "index of the number": number[1],
        "sealed talk": talk,
    }


def vacuumed(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as raw:
        raw.execute("VACUUM INTO ?", (str(target),))


def copied(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as raw, closing(sqlite3.connect(target)) as into:
        raw.backup(into)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.rule("SAFE-5")
@pytest.mark.parametrize("backup", [vacuumed, copied])
async def test_neither_files_nor_log_nor_a_later_backup_hold_anything_of_his_and_he_cannot_be_called(
    tmp_path: Path, backup: Callable[[Path, Path], None]
) -> None:
    data, restored = tmp_path / "data", tmp_path / "restored"
    async with open_desk(data) as desk:
        await known(desk)
        vault = desk.server.product.vault
        secrets = await desk.inside(of_his, vault)
        sealed = {name: secrets[name] for name in ("wrapped key", "sealed number", "sealed talk")}
        assert {one.partition(": ")[2] for one in leaks(files(data), sealed)} == set(sealed)
        await desk.says("c1", "确认删除")
        await desk.waits(hours=26)
        assert leaks(files(data), secrets) == []
        restored.mkdir()
        backup(data / DATABASE, restored / DATABASE)
        assert leaks(files(restored), secrets) == []
        now = desk.now
    shutil.copy(data / "keyring.json", restored)
    async with open_desk(restored, start=now) as desk:
        left = await desk.inside(readable, desk.server.product.vault)
        assert [place for place, text in left.items() if CANARY in text or NUMBER in text] == []
        await imported(desk)


async def imported(desk: Desk) -> None:
    """His number comes back with a list that says he agreed long ago; nobody is shown it."""
    number = await complains(desk, "c2")
    case = await desk.case(number)
    product, long_ago = desk.server.product, desk.now - timedelta(days=30)

    def enter(connection: Connection) -> None:
        phone = phones.add(connection, product.vault, case.customer, f"+86{NUMBER}", desk.now)
        event = LedgerEvent(
            0,
            case.customer,
            phone.contact_point,
            "complaint",
            "call",
            Ledger.GIVEN,
            long_ago,
            long_ago,
            "投诉留电话-1",
            terms_of("complaint", "call", product.policy).material_hash(),
            datetime.max.replace(tzinfo=desk.now.tzinfo) - timedelta(days=2),
        )
        consents.append(connection, product.vault, event, desk.now, source="import")

    await desk.inside(enter)
    await desk.types("wang", "aftersales.1", f"/联系 {number} 投诉处理")
    assert "免打扰名单" in await desk.last("room:aftersales.1")
    assert NUMBER not in str(await whispered(desk, "wang"))
