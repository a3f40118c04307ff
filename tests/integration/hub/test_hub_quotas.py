"""What the mall may promise of a shop's stock, whatever the floor sells and however long a shop is out of touch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import select, update

from posapp.domain.clock import HOUR, MINUTE
from posapp.domain.identity import new_id
from sync.hub import bookings, conservation, ledgers, orders, quotas
from sync.hub.bookings import WishedGarment
from sync.hub.db import tables
from sync.hub.errors import ShopSilent, SoldOut
from sync.hub.escrow import Level
from sync.hub.orders import Wanted
from sync.hub.settings import STANDARD_QUOTAS
from sync.hub.upkeep import keep_up
from sync.protocol.kinds import PickupHandOver, PickupPick, PickupPutBack, StockCount
from sync.protocol.rows import Booking, Order, Stock
from sync.protocol.sold import Movement
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import COAT_M, COAT_S, LIN, LIPSTICK, SHOP, ZHOU


@pytest.fixture(autouse=True)
def everything_adds_up(hub: RunningHub) -> Iterator[None]:
    """Whatever a test did: the ledgers make the levels, and H = S + P + Q."""
    yield
    assert faults(hub) == []


def faults(hub: RunningHub) -> list[str]:
    with hub.database.reading() as conn:
        return [f"{fault.shop_id}/{fault.variant_id}: {fault.what.en}" for fault in conservation.faults(conn)]


def level(hub: RunningHub, variant_id: str) -> Level:
    with hub.database.reading() as conn:
        return ledgers.levels(conn, [(SHOP, variant_id)])[SHOP, variant_id]


def place(hub: RunningHub, variant_id: str, quantity: int = 1, member_id: str = LIN) -> Order:
    with hub.database.writing() as conn:
        return orders.place(conn, hub.clock, member_id=member_id, shop_id=SHOP, lines=[Wanted(variant_id, quantity)])


def sell(till: PaperTill, variant_id: str, pieces: int = 1) -> None:
    sale = till.sale(("coat", variant_id, pieces, 1000 * pieces))
    assert till.push(till.seal(sale)).results[0].result == "applied"


def told(hub: RunningHub, *, still_open: bool = True) -> list[str]:
    table = tables.trade_exception
    query = select(table.c.code).order_by(table.c.exception_no)
    with hub.database.reading() as conn:
        return list(conn.execute(query.where(table.c.settled_ms.is_(None)) if still_open else query).scalars())


def order_of(hub: RunningHub, order: Order, member_id: str = LIN) -> Order:
    with hub.database.reading() as conn:
        return next(one for one in orders.of_member(conn, member_id) if one.id == order.id)


def cancel(hub: RunningHub, order: Order, member_id: str = LIN) -> Order:
    with hub.database.writing() as conn:
        return orders.cancel(conn, hub.clock, member_id=member_id, order_id=order.id)


# --- the floor and the mall ------------------------------------------------------------------------------------------


def test_a_till_is_told_whose_piece_is_whose(hub: RunningHub) -> None:
    till = hub.till()
    place(hub, COAT_S)
    till.pull()
    row = till.row(Stock, f"{SHOP}/{COAT_S}")
    assert (row.on_hand, row.promised, row.picked, row.quota) == (3, 1, 0, 2)


def test_the_floor_spends_its_own_share_first(hub: RunningHub) -> None:
    till = hub.till()
    place(hub, COAT_S)
    sell(till, COAT_S)
    assert (level(hub, COAT_S), told(hub)) == (Level(2, 1, 0, 1), [])


def test_a_sale_beyond_the_share_names_the_order_at_risk_the_youngest_first(hub: RunningHub) -> None:
    till = hub.till()
    first = place(hub, COAT_S)
    hub.clock.move(MINUTE)
    second = place(hub, COAT_S, member_id=ZHOU)
    sell(till, COAT_S, 2)
    with hub.database.reading() as conn:
        noted = conn.execute(select(tables.trade_exception)).one()
    assert (noted.code, noted.amount_fen) == ("shortfall", 89_900)
    assert second.number in noted.zh
    assert second.number in noted.en
    assert first.number not in noted.en


def test_a_broken_promise_is_told_once_and_settles_itself_when_the_order_ends(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, COAT_M)
    sell(till, COAT_M, 2)
    sell(till, LIPSTICK)
    assert told(hub) == ["shortfall"]
    cancel(hub, order)
    assert (told(hub), told(hub, still_open=False)) == ([], ["shortfall"])


def test_a_count_that_finds_the_piece_mends_the_promise(hub: RunningHub) -> None:
    till = hub.till()
    place(hub, COAT_M)
    sell(till, COAT_M, 2)
    count(till, COAT_M, 1)
    assert told(hub) == []
    assert level(hub, COAT_M) == Level(1, 1, 0, 1)


def test_a_piece_that_the_record_never_knew_is_sold_and_asks_for_a_count(hub: RunningHub) -> None:
    till = hub.till()
    sell(till, COAT_M, 3)
    assert (level(hub, COAT_M).on_hand, told(hub)) == (-1, ["count_hint"])


def test_more_pieces_of_one_order_break_one_by_one(hub: RunningHub) -> None:
    till = hub.till()
    place(hub, LIPSTICK, 3)
    sell(till, LIPSTICK, 18)
    assert told(hub) == ["shortfall"]
    sell(till, LIPSTICK, 2)
    assert told(hub) == ["shortfall"] * 3


# --- a shop that is out of touch -------------------------------------------------------------------------------------


def test_a_quiet_shop_gives_up_what_its_floor_may_sell_meanwhile(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    for _ in range(6):
        clock.move(5 * MINUTE)
        sell(till, LIPSTICK)
        keep_up(hub.database, clock)  # it looks twice a minute, so it never takes six sales for one silence
    assert level(hub, LIPSTICK) == Level(14, 0, 0, 13)
    clock.move(3 * HOUR)
    keep_up(hub.database, clock)
    # 6 in 8 hours are 2.25 in 3; more than 5 of them are sold in one of 20 such spans.
    assert level(hub, LIPSTICK).quota == 14 - 5
    with pytest.raises(SoldOut):  # and so it stands at the moment of a promise, whether the upkeep ran or not
        place(hub, LIPSTICK, 10)


def test_a_quiet_shop_gets_no_more_quota(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    order = place(hub, COAT_S, 2)
    picked(till, order)
    put_back_by_hand = cancel(hub, order)
    put_back(till, put_back_by_hand)
    clock.move(11 * MINUTE)
    keep_up(hub.database, clock)
    assert level(hub, COAT_S).quota == 0
    sell(till, LIPSTICK)  # it speaks again
    keep_up(hub.database, clock)
    assert level(hub, COAT_S).quota == 2


def test_orders_of_a_silent_shop_wait_for_its_word(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    clock.move(4 * HOUR + MINUTE)
    order, other = place(hub, COAT_M), place(hub, COAT_S, 2, member_id=ZHOU)
    assert (order.status, other.status) == ("pending", "pending")
    assert level(hub, COAT_M).promised == 0
    with pytest.raises(SoldOut):  # whoever asked first is first
        place(hub, COAT_M, member_id=ZHOU)
    keep_up(hub.database, clock)
    assert order_of(hub, order).status == "pending"
    sell(till, COAT_S, 2)  # it is back, and brings what it sold
    keep_up(hub.database, clock)
    assert order_of(hub, order).status == "promised"
    assert order_of(hub, other, ZHOU).status == "declined"
    assert (level(hub, COAT_M).promised, level(hub, COAT_S).promised) == (1, 0)


def test_a_chain_may_rather_not_offer_what_a_silent_shop_has(hub: RunningHub, clock: SetClock) -> None:
    hub.till()
    clock.move(4 * HOUR + MINUTE)
    rules = replace(STANDARD_QUOTAS, when_silent="refused")
    with hub.database.writing() as conn, pytest.raises(ShopSilent):
        orders.place(conn, clock, member_id=LIN, shop_id=SHOP, lines=[Wanted(COAT_S)], rules=rules)


def test_the_night_makes_no_shop_silent(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    clock.move(6 * HOUR - MINUTE)
    sell(till, LIPSTICK)  # 21:59, and the lights go out
    clock.move(11 * HOUR)
    assert place(hub, COAT_S).status == "promised"


def test_a_shop_picks_what_waited_for_its_word(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    clock.move(5 * HOUR)
    order = place(hub, COAT_M)
    picked(till, order)
    assert order_of(hub, order).status == "ready"
    assert level(hub, COAT_M) == Level(2, 1, 1, 0)


def test_outages_make_the_buffer(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    for _ in range(8):
        sell(till, LIPSTICK)
    keep_up(hub.database, clock)
    clock.move(3 * HOUR)
    sell(till, LIPSTICK)
    keep_up(hub.database, clock)
    assert level(hub, LIPSTICK).buffer > 1
    assert level(hub, COAT_M).buffer == 1


# --- try-ons ---------------------------------------------------------------------------------------------------------


def book(hub: RunningHub, variant_id: str, member_id: str = LIN) -> Booking:
    with hub.database.writing() as conn:
        return bookings.book(
            conn,
            hub.clock,
            member_id=member_id,
            shop_id=SHOP,
            starts_ms=hub.clock.now() + HOUR,
            garments=[WishedGarment("coat", variant_id)],
        )


def booking_of(hub: RunningHub, booking: Booking, member_id: str = LIN) -> Booking:
    with hub.database.reading() as conn:
        return next(one for one in bookings.of_member(conn, member_id) if one.id == booking.id)


def test_a_label_keeps_a_piece_from_the_mall(hub: RunningHub) -> None:
    assert [one.garments[0].label for one in (book(hub, COAT_S), book(hub, COAT_S, ZHOU))] == ["held", "held"]
    assert level(hub, COAT_S).quota == 1
    place(hub, COAT_S)
    with pytest.raises(SoldOut):
        place(hub, COAT_S)


def test_a_walk_in_wins_the_labelled_piece_and_the_booking_says_so(hub: RunningHub) -> None:
    till = hub.till()
    booking = book(hub, COAT_M)
    sell(till, COAT_M, 2)
    assert booking_of(hub, booking).garments[0].label == "gone"
    assert told(hub) == ["label_lost"]


def test_she_who_buys_her_labelled_piece_loses_nothing(hub: RunningHub) -> None:
    till = hub.till()
    booking = book(hub, COAT_M)
    bought = till.sale(("coat", COAT_M, 1, 1000))
    one = type(bought)(**{**{f: getattr(bought, f) for f in bought.__struct_fields__}, "booking_id": booking.id})
    till.push(till.seal(one))
    sell(till, COAT_M)
    assert (told(hub), booking_of(hub, booking).garments[0].label) == ([], "")


def test_a_label_comes_off_when_she_does_not_come(hub: RunningHub, clock: SetClock) -> None:
    booking = book(hub, COAT_M)
    clock.move(HOUR + 31 * MINUTE)
    keep_up(hub.database, clock)
    assert (booking_of(hub, booking).garments[0].label, level(hub, COAT_M).labelled) == ("", 0)


def test_a_cancelled_booking_leaves_no_label(hub: RunningHub) -> None:
    booking = book(hub, COAT_M)
    with hub.database.writing() as conn:
        bookings.cancel(conn, hub.clock, member_id=LIN, booking_id=booking.id)
    assert level(hub, COAT_M).labelled == 0


def test_no_more_labels_than_pieces_that_nobody_is_promised(hub: RunningHub) -> None:
    place(hub, COAT_M)
    assert [one.garments[0].label for one in (book(hub, COAT_M), book(hub, COAT_M, ZHOU))] == ["held", ""]


# --- pickups ---------------------------------------------------------------------------------------------------------


def picked(till: PaperTill, order: Order) -> str:
    body = PickupPick(order_id=order.id, shop_id=SHOP, occurred_ms=till.hub.clock.now(), staff_id="st-1")
    return till.push(till.seal(body)).results[0].result


def put_back(till: PaperTill, order: Order) -> str:
    body = PickupPutBack(order_id=order.id, shop_id=SHOP, occurred_ms=till.hub.clock.now(), staff_id="st-1")
    return till.push(till.seal(body)).results[0].result


def handed_over(till: PaperTill, order: Order) -> str:
    now = till.hub.clock.now()
    moved = [
        Movement(movement_id=new_id(now), variant_id=line.variant_id, quantity=-line.quantity, cause="pickup")
        for line in order.lines
    ]
    body = PickupHandOver(
        order_id=order.id,
        shop_id=SHOP,
        member_id=order.member_id,
        occurred_ms=now,
        staff_id="st-1",
        how="typed_code",
        code_payload="",
        movements=moved,
    )
    return till.push(till.seal(body)).results[0].result


def test_what_is_picked_is_no_longer_the_mall_s_nor_the_floor_s(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, COAT_S)
    assert picked(till, order) == "applied"
    assert level(hub, COAT_S) == Level(3, 1, 1, 1)
    assert handed_over(till, order) == "applied"
    assert level(hub, COAT_S) == Level(2, 0, 0, 1)
    assert told(hub) == []


def test_a_cancellation_wins_until_the_goods_are_picked(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, COAT_S)
    cancel(hub, order)
    picked(till, order)  # the till had not heard of it
    assert order_of(hub, order).status == "cancelled"
    assert level(hub, COAT_S).picked == 1
    put_back(till, order)
    assert level(hub, COAT_S).picked == 0
    assert order_of(hub, order).returned_ms is not None


def test_picked_goods_of_a_cancelled_order_lie_there_until_they_are_put_back(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, COAT_S, 2)
    picked(till, order)
    cancel(hub, order)
    with pytest.raises(SoldOut):
        place(hub, COAT_S)
    put_back(till, order)
    keep_up(hub.database, hub.clock)
    assert place(hub, COAT_S, 2).status == "promised"


def test_money_is_recovered_once_for_goods_that_left_after_a_refund(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, COAT_S)
    picked(till, order)
    cancel(hub, order)
    assert handed_over(till, order) == "applied"
    assert handed_over(till, order) == "applied"
    assert told(hub) == ["handed_over_after_end", "handed_over_twice"]
    assert level(hub, COAT_S).on_hand == 1


def test_an_order_that_two_tills_pick_is_one_order(hub: RunningHub) -> None:
    first, second = hub.till(), hub.till()
    order = place(hub, COAT_S)
    assert (picked(first, order), picked(second, order)) == ("applied", "applied")
    assert (level(hub, COAT_S).picked, told(hub)) == (1, ["picked_twice"])


# --- counts ----------------------------------------------------------------------------------------------------------


def count(till: PaperTill, variant_id: str, observed: int, at_ms: int | None = None) -> None:
    answer = till.push(till.seal(counted(till, variant_id, observed, at_ms)))
    assert answer.results[0].result == "applied"


def counted(till: PaperTill, variant_id: str, observed: int, at_ms: int | None = None) -> StockCount:
    now = till.hub.clock.now() if at_ms is None else at_ms
    return StockCount(shop_id=SHOP, variant_id=variant_id, observed=observed, occurred_ms=now, staff_id="st-1")


@pytest.mark.parametrize("late_first", [True, False])
def test_sales_of_another_till_from_before_and_after_a_count(
    hub: RunningHub, clock: SetClock, late_first: bool
) -> None:
    counting, offline = hub.till(), hub.till()
    before = offline.seal(offline.sale(("lipstick", LIPSTICK, 2, 200)))
    clock.move(MINUTE)
    seen = counting.seal(counted(counting, LIPSTICK, 15))  # the shop had 20: 2 sold, 3 gone
    clock.move(MINUTE)
    after = offline.seal(offline.sale(("lipstick", LIPSTICK, 4, 400)))
    if late_first:
        offline.push(before, after)
        counting.push(seen)
    else:
        counting.push(seen)
        assert level(hub, LIPSTICK).on_hand == 15
        offline.push(before, after)
    assert level(hub, LIPSTICK).on_hand == 11


def test_a_till_s_own_sales_count_by_their_place_in_its_log_whatever_its_clock_says(
    hub: RunningHub, clock: SetClock
) -> None:
    till = hub.till()
    before = till.seal(till.sale(("lipstick", LIPSTICK, 1, 100)))
    clock.move(-HOUR)  # the machine's clock is set back
    seen = till.seal(counted(till, LIPSTICK, 10))
    after = till.seal(till.sale(("lipstick", LIPSTICK, 2, 200)))
    till.push(before, seen, after)
    assert level(hub, LIPSTICK).on_hand == 8


def test_of_two_counts_the_newer_stands_in_whatever_order_they_come(hub: RunningHub, clock: SetClock) -> None:
    one, other = hub.till(), hub.till()
    older = one.seal(counted(one, LIPSTICK, 5))
    clock.move(MINUTE)
    between = one.seal(one.sale(("lipstick", LIPSTICK, 1, 100)))
    clock.move(MINUTE)
    newer = other.seal(counted(other, LIPSTICK, 12))
    other.push(newer)
    one.push(older, between)
    assert level(hub, LIPSTICK).on_hand == 12


def test_of_a_till_s_own_counts_the_later_stands_whatever_its_clock_says(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    first = till.seal(counted(till, LIPSTICK, 5))
    clock.move(-HOUR)  # the machine's clock is set back
    second = till.seal(counted(till, LIPSTICK, 12))
    till.push(first, second)
    assert level(hub, LIPSTICK).on_hand == 12


def test_a_count_does_not_disturb_the_day_proof(hub: RunningHub) -> None:
    till, offline = hub.till(), hub.till()
    late = offline.seal(offline.sale(("lipstick", LIPSTICK, 1, 100)))
    hub.clock.move(MINUTE)
    count(till, LIPSTICK, 9)
    offline.push(late)
    with hub.database.reading() as conn:
        moved = conn.execute(
            select(tables.stock_movement.c.quantity).where(tables.stock_movement.c.cause == "count")
        ).scalars()
        assert sorted(moved) == [-11, 1]


# --- a crowd ---------------------------------------------------------------------------------------------------------


def test_the_office_sees_the_bound_of_each_shop(hub: RunningHub, clock: SetClock) -> None:
    till = hub.till()
    place(hub, COAT_M)
    with hub.database.reading() as conn:
        bound = next(one for one in quotas.bounds(conn, clock.now()) if one.shop_id == SHOP)
    assert (bound.unpicked, bound.most, bound.likely) == (1, 1, 0)
    for _ in range(4):
        sell(till, COAT_M, 1)
    assert told(hub).count("shortfall") == 1 <= bound.most


def test_the_office_says_that_stock_adds_up_and_where_it_does_not(hub: RunningHub) -> None:
    place(hub, COAT_M)
    said = httpx.get(f"{hub.url}/office/api/stock").json()
    assert said["faults"] == []
    assert {bound["shop_id"]: bound["unpicked"] for bound in said["bounds"]} == {SHOP: 1, "xuhui": 0}
    moved = tables.stock_movement
    opening = update(moved).where(moved.c.shop_id == "xuhui", moved.c.variant_id == LIPSTICK)
    with hub.database.writing() as conn:
        conn.execute(opening.values(quantity=21))  # no level: the upkeep would tell a wrong one to the tills
    wrong = httpx.get(f"{hub.url}/office/api/stock").json()["faults"]
    assert ("xuhui", LIPSTICK, "on hand and the sum of movements differ: 20 and 21") in [
        (fault["shop_id"], fault["variant_id"], fault["en"]) for fault in wrong
    ]
    with hub.database.writing() as conn:
        conn.execute(opening.values(quantity=20))
