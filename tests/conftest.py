"""What every test gets: its own data folder, no network but loopback, nothing left running."""

from __future__ import annotations

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


@pytest.fixture(autouse=True)
def data_in_its_own_folder(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point every default folder at the test's own."""
    monkeypatch.setenv("POSAPP_DATA_DIR", f"{tmp_path}/posapp-data")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


def pytest_report_header() -> str:
    """Say which Python runs."""
    return f"python {sys.version.split()[0]}"
