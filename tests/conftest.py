"""What every test gets: its own data folder, no network but loopback, nothing left running."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def no_thread_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread of ours behind: it would work on a shop that is gone."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in set(threading.enumerate()) - before if not thread.daemon]
    for thread in left:
        thread.join(timeout=5)
    still = [thread.name for thread in left if thread.is_alive()]
    assert not still, f"threads left running: {still}"


@pytest.fixture(autouse=True, scope="module")
def windows_are_buried_on_their_own_thread() -> Iterator[None]:
    """Collect what a module's windows left behind, here on the main thread.

    Tests run hubs on threads of this process; were the garbage found there, Qt's objects would be destroyed on the
    wrong thread, and the next look at Qt's events ends the process.
    """
    yield
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        gc.collect()
        if QCoreApplication.instance() is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def nothing_is_collected_by_chance(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collect garbage between tests only, on the main thread, for the same reason.

    The long tests open no window and make more garbage than a machine may hold: Python collects for them.
    """
    if request.node.get_closest_marker("long") or request.node.get_closest_marker("faults"):
        gc.collect()
        gc.enable()
    else:
        gc.disable()
    yield
    gc.disable()
    if gc.get_count()[0] > gc.get_threshold()[0]:
        gc.collect(1)


@pytest.fixture(autouse=True)
def data_in_its_own_folder(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point every default folder at the test's own."""
    monkeypatch.setenv("POSAPP_DATA_DIR", f"{tmp_path}/posapp-data")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


def pytest_report_header() -> str:
    """Say which Python runs."""
    return f"python {sys.version.split()[0]}"
