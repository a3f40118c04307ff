"""A cart that is put aside is known to the whole shop, and any till takes it up; so are defective goods."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from posapp.domain.clock import DAY, HOUR
from posapp.domain.given import Given, Rounding
from posapp.domain.identity import LineId, StaffId, VariantId
from posapp.domain.money import Fen
from posapp.domain.permission import Limit
from posapp.services import holding
from posapp.services.aside_errors import CartGoodsUnknown, CartHereToo, CartStaysThere, CartTakenUp
from posapp.services.carts import Cart
from posapp.services.defects import Defects
from posapp.services.holding import HeldCart
from posapp.services.paying import Paying
from posapp.services.practice import Practice
from posapp.services.return_plan import Draft, Piece
from posapp.services.returning import Returning
from posapp.services.selling import Selling
from posapp.services.shifts import Shifts
from sync.hub import asides, defects
from sync.hub.db import tables
from sync.protocol.asides import CartAside, CartPutAside
from tests.fakes.hub_process import SHOP, WANG
from tests.fakes.shop_in_one_process import VARIANTS, TillHere
from tests.integration.relay.conftest import SmallShop
from tests.integration.relay.test_the_same_board_on_every_till import Wang, board, by_the_mall, by_the_relay

DRESS, OTHER = VariantId(VARIANTS[0].id), VariantId(VARIANTS[1].id)


def selling(till: TillHere) -> Selling:
    return Selling(till.file, till.clock, Wang())


def aside(till: TillHere, *variants: VariantId) -> Cart:
    """Ring pieces up at a till and put the cart aside; return it as it was."""
    for variant in variants or (DRESS,):
        selling(till).add(variant, "scan")
    cart = selling(till).current()
    selling(till).hold()
    till.clock.move(1)
    return cart


def lies_aside(till: TillHere) -> list[HeldCart]:
    return list(selling(till).held())


def take_up(till: TillHere) -> Cart:
    """Take up the only cart that a till's list offers, as its key does."""
    (held,) = (one for one in selling(till).held() if one.may_be_taken)
    till.clock.move(1)
    return selling(till).recall(held.cart_id)


def pay(till: TillHere) -> str:
    with till.file.view() as view:
        is_open = view.shifts.open_now() is not None
    if not is_open:
        Shifts(till.file, till.clock, Wang()).open(Fen(20_000))
    return Paying(till.file, till.clock, Wang(), lambda: "zh").pay_cash().receipt_no


def told(shop: SmallShop) -> list[str]:
    with shop.hub.database.reading() as conn:
        return list(conn.scalars(select(tables.trade_exception.c.code)))


@pytest.mark.long
def test_a_cart_put_aside_is_on_every_board_and_says_at_which_till_it_lies(shop: SmallShop) -> None:
    aside(shop.one, DRESS, DRESS)
    by_the_mall(shop)
    (item,) = board(shop.two)
    assert (item.kind, item.till_no, item.pieces, item.clerk_id) == ("held", shop.one.till_no, 2, WANG.id)
    assert board(shop.one) == board(shop.two)


def test_without_the_mall_it_is_on_every_board_by_the_relay_and_is_taken_up_at_the_other_till(
    shop: SmallShop,
) -> None:
    cart = aside(shop.one, DRESS, OTHER)
    by_the_relay(shop)
    assert board(shop.one) == board(shop.two) != ()
    (seen,) = lies_aside(shop.two)
    assert (seen.till_no, seen.pieces, seen.total) == (shop.one.till_no, cart.pieces, cart.total)
    taken = take_up(shop.two)
    assert [(line.variant_id, line.quantity, line.paid) for line in taken.lines] == [
        (line.variant_id, line.quantity, line.paid) for line in cart.lines
    ]
    by_the_relay(shop)
    assert board(shop.one) == board(shop.two) == ()
    by_the_mall(shop)
    assert board(shop.one) == board(shop.two) == (), "with the mall back nothing changes"
    pay(shop.two)
    by_the_mall(shop)
    assert told(shop) == []


def test_the_till_that_put_it_aside_sees_which_till_took_it_up_and_drops_its_copy_in_the_end(shop: SmallShop) -> None:
    aside(shop.one)
    by_the_relay(shop)
    take_up(shop.two)
    by_the_relay(shop)
    (gone,) = lies_aside(shop.one)
    assert (gone.taken_at, gone.may_be_taken) == (shop.two.till_no, False)
    with pytest.raises(CartTakenUp) as refused:
        selling(shop.one).recall(gone.cart_id)
    assert refused.value.values == {"till_no": shop.two.till_no}
    shop.clock.move(holding.TOLD_FOR + HOUR)
    aside(shop.one, OTHER)
    assert [one.taken_at for one in lies_aside(shop.one)] == [""]


@pytest.mark.long
def test_everything_a_cart_remembers_comes_along(shop: SmallShop) -> None:
    cart = selling(shop.one).add(DRESS, "scan")
    line_id = LineId(cart.lines[0].line_id)
    selling(shop.one).set_note(line_id, "裤长改短 3 厘米")
    wang, manager = StaffId(WANG.id), StaffId("manager")
    given = (
        Given(line_id, "percent", 1_000, "flaw", wang, Limit(None, 1_500), manager),
        Given(None, "off", 500, "goodwill", wang, Limit(2_000, None)),
    )

    def give(unit):
        kept = unit.carts.open()
        body = replace(kept.body, given=given, rounding=Rounding(100, wang, manager))
        unit.carts.keep(kept.cart_id, body, shop.clock.now())

    shop.one.file.write(give)
    before = selling(shop.one).current()
    selling(shop.one).hold()
    by_the_relay(shop)
    after = take_up(shop.two)
    on_line = replace(given[0], line_id=after.lines[0].line_id)
    assert (after.lines[0].note, after.lines[0].given, after.given) == ("裤长改短 3 厘米", on_line, given[1])
    assert (after.total, after.rounding) == (before.total, before.rounding)
    with shop.two.file.view() as view:
        kept = view.carts.open()
    assert kept is not None
    assert kept.body.lines[0].as_added, "goods that are withdrawn later stay on it"


@pytest.mark.long
def test_taken_back_at_its_own_till_it_is_off_the_other_s_board(shop: SmallShop) -> None:
    aside(shop.one)
    by_the_relay(shop)
    take_up(shop.one)
    by_the_relay(shop)
    assert board(shop.two) == () == board(shop.one)
    assert lies_aside(shop.two) == []


@pytest.mark.long
def test_the_open_cart_makes_way_for_one_of_another_till_and_is_told_to_the_shop(shop: SmallShop) -> None:
    aside(shop.one)
    selling(shop.two).add(OTHER, "scan")
    by_the_relay(shop)
    take_up(shop.two)
    by_the_relay(shop)
    (item,) = board(shop.one)
    assert item.till_no == shop.two.till_no
    assert board(shop.one) == board(shop.two)


@pytest.mark.long
def test_two_tills_that_take_it_up_at_once_both_have_it_and_both_are_told(shop: SmallShop) -> None:
    aside(shop.one)
    by_the_relay(shop)
    take_up(shop.two)
    take_up(shop.one)
    assert selling(shop.one).current().also_at == ()
    by_the_relay(shop)
    one, two = selling(shop.one).current(), selling(shop.two).current()
    assert (one.also_at, two.also_at) == ((shop.two.till_no,), (shop.one.till_no,))
    assert [line.variant_id for line in one.lines] == [line.variant_id for line in two.lines], "and each keeps the cart"
    by_the_mall(shop)
    assert selling(shop.two).current().also_at == (shop.one.till_no,)


def test_a_cart_that_two_tills_sold_is_one_exception_that_names_both_receipts(shop: SmallShop) -> None:
    aside(shop.one)
    by_the_relay(shop)
    take_up(shop.two)
    take_up(shop.one)
    sold = {pay(shop.one), pay(shop.two)}
    by_the_mall(shop)
    with shop.hub.database.reading() as conn:
        (found,) = conn.execute(select(tables.trade_exception)).all()
    assert found.code == "cart_sold_twice"
    assert all(number in found.zh and number in found.en for number in sold)
    assert found.amount_fen == 39_900


@pytest.mark.long
def test_a_cart_that_was_sold_here_and_is_offered_again_by_a_mall_from_before_can_be_paid(shop: SmallShop) -> None:
    aside(shop.one)
    by_the_mall(shop)
    with shop.two.file.view() as view:
        (before,) = view.carts.asides.waiting()
    take_up(shop.two)
    pay(shop.two)
    by_the_mall(shop)
    shop.hub.publish(before)
    by_the_mall(shop)
    take_up(shop.two)
    pay(shop.two)
    by_the_mall(shop)
    assert told(shop) == ["cart_sold_twice"]


@pytest.mark.long
def test_a_copy_that_is_emptied_and_filled_anew_is_another_cart(shop: SmallShop) -> None:
    aside(shop.one)
    by_the_relay(shop)
    take_up(shop.two)
    take_up(shop.one)
    selling(shop.one).clear()
    selling(shop.one).add(OTHER, "scan")
    pay(shop.one)
    pay(shop.two)
    by_the_mall(shop)
    assert told(shop) == []


@pytest.mark.long
def test_put_aside_again_elsewhere_it_comes_back_to_the_first_till_as_it_is_now(shop: SmallShop) -> None:
    aside(shop.one)
    by_the_relay(shop)
    take_up(shop.two)
    selling(shop.two).add(OTHER, "scan")
    selling(shop.two).hold()
    by_the_relay(shop)
    assert [line.variant_id for line in take_up(shop.one).lines] == [DRESS, OTHER]
    by_the_mall(shop)
    assert lies_aside(shop.one) == []
    assert board(shop.one) == board(shop.two) == ()


@pytest.mark.long
def test_a_second_copy_of_the_same_cart_waits_until_the_first_is_done_with(shop: SmallShop) -> None:
    aside(shop.one)
    by_the_relay(shop)
    take_up(shop.two)
    take_up(shop.one)
    selling(shop.one).hold()
    by_the_relay(shop)
    (copy,) = lies_aside(shop.two)
    with pytest.raises(CartHereToo):
        selling(shop.two).recall(copy.cart_id)
    selling(shop.two).clear()
    assert selling(shop.two).recall(copy.cart_id).pieces == 1


@pytest.mark.long
def test_goods_that_only_its_own_till_still_knows_keep_it_there(shop: SmallShop) -> None:
    aside(shop.one)
    by_the_relay(shop)
    with shop.two.file.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM variant WHERE id = ?", (DRESS,))
        connection.commit()
    (held,) = lies_aside(shop.two)
    with pytest.raises(CartGoodsUnknown):
        selling(shop.two).recall(held.cart_id)
    assert lies_aside(shop.two) == [held]


@pytest.mark.long
def test_a_cart_to_which_value_is_bound_is_seen_everywhere_and_taken_up_only_at_its_own_till(shop: SmallShop) -> None:
    aside(shop.one)
    with shop.one.file.view() as view:
        (row,) = view.carts.asides.waiting()
    assert row.cart is not None
    shop.one.happen(
        CartPutAside(
            aside_id="bound", cart_id="c-bound", shop_id=SHOP.id, till_no=shop.one.till_no,
            occurred_ms=shop.clock.now(), staff_id=WANG.id, bound="phone", cart=row.cart,
        )
    )  # fmt: skip
    by_the_relay(shop)
    bound = next(one for one in lies_aside(shop.two) if one.is_bound)
    assert not bound.may_be_taken
    with pytest.raises(CartStaysThere) as refused:
        selling(shop.two).recall(bound.cart_id)
    assert refused.value.values == {"reason": "phone", "till_no": shop.one.till_no}


@pytest.mark.long
def test_what_is_practised_with_is_nobody_else_s_business(shop: SmallShop) -> None:
    practice = Practice(shop.one.file, shop.clock, Wang())
    selling(shop.one).add(DRESS, "scan")
    practice.begin()
    aside(shop.one, OTHER)
    by_the_relay(shop)
    (held,) = lies_aside(shop.two)
    assert (held.till_no, held.pieces) == (shop.one.till_no, 1)
    assert [one.pieces for one in lies_aside(shop.one)] == [1], "and while practising only the practice's"
    practice.end()
    assert [line.variant_id for line in selling(shop.one).current().lines] == [DRESS]
    by_the_relay(shop)
    assert lies_aside(shop.two) == []


@pytest.mark.long
def test_what_another_relay_tells_again_changes_nothing(shop: SmallShop) -> None:
    take_back_defective(shop.one)
    aside(shop.one)
    by_the_relay(shop)
    with shop.two.file.transaction() as connection:
        connection.exec_driver_sql("UPDATE relay_standing SET after = 0")
        connection.commit()
    take_up(shop.two)
    before = selling(shop.two).current()
    shop.relay.tell(shop.two)
    assert (selling(shop.two).current(), lies_aside(shop.two)) == (before, [])
    assert defective(shop.two) == {DRESS: 1}


@pytest.mark.long
def test_upkeep_forgets_what_every_till_has_heard_and_a_till_keeps_what_nobody_took_up(shop: SmallShop) -> None:
    aside(shop.one)
    by_the_mall(shop)
    take_up(shop.two)
    shop.clock.move(20 * DAY)
    aside(shop.one, OTHER)
    by_the_mall(shop)
    shop.clock.move(11 * DAY)
    asides.keep(shop.hub.database, shop.clock)
    by_the_mall(shop)
    with shop.two.file.view() as view:
        assert [row.status for row in view.rows.all(CartAside)] == ["aside"]
    shop.clock.move(20 * DAY)
    asides.keep(shop.hub.database, shop.clock)
    by_the_mall(shop)
    assert (board(shop.two), [one.till_no for one in lies_aside(shop.one) if one.may_be_taken]) == ((), [""])


def defective(till: TillHere) -> dict[str, int]:
    with till.file.view() as view:
        return dict(view.returns.set_aside())


def take_back_defective(till: TillHere) -> None:
    selling(till).add(DRESS, "scan")
    pay(till)
    returning = Returning(till.file, till.clock, Wang(), lambda: "zh")
    with till.file.view() as view:
        (sold, *_) = view.sales.recent(1)
    found = returning.find(sold.receipt_no)
    returning.finish(Draft(found.sale, (Piece(1, 1, condition="defective"),)))
    till.clock.move(1)


def test_defective_pieces_are_on_every_board_by_the_relay_and_by_the_mall_and_counted_once(shop: SmallShop) -> None:
    take_back_defective(shop.one)
    by_the_relay(shop)
    take_back_defective(shop.two)
    by_the_relay(shop)
    assert defective(shop.one) == defective(shop.two) == {DRESS: 2}
    shop.two.push()
    shop.two.pull_all()
    shop.one.pull_all()
    assert defective(shop.one) == defective(shop.two) == {DRESS: 2}, "the mall knows of one of them"
    by_the_mall(shop)
    assert defective(shop.one) == defective(shop.two) == {DRESS: 2}
    assert [item.kind for item in board(shop.one)] == ["set_aside"]
    assert board(shop.one) == board(shop.two)


@pytest.mark.long
def test_what_was_set_aside_before_the_mall_told_of_it_is_told_by_its_upkeep(shop: SmallShop) -> None:
    take_back_defective(shop.one)
    shop.one.push()
    with shop.hub.database.writing() as conn:
        conn.exec_driver_sql("DELETE FROM feed WHERE t = 'defective'")
    defects.keep(shop.hub.database, shop.clock)
    shop.two.pull_all()
    assert defective(shop.two) == {DRESS: 1}


def settle(till: TillHere) -> None:
    """Have somebody at a till mend the dress that lies there."""
    Defects(till.file, till.clock, Wang()).settle(DRESS, 1, "mended", "repaired")
    till.clock.move(1)


def on_hand(till: TillHere) -> int:
    with till.file.view() as view:
        return view.catalogue.levels([DRESS])[DRESS].on_hand


def test_a_piece_settled_at_one_till_is_off_every_board_and_hangs_at_every_till_again(shop: SmallShop) -> None:
    take_back_defective(shop.one)
    by_the_relay(shop)
    before = on_hand(shop.one)
    settle(shop.two)
    by_the_relay(shop)
    assert (defective(shop.one), board(shop.one), board(shop.one)) == ({}, (), board(shop.two))
    assert on_hand(shop.one) == on_hand(shop.two) == before + 1
    shop.two.push()
    assert told(shop) == ["defective_beyond"], "the return that brought it is not at the mall yet"
    shop.one.pull_all()
    assert (defective(shop.one), on_hand(shop.one)) == ({}, before + 1)
    by_the_mall(shop)
    assert defective(shop.one) == defective(shop.two) == {}
    assert on_hand(shop.one) == on_hand(shop.two) == before + 1
    assert told(shop) == ["defective_beyond"]


@pytest.mark.long
def test_a_piece_that_two_tills_settled_apart_is_one_exception_at_the_mall(shop: SmallShop) -> None:
    take_back_defective(shop.one)
    by_the_mall(shop)
    settle(shop.one)
    settle(shop.two)
    assert told(shop) == []
    by_the_mall(shop)
    assert told(shop) == ["defective_beyond"]
    assert (board(shop.one), board(shop.two)) == ((), ())
    assert on_hand(shop.one) == on_hand(shop.two)
