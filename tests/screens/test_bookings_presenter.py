import pytest

from posapp.services.changes import Changes
from posapp.services.errors import DiskFull
from posapp.services.outcomes import Said
from posapp.ui.screens.bookings.presenter import BookingsPresenter
from tests.fakes import shop_moment as moment
from tests.fakes.clerks_desk import FakeBookings
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, RecordingView, WaitingRunner


class Board:
    """The bookings board over doubles."""

    def __init__(self, runner=None):
        self.view = RecordingView()
        self.bookings = FakeBookings()
        self.announced = RecordedAnnouncements()
        self.went_selling = 0
        self.presenter = BookingsPresenter(
            self.view, self.bookings, runner or InlineRunner(), self.announced, self._go_selling
        )
        self.presenter.opened()

    def _go_selling(self):
        self.went_selling += 1


@pytest.fixture
def board():
    return Board()


def test_the_board_opens_on_whoever_is_in_a_fitting_room(board):
    assert board.view.state.chosen.member_name.zh == "陈*"


def test_garments_are_listed_in_the_order_of_the_walk_past_the_shelves(board):
    board.presenter.chosen("b-2")
    assert [garment.shelf for garment in board.view.state.walk] == ["A-03", "B-11", "C-07", "D-02"]


def test_her_scanned_booking_code_opens_it_and_checks_her_in(board):
    board.presenter.booking_scanned("b-2")
    assert ("check_in", "b-2", "booking_code") in board.bookings.calls
    assert board.view.state.chosen.status == "checked_in"
    assert board.announced.changes.booking


class SlowRunner(WaitingRunner):
    """Keeps the jobs, and what is to come after the next painting."""

    def __init__(self):
        super().__init__()
        self.after_painting = []

    def once_painted(self, call):
        self.after_painting.append(call)


def test_her_card_is_shown_once_when_she_is_checked_in_and_the_boards_hear_of_it_after_that():
    runner = SlowRunner()
    board = Board(runner)
    runner.let_run()
    before, answers = len(board.view.states), []
    board.presenter.booking_scanned("b-2", lambda: answers.append(board.view.state.chosen.status))
    assert len(board.view.states) == before
    runner.let_run()
    assert answers == ["checked_in"]
    assert len(board.view.states) == before + 1
    assert not board.announced.changes.booking
    runner.after_painting.pop()()
    assert board.announced.changes.booking


def test_while_her_check_in_takes_long_her_booking_is_shown_as_it_is_known():
    runner = SlowRunner()
    board = Board(runner)
    runner.let_run()
    board.presenter.booking_scanned("b-2")
    board.presenter.waited_for()
    assert board.view.state.is_busy
    assert board.view.state.chosen.booking_id == "b-2"
    assert board.view.state.chosen.status == "booked"


def test_a_check_in_that_could_not_be_kept_is_told_where_she_stands(board):
    board.bookings.refuse_next(DiskFull())
    answers = []
    board.presenter.booking_scanned("b-2", lambda: answers.append(1))
    assert answers == [1]
    assert board.view.state.notice.code == "disk_full"
    assert not board.view.state.is_busy


def test_the_clerk_checks_in_from_the_list(board):
    board.presenter.chosen("b-5")
    board.presenter.checked_in()
    assert ("check_in", "b-5", "list") in board.bookings.calls
    assert not board.view.state.chosen.is_late


def test_one_tap_records_what_became_of_a_garment(board):
    board.presenter.judged("g-13", Said("not_colour"))
    assert [one.verdict for one in board.view.state.chosen.garments] == ["kept", "too_small", "not_colour"]


def test_a_size_she_wants_is_kept_and_brought_to_her_room(board):
    said = Said("too_small", ("hip",), "L")
    board.presenter.size_wanted("g-12", said, "v-3-L")
    assert ("want", "b-1", "g-12", said, "v-3-L") in board.bookings.calls
    assert board.announced.changes.room


def test_kept_pieces_go_to_the_cart_and_the_sell_screen_comes_up(board):
    board.presenter.kept_taken()
    assert ("kept_to_cart", "b-1") in board.bookings.calls
    assert board.went_selling == 1
    assert board.announced.changes.cart


def test_without_a_kept_piece_the_key_does_nothing(board):
    board.presenter.chosen("b-2")
    board.presenter.kept_taken()
    assert board.went_selling == 0


def test_a_full_disk_is_said_and_the_board_stays_as_it_was(board):
    board.bookings.refuse_next(DiskFull())
    board.presenter.judged("g-13", Said("kept"))
    assert board.view.state.notice.code == "disk_full"
    assert board.view.state.kept == 1


def test_a_booking_that_arrives_appears_without_moving_the_clerk_away(board):
    board.presenter.chosen("b-5")
    del board.bookings.board["b-3"]
    board.presenter.things_changed(Changes(booking=True))
    assert len(board.view.state.cards) == len(moment.BOARD) - 1
    assert board.view.state.chosen_id == "b-5"


def test_news_of_other_things_leaves_the_board_alone(board):
    before = len(board.bookings.calls)
    board.presenter.things_changed(Changes(cart=True, member=True))
    assert len(board.bookings.calls) == before
