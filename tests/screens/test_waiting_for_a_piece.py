"""What a cashier relies on when somebody waits for a piece on the cart: she is told beside it, and nothing stops."""

import pytest

from posapp.domain.permission import Ask
from posapp.services.errors import ManagerWanted
from posapp.ui.screens.selling.waiting_presenter import WaitingPresenter
from tests.fakes import shop_moment as moment
from tests.fakes import walking_list as walk
from tests.fakes.counter_window import a_counter, the_theme
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, RecordingView, WaitingRunner


def cart_of(*variants):
    return moment.cart(lines=[moment.cart_line(variant) for variant in variants])


class Beside:
    """The bar beside the cart over doubles."""

    def __init__(self, *held, runner=None):
        self.view = RecordingView()
        self.held = walk.FakeHeldPieces(held)
        self.announced = RecordedAnnouncements()
        self.asked = []
        self.grids = []
        self.presenter = WaitingPresenter(
            self.view,
            self.held,
            runner or InlineRunner(),
            self.announced,
            lambda *what: self.asked.append(what),
            self.grids.append,
        )
        self.presenter.cart_changed(cart_of("v-2"))

    @property
    def state(self):
        return self.presenter.state

    def looks(self):
        return sum(call[0] == "in_cart" for call in self.held.calls)


@pytest.fixture
def tried(qapp):
    return Beside(walk.SOLD_BLOUSE)


@pytest.fixture
def ordered(qapp):
    return Beside(walk.ORDERED_SKIRT)


def test_who_waits_is_told_once_the_cart_is_there(tried):
    assert tried.state.shown == walk.SOLD_BLOUSE


def test_the_same_cart_is_not_looked_at_twice_and_an_empty_one_not_at_all(tried):
    tried.presenter.cart_changed(cart_of("v-2"))
    assert tried.looks() == 1
    tried.presenter.cart_changed(cart_of())
    assert (tried.looks(), tried.state.shown) == (1, None)


def test_sold_to_the_customer_she_who_waited_is_told(tried):
    tried.held.held = ()
    tried.presenter.sold()
    assert ("sell", "b-1", "v-2") in tried.held.calls
    assert (tried.state.shown, tried.state.notice.tone) == (None, "success")
    assert tried.announced.changes.booking


def test_a_second_press_waits_until_it_is_known_who_waits_now(qapp):
    runner = WaitingRunner()
    beside = Beside(walk.SOLD_BLOUSE, runner=runner)
    runner.let_run()
    beside.presenter.sold()
    runner.let_run()
    beside.presenter.sold()
    assert len(runner.jobs) == 1  # the look alone
    beside.held.held = (walk.ORDERED_SKIRT,)
    runner.let_run()
    assert (beside.state.shown, beside.state.is_busy) == (walk.ORDERED_SKIRT, False)


def test_an_answer_that_comes_after_the_cart_was_emptied_is_not_shown(qapp):
    runner = WaitingRunner()
    beside = Beside(walk.SOLD_BLOUSE, runner=runner)
    beside.presenter.cart_changed(cart_of())
    runner.let_run()
    assert beside.state.shown is None


def test_another_size_opens_the_grid_of_the_style(tried):
    tried.presenter.other_wanted()
    assert tried.grids == ["st-2"]


def test_news_that_was_put_away_stays_away_until_somebody_else_waits(tried):
    tried.presenter.put_away()
    assert tried.state.shown is None
    tried.held.held = (walk.SOLD_BLOUSE, walk.ORDERED_SKIRT)
    tried.presenter.cart_changed(cart_of("v-2", "v-3"))
    assert tried.state.shown == walk.ORDERED_SKIRT


def test_what_is_paid_for_goes_by_a_managers_word(ordered):
    ordered.held.refuse_next(ManagerWanted(Ask("release_held")))
    ordered.presenter.released()
    (wanted, again) = ordered.asked[0]
    assert (wanted.ask.permission, ordered.state.is_busy) == ("release_held", False)
    ordered.held.held = ()
    again("word-1")
    assert ("release", "o-1", "word-1") in ordered.held.calls
    assert ordered.announced.changes.order


def test_a_cash_sale_of_a_held_piece_takes_the_same_keys(qtbot):
    made = a_counter(theme=the_theme())
    counter = made.counter
    qtbot.addWidget(counter.window)
    counter.open()
    counter.window.show()
    made.shop.held_pieces.held = (walk.SOLD_BLOUSE,)
    counter.scanned("6901234567801")
    qtbot.waitUntil(lambda: counter.waiting_bar.isVisible())
    assert counter.selling_view.scan.hasFocus() or not counter.window.isActiveWindow()
    counter.presenters.selling.pay_pressed()
    assert counter.selling_view.is_paying
    counter.presenters.paying.confirmed()
    assert counter.presenters.paying.state.stage == "done"
