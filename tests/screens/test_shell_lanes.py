import sqlite3
import sys
import threading

import pytest
from PySide6.QtCore import QObject

from posapp.services.changes import Changes
from posapp.services.errors import DatabaseBusy
from posapp.ui.announcements import Announcements, NewsWatch
from posapp.ui.background import BackgroundRunner
from posapp.ui.runner import NewestAnswer, Rereading
from posapp.ui.screens.bookings.presenter import BookingsPresenter
from posapp.ui.screens.selling.presenter import SellingPresenter
from posapp.ui.shell.presenter import ShellPresenter, ShellServices
from tests.fakes import shop_moment as moment
from tests.fakes.bill_differences import FakeBillDesk
from tests.fakes.clerks_desk import FakeBookings
from tests.fakes.counter_services import FakeCounting, FakeExchanging, FakePairing, FakeSyncing
from tests.fakes.counter_window import HeardSounds, OpenSigningIn
from tests.fakes.day_board import FakeToday
from tests.fakes.goods_counter import FakeSearching, FakeTill
from tests.fakes.open_payments import FakeLimbo
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, RecordingView, WaitingRunner
from tests.fakes.shift_services import FakeShifts


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


@pytest.mark.parametrize("lane", ["database", "looks"])
def test_the_window_is_idle_while_no_answer_is_on_its_way(qtbot, runner, lane):
    slow, answers = threading.Event(), []
    assert runner.is_idle
    runner.run(lambda: slow.wait(60), done=lambda _: answers.append(runner.is_idle), failed=unexpected, lane=lane)
    assert not runner.is_idle
    slow.set()
    qtbot.waitUntil(lambda: answers == [True])
    refusals = []
    runner.run(lambda: 1 / 0, done=answers.append, failed=refusals.append, lane=lane)
    qtbot.waitUntil(lambda: len(refusals) == 1)
    assert runner.is_idle


def test_the_window_waits_for_its_turn_no_longer_than_a_moment_while_the_lanes_are_open(qapp):
    before = sys.getswitchinterval()
    opened = BackgroundRunner()
    assert sys.getswitchinterval() < before / 4
    opened.close()
    assert sys.getswitchinterval() == before


def test_nobody_waits_for_a_device(runner):
    slow = threading.Event()
    runner.run(lambda: slow.wait(60), done=lambda _: None, failed=unexpected, lane="devices")
    assert runner.is_idle
    slow.set()


def test_a_slow_device_does_not_hold_up_the_database(qtbot, runner):
    slow, answers = threading.Event(), []
    runner.run(lambda: slow.wait(60), done=lambda _: answers.append("device"), failed=unexpected, lane="devices")
    runner.run(lambda: None, done=lambda _: answers.append("database"), failed=unexpected)
    qtbot.waitUntil(lambda: answers == ["database"])
    slow.set()
    qtbot.waitUntil(lambda: answers == ["database", "device"])


def test_a_slow_look_does_not_hold_up_what_the_cashier_just_did(qtbot, runner):
    slow, began, answers = threading.Event(), threading.Event(), []

    def look():
        began.set()
        slow.wait(60)

    runner.run(look, done=lambda _: answers.append("look"), failed=unexpected, lane="looks")
    assert began.wait(60)
    runner.run(lambda: None, done=lambda _: answers.append("act"), failed=unexpected)
    qtbot.waitUntil(lambda: answers == ["act"])
    slow.set()
    qtbot.waitUntil(lambda: answers == ["act", "look"])


def test_a_failure_goes_to_whoever_asked(qtbot, runner):
    heard = []
    runner.run(lambda: 1 // 0, done=heard.append, failed=heard.append)
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert isinstance(heard[0], ZeroDivisionError)


def test_after_closing_nothing_is_taken_and_no_answer_comes(qtbot, runner):
    heard = []
    started, go_on = threading.Event(), threading.Event()
    runner.run(lambda: (started.set(), go_on.wait(60)), done=heard.append, failed=heard.append)
    assert started.wait(60)
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


# --- looks beside acts ------------------------------------------------------------------------------------------------


class SlowDay(FakeToday):
    """Answers only when it is told to."""

    def __init__(self):
        super().__init__()
        self.began, self.go_on = threading.Event(), threading.Event()

    def counts(self):
        self.began.set()
        assert self.go_on.wait(60)
        return super().counts()


class NoNeighbours:
    """Nothing lies beside the sell screen."""

    def paid_with(self, text):
        return False

    def go_selling(self):
        pass

    def cart_changed(self, cart):
        pass


def shell_of(runner, view, **others):
    services = {
        "pairing": FakePairing(None, is_paired=True),
        "signing_in": OpenSigningIn(moment.STAFF[1]),
        "syncing": FakeSyncing(),
        "today": FakeToday(),
        "shifts": FakeShifts(sheet=moment.RUNNING),
        "limbo": FakeLimbo(),
        "bills": FakeBillDesk(),
        "exchanging": FakeExchanging(),
        "place": lambda: None,
    }
    return ShellPresenter(view, ShellServices(**(services | others)), runner, unexpected)


def test_a_scan_is_answered_while_the_shell_is_still_looking_around(qtbot, runner):
    today, till = SlowDay(), FakeTill()
    shell = shell_of(runner, RecordingView(), today=today)
    selling = SellingPresenter(
        RecordingView(), till, FakeSearching(), FakeCounting(), runner, NoNeighbours(), HeardSounds()
    )
    shell.opened()
    assert today.began.wait(60)
    selling.scanned("6901234567801")
    qtbot.waitUntil(lambda: selling.state.cart is not None and selling.state.cart.pieces == 1)
    assert shell.state.stage == "setup"
    today.go_on.set()
    qtbot.waitUntil(lambda: shell.state.stage == "open")


def test_the_shell_looks_around_once_at_a_time_and_once_more_for_all_that_was_missed(qapp):
    runner = WaitingRunner()
    shell = shell_of(runner, RecordingView())
    for _ in range(5):
        shell.ticked()
    assert len(runner.jobs) == 1
    runner.let_run()
    assert len(runner.jobs) == 1
    runner.let_run()
    assert runner.jobs == []


class OneExchange(FakeExchanging):
    def is_open(self):
        return True


def test_an_exchange_that_waits_to_be_paid_is_a_badge_at_the_returns(qapp):
    runner = WaitingRunner()
    shell = shell_of(runner, RecordingView(), exchanging=OneExchange())
    shell.opened()
    runner.let_run()
    assert shell.state.badges["returns"] == 1


def test_a_look_from_before_the_sign_in_does_not_lock_the_till_again():
    runner, view, signing_in = WaitingRunner(), RecordingView(), OpenSigningIn(None)
    shell = shell_of(runner, view, signing_in=signing_in)
    shell.opened()
    runner.let_run()
    shell.ticked()
    job, done, _ = runner.jobs.pop()
    seen_before = job()
    signing_in.now_works = moment.STAFF[1]
    shell.signed_in(moment.STAFF[1])
    done(seen_before)
    assert shell.state.stage == "open"
    assert [state.stage for state in view.states] == ["sign_in", "open"]


def test_the_till_is_locked_at_once_and_a_look_from_before_does_not_open_it():
    runner, signing_in = WaitingRunner(), OpenSigningIn(moment.STAFF[1])
    shell = shell_of(runner, RecordingView(), signing_in=signing_in)
    shell.opened()
    runner.let_run()
    shell.ticked()
    job, done, _ = runner.jobs.pop()
    seen_before = job()
    shell.locked()
    runner.let_run()
    assert shell.state.stage == "sign_in"
    done(seen_before)
    assert shell.state.stage == "sign_in"


def test_a_board_read_before_a_check_in_does_not_take_it_back():
    runner, view = WaitingRunner(), RecordingView()
    board = BookingsPresenter(view, FakeBookings(), runner, RecordedAnnouncements(), lambda: None)
    booked = next(card.booking_id for card in moment.BOARD if card.status == "booked")
    board.opened()
    job, done, _ = runner.jobs.pop()
    seen_before = job()
    board.chosen(booked)
    board.checked_in()
    runner.let_run()
    done(seen_before)
    runner.let_run()
    shown = {card.booking_id: card.status for state in view.states for card in state.cards or ()}
    assert shown[booked] == "checked_in"
    assert runner.jobs == []


def test_searches_that_a_newer_one_has_overtaken_are_not_run_at_all():
    runner, looked, told = WaitingRunner(), [], []
    search = NewestAnswer(runner, lane="looks")
    for text in ("d", "da", "dayi"):
        search.ask(lambda text=text: looked.append(text) or text, done=told.append, failed=unexpected)
    while runner.jobs:
        runner.let_run()
    assert looked == told == ["dayi"]


def test_a_reading_that_failed_is_told_and_the_next_one_still_comes():
    answers = iter([DatabaseBusy(), "read"])
    told, troubles = [], []

    def job():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    reading = Rereading(InlineRunner(), job, done=told.append, failed=troubles.append)
    reading.ask()
    reading.ask()
    assert told == ["read"]
    assert [type(trouble) for trouble in troubles] == [DatabaseBusy]
