"""What every test gets: its own data folder, no network but loopback, nothing left running."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Tests trust nobody but whom they name: to read the world's authorities takes each new HTTP client 25 ms.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = os.devnull
# Hypothesis asks other packages for strategies that nobody here uses, and looks through all objects for each of them.
os.environ["HYPOTHESIS_NO_PLUGINS"] = "1"

PATIENCE_MS = 60_000
"""How long a test waits for what it expects on the screen: a machine that is busy may take its time."""

MOST_YOUNG = 5_000
"""So many new objects are kept from test to test before they are looked through."""


SHARING = {
    "tests/features/test_": "the small demo chain",
    "tests/unit/demo/": "the chain that advice is learnt from",
    "tests/unit/domain/advice/": "the chain that advice is learnt from",
}
"""What the files of a folder share: made in one process, it costs its seconds once."""


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
def what_a_module_leaves_is_collected_here() -> Iterator[None]:
    """Collect what a module leaves behind, here on the main thread.

    Tests run hubs on threads of this process; were the garbage found there, Qt's objects would be destroyed on the
    wrong thread, and the next look at Qt's events ends the process.
    """
    yield
    bury_windows()
    gc.collect()
    gc.freeze()  # what is alive by now, such as modules that were imported late, is not looked at again


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
    bury_windows()
    if gc.get_count()[0] > MOST_YOUNG:
        gc.collect(1)


def bury_windows() -> None:
    """Delete every window that a test left: each one alive is dressed again whenever a later one asks for its look."""
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if QCoreApplication.instance() is None:
        return
    for window in QApplication.topLevelWidgets():
        window.deleteLater()
    # No loop runs between tests, so nobody else would see to what was to be deleted "later".
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """Give pytest-qt's hand, which by itself waits for five seconds, our patience."""
    qtbot.waitUntil = partial(qtbot.waitUntil, timeout=PATIENCE_MS)
    qtbot.waitExposed = partial(qtbot.waitExposed, timeout=PATIENCE_MS)
    return qtbot


@pytest.fixture(autouse=True)
def data_in_its_own_folder(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Point every default folder at the test's own; only a test that asks for a folder pays for one."""
    folder = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    monkeypatch.setenv("POSAPP_DATA_DIR", f"{folder or tmp_path_factory.getbasetemp()}/posapp-data")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Import the test files before they are collected, each of several processes another part of them first.

    Where nothing is compiled yet, each would else compile everything, at the same moment as the others; so most of it
    is there when a process comes to it. What cannot be imported is left to the collection, which says why.
    """
    gc.disable()  # nearly all that imports make stays; pytest_collection_finish sets it aside
    worker = getattr(session.config, "workerinput", None)
    if worker is None:
        return
    root = session.config.rootpath
    folders = [folder for word in session.config.args if (folder := root / word).is_dir()]
    files = sorted({file.relative_to(root) for folder in folders for file in folder.rglob("test_*.py")})
    number = int(worker["workerid"].removeprefix("gw")) % worker["workercount"]
    first = len(files) * number // worker["workercount"]
    for file in files[first:] + files[:first]:
        with suppress(Exception):
            import_module(".".join(file.with_suffix("").parts))


def pytest_collection_finish() -> None:
    """Set aside what the modules hold: it stays, and each of 200 collections would look at all of it again."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """Keep files that share a chain in one process: it takes seconds to make."""
    return FilesTogether(config, log) if config.getvalue("dist") == "loadfile" else None


class FilesTogether(LoadFileScheduling):
    """Gives a process a file at a time, or all that share something."""

    def _split_scope(self, nodeid: str) -> str:
        shared = next((what for folder, what in SHARING.items() if nodeid.startswith(folder)), None)
        return shared or str(super()._split_scope(nodeid))


def pytest_sessionfinish() -> None:
    """Let whoever looks for something among all objects see all of them again; Hypothesis does when it is loaded."""
    gc.unfreeze()


@pytest.hookimpl(wrapper=True)
def pytest_unconfigure() -> Generator[None]:
    """Set aside again what is left: pytest looks through all of it several times before it ends."""
    gc.freeze()
    yield
    gc.unfreeze()  # libraries count at the very end what nobody collected


def pytest_report_header() -> str:
    """Say which Python runs."""
    return f"python {sys.version.split()[0]}"
