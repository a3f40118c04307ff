"""An order on her phone that the shop cannot simply hand over whole: what she is asked, and what she pays where."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from posapp.tour.phone_page import PhonePage
from sync.hub import order_books, orders, reroutes
from sync.hub.orders import Wanted
from sync.hub.publishing import published
from sync.protocol import collecting
from sync.protocol.orders import LinePieces, Order, PickupCannotFind
from tests.fakes.phone_mall import ServedMall
from tests.features.browser.test_phone_in_chromium import until

pytestmark = pytest.mark.browser

MEMBER, SHOP = "m00001", "jingan"


def newest(mall: ServedMall, order_id: str) -> Order:
    with mall.database.reading() as conn:
        found = published(conn, Order, order_id)
    assert found is not None
    return found


@pytest.fixture
def missing(mall: ServedMall) -> Order:
    """Her order of which the shop cannot find a piece."""
    with mall.database.writing() as conn:
        order = orders.place(conn, mall.clock, member_id=MEMBER, shop_id=SHOP, lines=[Wanted("knit-oat-L")])
        said = PickupCannotFind(
            order_id=order.id,
            shop_id=SHOP,
            occurred_ms=mall.clock.now(),
            staff_id="st-1",
            lines=[LinePieces(line_id=order.lines[0].id, quantity=1)],
        )
        after = collecting.not_found(order, said)
        asked = reroutes.offer_for(conn, after, mall.clock.now())
        order_books.keep(conn, replace(after, offer=asked))
    return order


def test_she_is_asked_about_a_missing_piece_and_has_it_from_another_shop(
    mall: ServedMall, missing: Order, open_page: Callable[..., PhonePage]
) -> None:
    page = open_page()
    page.sign_in(MEMBER)
    page.open(f"order/{missing.id}")
    assert "有货" in page.see("#asked").text
    assert "没找到" in page.see("#lines").text
    page.tap("#wants-reroute")
    page.tap("#wants-reroute")
    until(lambda: newest(mall, missing.id).status == "cancelled")
    with mall.database.reading() as conn:
        hers = orders.of_member(conn, MEMBER)
    (moved,) = [one for one in hers if one.instead_of == missing.number]
    assert moved.shop_id != SHOP
    page.open(f"order/{moved.id}")
    assert missing.number in page.see("#standing").text
    page.see("#typed-code")


def test_she_may_pay_at_the_shop(mall: ServedMall, open_page: Callable[..., PhonePage]) -> None:
    page = open_page(language="en")
    page.sign_in(MEMBER)
    page.open("style/scarf")
    page.tap("[data-size='ONE']")
    page.tap("#to-bag")
    page.open("bag")
    page.see("#pickup-shops [data-shop='jingan']:not(:disabled)")
    page.tap("#pickup-shops [data-shop='jingan']")
    page.tap("#pay-at-shop")
    assert "at the till" in page.see("#to-pay").text
    with mall.database.reading() as conn:
        (order,) = [one for one in orders.of_member(conn, MEMBER) if one.payment == "on_collection"]
    assert order.status == "promised"
