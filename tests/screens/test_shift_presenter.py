import pytest

from posapp.services.changes import Changes
from posapp.services.errors import NotSignedIn
from posapp.ui.screens.shift.presenter import ShiftPresenter
from posapp.ui.screens.shift.state import DENOMINATIONS
from tests.fakes import shop_moment as moment
from tests.fakes.counter_services import FakeShifts
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, RecordingView


class Drawer:
    """The shift screen over doubles."""

    def __init__(self, sheet=None, last=None):
        self.view = RecordingView()
        self.shifts = FakeShifts(sheet, last)
        self.announced = RecordedAnnouncements()
        self.presenter = ShiftPresenter(self.view, self.shifts, InlineRunner(), self.announced)
        self.presenter.opened()


@pytest.fixture
def running():
    return Drawer(moment.RUNNING)


def test_a_till_without_a_shift_asks_for_the_float():
    drawer = Drawer()
    assert drawer.view.state.stage == "opening"
    drawer.presenter.float_given("500")
    assert drawer.view.state.stage == "running"
    assert drawer.view.state.sheet.float_ == 50_000
    assert drawer.announced.changes == Changes(shift=True)


def test_nothing_that_is_counted_depends_on_what_is_expected(running):
    running.presenter.counting_begun()
    for denomination, pieces in zip(DENOMINATIONS, (133, 0, 1, 1, 3, 9, 0, 2), strict=True):
        running.presenter.pieces_counted(denomination, pieces)
    assert running.view.state.counted == 1_335_420
    running.presenter.count_given()
    assert ("close", 1_335_420) in running.shifts.calls
    assert running.view.state.stage == "closed"
    assert running.view.state.sheet.difference == -1_010


def test_a_sale_during_the_count_does_not_lose_the_count(running):
    running.presenter.counting_begun()
    running.presenter.pieces_counted(10_000, 7)
    running.presenter.things_changed(Changes(sale=True))
    assert running.view.state.stage == "counting"
    assert running.view.state.counted == 70_000


def test_nobody_counts_fewer_than_none(running):
    running.presenter.counting_begun()
    running.presenter.pieces_counted(10_000, -3)
    assert running.view.state.counted == 0


def test_the_day_proof_appears_when_the_mall_has_compared(running):
    running.presenter.counting_begun()
    running.presenter.count_given()
    assert running.view.state.sheet.proof == "waiting"
    running.shifts.last = moment.CLOSED
    running.presenter.things_changed(Changes(sync=True))
    assert running.view.state.sheet.proof == "equal"


def test_the_closed_day_stays_until_the_next_shift_is_begun():
    drawer = Drawer(last=moment.CLOSED)
    assert drawer.view.state.stage == "closed"
    drawer.presenter.next_begun()
    assert drawer.view.state.stage == "opening"
    drawer.presenter.things_changed(Changes(shift=True))
    assert drawer.view.state.stage == "opening"


def test_a_float_that_nobody_can_read_is_asked_for_again():
    drawer = Drawer()
    drawer.presenter.float_given("about five")
    assert drawer.view.state.notice.code == "bad_amount"
    assert "open" not in [call[0] for call in drawer.shifts.calls]


def test_a_refused_opening_keeps_the_question_on_the_screen():
    drawer = Drawer()
    drawer.shifts.refuse_next(NotSignedIn())
    drawer.presenter.float_given("500")
    assert drawer.view.state.stage == "opening"
    assert drawer.view.state.notice.code == "not_signed_in"
    assert not drawer.view.state.is_busy
