"""A till is opened in two steps: what somebody types at the door while the shop behind it is still being opened."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLockFile, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import posapp.bootstrap
import posapp.till
from posapp.bootstrap import Shop
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.domain.scan import badge_of
from posapp.front import Front, TillOptions, make_application
from posapp.main import Opening
from posapp.services.errors import DatabaseUnreadable
from tests.fakes.opened_till import SIZE, NoWorker

CASHIER, PIN = "1002", "135790"


class Starting:
    """Begins to open tills, as ``open_till`` does but for the event loop; no shop is opened before ``go_on``."""

    def __init__(self) -> None:
        self.begun: list[Opening] = []
        self._may_open = threading.Event()

    def __call__(self, folder: Path, language: str | None = None) -> Opening:
        front = Front(make_application(), TillOptions(folder, language))
        self.begun.append(Opening(front))
        if front.greet(SIZE):
            self.begun[-1].begin()
        else:
            self.go_on()
            self.begun[-1].at_once()
        return self.begun[-1]

    def go_on(self) -> None:
        self._may_open.set()

    def when_it_may(self, *args: Any, opens: Callable[..., Shop] = posapp.bootstrap.open_shop, **options: Any) -> Shop:
        assert self._may_open.wait(timeout=60)
        return opens(*args, **options)


@pytest.fixture
def starting(qapp, monkeypatch):
    monkeypatch.setattr(posapp.till, "WorkerProcess", lambda *_, **__: NoWorker())
    starting = Starting()
    monkeypatch.setattr(posapp.bootstrap, "open_shop", starting.when_it_may)
    yield starting
    starting.go_on()
    for opening in starting.begun:
        opening.close()


def type_pin(opening: Opening, pin: str) -> None:
    for digit in pin:
        QTest.keyClick(opening.front.door.view, Qt.Key(ord(digit)))


def stage(opening: Opening) -> str:
    return opening.till.counter.presenters.shell.state.stage if opening.till is not None else "door"


def ending(application: QApplication) -> int:
    """Wait for the till to end and return its status.

    In the real loop: an exit that no loop has heard would end every loop of the tests after this one.
    """
    patience = QTimer(singleShot=True, interval=60_000)
    patience.timeout.connect(lambda: application.exit(-1))
    patience.start()
    status = application.exec()
    patience.stop()
    return status


def is_free(folder: Path) -> bool:
    """Tell whether another till could open the folder now."""
    return QLockFile(str(TillPaths(folder).window_lock)).tryLock(0)


def test_the_door_names_the_staff_and_the_shop_before_anything_is_opened(starting, till_folder):
    opening = starting(till_folder)

    assert opening.till is None
    state = opening.front.door.sign_in.state
    assert CASHIER in [one.number for one in state.staff]
    assert opening.front.window.isVisible()


def test_a_pin_typed_before_the_shop_is_open_opens_the_counter_in_the_same_window(starting, till_folder, qtbot):
    opening = starting(till_folder)
    window = opening.front.window
    opening.front.door.sign_in.staff_chosen(CASHIER)
    type_pin(opening, PIN)
    qtbot.waitUntil(lambda: opening.front.door.sign_in.state.is_checking)

    starting.go_on()
    qtbot.waitUntil(lambda: stage(opening) == "open", timeout=60_000)

    assert opening.till.window is window
    assert opening.till.shop.signing_in.who().number == CASHIER


def test_a_pin_that_is_found_right_before_the_counter_stands_opens_it_too(starting, till_folder, qtbot, monkeypatch):
    steps = posapp.till.Till.steps

    def slow(till):
        accepted = lambda: qtbot.waitUntil(lambda: till.shop.signing_in.who() is not None, timeout=60_000)  # noqa: E731
        return (accepted, lambda: qtbot.wait(50), *steps(till))

    monkeypatch.setattr(posapp.till.Till, "steps", slow)
    opening = starting(till_folder)
    opening.front.door.sign_in.staff_chosen(CASHIER)
    type_pin(opening, PIN)

    starting.go_on()
    qtbot.waitUntil(lambda: opening.till is not None, timeout=60_000)

    qtbot.waitUntil(lambda: stage(opening) == "open", timeout=60_000)
    shell = opening.till.counter.presenters.shell  # no shift is open: its float comes first, as for anybody
    qtbot.waitUntil(lambda: shell.state.page == "shift", timeout=60_000)


def test_a_pin_that_is_found_right_between_counter_and_opening_opens_it_too(starting, till_folder, qtbot, monkeypatch):
    steps = posapp.till.Till.steps

    def type_behind(till):
        waits = partial(qtbot.waitUntil, lambda: till.counter.presenters.shell.state.stage == "open", timeout=60_000)
        return (*steps(till), lambda: type_pin(opening, PIN), waits)

    monkeypatch.setattr(posapp.till.Till, "steps", type_behind)
    opening = starting(till_folder)
    opening.front.door.sign_in.staff_chosen(CASHIER)

    starting.go_on()
    qtbot.waitUntil(lambda: opening.till is not None, timeout=60_000)

    shell = opening.till.counter.presenters.shell
    qtbot.waitUntil(lambda: shell.state.sync is not None, timeout=60_000)  # looked around once it was shown
    assert (shell.state.stage, shell.state.staff.number) == ("open", CASHIER)


def test_a_digit_gets_through_before_the_next_part_of_the_counter_is_built(starting, till_folder, qtbot, monkeypatch):
    """It is held for a moment, for it might be a scanner's: building on would make that moment longer."""
    steps, seen = posapp.till.Till.steps, []

    def look() -> None:
        seen.append((opening.front.wedge.is_holding, opening.front.door.sign_in.state.digits))

    def type_one() -> None:
        type_pin(opening, PIN[:1])
        look()

    monkeypatch.setattr(posapp.till.Till, "steps", lambda till: (type_one, look, *steps(till)))
    opening = starting(till_folder)
    opening.front.door.sign_in.staff_chosen(CASHIER)

    starting.go_on()
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=60_000)

    assert seen == [(True, 0), (False, 1)]
    qtbot.waitUntil(lambda: opening.till is not None, timeout=60_000)


def test_a_wrong_pin_typed_before_the_shop_is_open_is_said(starting, till_folder, qtbot):
    opening = starting(till_folder)
    opening.front.door.sign_in.staff_chosen(CASHIER)
    type_pin(opening, "000000")

    starting.go_on()
    qtbot.waitUntil(lambda: opening.front.door.sign_in.state.notice is not None, timeout=60_000)

    assert opening.front.door.sign_in.state.notice.code == "wrong_pin"
    qtbot.waitUntil(lambda: stage(opening) == "sign_in", timeout=60_000)


def test_a_badge_and_half_a_pin_are_still_there_when_the_shop_is_open(starting, till_folder, qtbot):
    opening = starting(till_folder)
    opening.front.wedge.scanned.emit(badge_of(CASHIER))
    type_pin(opening, PIN[:3])

    starting.go_on()
    qtbot.waitUntil(lambda: opening.till is not None, timeout=60_000)
    assert opening.front.door.sign_in.state.chosen.number == CASHIER
    type_pin(opening, PIN[3:])

    qtbot.waitUntil(lambda: stage(opening) == "open", timeout=60_000)


def test_a_till_that_is_not_paired_waits_for_its_shop_and_comes_up_in_the_setup(starting, tmp_path, qtbot):
    opening = starting(tmp_path / "new")

    assert opening.till is not None
    qtbot.waitUntil(lambda: opening.front.window.isVisible(), timeout=60_000)
    qtbot.waitUntil(lambda: opening.till.counter.presenters.setup is not None, timeout=60_000)
    assert stage(opening) == "setup"


def test_a_file_that_cannot_be_opened_after_all_ends_the_till_with_its_sentence(
    starting, till_folder, qapp, monkeypatch, capsys
):
    def refuse(*_args, **_options):
        raise DatabaseUnreadable(reason="damaged")

    monkeypatch.setattr(posapp.bootstrap, "open_shop", partial(starting.when_it_may, opens=refuse))
    opening = starting(till_folder)
    opening.front.door.sign_in.staff_chosen(CASHIER)
    type_pin(opening, PIN)

    starting.go_on()
    assert ending(qapp) == 4
    assert opening.status == 4
    assert not opening.front.window.isVisible()
    assert opening.till is None
    assert capsys.readouterr().err.strip()


def test_a_counter_that_cannot_be_built_ends_the_till_and_leaves_nothing_open(starting, till_folder, qapp, monkeypatch):
    def fail():
        raise RuntimeError("a screen with a bug")

    steps = posapp.till.Till.steps
    monkeypatch.setattr(posapp.till.Till, "steps", lambda till: (*steps(till), fail))
    opening = starting(till_folder)

    starting.go_on()
    assert ending(qapp) == 1

    assert not opening.front.window.isVisible()
    starting.begun.clear()
    with pytest.raises(RuntimeError, match="a screen with a bug"):
        opening.close()
    assert is_free(till_folder)


def test_looks_changed_at_the_door_are_kept(starting, till_folder):
    opening = starting(till_folder, "zh")

    opening.front.speech.toggle()

    assert Settings.load(till_folder / "till.toml").language == "en"


def test_the_window_may_be_closed_while_the_shop_is_being_opened(starting, till_folder, qtbot):
    opening = starting(till_folder)

    opening.front.window.close()
    starting.go_on()
    opening.close()  # what was being opened is put down again
    starting.begun.clear()

    assert opening.status == 0


def test_the_window_may_be_closed_while_the_counter_is_being_built(starting, till_folder, qapp, monkeypatch):
    steps = posapp.till.Till.steps

    def closing(till):
        first, *others = steps(till)
        return (first, *others[:-1], till.window.close, others[-1])

    monkeypatch.setattr(posapp.till.Till, "steps", closing)
    opening = starting(till_folder)
    starting.go_on()

    assert ending(qapp) == 0
    starting.begun.clear()
    opening.close()

    assert opening.status == 0
    assert is_free(till_folder)
