"""What the mall makes of orders that are not simply taken whole, and of facts about them that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import pytest
from sqlalchemy import select

from posapp.domain.clock import DAY, HOUR
from posapp.domain.identity import new_id
from sync.hub import conservation, deals, groups, ledgers, order_money, orders, reminders, reroutes
from sync.hub.db import tables
from sync.hub.db.message_tables import message
from sync.hub.db.order_tables import order_money as money_table
from sync.hub.deal_errors import GroupOver
from sync.hub.errors import NotOpen, ShopSilent, UnknownOrder
from sync.hub.escrow import Level
from sync.hub.orders import Wanted
from sync.protocol.body import Body
from sync.protocol.kinds import PickupCannotFind, PickupHandOver, PickupPick, PickupPutBack
from sync.protocol.orders import GivenPieces, LinePieces, Order
from sync.protocol.sold import Movement
from tests.fakes.offered_deals import offered
from tests.fakes.running_hub import PaperTill, RunningHub
from tests.fakes.small_chain import COAT_M, COAT_S, LIN, LIPSTICK, OTHER_SHOP, SHOP, ZHOU


@pytest.fixture(autouse=True)
def everything_adds_up(hub: RunningHub) -> Iterator[None]:
    """Whatever a test did: the ledgers make the levels, and every promise has a piece or a name."""
    yield
    with hub.database.reading() as conn:
        assert [f"{fault.variant_id}: {fault.what.en}" for fault in conservation.faults(conn)] == []


def place(hub: RunningHub, *wanted: Wanted, **more: object) -> Order:
    with hub.database.writing() as conn:
        return orders.place(conn, hub.clock, member_id=LIN, shop_id=SHOP, lines=wanted, **more)  # type: ignore[arg-type]


def now_is(hub: RunningHub, order: Order, member_id: str = LIN) -> Order:
    with hub.database.reading() as conn:
        return next(one for one in orders.of_member(conn, member_id) if one.id == order.id)


def level(hub: RunningHub, variant_id: str, shop_id: str = SHOP) -> Level:
    with hub.database.reading() as conn:
        return ledgers.levels(conn, [(shop_id, variant_id)])[shop_id, variant_id]


def told(hub: RunningHub) -> list[tuple[str, int]]:
    """Return every exception there ever was, and what is at stake."""
    table = tables.trade_exception
    with hub.database.reading() as conn:
        found = conn.execute(select(table.c.code, table.c.amount_fen).order_by(table.c.exception_no))
        return [(row.code, row.amount_fen) for row in found]


def back(hub: RunningHub, order: Order) -> list[tuple[str, int]]:
    """Return why and how much of an order went back."""
    with hub.database.reading() as conn:
        found = conn.execute(
            select(money_table.c.reason, money_table.c.amount_fen)
            .where(money_table.c.order_id == order.id)
            .order_by(money_table.c.n)
        )
        return [(row.reason, row.amount_fen) for row in found]


def letters(hub: RunningHub, order: Order) -> list[str]:
    """Return what was written to her about an order."""
    with hub.database.reading() as conn:
        return list(conn.scalars(select(message.c.kind).where(message.c.link_id == order.id)))


def say(till: PaperTill, body: Body) -> None:
    assert till.push(till.seal(body)).results[0].result == "applied"


def pick(till: PaperTill, order: Order, *places: int) -> None:
    lines = [LinePieces(line_id=order.lines[n].id, quantity=order.lines[n].quantity) for n in places]
    facts = {"order_id": order.id, "shop_id": order.shop_id, "occurred_ms": till.hub.clock.now(), "staff_id": "st-1"}
    say(till, PickupPick(lines=lines or None, **facts))


def cannot_find(till: PaperTill, order: Order, line: int, quantity: int = 1, ago_ms: int = 0) -> None:
    missed = [LinePieces(line_id=order.lines[line].id, quantity=quantity)]
    at_ms = till.hub.clock.now() - ago_ms
    facts = {"order_id": order.id, "shop_id": order.shop_id, "occurred_ms": at_ms, "staff_id": "st-1"}
    say(till, PickupCannotFind(lines=missed, **facts))


def hand_over(
    till: PaperTill,
    order: Order,
    given: Sequence[tuple[int, int, str]],
    left_out: Sequence[tuple[int, int]] = (),
    sale_id: str | None = None,
) -> None:
    now = till.hub.clock.now()
    say(
        till,
        PickupHandOver(
            order_id=order.id,
            shop_id=order.shop_id,
            member_id=order.member_id,
            occurred_ms=now,
            staff_id="st-1",
            how="typed_code",
            code_payload="",
            movements=[
                Movement(movement_id=new_id(now), variant_id=variant, quantity=-pieces, cause="pickup")
                for _, pieces, variant in given
            ],
            given=[
                GivenPieces(line_id=order.lines[n].id, quantity=pieces, variant_id=variant)
                for n, pieces, variant in given
            ],
            left_out=[LinePieces(line_id=order.lines[n].id, quantity=pieces) for n, pieces in left_out],
            sale_id=sale_id,
        ),
    )


def answer(hub: RunningHub, order: Order, wants: reroutes.Answer, member_id: str = LIN) -> list[Order]:
    with hub.database.writing() as conn:
        return reroutes.answer(conn, hub.clock, member_id=member_id, order_id=order.id, wants=wants)


# --- parts of an order -----------------------------------------------------------------------------------------------


def test_an_order_leaves_in_parts_and_each_part_once(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, Wanted(LIPSTICK, 3), Wanted(COAT_M))
    before = level(hub, LIPSTICK)
    pick(till, order, 0)
    assert (now_is(hub, order).status, level(hub, LIPSTICK).picked) == ("promised", 3)
    hand_over(till, order, [(0, 2, LIPSTICK)])
    assert (level(hub, LIPSTICK).on_hand, level(hub, LIPSTICK).promised) == (before.on_hand - 2, 1)
    pick(till, order, 1)
    assert now_is(hub, order).status == "ready"
    hand_over(till, order, [(0, 1, LIPSTICK), (1, 1, COAT_M)])
    assert now_is(hub, order).status == "handed_over"
    assert (level(hub, LIPSTICK).promised, level(hub, COAT_M).promised) == (0, 0)
    assert (told(hub), back(hub, order)) == ([], [])
    entry = tables.quota_entry
    with hub.database.reading() as conn:
        spent = conn.execute(
            select(entry.c.kind, entry.c.quota).where(entry.c.variant_id == LIPSTICK, entry.c.quota < 0)
        )
        assert [tuple(row) for row in spent] == [("pick", -3)]  # the right goes with the pieces, and only once


def test_a_swap_takes_the_other_size_and_frees_the_one_ordered(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, Wanted(COAT_M))
    pick(till, order)
    size_s = level(hub, COAT_S)
    hand_over(till, order, [(0, 1, COAT_S)])
    assert (level(hub, COAT_M).picked, level(hub, COAT_M).promised) == (0, 0)
    assert level(hub, COAT_S).on_hand == size_s.on_hand - 1
    assert (now_is(hub, order).status, told(hub)) == ("handed_over", [])


def test_what_she_leaves_out_is_paid_back_and_the_sums_agree_to_the_fen(hub: RunningHub) -> None:
    till = hub.till()
    deal = deals.Deal(price_fen=3_333)
    order = place(hub, Wanted(LIPSTICK, 3), deal=deal)
    hand_over(till, order, [(0, 1, LIPSTICK)], [(0, 1)])
    assert now_is(hub, order).status == "promised"
    hand_over(till, order, [], [(0, 1)])
    assert now_is(hub, order).status == "handed_over"
    assert back(hub, order) == [("left_out", 3_333), ("left_out", 3_333)]
    assert letters(hub, order) == ["order_refunded"] * 2
    with hub.database.reading() as conn:
        assert order_money.refunded(conn, [order.id]) == {order.id: 2 * order.total_fen // 3}


def test_an_order_paid_at_the_till_owes_nothing_back(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, Wanted(LIPSTICK, 2), payment="on_collection")
    hand_over(till, order, [(0, 1, LIPSTICK)], sale_id="s-1")
    with hub.database.writing() as conn:
        orders.cancel(conn, hub.clock, member_id=LIN, order_id=order.id)
    assert (told(hub), back(hub, order)) == ([], [])
    assert [line.handed for line in now_is(hub, order).lines] == [1]


def test_goods_that_left_unpaid_are_told_once_with_what_is_owed(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, Wanted(LIPSTICK, 2), payment="on_collection")
    hand_over(till, order, [(0, 1, LIPSTICK)])
    assert told(hub) == [("handed_over_unpaid", order.total_fen // 2)]


# --- pieces that nobody finds ----------------------------------------------------------------------------------------


def test_a_missing_piece_comes_from_the_nearest_shop_at_the_same_price(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, Wanted(LIPSTICK, 2))
    there = level(hub, LIPSTICK, OTHER_SHOP)
    cannot_find(till, order, 0)
    asked = now_is(hub, order).offer
    assert asked is not None
    assert asked.shop_id == OTHER_SHOP
    assert told(hub) == [("cannot_find", order.total_fen // 2)]
    with pytest.raises(UnknownOrder):
        answer(hub, order, "reroute", ZHOU)
    hers, elsewhere = answer(hub, order, "reroute")
    assert (hers.lines[0].dropped, hers.offer, hers.status) == (1, None, "promised")
    assert (elsewhere.shop_id, elsewhere.total_fen, elsewhere.instead_of) == (
        OTHER_SHOP,
        order.total_fen // 2,
        order.number,
    )
    assert level(hub, LIPSTICK, OTHER_SHOP).promised == there.promised + 1
    assert back(hub, order) == [("carried", order.total_fen // 2)]
    with pytest.raises(NotOpen):
        answer(hub, order, "refund")


@pytest.mark.parametrize("ago_ms", [3 * DAY, -DAY])
def test_she_hears_now_whatever_the_clock_of_the_till_says(hub: RunningHub, ago_ms: int) -> None:
    till = hub.till()
    hub.till(OTHER_SHOP).push()
    order = place(hub, Wanted(LIPSTICK))
    cannot_find(till, order, 0, ago_ms=ago_ms)
    asked = now_is(hub, order).offer
    assert asked is not None
    assert (asked.shop_id, asked.made_ms) == (OTHER_SHOP, hub.clock.now())
    with hub.database.reading() as conn:
        [leaves_ms] = conn.scalars(select(message.c.not_before_ms).where(message.c.link_id == order.id))
    assert leaves_ms == hub.clock.now()


def test_what_she_paid_is_not_carried_to_a_shop_that_may_still_decline(hub: RunningHub) -> None:
    till, there = hub.till(), hub.till(OTHER_SHOP)
    there.push()
    order = place(hub, Wanted(LIPSTICK))
    cannot_find(till, order, 0)
    hub.clock.move(5 * HOUR)  # nobody has heard of the other shop since
    with pytest.raises(ShopSilent):
        answer(hub, order, "reroute")
    assert now_is(hub, order).offer is not None, "she can still have her money back"
    answer(hub, order, "refund")
    assert back(hub, order) == [("cannot_find", order.total_fen)]


def test_or_she_has_her_money_back_and_the_rest_can_be_collected(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, Wanted(LIPSTICK, 2))
    cannot_find(till, order, 0)
    pick(till, order)
    assert now_is(hub, order).status == "ready"
    answer(hub, order, "refund")
    hand_over(till, order, [(0, 1, LIPSTICK)])
    assert (now_is(hub, order).status, back(hub, order)) == ("handed_over", [("cannot_find", order.total_fen // 2)])
    assert len(told(hub)) == 1


def test_a_piece_that_turns_up_after_all_is_simply_hers(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, Wanted(LIPSTICK))
    cannot_find(till, order, 0)
    hand_over(till, order, [(0, 1, LIPSTICK)])
    assert (now_is(hub, order).status, now_is(hub, order).offer) == ("handed_over", None)
    assert [code for code, _ in told(hub)] == ["cannot_find"]


def test_goods_of_a_flash_sale_come_from_nowhere_else(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, Wanted(LIPSTICK), deal=deals.flash(9_900, hub.clock.now()))
    assert (order.kind, order.total_fen, order.collect_until_ms) == ("flash", 9_900, hub.clock.now() + 4 * HOUR)
    cannot_find(till, order, 0)
    asked = now_is(hub, order).offer
    assert asked is not None
    assert asked.shop_id == ""
    with pytest.raises(NotOpen):
        answer(hub, order, "reroute")
    assert [one.status for one in answer(hub, order, "refund")] == ["cancelled"]


def test_a_piece_sold_on_the_floor_and_then_not_found_is_one_broken_promise(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, Wanted(COAT_M))
    on_hand = level(hub, COAT_M).on_hand
    sale = till.sale(("coat", COAT_M, on_hand, 1_000))
    say(till, sale)
    cannot_find(till, order, 0)
    assert [code for code, _ in told(hub)] == ["shortfall"]


# --- facts that contradict each other --------------------------------------------------------------------------------


def test_a_cancellation_wins_until_the_goods_are_picked_then_they_go_back(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, Wanted(LIPSTICK), Wanted(COAT_M))
    pick(till, order, 0)
    with hub.database.writing() as conn:
        orders.cancel(conn, hub.clock, member_id=LIN, order_id=order.id)
    pick(till, order)  # offline, from the list of before
    assert (now_is(hub, order).status, level(hub, LIPSTICK).picked, level(hub, COAT_M).picked) == ("cancelled", 1, 1)
    facts = {"order_id": order.id, "shop_id": SHOP, "occurred_ms": hub.clock.now(), "staff_id": "st-1"}
    say(till, PickupPutBack(**facts))
    assert (level(hub, LIPSTICK).picked, level(hub, COAT_M).picked) == (0, 0)
    assert (told(hub), sum(fen for _, fen in back(hub, order))) == ([], order.total_fen)


def test_what_left_after_its_refund_is_to_be_recovered_once_with_its_amount(hub: RunningHub) -> None:
    first, second = hub.till(), hub.till()
    order = place(hub, Wanted(LIPSTICK, 2))
    with hub.database.writing() as conn:
        orders.cancel(conn, hub.clock, member_id=LIN, order_id=order.id)
    hand_over(first, order, [(0, 1, LIPSTICK)])
    assert told(hub) == [("handed_over_after_end", order.total_fen // 2)]
    hand_over(second, order, [(0, 1, LIPSTICK)])
    assert told(hub)[1:] == [("handed_over_after_end", order.total_fen // 2)]


def test_two_tills_that_hand_over_the_same_piece_are_one_exception(hub: RunningHub) -> None:
    first, second = hub.till(), hub.till()
    order = place(hub, Wanted(LIPSTICK), Wanted(COAT_M))
    hand_over(first, order, [(0, 1, LIPSTICK)])
    hand_over(second, order, [(0, 1, LIPSTICK), (1, 1, COAT_M)])
    assert told(hub) == [("handed_over_twice", order.lines[0].paid_fen)]
    assert now_is(hub, order).status == "handed_over"


def test_the_last_piece_given_out_twice_asks_for_one_count_not_for_two(hub: RunningHub) -> None:
    first, second = hub.till(), hub.till()
    order = place(hub, Wanted(COAT_M))
    for till in (first, second):
        hand_over(till, order, [(0, 1, COAT_M)])
    while level(hub, COAT_M).on_hand >= 0:
        hand_over(second, order, [(0, 1, COAT_M)])
    assert {code for code, _ in told(hub)} == {"handed_over_twice"}


def test_an_expired_order_that_left_all_the_same_is_one_exception(hub: RunningHub) -> None:
    till = hub.till()
    order = place(hub, Wanted(LIPSTICK, 2))
    pick(till, order)
    hub.clock.move(8 * DAY)
    assert orders.expire_due(hub.database, hub.clock) == 1
    hand_over(till, order, [(0, 2, LIPSTICK)])
    assert told(hub) == [("handed_over_after_end", order.total_fen)]
    assert (level(hub, LIPSTICK).picked, now_is(hub, order).status) == (0, "handed_over")


# --- groups ----------------------------------------------------------------------------------------------------------


def open_group(hub: RunningHub, wanted: int = 2) -> str:
    """Offer lipsticks to groups; the first who joins opens one."""
    return offered(hub, "lipstick", wanted=wanted).id


def join(hub: RunningHub, offer_id: str, member_id: str, shop_id: str = SHOP) -> Order:
    with hub.database.writing() as conn:
        open_ones = groups.forming(conn, [offer_id], hub.clock.now())
        hers = {"member_id": member_id, "variant_id": LIPSTICK, "shop_id": shop_id}
        if open_ones:
            return deals.join(conn, hub.clock, code=open_ones[0].code, **hers)
        return deals.order(conn, hub.clock, offer_id=offer_id, **hers)


def test_a_group_is_complete_with_the_last_that_was_wanted(hub: RunningHub) -> None:
    offer_id = open_group(hub)
    first = join(hub, offer_id, LIN)
    assert first.group is not None
    assert (first.total_fen, first.group.is_complete) == (8_800, False)
    with pytest.raises(GroupOver):
        join(hub, offer_id, LIN)
    join(hub, offer_id, ZHOU, OTHER_SHOP)
    group = now_is(hub, first).group
    assert group is not None
    assert (group.joined, group.is_complete) == (2, True)
    hub.clock.move(2 * HOUR)
    assert deals.dissolve_due(hub.database, hub.clock) == 0


def test_a_group_that_is_not_complete_in_time_dissolves_and_pays_back(hub: RunningHub) -> None:
    till = hub.till()
    offer_id = open_group(hub, wanted=3)
    first, second = join(hub, offer_id, LIN), join(hub, offer_id, ZHOU)
    with hub.database.writing() as conn:
        orders.cancel(conn, hub.clock, member_id=ZHOU, order_id=second.id)
    group = now_is(hub, first).group
    assert group is not None
    assert group.joined == 1
    hub.clock.move(2 * HOUR)
    assert deals.dissolve_due(hub.database, hub.clock) == 1
    assert (now_is(hub, first).status, back(hub, first)) == ("cancelled", [("dissolved", 8_800)])
    assert back(hub, second) == [("cancelled", 8_800)]
    hand_over(till, first, [(0, 1, LIPSTICK)])
    assert told(hub) == [("handed_over_after_end", 8_800)]


def test_an_order_that_ended_makes_no_group_complete(hub: RunningHub) -> None:
    offer_id = open_group(hub)
    first = join(hub, offer_id, LIN)
    with hub.database.writing() as conn:
        orders.end(conn, first, "expired", "expired", hub.clock.now())
    second = join(hub, offer_id, ZHOU)
    assert second.group is not None
    assert (second.group.joined, second.group.is_complete) == (1, False)
    assert join(hub, offer_id, LIN).group == msgspec.structs.replace(second.group, joined=2, is_complete=True)


def test_she_hears_that_it_is_ready_only_when_it_may_be_collected(hub: RunningHub) -> None:
    till = hub.till()
    offer_id = open_group(hub)
    first = join(hub, offer_id, LIN)
    pick(till, first)
    reminders.keep(hub.database, hub.clock)
    assert letters(hub, first) == []
    join(hub, offer_id, ZHOU)
    reminders.keep(hub.database, hub.clock)
    assert sorted(letters(hub, first)) == ["group_complete", "ready_to_collect"]


def test_goods_of_a_forming_group_that_left_are_told_once(hub: RunningHub) -> None:
    till = hub.till()
    first = join(hub, open_group(hub), LIN)
    hand_over(till, first, [(0, 1, LIPSTICK)])
    assert told(hub) == [("handed_over_early", 8_800)]
