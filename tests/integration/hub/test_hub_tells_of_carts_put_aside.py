"""What the tills of a shop rely on when one of them puts a cart aside, or sets defective goods aside."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from sync.hub.db import tables
from sync.protocol.asides import AsideCart, AsideLine, CartAside, CartPutAside, CartTakeUp
from sync.protocol.defective import Defective, DefectivePieces
from sync.protocol.kinds import Body
from sync.protocol.sold import Movement
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import COAT_L, COAT_M, NOW, OTHER_SHOP, SHOP
from tests.integration.hub.test_hub_books_returns import COAT, takes_back

CART = AsideCart(lines=[AsideLine(line_id="l-1", variant_id=COAT_M, quantity=1, source="scan", clerk_id="st-1")])


def put_aside(till_no: str = "01", shop_id: str = SHOP) -> CartPutAside:
    return CartPutAside(
        aside_id="aside-1", cart_id="cart-1", shop_id=shop_id, till_no=till_no, occurred_ms=NOW, staff_id="st-1",
        bound="", cart=CART,
    )  # fmt: skip


def take_up(till_no: str) -> CartTakeUp:
    return CartTakeUp(
        aside_id="aside-1", cart_id="cart-1", shop_id=SHOP, till_no=till_no, occurred_ms=NOW + 1, staff_id="st-2"
    )


def push(till: PaperTill, *bodies: Body) -> list[str]:
    return [result.code or result.result for result in till.push(*(till.seal(body) for body in bodies)).results]


def told(hub: RunningHub) -> list[str]:
    found = tables.trade_exception
    with hub.database.reading() as conn:
        return list(conn.scalars(select(found.c.zh).where(found.c.code == "cart_sold_twice")))


def test_a_cart_is_told_to_the_tills_of_its_shop_until_one_takes_it_up(hub: RunningHub) -> None:
    one, two = hub.till(), hub.till()
    assert push(one, put_aside()) == ["applied"]
    two.pull()
    assert (two.row(CartAside, "aside-1").status, two.row(CartAside, "aside-1").cart) == ("aside", CART)
    assert push(two, take_up("02")) == ["applied"]
    one.pull()
    row = one.row(CartAside, "aside-1")
    assert (row.status, row.cart, [taken.till_no for taken in row.taken]) == ("taken", None, ["02"])
    assert push(hub.till(OTHER_SHOP), put_aside()) == ["other_shop"], "another shop's carts are none of its business"


def test_a_second_sale_of_one_cart_is_booked_and_is_one_exception(hub: RunningHub) -> None:
    one, two = hub.till(), hub.till()
    first = msgspec.structs.replace(one.sale(COAT), cart_id="cart-1")
    sales = [
        msgspec.structs.replace(two.sale(COAT), receipt_no=f"r-{number}", cart_id=cart_id)
        for number, cart_id in enumerate(("cart-1", "", "cart-2", ""))
    ]
    assert push(one, first) == ["applied"]
    assert set(push(two, *sales)) == {"applied"}
    (sentence,) = told(hub)
    assert first.receipt_no in sentence
    assert "r-0" in sentence
    again = [msgspec.structs.replace(two.sale(COAT), receipt_no=f"s-{no}", cart_id="cart-3") for no in range(2)]
    assert set(push(two, *again)) == {"applied"}
    assert len(told(hub)) == 2, "also of two sales that come in one push"


def test_what_lies_in_the_place_for_defective_goods_is_one_row_of_the_shop(hub: RunningHub) -> None:
    till, other = hub.till(), hub.till()
    sale = till.sale(("coat", COAT_M, 2, 20_000), ("coat", COAT_L, 2, 20_000))
    push(till, sale)
    for number in range(2):
        moved = [
            Movement(movement_id=f"d-{number}-{variant}", variant_id=variant, quantity=1, cause="defective")
            for variant in (COAT_L, COAT_M)
        ]
        assert push(till, takes_back(till, sale, movements=[], set_aside=moved)) == ["applied"]
    other.pull()
    assert other.row(Defective, SHOP).lying == [
        DefectivePieces(variant_id=variant, pieces=2) for variant in sorted((COAT_L, COAT_M))
    ]
