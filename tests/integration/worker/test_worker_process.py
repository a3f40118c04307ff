"""The till's care for its worker, with real processes."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from posapp.programs import environment
from posapp.ui.shell.worker_process import WorkerProcess

SPEAKS = """
import pathlib, sys, threading, time
def beat():
    while True:
        print("here", flush=True)
        time.sleep(0.05)
threading.Thread(target=beat, daemon=True).start()
sys.stdin.read()
pathlib.Path(sys.argv[1]).write_text("ended by itself")
"""
DIES = "print('here', flush=True); raise SystemExit(3)"
SPEAKS_ONCE = "import sys; print('here', flush=True); sys.stdin.read()"
SLOW_TO_START = "import time\ntime.sleep(0.4)\n" + SPEAKS.replace("sys.argv[1]", "'/dev/null'")
DEAF = "print('here', flush=True)\nimport time\ntime.sleep(60)"


def a_worker(script: str, *arguments: str) -> WorkerProcess:
    return WorkerProcess(sys.executable, ["-c", script, *arguments])


@pytest.fixture
def farewell(tmp_path: Path) -> Path:
    return tmp_path / "farewell"


@pytest.fixture
def worker(qtbot: QtBot, farewell: Path) -> Iterator[WorkerProcess]:
    worker = a_worker(SPEAKS, str(farewell))
    yield worker
    worker.stop()


def test_it_is_alive_once_it_has_spoken_and_ends_by_itself_with_the_till(
    qtbot: QtBot, worker: WorkerProcess, farewell: Path
) -> None:
    with qtbot.waitSignal(worker.alive_changed, check_params_cb=lambda alive: alive):
        worker.start()
    assert worker.is_alive()
    worker.stop()
    assert (worker.is_alive(), worker.process_id(), farewell.read_text()) == (False, 0, "ended by itself")


def test_a_worker_that_is_killed_is_back_within_seconds(qtbot: QtBot, worker: WorkerProcess) -> None:
    with qtbot.waitSignal(worker.alive_changed):
        worker.start()
    first = worker.process_id()
    with qtbot.waitSignal(worker.alive_changed, check_params_cb=lambda alive: not alive):
        os.kill(first, signal.SIGKILL)
    with qtbot.waitSignal(worker.alive_changed, check_params_cb=lambda alive: alive):
        pass
    assert worker.process_id() not in (0, first)


def test_a_worker_that_dies_again_and_again_is_started_ever_more_slowly(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("posapp.ui.shell.worker_process.SHORTEST_PAUSE_MS", 40)
    worker = a_worker(DIES)
    deaths: list[bool] = []
    worker.alive_changed.connect(lambda alive: None if alive else deaths.append(alive))
    worker.start()
    pauses: list[int] = []
    for count in range(1, 4):
        qtbot.waitUntil(lambda count=count: len(deaths) == count)
        pauses.append(worker.next_start_in())
    worker.stop()
    assert [pause // 40 for pause in pauses] == [1, 2, 4]
    assert worker.process_id() == 0


def test_a_worker_that_falls_silent_is_killed_and_started_anew(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("posapp.ui.shell.worker_process.SILENT_MS", 100)
    worker = a_worker(SPEAKS_ONCE)
    with qtbot.waitSignal(worker.alive_changed, check_params_cb=lambda alive: alive):
        worker.start()
    first = worker.process_id()
    qtbot.waitUntil(lambda: worker.process_id() not in (0, first))
    worker.stop()


def test_a_start_may_take_longer_than_a_silence(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine importing takes longer than a worker may be silent: killed each time, it would never be up."""
    monkeypatch.setattr("posapp.ui.shell.worker_process.SILENT_MS", 20)
    worker = a_worker(SLOW_TO_START)
    with qtbot.waitSignal(worker.alive_changed) as told:
        worker.start()
    assert told.args == [True]
    worker.stop()


def test_a_worker_that_never_speaks_is_tried_again_with_ever_more_patience(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("posapp.ui.shell.worker_process.SHORTEST_PAUSE_MS", 1)
    monkeypatch.setattr("posapp.ui.shell.worker_process.FIRST_WORD_MS", 30)
    worker = a_worker(SLOW_TO_START)  # far slower than the first tries allow
    with qtbot.waitSignal(worker.alive_changed, timeout=60_000) as told:
        worker.start()
    assert told.args == [True]
    worker.stop()


def test_a_worker_that_does_not_want_to_end_is_ended(qtbot: QtBot) -> None:
    worker = a_worker(DEAF)
    with qtbot.waitSignal(worker.alive_changed):
        worker.start()
    worker.stop(patience_ms=50)
    assert worker.process_id() == 0


def test_a_worker_that_cannot_be_started_costs_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    worker = WorkerProcess(str(tmp_path / "absent"), [])
    worker.start()
    qtbot.waitUntil(lambda: worker.next_start_in() > 0)
    assert not worker.is_alive()
    worker.stop()


def test_it_is_given_its_own_environment_so_that_it_finds_our_sources_from_any_folder(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    script = "import posapp, sys; print('here', flush=True); sys.stdin.read()"
    worker = WorkerProcess(sys.executable, ["-c", script], environment=environment())
    with qtbot.waitSignal(worker.alive_changed, check_params_cb=lambda alive: alive):
        worker.start()
    worker.stop()
    assert not worker.is_alive()
