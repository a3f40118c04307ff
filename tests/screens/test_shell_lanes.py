import sqlite3
import threading

import pytest
from PySide6.QtCore import QObject

from posapp.services.changes import Changes
from posapp.services.errors import DatabaseBusy
from posapp.ui.announcements import Announcements, NewsWatch
from posapp.ui.background import BackgroundRunner
from tests.fakes.screen_parts import InlineRunner


@pytest.fixture
def runner(qapp):
    runner = BackgroundRunner()
    yield runner
    runner.close()


def unexpected(error):
    raise error


def test_work_runs_elsewhere_and_its_answer_comes_back_on_the_window_thread(qtbot, runner):
    threads = []
    runner.run(
        lambda: threads.append(threading.current_thread().name),
        done=lambda _: threads.append(threading.current_thread()),
        failed=unexpected,
    )
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert threads[0].startswith("database")
    assert threads[1] is threading.main_thread()


def test_the_database_lane_keeps_the_order_of_what_was_asked(qtbot, runner):
    answers = []
    for number in range(50):
        runner.run(lambda number=number: number, done=answers.append, failed=unexpected)
    qtbot.waitUntil(lambda: len(answers) == 50)
    assert answers == list(range(50))


def test_a_slow_device_does_not_hold_up_the_database(qtbot, runner):
    slow, answers = threading.Event(), []
    runner.run(lambda: slow.wait(5), done=lambda _: answers.append("device"), failed=unexpected, lane="devices")
    runner.run(lambda: None, done=lambda _: answers.append("database"), failed=unexpected)
    qtbot.waitUntil(lambda: answers == ["database"])
    slow.set()
    qtbot.waitUntil(lambda: answers == ["database", "device"])


def test_a_failure_goes_to_whoever_asked(qtbot, runner):
    heard = []
    runner.run(lambda: 1 // 0, done=heard.append, failed=heard.append)
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert isinstance(heard[0], ZeroDivisionError)


def test_after_closing_nothing_is_taken_and_no_answer_comes(qtbot, runner):
    heard = []
    started, go_on = threading.Event(), threading.Event()
    runner.run(lambda: (started.set(), go_on.wait(5)), done=heard.append, failed=heard.append)
    assert started.wait(5)
    go_on.set()
    runner.close()
    runner.run(lambda: 1, done=heard.append, failed=heard.append)
    qtbot.wait(20)
    assert heard == []


class File:
    """A real file that two connections share, as the till and the worker do."""

    def __init__(self, path):
        self.here = sqlite3.connect(path)
        self.worker = sqlite3.connect(path)
        self.here.execute("create table booking (id text)")
        self.here.commit()
        self.asked = 0
        self.is_busy = False

    def data_version(self):
        return self.here.execute("pragma data_version").fetchone()[0]

    def news(self):
        if self.is_busy:
            self.is_busy = False
            raise DatabaseBusy
        self.asked += 1
        return Changes(booking=True)

    def close(self):
        self.here.close()
        self.worker.close()


class Screen(QObject):
    """Hears of changes."""

    def __init__(self, announcements):
        super().__init__()
        self.changes = []
        announcements.changed.connect(self.changes.append)


@pytest.fixture
def file(tmp_path):
    file = File(tmp_path / "till.db")
    yield file
    file.close()


@pytest.fixture
def watched(qapp, file):
    announcements = Announcements()
    screen = Screen(announcements)
    watch = NewsWatch(file, announcements, InlineRunner(), every_ms=5)
    watch.start()
    yield screen
    watch.stop()


def write(connection):
    connection.execute("insert into booking values ('b')")
    connection.commit()


def test_what_the_worker_wrote_is_announced(qtbot, file, watched):
    qtbot.waitUntil(lambda: len(watched.changes) == 1)
    write(file.worker)
    qtbot.waitUntil(lambda: len(watched.changes) == 2)


def test_what_the_window_itself_wrote_is_no_news(qtbot, file, watched):
    qtbot.waitUntil(lambda: len(watched.changes) == 1)
    write(file.here)
    qtbot.wait(40)
    assert file.asked == 1


def test_a_busy_file_is_asked_again(qtbot, file, watched):
    qtbot.waitUntil(lambda: len(watched.changes) == 1)
    file.is_busy = True
    write(file.worker)
    qtbot.waitUntil(lambda: len(watched.changes) == 2)


def test_silence_when_nothing_changed(qapp):
    announcements = Announcements()
    screen = Screen(announcements)
    announcements.announce(Changes())
    assert screen.changes == []
