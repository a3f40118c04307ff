"""The manager panel: who, why, six digits, and the refused act is done after all, once."""

import pytest

from posapp.domain.permission import Ask, Extent
from posapp.services.errors import ManagerWanted, NotEntitled, WrongPin
from posapp.ui.screens.override.presenter import OverridePresenter
from tests.fakes.colleagues import MANAGER, SENIOR, FakePermitting
from tests.fakes.screen_parts import InlineRunner

ASK = Ask("discount_ticket", Extent(1_000, 500))


class Seen:
    """Remembers what was shown last."""

    state = None

    def show_state(self, state):
        self.state = state


@pytest.fixture
def permitting():
    return FakePermitting()


@pytest.fixture
def done():
    return []


@pytest.fixture
def panel(permitting, done):
    found = OverridePresenter(Seen(), permitting, InlineRunner())
    found.ask(ManagerWanted(ASK), done.append)
    return found


def types(panel, digits="246810"):
    for digit in digits:
        panel.digit_typed(digit)


def test_a_name_a_reason_and_six_digits_do_the_act(panel, permitting, done):
    panel.staff_chosen("1002")
    panel.reason_chosen("goodwill")
    types(panel)
    assert done == ["word-1"]
    assert permitting.calls[-1] == ("approve", ASK, "1002", "246810", "goodwill")
    assert not panel.is_asking


def test_the_reason_may_come_after_the_digits_and_is_asked_for(panel, done):
    panel.staff_chosen("1002")
    types(panel)
    assert panel.state.notice.code == "reason_wanted"
    panel.reason_chosen("flaw")
    assert done == ["word-1"]


def test_a_reason_that_was_given_with_the_act_is_not_asked_for_again(panel, done):
    panel.ask(ManagerWanted(ASK), done.append, "sample")
    panel.staff_chosen("1002")
    types(panel)
    assert done == ["word-1"]


@pytest.mark.parametrize("error", [WrongPin(tries_left=3), NotEntitled(zh="沈岚", en="Shen Lan")])
def test_what_is_refused_is_said_and_no_digit_is_left(panel, permitting, done, error):
    panel.staff_chosen("1003")
    panel.reason_chosen("goodwill")
    permitting.refuse_next(error)
    types(panel)
    assert (panel.state.digits, panel.state.notice.code, done) == (0, error.code, [])
    types(panel)
    assert done == ["word-1"]


def test_another_name_forgets_the_digits_of_the_first(panel, permitting):
    panel.reason_chosen("goodwill")
    panel.staff_chosen("1002")
    types(panel, "24")
    panel.staff_chosen("1003")
    assert (panel.state.chosen, panel.state.digits) == (SENIOR, 0)


def test_leaving_it_does_nothing_and_a_late_word_neither(panel, permitting, done):
    panel.staff_chosen("1002")
    types(panel, "24681")
    panel.left()
    types(panel, "0")
    assert (done, panel.is_asking) == ([], False)


def test_the_only_one_who_may_is_chosen_already(done):
    panel = OverridePresenter(Seen(), FakePermitting((MANAGER,)), InlineRunner())
    panel.ask(ManagerWanted(ASK), done.append)
    assert panel.state.chosen == MANAGER


def test_digits_before_a_name_are_nobody_s(panel):
    types(panel, "24")
    assert panel.state.digits == 0
