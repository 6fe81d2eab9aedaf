"""Clerks who race for a number get three of its calls and no more (GATE-2)."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.worker.gate_race import ROOT, prepare, race


@pytest.mark.rule("GATE-2")
def test_fifty_clerks_at_once_get_exactly_three(tmp_path: Path) -> None:
    prepare(tmp_path)
    assert race(tmp_path, 50) == 3


@pytest.mark.rule("GATE-2")
def test_two_processes_share_the_same_three(tmp_path: Path) -> None:
    prepare(tmp_path)
    command = [sys.executable, "-m", "tests.worker.gate_race", str(tmp_path)]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert sum(int(process.communicate(timeout=60)[0]) for process in running) == 3
