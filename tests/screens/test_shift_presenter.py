import pytest

from posapp.domain.permission import Ask, Extent
from posapp.services.changes import Changes
from posapp.services.errors import ManagerWanted, NotSignedIn
from posapp.ui.screens.shift.presenter import ShiftPresenter
from posapp.ui.screens.shift.state import DENOMINATIONS
from tests.fakes import shop_moment as moment
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, RecordingView
from tests.fakes.shift_services import FakeShiftDesk, FakeShifts


class Drawer:
    """The shift screen over doubles."""

    def __init__(self, sheet=None, last=None):
        self.view = RecordingView()
        self.shifts = FakeShifts(sheet, last)
        self.announced = RecordedAnnouncements()
        self.desk = FakeShiftDesk()
        self.asked = []
        self.presenter = ShiftPresenter(
            self.view, self.shifts, self.desk, InlineRunner(), self.announced, lambda *asked: self.asked.append(asked)
        )
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
    assert (running.view.state.stage, running.view.state.verdict.difference) == ("verdict", -1_010)
    running.presenter.closing_confirmed("找零错误")
    assert ("close", 1_335_420) in running.shifts.calls
    assert running.shifts.reason == "找零错误"
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
    running.presenter.closing_confirmed("原因不明")
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


def counts(drawer, fen):
    """Count so much, in the largest notes."""
    drawer.presenter.counting_begun()
    for denomination in DENOMINATIONS:
        drawer.presenter.pieces_counted(denomination, fen // denomination)
        fen %= denomination
    drawer.presenter.count_given()


def test_a_count_that_is_right_closes_at_once(running):
    counts(running, moment.RUNNING.expected)
    assert running.view.state.stage == "closed"
    assert ("run_spool",) in running.desk.calls


def test_a_count_that_is_off_may_be_given_again(running):
    counts(running, moment.RUNNING.expected - 5_000)
    assert running.view.state.stage == "verdict"
    running.presenter.things_changed(Changes(sale=True))
    assert running.view.state.stage == "verdict"
    counts(running, moment.RUNNING.expected)
    assert running.view.state.stage == "closed"


def test_a_difference_beyond_her_asks_a_colleague_and_is_closed_with_her_word(running):
    counts(running, moment.RUNNING.expected - 5_000)
    running.shifts.refuse_next(ManagerWanted(Ask("wide_difference", Extent(5_000), "s1")))
    running.presenter.closing_confirmed("原因不明")
    wanted, again, reason = running.asked[0]
    assert (wanted.ask.extent.fen, reason, running.view.state.stage) == (5_000, "原因不明", "verdict")
    again("o1")
    assert running.view.state.stage == "closed"


def test_cash_is_moved_with_a_reason_and_its_slip_is_printed(running):
    running.presenter.moving_begun("out")
    running.presenter.move_given("35.5", "快递费")
    assert ("move", "out", 3_550, "快递费", None) in running.desk.calls
    assert ("run_spool",) in running.desk.calls
    assert running.view.state.stage == "running"


def test_what_is_no_amount_moves_nothing_and_says_so(running):
    running.presenter.moving_begun("in")
    running.presenter.move_given("x", "补零钱")
    assert (running.view.state.stage, running.view.state.notice.code) == ("moving", "bad_amount")


def test_a_paper_is_read_printed_saved_and_put_away(running):
    running.presenter.x_wanted()
    assert (running.view.state.stage, running.view.state.paper) == ("paper", running.desk.paper)
    running.presenter.paper_printed()
    running.presenter.paper_saved()
    assert ("print", "X") in running.desk.calls
    assert ("save", "X") in running.desk.calls
    running.presenter.paper_left()
    assert running.view.state.stage == "running"
