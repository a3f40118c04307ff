"""A payment that nobody can tell the end of: the till keeps asking, and only a manager's word closes it without one."""

from __future__ import annotations

import pytest

from posapp.domain.clock import MINUTE, SECOND
from posapp.domain.permission import Ask, Extent
from posapp.services.errors import ManagerWanted, ReasonWanted
from posapp.services.limbo import Limbo
from posapp.services.payment_errors import PaymentMovedOn, PaymentUnderWay
from posapp.services.phone_tenders import Plan
from tests.fakes.staffed_till import id_of, journalled, with_colleagues, word_of, works
from tests.fakes.wired_till import WiredTill


@pytest.fixture
def wired(tmp_path):
    till = WiredTill(tmp_path / "till", "wechat").is_ready()
    yield till
    till.close()


def desk_of(till):
    return Limbo(till.file, till.clock, till.signing_in, till.attempts)


def begins(till, **script):
    """Scan a code whose answers go as the script says, and go away from the payment screen."""
    till.simulator.script(script)
    till.rings_up(1)
    attempt = till.attempts.begin("134567890123456701", Plan(till.selling.current().total))
    till.attempts.pay(attempt, "134567890123456701")
    return attempt


def is_contradictory(till):
    """Have a payment answered with another amount, for good."""
    attempt = begins(till, pay=["lost"], query=["other_amount"] * 9)
    till.attempts.leave(attempt.attempt_id)
    till.rests()
    (one,) = desk_of(till).open_payments()
    return one


def is_stuck(till):
    """Have a late payment go back to a card that was closed."""
    attempt = begins(till, pay=["lost"], refund=["abnormal"])
    till.attempts.leave(attempt.attempt_id)
    till.paying.pay_cash()
    till.rests()
    (one,) = desk_of(till).open_payments()
    return one


def test_while_the_payment_screen_waits_the_desk_only_looks(wired):
    attempt = begins(wired, buyer="never")
    (one,) = desk_of(wired).open_payments()
    assert (one.standing, one.ways, one.whose) == ("confirming", (), "open_cart")
    with pytest.raises(PaymentMovedOn):
        desk_of(wired).take_back(one.payment_id)
    wired.attempts.leave(attempt.attempt_id)
    (one,) = desk_of(wired).open_payments()
    assert one.ways == ("ask", "take_back")


def test_asking_now_finishes_the_sale_of_a_payment_whose_answer_was_lost(wired):
    attempt = begins(wired, pay=["lost"])
    wired.attempts.leave(attempt.attempt_id)
    step = desk_of(wired).ask(attempt.attempt_id)
    assert step.finished is not None
    assert desk_of(wired).open_payments() == ()
    with pytest.raises(PaymentMovedOn):
        desk_of(wired).ask(attempt.attempt_id)


def test_taking_back_asks_for_it_and_only_the_channels_answer_ends_it(wired):
    attempt = begins(wired, buyer="never")
    wired.attempts.leave(attempt.attempt_id)
    desk_of(wired).take_back(attempt.attempt_id)
    (one,) = desk_of(wired).open_payments()
    assert (one.standing, one.ways) == ("undoing", ("ask",))
    wired.rests()
    assert desk_of(wired).open_payments() == ()
    assert wired.simulator.book.account()["kept_fen"] == 0


def test_a_part_that_was_paid_goes_back_the_way_it_came(wired):
    wired.simulator.script({})
    wired.rings_up(1)
    attempt = wired.attempts.begin("134567890123456701", Plan(wired.selling.current().total), 5_000)
    wired.attempts.pay(attempt, "134567890123456701")
    wired.attempts.leave(attempt.attempt_id)
    (one,) = desk_of(wired).open_payments()
    assert (one.standing, one.amount, one.wants_a_look) == ("part_paid", 5_000, False)
    desk_of(wired).take_back(one.payment_id)
    assert [each.standing for each in desk_of(wired).open_payments()] == ["going_back"]
    wired.rests()
    assert wired.simulator.book.account()["kept_fen"] == 0
    assert desk_of(wired).open_payments() == ()


def test_what_is_open_for_more_than_a_minute_is_to_be_looked_at(wired):
    attempt = begins(wired, buyer="never", query=["lost"] * 99, reverse=["not_done:lost"] * 99)
    wired.attempts.leave(attempt.attempt_id)
    assert desk_of(wired).want_a_look() == 0
    wired.clock.goes_on(MINUTE + SECOND)
    assert desk_of(wired).want_a_look() == 1


def test_an_open_payment_is_never_closed_by_hand(wired):
    works_as(wired, "manager")
    attempt = begins(wired, buyer="never")
    wired.attempts.leave(attempt.attempt_id)
    with pytest.raises(PaymentMovedOn):
        desk_of(wired).close(attempt.attempt_id, "channel_has_none")
    assert len(desk_of(wired).open_payments()) == 1


def test_a_contradictory_payment_is_closed_by_a_managers_word_and_what_was_known_is_kept(wired):
    permitting = works_as(wired, "cashier")
    one = is_contradictory(wired)
    assert (one.standing, one.ways, desk_of(wired).want_a_look()) == ("contradictory", ("close",), 1)
    with pytest.raises(PaymentUnderWay):
        wired.attempts.begin("134567890123456702", Plan(wired.selling.current().total))
    with pytest.raises(ReasonWanted):
        desk_of(wired).close(one.payment_id, " ")
    with pytest.raises(ManagerWanted) as wanted:
        desk_of(wired).close(one.payment_id, "channel_has_none")
    ask = Ask("close_payment", Extent(one.amount), one.number)
    assert wanted.value.ask == ask
    assert len(desk_of(wired).open_payments()) == 1

    desk_of(wired).close(one.payment_id, "channel_has_none", override=word_of(permitting, "manager", ask))

    assert desk_of(wired).open_payments() == ()
    assert wired.attempts.limbo() == ((), ())
    (entry,) = journalled(wired, "CLOSE_PAYMENT")
    assert (entry["staff_id"], entry["given_by"]) == (id_of("cashier"), id_of("manager"))
    assert (entry["number"], entry["amount_fen"], entry["standing"]) == (one.number, one.amount, "contradictory")
    assert entry["reason"] == "channel_has_none"
    with wired.file.view() as view:
        assert view.attempts.get(one.payment_id).progress.state == "suspect", "what was known stays"
    assert wired.attempts.begin("134567890123456702", Plan(wired.selling.current().total)).amount == one.amount
    with pytest.raises(PaymentMovedOn):
        desk_of(wired).close(one.payment_id, "channel_has_none")


def test_a_card_s_number_in_the_reason_of_a_closing_is_its_last_four_digits(wired):
    works_as(wired, "manager")
    desk_of(wired).close(is_contradictory(wired).payment_id, "paid by 4111 1111 1111 1111")
    (entry,) = journalled(wired, "CLOSE_PAYMENT")
    assert entry["reason"] == "paid by ****1111"


def test_a_refund_that_cannot_go_back_is_asked_about_again_and_then_closed(wired, monkeypatch):
    works_as(wired, "manager")
    one = is_stuck(wired)
    assert (one.standing, one.ways, one.whose) == ("stuck", ("ask", "close"), "refund")
    monkeypatch.setattr(wired.channel, "refund", lambda _: pytest.fail("it is asked about, not asked for once more"))
    assert desk_of(wired).ask(one.payment_id) is None
    assert [each.standing for each in desk_of(wired).open_payments()] == ["stuck"]
    desk_of(wired).close(one.payment_id, "given_back_otherwise")
    assert desk_of(wired).open_payments() == ()
    wired.rests()
    with wired.file.view() as view:
        refund = view.attempts.refund(one.payment_id)
        assert (refund.stage, view.attempts.refunded(refund.paid_number)) == ("abnormal", one.amount)
    (entry,) = journalled(wired, "CLOSE_PAYMENT")
    assert (entry["staff_id"], entry["given_by"]) == (id_of("manager"), None)


def works_as(till, role):
    """Let the colleague of a role work here."""
    permitting = with_colleagues(till)
    works(till, role)
    return permitting
