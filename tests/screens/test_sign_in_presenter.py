import pytest

from posapp.domain.clock import SECOND
from posapp.services.errors import DatabaseBusy
from posapp.ui.screens.sign_in.presenter import SignInPresenter
from tests.fakes import shop_moment as moment
from tests.fakes.screen_parts import InlineRunner, RecordingView, SetClock
from tests.fakes.shift_services import FakeSigningIn


class Door:
    """The sign-in screen over doubles."""

    def __init__(self):
        self.view = RecordingView()
        self.signing_in = FakeSigningIn()
        self.clock = SetClock(moment.NOW)
        self.came_in = []
        self.presenter = SignInPresenter(self.view, self.signing_in, InlineRunner(), self.clock, self.came_in.append)
        self.presenter.opened()

    def type(self, digits):
        for digit in digits:
            self.presenter.digit_typed(digit)


@pytest.fixture
def door():
    door = Door()
    door.presenter.staff_chosen("1003")
    return door


def test_the_sixth_digit_signs_in(door):
    door.type("246810")
    assert [who.name.en for who in door.came_in] == ["Lu Xiaoman"]
    assert door.view.state.digits == 0


def test_no_state_ever_holds_the_pin(door):
    door.type("24681")
    assert all("24681" not in repr(state) for state in door.view.states)
    assert door.view.state.digits == 5


def test_a_wrong_pin_empties_the_dots_and_says_how_many_tries_are_left(door):
    door.type("000000")
    assert door.view.state.digits == 0
    assert door.view.state.notice.code == "wrong_pin"
    assert door.view.state.notice.values["tries_left"] == 2


def test_too_many_wrong_pins_count_down_and_take_no_digit_meanwhile(door):
    for _ in range(3):
        door.type("000000")
    assert door.view.state.seconds_left == 30
    door.type("246810")
    assert door.came_in == []
    door.clock.go_on(10 * SECOND)
    door.presenter.ticked()
    assert door.view.state.seconds_left == 20
    door.clock.go_on(20 * SECOND)
    door.presenter.ticked()
    door.type("246810")
    assert len(door.came_in) == 1


def test_one_persons_wait_keeps_nobody_else_out(door):
    for _ in range(3):
        door.type("000000")
    door.presenter.staff_chosen("1001")
    door.type("246810")
    assert [who.number for who in door.came_in] == ["1001"]


def test_choosing_another_name_forgets_the_digits(door):
    door.type("246")
    door.presenter.staff_chosen("1001")
    door.type("246810")
    assert door.came_in[0].number == "1001"


def test_names_that_cannot_be_read_again_cost_her_no_digit(door):
    door.type("246")
    door.signing_in.refuse_next(DatabaseBusy())

    door.presenter.names_outdated()

    assert (door.view.state.digits, door.view.state.notice.code) == (3, DatabaseBusy.code)
    door.type("810")
    assert [who.number for who in door.came_in] == ["1003"]


def test_digits_before_a_name_is_chosen_do_nothing():
    door = Door()
    door.type("246810")
    assert door.view.state.digits == 0
    assert door.came_in == []


def test_the_last_digit_can_be_taken_back(door):
    door.type("29")
    door.presenter.erased()
    door.type("46810")
    assert len(door.came_in) == 1
