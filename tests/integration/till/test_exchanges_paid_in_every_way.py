"""The difference of an exchange, paid like any sale: on one ticket, and once, whatever is cut off on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from posapp.domain.clock import DAY, Millis
from posapp.domain.identity import MemberId, VariantId
from posapp.domain.money import Fen, tax_inside
from posapp.services.attempts import Attempts
from posapp.services.errors import ExchangeOver, ManagerWanted, NotEnoughCash, Practising, PriceChanged
from posapp.services.exchanging import Exchanging
from posapp.services.limbo import Limbo
from posapp.services.paper import Note
from posapp.services.phone_tenders import CardSlip, Plan
from posapp.services.practice import Practice
from posapp.services.return_plan import Draft, Piece
from posapp.services.return_ticket import FinishedReturn
from posapp.services.shift_reports import ShiftReports
from posapp.services.value import Value
from tests.fakes.phone_till import PhoneTill
from tests.fakes.till_on_disk import CHAIN, TillOnDisk, variant
from tests.integration.till.test_paying_with_value import CARD, RICH, FakeMall, terms
from tests.integration.till.test_taking_goods_back import counter, drawer, sells, takes_back, told
from tests.integration.till.test_the_drawer_and_its_papers import facts

DEAR = VariantId("v9")
DUE = Fen(5_100)
"""What is due when a piece of 99.00 goes back for one of 150.00."""


class ExchangeTill(PhoneTill):
    """Has sold a piece for cash, and is about to change it for a dearer one."""

    def starts_anew(self) -> None:
        super().starts_anew()
        self.exchanging = Exchanging(self.file, self.clock, self.signing_in, lambda: "zh")
        self.attempts = Attempts(
            self.file,
            self.clock,
            self.signing_in,
            lambda: {"wechat": self.channel},
            self.paying,
            self.exchanging,
        )

    def is_exchanging(self, *pieces: Piece) -> str:
        """Agree on the exchange, and return the number of the first sale."""
        number = sells(self, 1)
        self.draft = Draft(counter(self).find(number).sale, pieces or (Piece(1),), ((DEAR, 1),))
        self.exchange = self.exchanging.begin(self.draft)
        return number

    def scans_for_it(self, amount: Fen | None = None, plan: Plan | None = None, fault="none"):
        self.channel.next_fault = fault
        code = self.code()
        return self.attempts.pay(self.attempts.begin(code, plan or Plan(DUE), amount, "exchange"), code)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[ExchangeTill]:
    till = ExchangeTill(tmp_path / "till")
    till.is_ready([variant(9, 15_000)])
    yield till
    till.close()


def tenders(till: TillOnDisk) -> list[tuple[str, int]]:
    sale = told(till).sale
    assert sale is not None
    return [(tender.kind, tender.amount_fen) for tender in sale.tenders]


def refunded(till: PhoneTill, number: str) -> int:
    with till.file.view() as view:
        return view.attempts.refunded(number)


def test_a_phone_pays_the_difference_and_the_ticket_is_written_without_a_key(till: ExchangeTill) -> None:
    till.is_exchanging()
    assert till.exchange.due == DUE
    cash = drawer(till)
    finished = till.scans_for_it().finished
    assert isinstance(finished, FinishedReturn)
    assert tenders(till) == [("wechat_pay", DUE)]
    assert [(one.kind, one.amount_fen) for one in told(till).carried] == [("cash", 9_900)]
    assert drawer(till) == cash
    assert till.exchanging.open_now() is None
    assert any("微信支付" in str(row) for row in finished.slip.rows)


def test_card_phone_and_cash_together_pay_one_ticket(till: ExchangeTill) -> None:
    till.is_exchanging()
    card = (CardSlip(Fen(1_000), "A77"),)
    step = till.scans_for_it(Fen(2_000), Plan(DUE, cards=card))
    assert step.finished is None
    done = till.exchanging.pay_cash(Fen(5_000), expected=DUE, cards=card)
    assert (done.received, done.change) == (5_000, 2_900)
    assert tenders(till) == [("wechat_pay", 2_000), ("card", 1_000), ("cash", 2_100)]


def test_what_she_holds_and_a_gift_card_pay_a_part(till: ExchangeTill) -> None:
    till.pulls(*terms("floor_limit", floor_fen=3_000, shop_day_fen=9_000), stream="catalogue", ver=2)
    till.pulls(RICH, CARD, stream="members", ver=2)
    till.selling.attach_member(MemberId("member-1"), "A")
    till.is_exchanging()
    mall = FakeMall()
    value = Value(till.file, till.clock, mall)
    assert "gift_card" not in [offer.instrument for offer in value.offers("exchange")]
    till.exchanging.take_card(CARD.card)
    offers = {offer.instrument: offer for offer in value.offers("exchange")}
    card = value.draw("gift_card", offers["gift_card"].owner_id, Fen(2_000))
    mall.is_away = True
    hers = value.draw("stored_value", offers["stored_value"].owner_id, Fen(1_000), [card])
    till.exchanging.pay_cash(expected=DUE, drawn=[card, hers])
    assert tenders(till) == [("gift_card", 2_000), ("stored_value", 1_000), ("cash", 2_100)]
    with till.file.view() as view:
        assert view.value.unknown_to_mall("stored_value", "member-1") == 1_000


def test_cash_that_is_too_little_writes_nothing_and_the_exchange_waits(till: ExchangeTill) -> None:
    till.is_exchanging()
    with pytest.raises(NotEnoughCash):
        till.exchanging.pay_cash(Fen(5_000), expected=DUE)
    kept = till.exchanging.open_now()
    assert kept is not None
    assert kept.exchange == till.exchange
    assert list(kept.names) == [DEAR]
    assert till.exchanging.pay_cash(expected=DUE).received == DUE


def test_after_a_power_cut_the_exchange_stands_as_it_was_agreed(till: ExchangeTill, tmp_path: Path) -> None:
    till.is_exchanging(Piece(1, reason="size", condition="defective"))
    till.close()
    again = ExchangeTill(tmp_path / "till")
    kept = again.exchanging.open_now()
    assert kept is not None
    assert (kept.exchange.draft, kept.exchange.due) == (till.draft, DUE)
    assert [line.left for line in kept.found.lines] == [1]
    again.close()


def test_a_payment_that_outlives_the_program_writes_the_one_ticket(till: ExchangeTill) -> None:
    till.is_exchanging()
    step = till.scans_for_it(fault="lost_answer")
    assert step.finished is None
    till.starts_anew()
    till.attempts.wake()
    till.rests()
    assert tenders(till) == [("wechat_pay", DUE)]
    assert till.exchanging.open_now() is None
    with pytest.raises(ExchangeOver):
        till.exchanging.pay_cash(expected=DUE)


def test_an_exchange_that_is_given_up_gives_back_what_a_phone_has_paid(till: ExchangeTill) -> None:
    till.is_exchanging()
    paid = till.scans_for_it(Fen(2_000)).attempt
    assert till.exchanging.leave() == 2_000
    assert refunded(till, paid.number) == 2_000
    assert till.exchanging.open_now() is None
    assert till.exchanging.leave() == 0


def test_what_arrives_after_the_exchange_was_given_up_goes_back_by_itself(till: ExchangeTill) -> None:
    till.is_exchanging()
    step = till.scans_for_it(fault="lost_answer")
    till.exchanging.leave()
    till.attempts.leave(step.attempt.attempt_id)
    till.rests()
    assert refunded(till, step.attempt.number) in (0, DUE)
    with till.file.view() as view:
        left = view.attempts.get(step.attempt.attempt_id)
    assert left is not None
    assert (left.is_paid, refunded(till, left.number)) in ((True, DUE), (False, 0))


def test_goods_of_such_an_exchange_come_back_to_each_tender_its_part(till: ExchangeTill) -> None:
    number = till.is_exchanging()
    finished = till.scans_for_it().finished
    assert finished is not None
    sale = counter(till).find(finished.receipt_no).sale
    assert sorted((route.kind, route.amount, route.receipt_no) for route in sale.routes) == [
        ("cash", 9_900, number),
        ("wechat_pay", DUE, finished.receipt_no),
    ]
    back = counter(till).finish(Draft(sale, (Piece(1),)))
    assert back.plan.given_out == 15_000
    assert refunded(till, told(till).refunds[0].reference) == DUE


def test_whoever_may_not_is_asked_before_the_customer_pays(till: ExchangeTill) -> None:
    number = sells(till, 1)
    till.clock.goes_on(31 * DAY)
    draft = Draft(counter(till).find(number).sale, (Piece(1),), ((DEAR, 1),))
    with pytest.raises(ManagerWanted) as refusal:
        till.exchanging.begin(draft)
    assert refusal.value.ask.permission == "refund_without_receipt"
    assert till.exchanging.open_now() is None


def test_a_price_that_changes_meanwhile_is_told_and_nothing_is_taken(till: ExchangeTill) -> None:
    till.is_exchanging()
    till.pulls(variant(9, 16_000), ver=3)
    with pytest.raises(PriceChanged):
        till.exchanging.pay_cash(expected=DUE)
    assert till.exchanging.repriced().due == 6_100
    assert till.exchanging.pay_cash(expected=Fen(6_100)).received == 6_100


def test_an_exchange_that_became_even_meanwhile_is_agreed_again(till: ExchangeTill) -> None:
    till.is_exchanging()
    till.pulls(variant(9, 9_900), ver=3)
    with pytest.raises(ExchangeOver):
        till.exchanging.repriced()
    assert till.exchanging.open_now() is None


def test_a_second_agreement_does_not_replace_the_one_that_is_being_paid(till: ExchangeTill) -> None:
    till.is_exchanging()
    assert till.exchanging.begin(till.draft) == till.exchange


def test_nothing_is_exchanged_while_practising(till: ExchangeTill) -> None:
    number = sells(till, 1)
    draft = Draft(counter(till).find(number).sale, (Piece(1),), ((DEAR, 1),))
    Practice(till.file, till.clock, till.signing_in).begin()
    with pytest.raises(Practising):
        till.exchanging.begin(draft)


def test_an_open_payment_says_that_it_is_of_an_exchange(till: ExchangeTill) -> None:
    till.is_exchanging()
    step = till.scans_for_it(fault="lost_answer")
    till.attempts.leave(step.attempt.attempt_id)
    (open_one,) = Limbo(till.file, till.clock, till.signing_in, till.attempts).open_payments()
    assert (open_one.whose, open_one.amount) == ("exchange", DUE)
    assert open_one.since <= Millis(till.clock.now())


@pytest.fixture
def odd(till: ExchangeTill) -> ExchangeTill:
    """A chain that rounds cash down to the jiao; 51.07 is due on top of what comes back."""
    till.pulls(msgspec.structs.replace(CHAIN, cash_round_fen=10), variant(9, 15_007), more=True, ver=2)
    return till


def test_the_difference_is_rounded_down_where_cash_pays_all_of_it(odd: ExchangeTill) -> None:
    number = odd.is_exchanging()
    cash = drawer(odd)
    assert (odd.exchange.due, odd.exchange.off_in_cash) == (5_107, 7)
    done = odd.exchanging.pay_cash(Fen(6_000), expected=Fen(5_100))
    assert (done.received, done.change, drawer(odd) - cash) == (6_000, 900, 5_100)
    ticket = told(odd)
    assert ticket.sale is not None
    assert (ticket.of_receipt_no, ticket.sale.total_fen, ticket.sale.discount_fen) == (number, 15_000, 7)
    assert tenders(odd) == [("cash", 5_100)]
    (line,) = ticket.sale.lines
    assert [(one.kind, one.fen) for one in line.adjustments] == [("rounding", 7)]
    assert line.tax_fen == ticket.sale.tax_fen == tax_inside(15_000, line.tax_bp)


def test_whatever_else_pays_a_part_of_the_difference_it_is_exact(odd: ExchangeTill) -> None:
    odd.is_exchanging()
    card = (CardSlip(Fen(1_000), "A77"),)
    with pytest.raises(PriceChanged):
        odd.exchanging.pay_cash(expected=Fen(5_100), cards=card)
    odd.exchanging.pay_cash(expected=Fen(5_107), cards=card)
    assert tenders(odd) == [("card", 1_000), ("cash", 4_107)]


def test_what_was_rounded_in_an_exchange_comes_back_as_it_was_paid(odd: ExchangeTill) -> None:
    odd.is_exchanging()
    number = odd.exchanging.pay_cash(expected=Fen(5_100)).receipt_no
    assert takes_back(odd, number, Piece(1)).plan.given_out == 15_000
    assert drawer(odd) == 0


def test_a_difference_below_the_smallest_coin_is_not_given_away(odd: ExchangeTill) -> None:
    odd.pulls(variant(9, 9_907), more=True, ver=3)
    odd.is_exchanging()
    assert (odd.exchange.due, odd.exchange.off_in_cash) == (7, 0)
    assert odd.exchanging.pay_cash(expected=Fen(7)).received == 7
    assert tenders(odd) == [("cash", 7)]


def test_after_a_restart_the_same_rounded_sum_is_asked_for(odd: ExchangeTill, tmp_path: Path) -> None:
    odd.is_exchanging()
    odd.close()
    again = ExchangeTill(tmp_path / "till")
    kept = again.exchanging.open_now()
    assert kept is not None
    assert (kept.exchange.due, kept.exchange.off_in_cash) == (5_107, 7)
    again.close()


def test_who_takes_over_is_told_of_an_exchange_that_waits_to_be_paid(till: ExchangeTill) -> None:
    number = till.is_exchanging()
    assert till.exchanging.is_open()
    sheet = ShiftReports(till.file, till.clock, till.signing_in, lambda: "en").handover()
    assert sheet is not None
    assert facts(sheet)["Exchange not paid yet"] == "1"
    assert any(isinstance(row, Note) and number in row.text for row in sheet.rows)
    till.exchanging.pay_cash(expected=DUE)
    assert not till.exchanging.is_open()
