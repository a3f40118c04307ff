"""A cart that was put aside comes to the same row at every till, in whatever order and however often it is told."""

from __future__ import annotations

from itertools import permutations

from sync.protocol.asides import AsideCart, AsideLine, AsideStep, CartAside, CartPutAside, CartTakeUp, after, begun

CART = AsideCart(lines=[AsideLine(line_id="l-1", variant_id="coat", quantity=1, source="scan", clerk_id="st-1")])
ASIDE = CartPutAside(
    aside_id="a", cart_id="c", shop_id="s", till_no="01", occurred_ms=5, staff_id="st-1", bound="", cart=CART
)


def taken_up(till_no: str, at: int) -> CartTakeUp:
    return CartTakeUp(aside_id="a", cart_id="c", shop_id="s", till_no=till_no, occurred_ms=at, staff_id="st-2")


def row_of(steps: tuple[AsideStep, ...]) -> CartAside:
    first, *others = steps
    row = begun(first)
    for step in others:
        row = after(row, step)
    return row


def test_every_order_of_its_steps_comes_to_the_same_row() -> None:
    steps = (ASIDE, taken_up("02", 7), taken_up("01", 9))
    rows = [row_of(order) for order in permutations(steps)]
    assert all(row == rows[0] for row in rows)
    assert (rows[0].status, rows[0].till_no, rows[0].aside_ms, rows[0].cart) == ("taken", "01", 5, None)
    assert [one.till_no for one in rows[0].taken] == ["02", "01"]


def test_a_step_that_is_told_again_changes_nothing() -> None:
    row = row_of((ASIDE, taken_up("02", 7)))
    assert after(after(row, taken_up("02", 7)), ASIDE) == row
    aside = begun(ASIDE)
    assert after(aside, ASIDE) == aside
    assert (aside.status, aside.cart) == ("aside", CART)


def test_a_cart_told_by_a_till_that_knew_of_one_coupon_has_that_one() -> None:
    assert AsideCart(lines=[], coupon_id="c-1").coupon_ids == ["c-1"]
    assert AsideCart(lines=[], coupon_id="c-1", more_coupons=["c-2", "c-1"]).coupon_ids == ["c-1", "c-2"]
    assert AsideCart(lines=[]).coupon_ids == []
