"""What a cashier reads when it is the mall that carries payments out: who is silent, and who has nobody to pay."""

from dataclasses import replace

import pytest

from posapp.ui.screens.paying import words
from posapp.ui.screens.paying.state import PayingState
from posapp.ui.screens.paying.waiting import PhoneWaiting
from tests.fakes.counter_look import a_look, cut_texts, on_the_screen, said
from tests.fakes.goods_counter import an_attempt
from tests.screens.test_paying_presenter import Pay

CODE = "134567890123456789"


def waiting(qtbot, qapp, language, attempt):
    page = PhoneWaiting(a_look(qapp, language).speech)
    page.show_state(PayingState(stage="phone", attempt=attempt))
    return on_the_screen(qtbot, page, width=830, height=680)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("state", ["intent", "unknown", "reversing"])
def test_a_mall_that_is_silent_is_named_with_what_can_be_done(qtbot, qapp, language, state):
    host = waiting(qtbot, qapp, language, replace(an_attempt(state), said="mall_offline"))
    assert words.MALL_AWAY.in_(language) in said(host)
    assert words.SAY_MALL_AWAY.in_(language) in said(host)
    assert cut_texts(host) == []


def test_a_channel_that_is_silent_is_not_called_the_mall(qtbot, qapp):
    host = waiting(qtbot, qapp, "zh", replace(an_attempt("unknown"), said="timed_out"))
    assert words.CONFIRMING.zh in said(host)
    assert words.MALL_AWAY.zh not in said(host)


def test_once_the_mall_has_answered_it_is_the_channel_s_word_that_stands_there(qtbot, qapp):
    host = waiting(qtbot, qapp, "zh", replace(an_attempt("watch"), said="ORDER_NOT_EXIST"))
    assert words.NOT_THERE.zh in said(host)


def test_a_shop_that_has_nobody_to_pay_says_so_and_asks_for_something_else():
    pay = Pay()
    pay.attempts.outcomes = ["unknown", replace(an_attempt("void"), said="no_merchant")]
    pay.presenter.code_scanned(CODE)
    pay.presenter.ticked()
    assert pay.state.stage == "asking"
    assert pay.state.notice.code == "channel_not_taken"
