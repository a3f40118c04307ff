"""抹零 by the chain's rule: what cash pays all of is rounded down, what anything else pays a part of is exact."""

import msgspec
import pytest

from posapp.domain.identity import VariantId
from posapp.domain.money import Fen
from posapp.services.discounting import Discounting
from posapp.services.errors import NotEnoughCash, PriceChanged
from posapp.services.phone_tenders import CardSlip
from posapp.services.return_plan import Piece
from tests.fakes.phone_till import PhoneTill
from tests.fakes.staffed_till import with_colleagues, works
from tests.fakes.till_on_disk import CHAIN, variant
from tests.integration.till.test_paying_cash import last_sale
from tests.integration.till.test_taking_goods_back import drawer, takes_back


@pytest.fixture
def odd(tmp_path):
    """A till whose chain rounds cash down to the jiao, with goods of odd prices; 208.37 is on the cart."""
    till = PhoneTill(tmp_path / "till").is_ready()
    till.pulls(rule(10), variant(9, 1_037), variant(8, 7), more=True, ver=2)
    till.rings_up(1, 2, 9)
    yield till
    till.close()


def rule(to):
    return msgspec.structs.replace(CHAIN, cash_round_fen=to)


def test_cash_is_rounded_down_and_every_figure_of_the_sale_says_the_same(odd):
    cart = odd.selling.current()
    assert (cart.total, cart.off_in_cash) == (20_837, 7)
    finished = odd.paying.pay_cash(Fen(21_000), expected=Fen(20_830))
    assert (finished.total, finished.change) == (20_830, 170)
    assert ("抹零", 7) in finished.receipt.adjustments
    sale = last_sale(odd)
    assert (sale.gross_fen, sale.discount_fen, sale.total_fen) == (20_837, 7, 20_830)
    assert sum(line.paid_fen for line in sale.lines) == 20_830
    for line in sale.lines:
        off = sum(each.fen for each in line.adjustments)
        assert line.quantity * line.list_fen - off == line.paid_fen
    assert [(one.kind, one.amount_fen, one.received_fen) for one in sale.tenders] == [("cash", 20_830, 21_000)]
    assert drawer(odd) == 20_830
    assert sale.tax_fen == sum(line.tax_fen for line in sale.lines)


def test_what_was_rounded_comes_back_as_it_was_paid_and_not_a_fen_more(odd):
    number = odd.paying.pay_cash().receipt_no
    back = [takes_back(odd, number, Piece(place)).plan.given_out for place in (3, 1, 2)]
    assert sum(back) == 20_830
    assert drawer(odd) == 0


def test_a_phone_pays_the_exact_fen(odd):
    step = odd.scans()
    assert step.finished is not None
    assert (step.finished.total, last_sale(odd).discount_fen) == (20_837, 0)


def test_whatever_else_pays_a_part_cash_pays_the_exact_rest(odd):
    odd.scans(amount=Fen(5_000))
    with pytest.raises(PriceChanged):
        odd.paying.pay_cash(expected=Fen(20_830))
    finished = odd.paying.pay_cash(expected=Fen(20_837), cards=(CardSlip(Fen(37), "1"),))
    assert finished.total == 20_837
    assert [tender.amount_fen for tender in last_sale(odd).tenders] == [5_000, 37, 15_800]


def test_a_rule_that_changed_while_the_customer_looked_for_her_purse_is_said(odd):
    odd.pulls(rule(1), more=True, ver=3)
    with pytest.raises(PriceChanged) as changed:
        odd.paying.pay_cash(Fen(20_830), expected=Fen(20_830))
    assert changed.value.values["now"] == 20_837
    with pytest.raises(NotEnoughCash):
        odd.paying.pay_cash(Fen(20_830))


def test_a_person_s_rounding_and_the_rule_are_not_taken_twice(odd):
    with_colleagues(odd)
    works(odd, "manager")
    Discounting(odd.file, odd.clock, odd.signing_in).round_down(100)
    cart = odd.selling.current()
    assert (cart.total, cart.off_in_cash) == (20_800, 0)
    assert odd.paying.pay_cash().total == 20_800


def test_what_costs_less_than_the_smallest_coin_is_not_given_away(odd):
    odd.selling.clear()
    odd.selling.add(VariantId("v8"))
    assert odd.selling.current().off_in_cash == 0
    assert odd.paying.pay_cash().total == 7


@pytest.mark.parametrize("senseless", [0, -10])
def test_a_rule_that_makes_no_sense_rounds_nothing(odd, senseless):
    odd.pulls(rule(senseless), more=True, ver=3)
    assert odd.paying.pay_cash().total == 20_837


def test_the_drawer_opens_for_cash_and_stays_shut_for_a_phone(odd):
    odd.scans()
    odd.rings_up(1)
    odd.paying.pay_cash()
    odd.rings_up(1, 2)
    odd.scans(amount=Fen(19_800 - 100))
    odd.paying.pay_cash()
    with odd.file.view() as view:
        assert [job.kick_drawer for job in view.print_jobs.waiting()] == [False, True, True]
