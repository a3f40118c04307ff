"""What a till out of service did, its neighbours show until the office has said that it will not be booked."""

from __future__ import annotations

import msgspec
from sqlalchemy import insert, select

from sync.hub import enrolment, quarantined
from sync.hub.bell import Bell
from sync.hub.db import review_tables, tables
from sync.hub.seen_to import seen_to
from sync.protocol import rows
from sync.protocol.asides import AsideCart, CartPutAside
from sync.protocol.sold import Movement
from tests.fakes.hub_process import SHOP
from tests.fakes.shop_in_one_process import PIECES, VARIANTS, TillHere
from tests.integration.relay.conftest import SmallShop
from tests.integration.relay.test_what_neighbours_see import DRESS, a_coupon, an_order, handed_over, order_at

COUPON = "coupon-1"


def test_neighbours_show_what_is_discarded_no_longer(shop: SmallShop) -> None:
    something_is_set_apart(shop)
    assert shown(shop.one) == (PIECES - 2, "handed_over", "used", ["aside-1"])
    shop.one.pull_all()
    assert shown(shop.one) == (PIECES - 2, "handed_over", "used", ["aside-1"])

    discard(shop)
    shop.one.pull_all()

    assert shown(shop.one) == (PIECES, "promised", "open", [])


def test_another_relay_that_tells_of_it_again_changes_nothing(shop: SmallShop) -> None:
    something_is_set_apart(shop)
    discard(shop)
    shop.one.pull_all()
    late = TillHere(shop.folder / "till-3", shop.hub)
    late.pull_all()

    shop.relay.tell(late)
    late.pull_all()

    assert shown(late) == (PIECES, "promised", "open", [])
    late.close()


def test_what_waits_for_its_review_is_shown_on(shop: SmallShop) -> None:
    something_is_set_apart(shop)
    discard(shop)
    shop.two.sell(DRESS)
    shop.relay.mirror(shop.two)
    shop.relay.tell(shop.one)
    shop.relay.carry()
    shop.one.pull_all()

    assert shown(shop.one) == (PIECES - 1, "promised", "open", [])


def test_what_a_release_left_waiting_holds_back_all_behind_it(shop: SmallShop) -> None:
    """What contradicts the books is left out of a release: from there on neighbours show the log as before."""
    something_is_set_apart(shop)
    log = shop.two.device, shop.two.generation
    apart, outcome = tables.quarantine, review_tables.quarantine_outcome
    with shop.hub.database.writing() as conn:
        (_, first), *others = conn.execute(select(apart.c.quarantine_no, apart.c.seq).order_by(apart.c.seq))
        released = [{"quarantine_no": number, "outcome": "released", "settlement_no": 1} for number, _ in others]
        conn.execute(insert(outcome), released)

        assert seen_to(conn) == {log: first - 1}


def test_a_till_that_waits_for_news_hears_of_a_discarded_sale_at_once(shop: SmallShop) -> None:
    shop.two.sell(DRESS)
    set_apart(shop)
    shop.one.pull_all()
    before, cursor = Bell(shop.hub.database)._read(), shop.one.store.cursor()

    discard(shop)

    moved = Bell(shop.hub.database)._read()
    assert [name for name, head in moved.items() if head > before.get(name, 0)] == [f"applied@{SHOP.id}"]
    page, is_news, _ = shop.hub.tills.page(shop.one.as_device(), cursor, 100)
    assert page.rows == []
    assert is_news


def something_is_set_apart(shop: SmallShop) -> None:
    """At a till that is out of service something is sold, handed over, and put aside; the other hears of it."""
    now = shop.clock.now()
    shop.hub.open_books(an_order(now), a_coupon(now))
    shop.one.pull_all()
    shop.two.pull_all()
    shop.two.sell(DRESS, coupons=[COUPON], member_id="m-1")
    piece = Movement(movement_id="moved-1", variant_id=DRESS, quantity=-1, cause="pickup")
    shop.two.happen(msgspec.structs.replace(handed_over(now), movements=[piece]))
    shop.two.happen(
        CartPutAside(
            aside_id="aside-1", cart_id="cart-1", shop_id=SHOP.id, till_no=shop.two.till_no, occurred_ms=now,
            staff_id="wang", bound="", cart=AsideCart(lines=[]),
        )
    )  # fmt: skip
    set_apart(shop)


def set_apart(shop: SmallShop) -> None:
    with shop.hub.database.writing() as conn:
        enrolment.revoke(conn, shop.two.device)
    shop.relay.mirror(shop.two)
    shop.relay.tell(shop.one)
    shop.relay.carry()


def discard(shop: SmallShop) -> None:
    with shop.hub.database.writing() as conn:
        quarantined.discard(conn, shop.clock, shop.two.device, shop.two.generation, "王蕾", "练习")


def shown(till: TillHere) -> tuple[int, str, str, list[str]]:
    """Return what a till shows of the pieces, the order and the coupon, and the carts that lie aside."""
    assert till.shown(VARIANTS[1].id) == PIECES
    with till.file.view() as view:
        coupon = view.rows.get(rows.Coupon, COUPON)
    with till.file.reading() as connection:
        aside = connection.exec_driver_sql("SELECT id FROM cart_aside").scalars().all()
    assert coupon is not None
    return till.shown(DRESS), order_at(till).status, coupon.status, list(aside)
