"""The window before the shop behind it is open: what is typed, tapped or scanned there is not lost."""

import pytest
from PySide6.QtCore import Qt

from posapp.domain.scan import badge_of
from posapp.services.errors import WrongPin
from posapp.ui.shell.door import Door, Doorkeeper
from posapp.ui.translation import Speech
from tests.fakes import shop_moment as moment
from tests.fakes.counter_window import PLACE, HeardSounds, the_theme
from tests.fakes.screen_parts import SetClock
from tests.fakes.shift_services import FakeSigningIn


class Lane:
    """Keeps jobs in order until ``go_on``, as the lane on which the shop is opened does."""

    def __init__(self):
        self.jobs = []

    def run(self, job, *, done, failed, lane="database"):
        self.jobs.append((job, done, failed))

    def go_on(self):
        while self.jobs:
            job, done, failed = self.jobs.pop(0)
            try:
                answer = job()
            except Exception as error:  # noqa: BLE001 - as the runner does
                failed(error)
            else:
                done(answer)


class Shop(FakeSigningIn):
    """Knows who works here; ``people`` may change."""

    people = moment.STAFF

    def staff(self):
        return self.people


class Inside:
    """What lies behind the door."""

    def __init__(self):
        self.came_in, self.scans = [], []

    def signed_in(self, who):
        self.came_in.append(who.number)

    def scanned(self, text):
        self.scans.append(text)


@pytest.fixture
def early(qtbot, qapp):
    """A door that shows its names, with nothing behind it yet."""
    lane, sounds, shop = Lane(), HeardSounds(), Shop()
    keeper = Doorkeeper(shop.staff())
    door = Door(keeper, lane, SetClock(moment.NOW), Speech("en"), the_theme(), sounds)
    qtbot.addWidget(door.window)
    door.show(PLACE, shop.staff())
    door.window.show()
    door.lane, door.sounds, door.keeper, door.shop, door.inside = lane, sounds, keeper, shop, Inside()
    return door


def open_shop(door):
    door.keeper.open_to(door.shop)
    door.lane.go_on()


def type_pin(qtbot, door, number, pin):
    door.sign_in.staff_chosen(number)
    qtbot.keyClicks(door.view, pin)


def test_the_names_stand_at_the_door_and_take_a_digit(qtbot, early):
    early.sign_in.staff_chosen("1003")
    qtbot.keyClick(early.view, Qt.Key.Key_2)

    assert early.view.isVisible()
    assert early.sign_in.state.digits == 1


def test_digits_that_were_begun_stay_when_the_shop_opens(qtbot, early):
    type_pin(qtbot, early, "1003", "246")

    open_shop(early)
    early.open_to(early.inside)
    early.lane.go_on()
    qtbot.keyClicks(early.view, "810")
    early.lane.go_on()

    assert early.inside.came_in == ["1003"]


def test_a_pin_typed_before_the_shop_is_open_is_checked_when_it_is(qtbot, early):
    type_pin(qtbot, early, "1003", "246810")
    assert early.sign_in.state.is_checking

    early.keeper.open_to(early.shop)
    early.open_to(early.inside)
    early.lane.go_on()

    assert early.inside.came_in == ["1003"]


def test_whoever_is_right_before_the_counter_stands_waits_at_the_door(qtbot, early):
    type_pin(qtbot, early, "1003", "246810")

    open_shop(early)
    assert early.sign_in.state.is_checking
    early.open_to(early.inside)
    assert early.inside.came_in == []
    early.let_in()

    assert early.inside.came_in == ["1003"]


def test_the_dots_stay_while_whoever_is_right_waits(early, qtbot):
    type_pin(qtbot, early, "1003", "246810")
    open_shop(early)

    early.open_to(early.inside)
    early.lane.go_on()  # the names are read again

    assert (early.sign_in.state.is_checking, early.sign_in.state.digits) == (True, 6)
    early.let_in()
    assert (early.sign_in.state.is_checking, early.sign_in.state.digits) == (False, 0)


@pytest.mark.parametrize("when", ["before the shop is open", "before the counter stands"])
def test_while_her_pin_is_tried_nobody_elses_name_is_chosen(qtbot, early, when):
    type_pin(qtbot, early, "1003", "246810")
    if when == "before the counter stands":
        open_shop(early)

    early.sign_in.staff_chosen("1001")
    early.scanned(badge_of("1001"))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
        qtbot.keyClick(early.view, key)

    assert early.sign_in.state.chosen.number == "1003"
    assert early.sign_in.state.digits == 6
    open_shop(early)
    early.open_to(early.inside)
    early.let_in()
    assert early.inside.came_in == ["1003"]
    early.sign_in.staff_chosen("1001")
    assert early.sign_in.state.chosen.number == "1001"


def test_a_wrong_pin_typed_early_is_said_once_it_is_checked(qtbot, early):
    type_pin(qtbot, early, "1003", "000000")

    open_shop(early)
    early.open_to(early.inside)
    early.let_in()

    assert early.sign_in.state.notice.code == WrongPin.code
    assert early.sign_in.state.digits == 0
    assert early.inside.came_in == []


def test_a_badge_shown_early_chooses_whose_it_is(early):
    early.scanned(badge_of("1003"))

    assert early.sign_in.state.chosen.number == "1003"


def test_goods_scanned_at_the_door_are_refused_as_ever(early):
    early.scanned("6901234567892")

    assert early.sounds.played == ["bad"]


def test_a_scan_goes_to_the_counter_once_it_stands(early):
    early.open_to(early.inside)
    early.scanned("6901234567892")

    assert early.inside.scans == ["6901234567892"]


def test_names_that_changed_meanwhile_are_read_when_the_shop_opens(qtbot, early):
    type_pin(qtbot, early, "1003", "246")
    early.shop.people = tuple(one for one in early.shop.staff() if one.number != "1003")
    assert "1003" in [one.number for one in early.sign_in.state.staff]

    early.keeper.open_to(early.shop)
    early.open_to(early.inside)
    early.lane.go_on()

    assert "1003" not in [one.number for one in early.sign_in.state.staff]
    assert early.sign_in.state.digits == 0
