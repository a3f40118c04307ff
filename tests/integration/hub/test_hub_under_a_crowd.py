"""Tills of two shops push while members order and wish: nobody is turned away, and every book adds up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from sync.hub import deal_errors, errors, members, orders
from sync.hub.db import tables
from sync.hub.errors import HubRefused, SoldOut
from sync.hub.orders import Wanted
from sync.hub.sentences import SENTENCES
from sync.protocol.rows import Member, Stock
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import LIN, LIPSTICK, OTHER_SHOP, SHOP, ZHOU

EACH = 12


def test_pushes_orders_and_wishes_at_once_leave_sound_books(hub: RunningHub) -> None:
    tills = [hub.till(SHOP), hub.till(SHOP), hub.till(OTHER_SHOP)]

    def sell(till: PaperTill) -> None:
        for _ in range(EACH):
            sale = till.sale(("lipstick", LIPSTICK, 1, 100), member_id=LIN, points=1)
            assert [result.result for result in till.push(till.seal(sale)).results] == ["applied"]

    def order(shop_id: str) -> int:
        placed = 0
        for _ in range(EACH):
            try:
                with hub.database.writing() as conn:
                    orders.place(conn, hub.clock, member_id=ZHOU, shop_id=shop_id, lines=[Wanted(LIPSTICK)])
                placed += 1
            except SoldOut:
                pass  # the floor was faster: that is what the quota is for
        return placed

    def wish() -> None:
        for _ in range(EACH):
            with hub.database.writing() as conn:
                members.wish(conn, hub.clock, LIN, "coat")
            with hub.database.writing() as conn:
                members.unwish(conn, hub.clock, LIN, "coat")

    with ThreadPoolExecutor(6) as pool:
        selling = [pool.submit(sell, till) for till in tills]
        ordering = {shop: pool.submit(order, shop) for shop in (SHOP, OTHER_SHOP)}
        wishing = pool.submit(wish)
        placed = {shop: future.result(timeout=60) for shop, future in ordering.items()}
        for future in (*selling, wishing):
            future.result(timeout=60)

    tills[0].pull()
    assert tills[0].row(Member, LIN).points == 100 + 3 * EACH
    for shop, sold in ((SHOP, 2 * EACH), (OTHER_SHOP, EACH)):
        stock = tills[0].row(Stock, f"{shop}/{LIPSTICK}")
        assert (stock.on_hand, stock.promised) == (20 - sold, placed[shop])
        with hub.database.reading() as conn:
            moved = conn.execute(
                select(func.sum(tables.stock_movement.c.quantity)).where(
                    tables.stock_movement.c.shop_id == shop, tables.stock_movement.c.variant_id == LIPSTICK
                )
            ).scalar_one()
        assert moved == stock.on_hand


def test_every_refusal_of_the_hub_has_a_sentence_in_both_languages() -> None:
    named = [*vars(errors).values(), *vars(deal_errors).values()]
    codes = {each.code for each in named if isinstance(each, type) and issubclass(each, HubRefused)}
    assert codes - {HubRefused.code} <= set(SENTENCES)
    assert all(sentence.zh and sentence.en for sentence in SENTENCES.values())
