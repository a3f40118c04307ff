"""A till that is left alone locks itself, and one that is being closed does not."""

import pytest
from PySide6.QtWidgets import QWidget

from posapp.ui.shell.idle import IdleWatch


@pytest.fixture
def watch(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    made = IdleWatch(1)
    made._timer.setInterval(30)  # a minute is too long for a test
    made.watch(window)
    return made


def test_after_a_while_without_a_touch_it_rests(qtbot, watch):
    with qtbot.waitSignal(watch.idle, timeout=10_000):
        pass


def test_one_that_was_left_waits_for_nothing_not_even_after_a_touch(qtbot, watch):
    watch.leave()
    watch.touched()
    with qtbot.assertNotEmitted(watch.idle, wait=200):
        pass


def test_without_a_time_in_the_settings_it_never_rests(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    never = IdleWatch(0)
    never.watch(window)
    never.touched()
    with qtbot.assertNotEmitted(never.idle, wait=100):
        pass
