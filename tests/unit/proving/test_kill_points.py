"""Kill points: each name stands at one place of the product, and nothing happens there unless it is asked for."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from sync import kill_points
from sync.kill_points import MOMENTS, VARIABLE

REPOSITORY = Path(__file__).parents[3]
PRODUCT = ("posapp", "sync/hub", "sync/worker")
PASSES = """
from sync.kill_points import passing
for n in range(5):
    print(n, flush=True)
    passing("till.after_commit")
    passing("till.before_commit")
"""


def test_each_moment_is_passed_at_one_place_of_the_product_and_no_other_name_is() -> None:
    called = Counter(
        name
        for folder in PRODUCT
        for module in (REPOSITORY / folder).rglob("*.py")
        for name in re.findall(r'\bpassing\("([^"]*)"\)', module.read_text(encoding="utf-8"))
    )
    assert called == Counter(MOMENTS.keys())


def passes(order: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PASSES],
        cwd=REPOSITORY, env={**os.environ, VARIABLE: order}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_process_dies_when_the_moment_it_was_told_has_come_often_enough() -> None:
    died = passes("till.after_commit:3")
    assert (died.returncode, died.stdout.split()) == (-signal.SIGKILL, ["0", "1", "2"])


def test_without_an_order_nothing_happens() -> None:
    assert passes("").returncode == 0


def test_a_name_that_does_not_exist_is_said_at_once() -> None:
    ended = passes("till.after_lunch")
    assert ended.returncode == 1
    assert "there is no moment 'till.after_lunch'" in ended.stderr


def test_an_order_that_is_taken_back_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    struck: list[int] = []
    monkeypatch.setattr("os.kill", lambda _pid, number: struck.append(number))
    kill_points.aim("hub.mid_apply:2")
    kill_points.passing("hub.mid_apply")
    kill_points.aim("")
    kill_points.passing("hub.mid_apply")
    assert struck == []
