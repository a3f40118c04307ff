import pytest

from posapp.services.changes import Changes
from posapp.ui.screens.pickups.presenter import PickupsPresenter
from tests.fakes.counter_services import FakePickups
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, RecordingView


class Desk:
    """The pickup desk over doubles."""

    def __init__(self):
        self.view = RecordingView()
        self.pickups = FakePickups()
        self.announced = RecordedAnnouncements()
        self.presenter = PickupsPresenter(self.view, self.pickups, InlineRunner(), self.announced)
        self.presenter.opened()


@pytest.fixture
def desk():
    return Desk()


def test_a_code_opens_the_order_and_one_more_tap_hands_it_over(desk):
    desk.presenter.code_given(" 90000017 ")
    assert desk.view.state.stage == "confirm"
    desk.presenter.confirmed()
    assert desk.view.state.stage == "done"
    assert desk.view.state.card.handed_over
    assert desk.announced.changes == Changes(order=True, stock=True)


def test_an_order_that_was_handed_over_leaves_the_list(desk):
    desk.presenter.code_given("90000017")
    desk.presenter.confirmed()
    assert "o-1" not in [card.order_id for card in desk.view.state.waiting]


def test_opened_from_the_list_an_order_still_asks_for_her_code(desk):
    desk.presenter.chosen("o-1")
    assert desk.view.state.stage == "card"
    desk.presenter.confirmed()
    assert "hand_over" not in [call[0] for call in desk.pickups.calls]
    desk.presenter.code_given("90000017")
    assert desk.view.state.stage == "confirm"


def test_a_second_showing_of_the_code_says_that_the_goods_are_gone(desk):
    desk.presenter.code_given("90000017")
    desk.presenter.confirmed()
    desk.presenter.left()
    desk.presenter.code_given("90000017")
    assert desk.view.state.stage == "done"


def test_an_unknown_code_is_refused_in_place_and_the_list_stays(desk):
    desk.presenter.code_given("12345678")
    assert desk.view.state.notice.code == "code_refused.malformed"
    assert desk.view.state.stage == "list"
    assert len(desk.view.state.waiting) == 3


def test_coming_back_to_the_desk_puts_a_finished_hand_over_away(desk):
    desk.presenter.code_given("90000017")
    desk.presenter.confirmed()
    desk.presenter.opened()
    assert desk.view.state.stage == "list"


def test_a_new_order_from_the_mall_appears_while_another_is_open(desk):
    desk.presenter.code_given("90000017")
    desk.presenter.things_changed(Changes(order=True))
    assert desk.view.state.stage == "confirm"
    assert [call[0] for call in desk.pickups.calls].count("waiting") == 2


def test_picking_an_order_makes_it_ready_and_still_asks_for_her_code(desk):
    desk.presenter.chosen("o-3")
    desk.presenter.picked()
    assert (desk.view.state.stage, desk.view.state.card.status) == ("card", "ready")
    assert [one.status for one in desk.view.state.waiting if one.order_id == "o-3"] == ["ready"]
    assert desk.announced.changes == Changes(order=True, stock=True)


def test_what_is_handed_over_is_not_picked_again(desk):
    desk.presenter.code_given("90000017")
    desk.presenter.picked()
    assert "pick" not in [call[0] for call in desk.pickups.calls]
