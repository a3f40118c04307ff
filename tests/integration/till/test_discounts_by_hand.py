"""Discounts by hand: each by permission, with a reason, on the line, the receipt, the sale and in the journal."""

import pytest

from posapp.domain.identity import LineId
from posapp.domain.money import Fen
from posapp.domain.permission import Ask, Extent
from posapp.services.discounting import Discounting
from posapp.services.errors import DiscountRefused, EmptyCart, ManagerWanted, ReasonWanted
from tests.fakes.staffed_till import id_of, journalled, with_colleagues, word_of, works
from tests.fakes.till_on_disk import TillOnDisk, variant


@pytest.fixture
def permitting(till):
    found = with_colleagues(till)
    works(till, "cashier")
    return found


@pytest.fixture
def discounting(till, permitting):
    till.rings_up(1, 2)  # ¥99 each
    return Discounting(till.file, till.clock, till.signing_in)


def lines(till):
    return till.selling.current().lines


def test_five_per_cent_on_a_line_is_hers_and_six_is_not(till, discounting):
    first = lines(till)[0].line_id
    assert discounting.give(first, "percent", 500, "flaw").total == 19_800 - 495
    with pytest.raises(ManagerWanted) as refused:
        discounting.give(first, "percent", 600, "flaw")
    assert refused.value.ask == Ask("discount_line", Extent(594, 600), first)
    assert till.selling.current().total == 19_800 - 495, "what stood before stands"


def test_the_exact_limit_is_not_passed_by_rounding_to_the_fen(till, discounting):
    till.pulls(variant(9, 999), more=True)
    till.rings_up(9)
    odd = lines(till)[2].line_id
    assert discounting.give(odd, "percent", 500, "flaw").lines[2].paid == 949


def test_a_manager_gives_her_word_and_the_line_the_receipt_and_the_sale_say_why(till, discounting, permitting):
    first = lines(till)[0].line_id
    word = word_of(permitting, "manager", Ask("discount_line", Extent(2_970, 3_000), first))
    cart = discounting.give(first, "percent", 3_000, "sample", override=word)
    step = cart.lines[0].steps[-1]
    assert (step.kind, step.title.zh, step.title.en, step.fen) == (
        "manual", "手工优惠 · 样衣", "Discount by staff: sample piece", 2_970,
    )  # fmt: skip
    assert cart.lines[0].given.given_by == id_of("manager")
    (entry,) = journalled(till, "DISCOUNT")
    assert (entry["staff_id"], entry["given_by"], entry["fen"]) == (id_of("cashier"), id_of("manager"), 2_970)
    finished = till.paying.pay_cash(Fen(20_000))
    assert ("手工优惠 · 样衣", 2_970) in finished.receipt.adjustments
    (sale,) = journalled(till, "SALE")
    assert sale["sale"]["lines"][0]["adjustments"] == [
        {"kind": "manual", "rule_id": "sample", "rule_version": 0, "fen": 2_970}
    ]


def test_a_word_for_ten_yuan_buys_no_eleven(till, discounting, permitting):
    first = lines(till)[0].line_id
    word = word_of(permitting, "manager", Ask("change_price", Extent(1_000, 1_011), first))
    with pytest.raises(ManagerWanted):
        discounting.give(first, "price", 8_800, "price_match", override=word)
    assert discounting.give(first, "price", 8_900, "price_match", override=word).lines[0].paid == 8_900


def test_the_whole_ticket_is_another_permission_and_is_split_over_its_lines(till, discounting, permitting):
    with pytest.raises(ManagerWanted) as refused:
        discounting.give(None, "off", 1_001, "goodwill")
    assert refused.value.ask.permission == "discount_ticket"
    works(till, "manager")
    cart = discounting.give(None, "off", 1_001, "goodwill")
    assert sorted(line.gross - line.paid for line in cart.lines) == [500, 501]


@pytest.mark.parametrize(
    ("kind", "amount", "reason"),
    [
        ("percent", 0, "nothing"),
        ("percent", 10_001, "too_much"),
        ("off", 9_901, "too_much"),
        ("off", -1, "too_much"),
        ("price", 9_900, "nothing"),
        ("price", 12_000, "nothing"),
    ],
)
def test_what_takes_nothing_off_or_too_much_is_refused(till, discounting, kind, amount, reason):
    works(till, "manager")
    with pytest.raises(DiscountRefused) as refused:
        discounting.give(lines(till)[0].line_id, kind, amount, "flaw")
    assert refused.value.values == {"reason": reason}
    assert till.selling.current().total == 19_800


def test_a_reason_is_always_asked_for(till, discounting):
    with pytest.raises(ReasonWanted):
        discounting.give(lines(till)[0].line_id, "percent", 100, "")


def test_a_line_that_is_gone_and_an_empty_cart_are_said(till, discounting):
    with pytest.raises(DiscountRefused, match="line_gone"):
        discounting.give(LineId("gone"), "percent", 100, "flaw")
    till.selling.clear()
    with pytest.raises(EmptyCart):
        discounting.give(None, "percent", 100, "flaw")


def test_more_pieces_than_were_allowed_end_the_discount_and_the_cart_says_so(till, discounting, permitting):
    first = lines(till)[0].line_id
    word = word_of(permitting, "manager", Ask("discount_line", Extent(2_970, 3_000), first))
    discounting.give(first, "percent", 3_000, "sample", override=word)
    cart = till.selling.set_quantity(first, 2)
    assert cart.has_lapsed
    assert (cart.total, cart.lines[0].given) == (29_700, None)
    assert not till.selling.set_quantity(first, 1).has_lapsed


def test_fewer_goods_under_a_fixed_amount_end_it_too(till, discounting):
    works(till, "senior")
    till.selling.set_quantity(lines(till)[0].line_id, 2)
    discounting.give(lines(till)[0].line_id, "off", 1_900, "flaw")
    assert till.selling.set_quantity(lines(till)[0].line_id, 1).has_lapsed


def test_her_own_five_per_cent_goes_on_for_further_pieces(till, discounting):
    first = lines(till)[0].line_id
    discounting.give(first, "percent", 500, "flaw")
    cart = till.selling.set_quantity(first, 3)
    assert (cart.lines[0].paid, cart.has_lapsed) == (29_700 - 1_485, False)


def test_it_is_taken_back_one_by_one_and_that_is_journalled(till, discounting):
    first, second = (line.line_id for line in lines(till))
    discounting.give(first, "percent", 500, "flaw")
    discounting.give(second, "percent", 400, "flaw")
    assert discounting.undo().total == 19_800 - 495
    assert discounting.take_back(first).total == 19_800
    assert discounting.undo().total == 19_800
    assert [entry["line_id"] for entry in journalled(till, "DISCOUNT_TAKEN_BACK")] == [second, first]


def test_a_discount_survives_putting_aside_and_a_restart(till, discounting):
    discounting.give(lines(till)[0].line_id, "percent", 500, "flaw")
    till.close()
    again = TillOnDisk(till.folder, clock=till.clock)
    works(again, "cashier")
    assert again.selling.current().total == 19_800 - 495
    again.close()


# --- rounding down


def test_fractions_are_rounded_down_within_her_limit_and_say_so_on_the_receipt(till, discounting):
    till.pulls(variant(9, 1_037), more=True)
    till.rings_up(9)
    assert discounting.round_down(10).total == 20_830
    with pytest.raises(ManagerWanted):
        discounting.round_down(1_000)
    cart = discounting.round_down(100)
    assert (cart.total, cart.rounding.to) == (20_800, 100)
    finished = till.paying.pay_cash(Fen(20_800))
    assert ("抹零", 37) in finished.receipt.adjustments
    assert finished.change == 0


def test_rounding_down_is_undone(till, discounting):
    till.pulls(variant(9, 1_037), more=True)
    till.rings_up(9)
    assert discounting.round_down(100).total == 20_800
    assert discounting.undo().total == 20_837


def test_rounding_down_makes_no_sale_free_neither_now_nor_after_a_line_left(till, discounting):
    till.selling.clear()
    till.pulls(variant(9, 50), more=True)
    till.rings_up(9)
    with pytest.raises(DiscountRefused, match="to_nothing"):
        discounting.round_down(100)
    till.pulls(variant(8, 120), more=True)
    till.rings_up(8)
    assert discounting.round_down(100).total == 100
    kept = till.selling.current().lines[1].line_id
    assert till.selling.remove(kept).total == 50


def test_an_even_total_has_nothing_to_round(till, discounting):
    with pytest.raises(DiscountRefused, match="nothing"):
        discounting.round_down(100)
