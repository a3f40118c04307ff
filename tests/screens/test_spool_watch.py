"""Receipts that wait come out by themselves, one look at a time, and in silence."""

import pytest

from posapp.services.errors import PrinterTrouble
from posapp.ui.spool_watch import SpoolWatch
from tests.fakes.screen_parts import InlineRunner, WaitingRunner


class Spool:
    """A printer that may be away."""

    def __init__(self):
        self.waiting, self.asked, self.trouble = ["0001", "0002"], 0, None

    def run(self):
        self.asked += 1
        if self.trouble is not None:
            raise self.trouble
        self.waiting.clear()


@pytest.fixture
def watch(qapp):
    watches = []

    def make(spool, runner):
        watches.append(SpoolWatch(spool.run, runner, first_after_ms=1, every_ms=5))
        watches[-1].start()
        return watches[-1]

    yield make
    for made in watches:
        made.stop()


def test_what_waited_over_night_comes_out_when_the_till_opens(qtbot, watch):
    spool = Spool()
    watch(spool, InlineRunner())
    qtbot.waitUntil(lambda: spool.waiting == [])


def test_it_comes_out_once_the_printer_is_back_without_another_sale(qtbot, watch):
    spool = Spool()
    spool.trouble = PrinterTrouble(place="192.168.1.9:9100")
    watch(spool, InlineRunner())
    qtbot.waitUntil(lambda: spool.asked >= 3)
    assert spool.waiting == ["0001", "0002"]
    spool.trouble = None
    qtbot.waitUntil(lambda: spool.waiting == [])


def test_a_slow_printer_is_not_asked_again_before_it_has_answered(qtbot, watch):
    spool, runner = Spool(), WaitingRunner()
    watch(spool, runner)
    qtbot.waitUntil(lambda: len(runner.jobs) == 1)
    qtbot.wait(40)
    assert len(runner.jobs) == 1
    runner.let_run()
    qtbot.waitUntil(lambda: len(runner.jobs) == 1)
