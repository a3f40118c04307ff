from dataclasses import replace

import pytest

from posapp.domain.permission import Ask, Extent
from posapp.services.changes import Changes
from posapp.services.errors import ManagerWanted
from posapp.ui.screens.pickups.presenter import PickupsPresenter
from tests.fakes.clerks_desk import FakePickups
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, RecordingView


class Desk:
    """The pickup desk over doubles."""

    def __init__(self):
        self.view = RecordingView()
        self.pickups = FakePickups()
        self.announced = RecordedAnnouncements()
        self.asked = []
        self.went_selling = []
        self.presenter = PickupsPresenter(
            self.view,
            self.pickups,
            InlineRunner(),
            self.announced,
            ask=lambda wanted, again: self.asked.append((wanted, again)),
            go_selling=lambda: self.went_selling.append(True),
        )
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
    assert desk.announced.changes == Changes(order=True, stock=True, cart=True)


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


def test_she_takes_less_and_the_rest_stays_under_the_same_code(desk):
    desk.presenter.code_given("90000017")
    desk.presenter.fewer_taken("ol-2")
    assert desk.view.state.pieces_taken == 2
    desk.presenter.confirmed()
    assert desk.view.state.stage == "done"
    assert desk.view.state.card.pieces == 1
    assert "o-1" in [card.order_id for card in desk.view.state.waiting]
    desk.presenter.left()
    desk.presenter.code_given("90000017")
    assert desk.view.state.stage == "confirm"
    assert desk.view.state.pieces_taken == 1  # what she chose last time is forgotten


def test_what_she_does_not_want_is_said_only_of_the_rest(desk):
    desk.presenter.code_given("90000017")
    desk.presenter.fewer_taken("ol-1")
    desk.presenter.rest_left_out("ol-1")
    assert desk.view.state.has_left_out
    desk.presenter.more_taken("ol-1")
    assert not desk.view.state.has_left_out
    desk.presenter.fewer_taken("ol-1")
    desk.presenter.fewer_taken("ol-1")  # there is nothing below none
    desk.presenter.rest_left_out("ol-1")
    desk.presenter.confirmed()
    taking = desk.pickups.calls[-1][3]
    assert [(one.line_id, one.quantity, one.left_out) for one in taking] == [("ol-1", 0, 1), ("ol-2", 2, 0)]


def test_another_size_is_taken_and_taken_back(desk):
    desk.presenter.code_given("90000017")
    desk.presenter.swap_wanted("ol-1")
    assert [one.variant_id for one in desk.view.state.others] == ["v-2", "v-3"]
    desk.presenter.swap_chosen("v-2")
    assert desk.view.state.choice("ol-1").instead.variant_id == "v-2"
    desk.presenter.swap_wanted("ol-1")
    desk.presenter.swap_chosen("v-1")
    assert desk.view.state.choice("ol-1").instead is None
    desk.presenter.swap_wanted("ol-1")
    desk.presenter.swap_wanted("ol-1")
    assert desk.view.state.others == ()


def test_a_line_is_picked_or_missed_by_itself(desk):
    desk.presenter.chosen("o-3")
    desk.presenter.line_missed("ol-2")
    desk.presenter.line_picked("ol-1")
    assert [(line.picked, line.missing) for line in desk.view.state.card.lines] == [(1, 0), (0, 1)]
    assert desk.view.state.card.status == "promised"
    desk.presenter.line_picked("ol-2")
    assert desk.view.state.card.status == "ready"


def test_an_order_to_be_paid_here_goes_to_the_till_first(desk):
    desk.pickups.orders["o-1"] = replace(desk.pickups.orders["o-1"], payment="on_collection")
    desk.presenter.code_given("90000017")
    desk.presenter.confirmed()
    assert [call[0] for call in desk.pickups.calls][-2:] == ["look_up", "to_cart"]
    assert desk.went_selling == [True]
    assert desk.view.state.stage == "list"


def test_what_is_beyond_a_clerk_waits_for_a_managers_word(desk):
    desk.presenter.code_given("90000017")
    desk.pickups.refuse_next(ManagerWanted(Ask("hand_over_late", Extent(196_700), "M1")))
    desk.presenter.confirmed()
    assert desk.view.state.stage == "confirm"
    [(_, again)] = desk.asked
    again("word-1")
    assert desk.view.state.stage == "done"
    assert desk.pickups.calls[-1][-1] == "word-1"
