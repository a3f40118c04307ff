import pytest

from posapp.services.changes import Changes
from posapp.services.errors import NoSuchFollowUp
from posapp.ui.screens.follow_ups.presenter import FollowUpsPresenter
from tests.fakes.follow_up_list import FakeFollowUps, card
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, RecordingView


class Desk:
    """The list of follow-ups over doubles."""

    def __init__(self, *cards):
        self.view = RecordingView()
        self.follow_ups = FakeFollowUps(*cards)
        self.announced = RecordedAnnouncements()
        self.presenter = FollowUpsPresenter(self.view, self.follow_ups, InlineRunner(), self.announced)
        self.presenter.opened()


@pytest.fixture
def desk():
    return Desk()


def test_the_list_opens_on_what_waits_for_a_word(desk):
    assert desk.view.state.chosen.follow_up_id == "f-1"
    assert desk.view.state.to_decide == 3
    results = desk.view.state.results
    assert (results.sent, results.opened, results.came_back, results.bought) == (2, 1, 1, 1)


@pytest.mark.parametrize(
    ("press", "status"),
    [("released", "released"), ("held_back", "held_back"), ("call_wanted", "calling"), ("called", "called")],
)
def test_a_word_is_about_the_one_that_is_open_and_every_screen_hears_of_it(desk, press, status):
    desk.presenter.chosen("f-2")
    getattr(desk.presenter, press)()
    assert desk.follow_ups.words == [("f-2", status)]
    assert desk.announced.changes.follow_up


def test_a_second_enter_does_not_let_the_next_one_go_unread(desk):
    desk.presenter.released()
    assert desk.view.state.chosen.follow_up_id == "f-1"
    assert desk.view.state.chosen.next_step is None


def test_a_refusal_says_why_and_the_list_can_be_used_again(desk):
    desk.follow_ups.refuses = NoSuchFollowUp()
    desk.presenter.released()
    assert desk.view.state.notice is not None
    assert not desk.view.state.is_busy


def test_what_the_mall_takes_off_the_list_is_no_longer_open(desk):
    desk.presenter.chosen("f-2")
    desk.follow_ups.cards = (card(9),)
    desk.presenter.things_changed(Changes(follow_up=True))
    assert desk.view.state.chosen.follow_up_id == "f-9"


def test_news_of_other_things_leave_the_list_alone(desk):
    desk.follow_ups.cards = (card(9),)
    desk.presenter.things_changed(Changes(stock=True))
    assert desk.view.state.chosen.follow_up_id == "f-1"
