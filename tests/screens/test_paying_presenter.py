from dataclasses import replace

import pytest

from posapp.domain.money import Fen
from posapp.domain.permission import Ask, Extent
from posapp.services.errors import CouponRefused, DiskFull, ManagerWanted, PrinterTrouble, ShiftNotOpen
from posapp.ui.screens.paying.presenter import PayingPresenter
from posapp.ui.screens.paying.state import quick_amounts
from tests.fakes.counter_window import HeardSounds
from tests.fakes.goods_counter import COUPON, FakeAttempts, FakePaying, FakePrinting, FakeTill, FakeValue
from tests.fakes.screen_parts import InlineRunner, RecordingView, WaitingRunner

COAT = "6901234567801"


class Pay:
    """A payment over doubles, with one coat of ¥1,299 on the cart."""

    def __init__(self, runner=None):
        self.view = RecordingView()
        self.till = FakeTill()
        self.till.scan(COAT)
        self.paying = FakePaying(self.till)
        self.value = FakeValue(stored_value=50_000, points=0)
        self.printing = FakePrinting(b"png")
        self.attempts = FakeAttempts()
        self.sounds = HeardSounds()
        self.finished = []
        self.left = 0
        self.asked = []
        self.presenter = PayingPresenter(
            self.view,
            self.paying,
            self.value,
            self.printing,
            self.attempts,
            runner or InlineRunner(),
            self.sounds,
            finished=self.finished.append,
            left=self._leave,
            repriced=lambda: self.presenter.cart_changed(self.till.current()),
            ask=self._ask,
        )
        self.presenter.opened(self.till.current())

    def _leave(self):
        self.left += 1

    def _ask(self, wanted, again):
        self.asked.append(wanted.ask.permission)
        again("a-word")

    def type(self, keys):
        for key in keys:
            self.presenter.typed(key)

    @property
    def state(self):
        return self.view.state


@pytest.fixture
def pay():
    return Pay()


def test_the_exact_amount_is_preset_so_that_one_key_finishes(pay):
    assert pay.state.received == 129_900
    pay.presenter.confirmed()
    assert pay.paying.calls == [("pay_cash", None)]
    assert pay.state.stage == "done"


def test_the_first_digit_replaces_the_preset_amount(pay):
    pay.type("1500")
    assert pay.state.received == 150_000
    assert pay.state.change == 20_100


def test_cents_are_typed_after_a_point_and_no_third_one_is_taken(pay):
    pay.type("1300.555")
    assert pay.state.received == 130_055


def test_erasing_everything_is_the_exact_amount_again(pay):
    pay.type("15")
    pay.presenter.erased()
    pay.presenter.erased()
    assert pay.state.received == 129_900


def test_too_little_is_refused_before_anything_is_written(pay):
    pay.type("100")
    pay.presenter.confirmed()
    assert pay.state.notice.code == "not_enough_cash"
    assert pay.state.notice.values["missing"] == "¥1,199.00"
    assert pay.paying.calls == []


def test_a_quick_key_receives_and_finishes_at_once(pay):
    pay.presenter.amount_chosen(130_000)
    assert pay.paying.calls == [("pay_cash", 130_000)]
    assert pay.state.finished.change == 100


def test_a_second_enter_while_the_sale_is_written_does_not_pay_twice():
    runner = WaitingRunner()
    pay = Pay(runner)
    runner.jobs.clear()
    pay.presenter.confirmed()
    pay.presenter.confirmed()
    pay.presenter.went_back()
    assert len(runner.jobs) == 1
    assert pay.left == 0


def test_the_paid_sale_is_told_and_its_receipt_printed_and_drawn(pay):
    pay.presenter.confirmed()
    assert pay.finished[0].total == 129_900
    assert [call[0] for call in pay.printing.calls] == ["run", "picture"]
    assert pay.state.preview == b"png"
    assert pay.sounds.played == ["paid"]


def test_enter_after_the_change_begins_the_next_sale(pay):
    pay.presenter.confirmed()
    pay.presenter.confirmed()
    assert pay.left == 1


@pytest.mark.parametrize(("refusal", "code"), [(ShiftNotOpen(), "shift_not_open"), (DiskFull(), "disk_full")])
def test_a_refused_sale_keeps_the_payment_open_and_says_why(pay, refusal, code):
    pay.paying.refuse_next(refusal)
    pay.presenter.confirmed()
    assert pay.state.stage == "asking"
    assert pay.state.notice.code == code
    assert pay.finished == []
    pay.presenter.confirmed()
    assert pay.state.stage == "done"


def test_printer_trouble_never_touches_the_sale(pay):
    pay.printing.refuse_next(PrinterTrouble())
    pay.presenter.confirmed()
    assert pay.state.stage == "done"
    assert pay.state.notice.code == "printer_trouble"
    assert pay.finished


def test_a_copy_is_printed_without_opening_the_drawer(pay):
    pay.presenter.confirmed()
    pay.presenter.print_again()
    assert ("print_receipt", "sale-1", None) in pay.printing.calls


def test_a_copy_beyond_hers_and_a_slip_without_a_reference_take_a_colleague_s_word(pay):
    pay.presenter.card_pressed()
    pay.presenter.confirmed()
    pay.paying.refuse_next(ManagerWanted(Ask("record_payment", Extent(129_900))))
    pay.presenter.confirmed()
    assert (pay.asked, pay.state.stage) == (["record_payment"], "done")
    pay.printing.refuse_next(ManagerWanted(Ask("reprint", Extent(2))))
    pay.presenter.print_again()
    assert pay.asked == ["record_payment", "reprint"]
    assert ("print_receipt", "sale-1", "a-word") in pay.printing.calls


def test_only_what_cash_pays_all_of_is_rounded_down(pay):
    pay.presenter.cart_changed(replace(pay.till.current(), total=Fen(129_937), off_in_cash=Fen(7), has_gift_card=True))
    assert (pay.state.due, pay.state.rest, pay.state.received, pay.state.said) == (129_937, 129_930, 129_930, 129_930)
    pay.presenter.value_pressed("stored_value")
    assert (pay.state.drawn[0].amount, pay.state.rest, pay.state.said) == (50_000, 79_937, 129_937)
    pay.presenter.value_pressed("stored_value")
    pay.presenter.card_pressed()
    assert pay.state.card_amount == 129_937


def test_a_price_that_changed_unseen_is_said_and_asked_for_again(pay):
    pay.type("1500")
    pay.till.scan(COAT)
    pay.presenter.confirmed()
    assert pay.finished == []
    assert (pay.state.stage, pay.state.due, pay.state.received) == ("asking", 259_800, 259_800)
    assert pay.state.notice.values == {"shown": "¥1,299.00", "now": "¥2,598.00"}
    pay.presenter.confirmed()
    assert pay.finished[0].total == 259_800


def test_a_cart_that_changes_under_the_payment_asks_for_the_new_amount(pay):
    pay.type("1500")
    pay.till.scan(COAT)
    pay.presenter.cart_changed(pay.till.current())
    assert (pay.state.due, pay.state.received) == (259_800, 259_800)
    pay.presenter.cart_changed(pay.till.clear())
    assert pay.left == 1


@pytest.mark.parametrize("due", [1, 99, 9_950, 10_000, 28_640, 99_950, 129_900, 999_999_999])
def test_quick_keys_are_three_different_amounts_above_what_is_due(due):
    amounts = quick_amounts(due)
    assert len(set(amounts)) == 3
    assert all(amount > due for amount in amounts)


# --- a coupon that the mall must keep for us


@pytest.fixture
def with_coupon():
    """A payment whose cart uses a coupon."""
    pay = Pay()
    pay.till.scan("member")
    pay.till.coupon_used = True
    pay.presenter.opened(pay.till.current())
    return pay


def called(pay):
    return [call[0] for call in pay.value.calls]


def test_a_coupon_is_asked_for_before_the_customer_pays(with_coupon):
    assert "keep_coupons" in called(with_coupon)
    with_coupon.presenter.confirmed()
    assert with_coupon.state.stage == "done"
    assert "let_coupons_go" not in called(with_coupon)


def test_a_coupon_in_use_elsewhere_is_said_at_once_and_nothing_is_taken():
    pay = Pay()
    pay.till.scan("member")
    pay.till.coupon_used = True
    pay.value.refuse_next(CouponRefused(reason="taken", title=COUPON.title))
    pay.presenter.opened(pay.till.current())
    assert pay.state.notice.code == "coupon_refused.taken"
    assert "另一台收银机" in pay.state.notice.what.zh
    pay.value.refuse_next(CouponRefused(reason="taken", title=COUPON.title))
    pay.presenter.confirmed()
    assert (pay.state.stage, pay.paying.calls) == ("asking", [])


def test_leaving_the_payment_lets_the_coupon_go(with_coupon):
    with_coupon.presenter.went_back()
    assert called(with_coupon)[-1] == "let_coupons_go"


def test_a_cart_without_a_coupon_asks_nobody(pay):
    pay.presenter.confirmed()
    assert "keep_coupons" not in called(pay)


def test_a_code_that_pays_ends_the_sale_without_another_key(pay):
    sold = pay.paying.pay_cash()
    pay.attempts.outcomes = [sold]
    pay.presenter.code_scanned("134567890123456789")
    assert pay.attempts.calls[0] == ("begin", None)
    assert pay.state.stage == "done"
    assert pay.finished == [sold]


def test_the_page_stays_calm_until_the_channel_has_decided(pay):
    pay.attempts.outcomes = ["unknown", "unknown", "void"]
    pay.presenter.code_scanned("134567890123456789")
    assert (pay.state.stage, pay.state.attempt.progress.state) == ("phone", "unknown")
    pay.presenter.confirmed()
    pay.presenter.typed("5")
    assert pay.state.stage == "phone"
    pay.presenter.ticked()
    assert pay.state.waited_s == 1
    pay.presenter.ticked()
    assert (pay.state.stage, pay.state.rest) == ("asking", 129_900)
    assert pay.state.notice is not None


def test_escape_undoes_a_payment_by_phone_and_shows_the_cart_only_afterwards(pay):
    pay.presenter.code_scanned("134567890123456789")
    pay.presenter.went_back()
    assert ("cancel", "attempt-1") in pay.attempts.calls
    assert pay.state.attempt.progress.state == "reversing"
    assert pay.left == 0


def test_cash_instead_leaves_the_attempt_to_the_background(pay):
    pay.presenter.code_scanned("134567890123456789")
    pay.presenter.cash_pressed()
    assert ("leave", "attempt-1") in pay.attempts.calls
    assert (pay.state.stage, pay.state.rest) == ("asking", 129_900)


def test_a_phone_pays_what_was_typed_and_cash_the_rest(pay):
    pay.attempts.outcomes = ["paid"]
    pay.type("1000")
    pay.presenter.code_scanned("134567890123456789")
    assert pay.attempts.calls[0] == ("begin", 100_000)
    assert (pay.state.stage, pay.state.rest, pay.state.received) == ("asking", 29_900, 29_900)


def test_a_card_s_slip_is_recorded_with_its_reference(pay):
    pay.type("1000")
    pay.presenter.card_pressed()
    pay.type("8839201")
    pay.presenter.erased()
    pay.presenter.confirmed()
    assert (pay.state.stage, pay.state.rest) == ("asking", 29_900)
    pay.presenter.confirmed()
    assert [(slip.amount, slip.reference) for slip in pay.paying.cards] == [(100_000, "883920")]
