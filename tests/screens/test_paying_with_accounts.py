"""What a cashier relies on when a member pays a part with what she holds."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication

from posapp.services.errors import ValueRefused
from posapp.services.value import Drawing, ValueOffer
from posapp.ui.screens.paying.state import PayingState
from posapp.ui.screens.paying.view import PayingView
from posapp.ui.theme import TARGET
from posapp.ui.translation import Speech
from tests.fakes import shop_moment as moment
from tests.fakes.counter_look import cut_texts, said
from tests.fakes.counter_window import a_counter, the_theme
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
    runner.jobs.clear()
    open_for_her(pay)
    runner.let_run()
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


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("drawn", [(), ("stored_value",), ("stored_value", "gift_card", "points")])
def test_three_accounts_and_a_refusal_leave_every_key_its_room(qtbot, qapp, language, drawn):
    made = a_counter(theme=the_theme(), language=language)
    window = made.counter.window
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    made.counter.open()
    made.shop.value.accounts.update(stored_value=1_250_000, gift_card=20_000, points=3_280)
    made.counter.scanned("member")
    for barcode in ("6901234567800", "6901234567801", "6901234567802"):
        made.counter.scanned(barcode)
    made.counter.selling_view.pay_pressed.emit()
    payment = made.counter.presenters.paying
    for instrument in drawn:
        payment.typed("1")
        payment.typed("0")
        payment.value_pressed(instrument)
    if not drawn:
        made.shop.value.refuse_next(ValueRefused(reason="beyond_offline", available=12_000, instrument="stored_value"))
        payment.value_pressed("stored_value")
        assert payment.state.notice is not None
    qtbot.waitUntil(lambda: made.counter.paying_view.isVisible())
    QApplication.processEvents()
    assert cut_texts(made.counter.paying_view) == []
    assert not [text for text in said(made.counter.paying_view) if text.endswith("…")]
    asking = made.counter.paying_view.asking
    keys = [key for key in asking.findChildren(QAbstractButton) if key.isVisible()]
    assert [key.text() for key in keys if min(key.width(), key.height()) < TARGET] == []
    over = [key.text() for key in keys if key.mapTo(asking, QPoint(0, key.height())).y() > asking.height()]
    assert over == []


def test_nothing_is_offered_as_cash_when_the_accounts_pay_it_all(qtbot, qapp):
    view = PayingView(Speech("zh"), the_theme())
    qtbot.addWidget(view)
    drawing = Drawing("stored_value", "m-1", 129_900, 129_900, "authorisation", "a-1")
    offer = ValueOffer("stored_value", "m-1", moment.HITS[0].name, 200_000, 200_000, 0)
    view.show_state(PayingState(due=129_900, offers=(offer,), drawn=(drawing,)))
    view.show()
    assert not [text for text in said(view) if text.startswith("正好")]
    assert view.asking.commit.isEnabled()
