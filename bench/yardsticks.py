"""What the machine can do without us: its disk, SQLite by hand, and an HTTP request that does nothing."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from statistics import median

from bench.figure import Yardstick
from bench.http import Client, free_port

SECONDS = 1.5


@cache
def fsync() -> Yardstick:
    """One small append and its fsync."""
    taken = []
    with tempfile.NamedTemporaryFile() as file:
        until = time.perf_counter() + SECONDS
        while time.perf_counter() < until:
            began = time.perf_counter()
            os.write(file.fileno(), b"x" * 4096)
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    return Yardstick("one fsync", 1000 * median(taken), "ms")


@cache
def sqlite_turns() -> Yardstick:
    """A turn by hand: insert, read, update, insert, two outbox rows; WAL, FULL, one commit each."""
    with tempfile.TemporaryDirectory() as place:
        connection = sqlite3.connect(Path(place) / "turns.db", isolation_level=None)
        connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            "CREATE TABLE inbox (id INTEGER PRIMARY KEY, key TEXT UNIQUE, body BLOB);"
            "CREATE TABLE talk (id INTEGER PRIMARY KEY, state BLOB);"
            "CREATE TABLE outbox (id INTEGER PRIMARY KEY, chat INTEGER, body BLOB);"
        )
        connection.executemany("INSERT INTO talk VALUES (?, ?)", [(n, b"s" * 500) for n in range(100)])
        turns, began = 0, time.perf_counter()
        while time.perf_counter() - began < SECONDS:
            _turn(connection, turns)
            turns += 1
        per_second = turns / (time.perf_counter() - began)
        connection.close()
    return Yardstick("sqlite3 by hand, FULL", per_second, "turns/s")


def _turn(connection: sqlite3.Connection, turn: int) -> None:
    chat, body = turn % 100, b"b" * 300
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO inbox (key, body) VALUES (?, ?)", (f"key-{turn}", body))
    (state,) = connection.execute("SELECT state FROM talk WHERE id = ?", (chat,)).fetchone()
    connection.execute("UPDATE talk SET state = ? WHERE id = ?", (state, chat))
    for _ in range(2):
        connection.execute("INSERT INTO outbox (chat, body) VALUES (?, ?)", (chat, body))
    connection.execute("COMMIT")


@cache
def empty_python() -> Yardstick:
    """An interpreter that starts and ends."""
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", ""], check=True)
        taken.append(time.perf_counter() - began)
    return Yardstick("python that does nothing", median(taken), "s")


@cache
def starlette_post() -> Yardstick:
    """The median of POSTs, one after the other, to a route that answers at once."""
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "bench.trivial", str(port)])
    try:
        taken = []
        with Client(port) as client:
            client.until_up("/", lambda: server.poll() is None)
            until = time.perf_counter() + SECONDS
            while time.perf_counter() < until:
                began = time.perf_counter()
                client.post("/", {"text": "你好"})
                taken.append(time.perf_counter() - began)
    finally:
        server.terminate()
        server.wait()
    return Yardstick("trivial Starlette POST", 1000 * median(taken), "ms")
