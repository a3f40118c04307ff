"""What a cashier relies on when a member pays a part with what she holds."""

from dataclasses import replace

import pytest

from posapp.services.errors import ValueRefused
from tests.fakes import shop_moment as moment
from tests.fakes.screen_parts import WaitingRunner
from tests.screens.test_paying_presenter import Pay


@pytest.fixture
def pay():
    pay = Pay()
    open_for_her(pay)
    return pay


def open_for_her(pay):
    pay.cart = replace(pay.till.current(), member=moment.ON_THE_CART)
    pay.presenter.opened(pay.cart)


def test_an_account_pays_all_it_has_and_cash_the_rest(pay):
    assert [offer.instrument for offer in pay.state.offers] == ["stored_value"]
    pay.presenter.value_pressed("stored_value")
    assert (pay.state.rest, pay.state.received, pay.state.change) == (79_900, 79_900, 0)
    pay.presenter.confirmed()
    assert pay.state.stage == "done"
    assert [drawing.amount for drawing in pay.paying.drawn] == [50_000]


def test_what_was_typed_is_what_the_account_pays(pay):
    pay.type("100")
    pay.presenter.value_pressed("stored_value")
    assert pay.state.rest == 119_900
    assert pay.state.typed == ""


def test_an_account_pressed_again_gets_its_money_back(pay):
    pay.presenter.value_pressed("stored_value")
    pay.presenter.value_pressed("stored_value")
    assert pay.state.drawn == ()
    assert (pay.state.rest, pay.state.received) == (129_900, 129_900)
    assert pay.value.accounts["stored_value"] == 50_000


def test_leaving_the_payment_gives_everything_back(pay):
    pay.presenter.value_pressed("stored_value")
    pay.presenter.went_back()
    assert pay.left == 1
    assert pay.value.accounts["stored_value"] == 50_000


def test_a_changed_cart_gives_everything_back_and_asks_anew(pay):
    pay.presenter.value_pressed("stored_value")
    pay.presenter.cart_changed(replace(pay.cart, total=90_000))
    assert (pay.state.drawn, pay.state.due, pay.state.received) == ((), 90_000, 90_000)
    assert pay.value.accounts["stored_value"] == 50_000


def test_a_refused_account_leaves_the_cash_as_it_was(pay):
    pay.value.refuse_next(ValueRefused(reason="offline", instrument="stored_value"))
    pay.presenter.value_pressed("stored_value")
    assert pay.state.stage == "asking"
    assert pay.state.notice.code == "value_refused.offline"
    pay.presenter.confirmed()
    assert pay.state.stage == "done"


def test_a_permission_that_ended_is_told_and_the_whole_is_due_again(pay):
    pay.presenter.value_pressed("stored_value")
    pay.paying.refuse_next(ValueRefused(reason="over", instrument="stored_value"))
    pay.presenter.confirmed()
    assert pay.state.notice.code == "value_refused.over"
    assert (pay.state.rest, pay.state.drawn) == (129_900, ())


def test_nothing_is_paid_while_the_mall_is_asked():
    runner = WaitingRunner()
    pay = Pay(runner)
    open_for_her(pay)
    runner.let_run()
    pay.presenter.value_pressed("stored_value")
    assert pay.state.stage == "drawing"
    pay.presenter.confirmed()
    pay.presenter.went_back()
    assert (pay.left, len(runner.jobs)) == (0, 1)
    runner.let_run()
    assert (pay.state.stage, pay.state.rest) == ("asking", 79_900)


def test_without_a_member_no_account_is_asked_for():
    assert Pay().value.calls == []
