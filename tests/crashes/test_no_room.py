"""A full disk and a locked database while serving: refused aloud, nothing half done, and on it goes after."""

import errno
import os
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.crashes.process import process_on

PATIENCE = 20.0


def small_disk(data: Path) -> tuple[str, ...]:
    """What starts a process with a file system of 4 MB of its own as its data directory."""
    data.mkdir(mode=0o700)
    mount = f'mount -t tmpfs -o size=4m,mode=700 none {data} && exec "$@"'
    command = ("unshare", "-rm", "sh", "-c", mount, "-")
    try:
        subprocess.run([*command, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no file system can be mounted here (unshare -rm)")
    return command


def fill(path: Path) -> None:
    """Not one more byte fits beside this file."""
    with path.open("wb", buffering=0) as file:
        for size in (64 * 1024, 4096):
            try:
                while True:
                    file.write(b"\1" * size)
            except OSError as problem:
                if problem.errno != errno.ENOSPC:
                    raise


def until_ready(http: httpx.Client) -> None:
    began = time.monotonic()
    while http.get("/readyz").status_code != 200:
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.05)


def says(http: httpx.Client, text: str) -> httpx.Response:
    """One key for one text: said again it is the same message."""
    return http.post("/sandbox/api/customers/an/messages", json={"text": text, "dedupe_key": text})


def shown(http: httpx.Client, sender: str) -> list[str]:
    events: list[dict[str, Any]] = http.get("/sandbox/api/events?chat=customer:an").json()["events"]
    return [one["text"] for one in events if one["sender"] == sender and one["kind"] == "message"]


def appears(http: httpx.Client) -> None:
    http.post("/sandbox/api/customers?settle=1", json={"id": "an", "profile": "telegram"}).raise_for_status()


def test_a_full_disk_refuses_aloud_loses_nothing_and_is_over_when_there_is_room(tmp_path: Path) -> None:
    with process_on(tmp_path, small_disk(tmp_path / "data")) as process:
        process.start()
        inside = Path(f"/proc/{process.pid}/root{process.data}")
        with httpx.Client(base_url=process.base, timeout=60) as http:
            appears(http)
            fill(inside / "filler")
            accepted, refused = [], ""
            for number in range(50):
                answer = says(http, f"第{number}件事：空调不制冷")
                if answer.status_code != 200:
                    refused = f"第{number}件事：空调不制冷"
                    break
                accepted.append(f"第{number}件事：空调不制冷")
            assert refused
            assert answer.status_code == 503
            assert answer.json()["error"].endswith("is full: nothing was stored, make room.")
            ready = http.get("/readyz")
            assert ready.status_code == 503
            assert [one["where"] for one in ready.json()["problems"]] == ["database"]
            assert "is full" in ready.json()["problems"][0]["what"]
            assert http.get("/healthz").status_code == 200
            os.unlink(inside / "filler")
            until_ready(http)
            assert says(http, refused).status_code == 200
            http.post("/sandbox/api/clock?settle=1", json={"advance": "PT1H"}).raise_for_status()
            own = shown(http, "customer:an")
            assert [text for text in own if text in {*accepted, refused}] == [*accepted, refused]
            assert len(shown(http, "bot")) >= 2 + len(accepted)
        assert "Traceback" not in process.said()


def test_a_database_that_another_program_keeps_locked_refuses_aloud_and_is_over_when_it_lets_go(
    tmp_path: Path,
) -> None:
    with process_on(tmp_path) as process:
        process.start()
        with httpx.Client(base_url=process.base, timeout=60) as http:
            appears(http)
            other = sqlite3.connect(process.data / "yinuo.db", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            answer = says(http, "空调不制冷")
            assert answer.status_code == 503
            assert "locked for 5 seconds" in answer.json()["error"]
            other.execute("ROLLBACK")
            other.close()
            assert shown(http, "customer:an") == ["/start"]
            until_ready(http)
            assert says(http, "空调不制冷").status_code == 200
            http.post("/sandbox/api/clock?settle=1", json={"advance": "PT1H"}).raise_for_status()
            assert shown(http, "customer:an") == ["/start", "空调不制冷"]
            assert len(shown(http, "bot")) == 2
