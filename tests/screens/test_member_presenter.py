from dataclasses import replace

import pytest

from posapp.services.changes import Changes
from posapp.services.errors import CodeRefused, DatabaseBusy
from posapp.ui.screens.member.presenter import MemberPresenter
from tests.fakes import shop_moment as moment
from tests.fakes.counter_services import FakeMembers, FakeSelling
from tests.fakes.screen_parts import InlineRunner, RecordedAnnouncements, RecordingView, WaitingRunner


class Panel:
    """A member panel over doubles."""

    def __init__(self, runner=None, cart=None):
        self.view = RecordingView()
        self.members = FakeMembers()
        self.selling = FakeSelling(cart)
        self.announced = RecordedAnnouncements()
        self.presenter = MemberPresenter(
            self.view, self.members, self.selling, runner or InlineRunner(), self.announced
        )


@pytest.fixture
def panel():
    return Panel()


@pytest.fixture
def with_lin():
    panel = Panel(cart=moment.cart(member=moment.ON_THE_CART))
    panel.presenter.opened()
    return panel


def test_a_member_on_the_cart_gets_her_panel_with_the_trust_of_her_code(with_lin):
    assert with_lin.view.state.stage == "shown"
    assert with_lin.view.state.panel.trust == "A"
    assert [state.stage for state in with_lin.view.states] == ["loading", "shown"]


def test_a_cart_that_changes_without_her_changing_does_not_load_her_again(with_lin):
    with_lin.presenter.cart_changed(replace(with_lin.selling.cart, lines=(moment.cart_line("v-9", "scan"),)))
    assert [call[0] for call in with_lin.members.calls] == ["panel", "count_shown"]
    assert with_lin.view.state.taken == {"v-9"}


def test_a_finished_sale_leaves_the_panel_empty_for_the_next_customer(with_lin):
    with_lin.presenter.cart_changed(moment.cart())
    assert with_lin.view.state.stage == "nobody"
    assert with_lin.view.state.panel is None


def test_an_answer_for_somebody_who_has_left_is_dropped():
    runner = WaitingRunner()
    panel = Panel(runner)
    panel.presenter.cart_changed(moment.cart(member=moment.ON_THE_CART))
    panel.presenter.cart_changed(moment.cart())
    runner.let_run()
    assert panel.view.state.stage == "nobody"


def test_last_four_digits_list_masked_candidates_and_the_chosen_one_is_trusted_less_than_a_code(panel):
    panel.presenter.find_opened()
    panel.presenter.searched("2046")
    assert [hit.phone_masked for hit in panel.view.state.hits] == ["138****2046", "159****2046", "177****2046"]
    panel.presenter.chosen(moment.ZHOU)
    assert ("attach_member", moment.ZHOU, "B") in panel.selling.calls
    assert panel.view.state.stage == "shown"
    assert panel.announced.changes.cart


def test_nobody_with_those_digits_is_an_empty_list_not_a_silence(panel):
    panel.presenter.find_opened()
    panel.presenter.searched("0000")
    assert panel.view.state.hits == ()


def test_a_slower_answer_to_an_earlier_search_does_not_replace_the_later_one():
    runner = WaitingRunner()
    panel = Panel(runner)
    panel.presenter.find_opened()
    panel.presenter.searched("138")
    panel.presenter.searched("0000")
    runner.let_run(1)
    runner.let_run(0)
    assert panel.view.state.hits == ()


def test_leaving_the_search_goes_back_to_whoever_was_shown(with_lin):
    with_lin.presenter.find_opened()
    with_lin.presenter.find_left()
    assert with_lin.view.state.stage == "shown"
    assert with_lin.view.state.panel.name.zh == "林*婉"


def test_news_of_her_while_searching_does_not_close_the_search(with_lin):
    with_lin.presenter.find_opened()
    with_lin.presenter.things_changed(Changes(member=True))
    assert with_lin.view.state.stage == "finding"


def test_one_key_puts_the_suggestion_on_the_cart_in_her_size_and_says_where_it_came_from(with_lin):
    with_lin.presenter.suggestion_taken(1)
    assert ("add", "v-2", "suggestion", 1) in with_lin.selling.calls
    assert "v-2" in with_lin.view.state.taken
    assert with_lin.announced.changes == Changes(cart=True)


@pytest.mark.parametrize("place", [-1, 4, 99])
def test_a_key_without_a_suggestion_does_nothing(with_lin, place):
    with_lin.presenter.suggestion_taken(place)
    assert [call[0] for call in with_lin.selling.calls] == ["current"]


def test_not_this_takes_the_suggestion_away(with_lin):
    with_lin.presenter.dismissed("s-2")
    assert with_lin.view.states[-2].leaving == "s-2"
    assert "s-2" not in [card.style_id for card in with_lin.view.state.panel.suggestions]
    assert with_lin.view.state.leaving is None


def test_a_refusal_is_shown_in_place_and_the_panel_stays(with_lin):
    with_lin.selling.refuse_next(DatabaseBusy())
    with_lin.presenter.suggestion_taken(0)
    assert with_lin.view.state.notice.code == "database_busy"
    assert with_lin.view.state.panel is not None


def test_a_trouble_is_gone_with_the_next_success(with_lin):
    with_lin.selling.refuse_next(DatabaseBusy())
    with_lin.presenter.suggestion_taken(0)
    with_lin.presenter.suggestion_taken(0)
    assert with_lin.view.state.notice is None


def test_a_member_unknown_to_this_till_is_a_trouble_with_its_reason():
    panel = Panel(cart=moment.cart(member=moment.ON_THE_CART))
    panel.members.refuse_next(CodeRefused(reason="unknown_member"))
    panel.presenter.opened()
    assert panel.view.state.stage == "loading"
    assert panel.view.state.notice.code == "code_refused.unknown_member"


def test_a_bug_is_not_dressed_up_as_a_refusal(with_lin):
    with_lin.selling.refuse_next(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        with_lin.presenter.suggestion_taken(0)


def test_points_that_arrive_from_the_mall_refresh_the_panel(with_lin):
    with_lin.presenter.things_changed(Changes(member=True))
    assert [call[0] for call in with_lin.members.calls] == ["panel", "count_shown"] * 2
