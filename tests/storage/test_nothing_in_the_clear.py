"""Whatever is personal, no byte of it stands readable in the data directory, the write-ahead log included."""

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from core.case import Event, Happened
from core.consent import ANY, Ledger, LedgerEvent
from storage import attachments, cases, consents, history, phones, postings, rooms, staff, talks
from storage.customers import key_of
from storage.database import Database
from storage.postings import Posting
from storage.sealed import Vault
from tests.storage.samples import new_case, new_chat, new_customer, written_file

DAY = timedelta(days=1)
CHAT = "880012345678"
GROUP = "-1009988776655"
IDENTITY = "660012345678"
PHONE = "+8613812345678"
PLATE = "京QX7788"
VIN = "LSVAA4187E2123456"
NAME = "金丝雀师傅"
WORDS = f"{NAME}说{PLATE}刹车异响，车架号{VIN}，电话{PHONE}"
CODE = "7KQ4-M2XR-0VWA"


def store_everything(connection: Connection, vault: Vault, now: datetime, directory: Path) -> None:
    customer, chat = new_customer(connection, vault, now, CHAT)
    group = new_chat(connection, vault, now, GROUP, "group")
    case = new_case(connection, customer, chat, now, words=WORDS)
    cases.insert(connection, vault, case)
    cases.save(connection, vault, case, 0)
    said = Event(Happened.CUSTOMER_WROTE, "customer", {"text": WORDS})
    history.append(connection, vault, case, [said], now, inbox_id=1)
    talks.save(connection, vault, chat, customer, {"said": WORDS}, now, due_at=None, expected_version=0)
    staff.invite(connection, vault, "observer", None, "main", CODE, now, now + DAY, NAME)
    staff.join(connection, vault, CODE, IDENTITY, "telegram", None, NAME, now)
    rooms.bind(connection, group, "main", "supervisors", now)
    rooms.member_seen(connection, vault, group, "telegram", IDENTITY, now)
    postings.put(connection, vault, Posting(group, "3", case.id, None, "prompt:close", {"text": WORDS}))
    phones.add(connection, vault, customer, PHONE, now)
    stop = LedgerEvent(0, customer, ANY, ANY, ANY, Ledger.WITHDRAWN, now)
    consents.append(connection, vault, stop, now, source="chat", words=WORDS)
    photo = attachments.SentFile(customer, chat, "photo", VIN, now, NAME)
    wanted = attachments.want(connection, vault, photo, now)
    written = written_file(directory / "media", key_of(connection, vault, customer), [WORDS.encode()] * 2000)
    attachments.stored(connection, wanted, written.key, written.sha256, written.size)


def disguises(secret: str) -> Iterator[bytes]:
    """How a secret may lie in a file: encodings, hexadecimal, JSON escapes, and base64 at any offset."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        plain = secret.encode(encoding)
        yield plain
        yield plain.hex().encode()
        yield plain.hex().upper().encode()
        for offset in range(3):
            coded = base64.b64encode(b"\0" * offset + plain).rstrip(b"=")
            yield coded[4 if offset else 0 : -1]
    yield secret.encode("unicode_escape")


@pytest.mark.rule("SEC-1")
def test_no_personal_data_lies_readable_on_the_disk(
    database: Database, vault: Vault, now: datetime, tmp_path: Path
) -> None:
    database.run_sync(store_everything, vault, now, tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name.endswith("-wal") and path.stat().st_size for path in files)
    held = {path: path.read_bytes() for path in files}
    assert any(b"aftersales" in content for content in held.values())  # the scan can see what is in the clear
    for secret in (CHAT, GROUP, IDENTITY, PHONE, PHONE[1:], PHONE[3:], PLATE, VIN, NAME, CODE, "刹车异响"):
        for disguise in disguises(secret):
            assert [path.name for path, content in held.items() if disguise in content] == [], secret
