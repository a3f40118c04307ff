"""Payments that nobody waits for at a screen are worked on by themselves, beside what prints and sells."""

import threading
from types import SimpleNamespace

import pytest

from posapp.services.errors import DatabaseBusy
from posapp.ui.attempt_watch import AttemptWatch
from posapp.ui.background import BackgroundRunner
from tests.fakes.screen_parts import InlineRunner


class OpenPayments:
    """What an earlier run left open; ``answers`` are what each look finds."""

    def __init__(self, *answers):
        self.answers, self.woken, self.looks = list(answers), 0, 0

    def wake(self):
        self.woken += 1

    def resolve(self):
        self.looks += 1
        answer = self.answers.pop(0) if self.answers else ()
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def watch(qapp):
    watches = []

    def make(payments, runner, announce=lambda _: None):
        watches.append(AttemptWatch(payments, runner, announce, every_ms=5))
        watches[-1].start()
        return watches[-1]

    yield make
    for made in watches:
        made.stop()


def test_a_sale_that_a_late_payment_finished_is_told_to_every_screen(qtbot, watch):
    told = []
    watch(OpenPayments((), (SimpleNamespace(finished=object()),)), InlineRunner(), told.append)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0].sale
    assert told[0].cart


def test_what_a_crash_left_open_is_woken_once_and_then_looked_after(qtbot, watch):
    payments = OpenPayments(DatabaseBusy())
    watch(payments, InlineRunner())
    qtbot.waitUntil(lambda: payments.looks >= 3)
    assert payments.woken == 1


def test_no_receipt_waits_for_payments_that_hang(qtbot):
    runner, hanging, printed = BackgroundRunner(), threading.Event(), []
    try:
        for _ in range(5):
            runner.run(lambda: hanging.wait(20), done=lambda _: None, failed=printed.append, lane="channels")
        runner.run(lambda: "paper", done=printed.append, failed=printed.append, lane="devices")
        qtbot.waitUntil(lambda: printed == ["paper"])
    finally:
        hanging.set()
        runner.close()
