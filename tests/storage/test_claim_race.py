"""Two workers on one database, and one that is killed: each message is claimed once and none is lost."""

import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage import inbox, outbox, settling
from storage.database import Database, open_database
from storage.keyring import open_keyring
from storage.lanes import claim
from storage.migrate import migrate
from storage.sealed import Vault
from storage.settling import Delivered
from tests.storage.road_world import LEASE, NOW, RETRY, SECOND, new_chat, say, state, unlimited

CHATS, EACH = 12, 5


def fill(connection: Connection, vault: Vault) -> list[int]:
    """Several messages in each of several chats; the body names the chat and the message's place in it."""
    return [
        say(connection, vault, new_chat(connection, vault, str(chat)), f"{chat}:{n}")
        for chat in range(CHATS)
        for n in range(EACH)
    ]


def work(path: Path, vault: Vault, owner: str) -> list[str]:
    """A worker on a connection of its own: claim, settle, until nothing is left."""
    sent: list[str] = []
    database, idle = open_database(path), 0
    while idle < 3:
        batch = database.run_sync(claim, vault, NOW, owner, unlimited, LEASE, 4)
        idle = 0 if batch.claimed else idle + 1
        for one in batch.claimed:
            sent += one.bodies
            done = database.run_sync(settling.settle, vault, one, Delivered(("1",)), NOW, RETRY)
            assert not done.lost
    database.close()
    return sent


def test_two_workers_claim_each_message_once_and_keep_the_order(database: Database, vault: Vault) -> None:
    """Whoever gets it; within a chat the one before was settled first, so that no order is mixed."""
    database.run_sync(fill, vault)
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda owner: work(database.path, vault, owner), ("w1", "w2")))
    counts = Counter(body for sent in both for body in sent)
    assert counts == Counter(f"{chat}:{n}" for chat in range(CHATS) for n in range(EACH))
    for sent in both:
        for chat in range(CHATS):
            mine = [body for body in sent if body.startswith(f"{chat}:")]
            assert mine == sorted(mine)
    assert sum(database.run_sync(outbox.depths).values()) == 0


DOOMED = """
import sys
from pathlib import Path
from storage import inbox
from storage.database import open_database
from storage.keyring import open_keyring
from storage.lanes import claim
from storage.sealed import Vault
from tests.storage.road_world import LEASE, NOW, unlimited
folder = Path(sys.argv[1])
database = open_database(folder / "yinuo.db", serving=True)
vault = Vault(open_keyring(folder / "keyring.json", create=False))
arrival = inbox.Arrival("telegram", "1", "7", "u1", "hello")
database.run_sync(inbox.insert_new, vault, [arrival], NOW, store="main")
batch = database.run_sync(claim, vault, NOW, "doomed", unlimited, LEASE)
print(*(one.id for one in batch.claimed), flush=True)
sys.stdin.read()
"""


@pytest.mark.rule("SEC-7")
def test_killed_between_claim_and_settle_nothing_is_lost(tmp_path: Path) -> None:
    """`kill -9` of a real process that holds claims, the serving lock and a handled-to-be message."""
    path = tmp_path / "yinuo.db"
    database = open_database(path)
    migrate(database)
    vault = Vault(open_keyring(tmp_path / "keyring.json", create=True))

    def put(connection: Connection) -> tuple[int, int, int]:
        one, two = new_chat(connection, vault, "1"), new_chat(connection, vault, "2")
        return (
            say(connection, vault, one, "again", repeat="again"),
            say(connection, vault, one, "behind"),
            say(connection, vault, two, "never", repeat="never"),
        )

    again, behind, never = database.run_sync(put)
    database.close()

    process = subprocess.Popen(
        [sys.executable, "-c", DOOMED, str(tmp_path)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline().split() == [str(again), str(never)]
        os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL

    database = open_database(path, serving=True)
    states = [database.run_sync(state, number) for number in (again, behind, never)]
    assert states == ["sending", "queued", "sending"]
    found = database.run_sync(settling.recover, NOW, RETRY, ("me",))
    assert [(one.id, one.state, one.tell_person) for one in found] == [
        (again, "queued", False),
        (never, "unknown", True),
    ]
    sent = []
    for _ in range(2):
        for one in database.run_sync(claim, vault, NOW + SECOND, "me", unlimited, LEASE).claimed:
            sent.append(one.bodies)
            database.run_sync(settling.settle, vault, one, Delivered(("1",)), NOW + SECOND, RETRY)
    assert sent == [("again",), ("behind",)]
    (waiting,) = database.run_sync(inbox.next_unhandled, vault, NOW, 10)
    assert waiting.body == "hello"
    arrival = inbox.Arrival("telegram", "1", "7", "u1", "hello")
    assert database.run_sync(inbox.insert_new, vault, [arrival], NOW, store="main") == 0
    database.close()
