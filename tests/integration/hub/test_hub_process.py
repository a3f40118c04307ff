"""The hub as a process of its own: it says where it listens, ends when told, and loses nothing when killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from posapp.domain.clock import SystemClock
from sync.hub.db import tables
from sync.protocol.envelope import Operation
from sync.protocol.rows import Stock
from sync.protocol.wire import PushAnswer
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import LIPSTICK, SHOP

ROOT = Path(__file__).parents[3]
SERVE = "import sys, pathlib; from sync.hub.server import serve; serve(port=0, data_dir=pathlib.Path(sys.argv[1]))"


@contextmanager
def hub_process(data_dir: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a hub and wait until it says where it listens."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(data_dir)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        assert said.startswith("listening on http://127.0.0.1:"), said
        yield process, said.split()[-1]
    finally:
        process.kill()
        process.wait(timeout=60)
        process.stdout.close()


@pytest.fixture
def paired_till(tmp_path: Path) -> PaperTill:
    """A till paired with a hub whose data lie in ``tmp_path / "hub"`` and which has stopped again."""
    hub = RunningHub(tmp_path / "hub", SystemClock())
    till = hub.till()
    till.pull()
    hub.stop()
    return till


def test_a_hub_says_where_it_listens_and_ends_when_told(tmp_path: Path, paired_till: PaperTill) -> None:
    with hub_process(tmp_path / "hub") as (process, url):
        assert httpx.get(f"{url}/healthz").json()["status"] == "ok"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) in (0, -signal.SIGTERM)


@pytest.mark.faults
def test_a_hub_killed_again_and_again_keeps_what_it_acknowledged_and_books_it_once(
    tmp_path: Path, paired_till: PaperTill
) -> None:
    till = paired_till
    acknowledged = 0
    log = [till.seal(till.sale(("lipstick", LIPSTICK, 1, 100), points=1)) for _ in range(120)]
    rounds = 0
    while acknowledged < len(log):
        rounds += 1
        with hub_process(tmp_path / "hub") as (process, url):
            for step in range(8):
                if acknowledged == len(log):
                    break
                batch = log[acknowledged : acknowledged + 5]
                if step == 3 + rounds % 5:
                    process.kill()  # and the next push meets a hub that is gone
                try:
                    answer = _push(till, url, batch)
                except httpx.TransportError:
                    break
                assert answer.received_through >= acknowledged
                acknowledged = answer.received_through
    assert rounds > 2

    hub = till.hub
    hub.start()
    try:
        till.push(log[-1])
        till.pull()
        assert till.row(Stock, f"{SHOP}/{LIPSTICK}").on_hand == 20 - len(log)
        with hub.database.reading() as conn:
            assert conn.execute(select(func.count()).select_from(tables.sale)).scalar_one() == len(log)
            assert conn.execute(select(func.count()).select_from(tables.op_result)).scalar_one() == len(log)
    finally:
        hub.stop()


def _push(till: PaperTill, url: str, batch: list[Operation]) -> PushAnswer:
    till.hub.url = url
    return till.push(*batch)
