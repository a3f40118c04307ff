"""What a clerk relies on when an order is not simply taken whole: parts of it, other sizes, money at the counter."""

from __future__ import annotations

from dataclasses import replace as with_changes

import pytest
from msgspec.structs import replace

from posapp.domain.clock import DAY, HOUR
from posapp.domain.errors import BadQuantity, MoreThanOrdered
from posapp.domain.identity import OrderId, StaffId, VariantId
from posapp.domain.money import Fen
from posapp.services.errors import ManagerWanted, NotOfThatStyle, NotOpenForHandOver
from posapp.services.handing_over import Taking
from posapp.services.paying import Paying
from posapp.services.shifts import Shifts
from sync.protocol.codes import CodeType
from sync.protocol.kinds import PickupCannotFind, PickupHandOver, PickupPick, SaleCommit, read_body
from sync.protocol.orders import Group, Offer, OrderLine
from tests.fakes.small_shop import COAT, DRESS, LIN, NOON, SHOE, XUHUI, SmallShop, order

ORDER, CODE = OrderId("or-1"), "30004000"
SHOES, LARGER, DRESS_M = f"{SHOE}-BLK-37", f"{SHOE}-BLK-38", f"{DRESS}-BLK-M"
TWO_LINES = [
    OrderLine(id="ol-1", variant_id=SHOES, quantity=2, paid_fen=139_800),
    OrderLine(id="ol-2", variant_id=DRESS_M, quantity=1, paid_fen=53_900),
]


def deliver(shop: SmallShop, status: str = "promised", **more: object) -> None:
    wanted = {"lines": TWO_LINES, "total_fen": 193_700, **more}
    shop.deliver(replace(order(status=status), **wanted))


def said(shop: SmallShop, kind: str) -> list[object]:
    return [read_body(one.kind, one.v, one.body) for one in shop.operations(kind)]


def paying(shop: SmallShop) -> Paying:
    Shifts(shop.file, shop.clock, shop.duty).open(Fen(20_000))
    return Paying(shop.file, shop.clock, shop.duty, lambda: "zh")


def test_she_takes_one_pair_today_and_the_rest_tomorrow_with_the_same_code(shop: SmallShop) -> None:
    deliver(shop, "ready")
    card = shop.pickups.hand_over(ORDER, CODE, [Taking("ol-1", 1)])
    assert (card.status, [(line.handed, line.waits) for line in card.lines]) == ("ready", [(1, 1), (0, 1)])
    assert (shop.on_hand(SHOES), shop.on_hand(DRESS_M)) == (2, 3)
    shop.clock.pass_(DAY)
    card = shop.pickups.hand_over(ORDER, shop.code(CodeType.PICKUP, 7_001))
    assert (card.status, [line.handed for line in card.lines]) == ("handed_over", [2, 1])
    assert (shop.on_hand(SHOES), shop.on_hand(DRESS_M)) == (1, 2)
    first, second = said(shop, "pickup.hand_over")
    assert isinstance(first, PickupHandOver)
    assert isinstance(second, PickupHandOver)
    assert [one.quantity for one in first.given or []] == [1]
    assert [(one.line_id, one.quantity) for one in second.given or []] == [("ol-1", 1), ("ol-2", 1)]


def test_more_than_waits_does_not_leave(shop: SmallShop) -> None:
    deliver(shop)
    for wrong in (Taking("ol-1", 3), Taking("ol-1", 1, left_out=2), Taking("ol-1", -1), Taking("nobody's", 1)):
        with pytest.raises(BadQuantity):
            shop.pickups.hand_over(ORDER, CODE, [wrong])
    with pytest.raises(NotOpenForHandOver, match="nothing_waits"):
        shop.pickups.hand_over(ORDER, CODE, [])
    assert (shop.operations(), shop.on_hand(SHOES)) == ([], 3)


def test_another_size_leaves_in_the_stead_of_the_one_ordered(shop: SmallShop) -> None:
    deliver(shop, "ready")
    shop.pickups.hand_over(ORDER, CODE, [Taking("ol-1", 1, VariantId(LARGER)), Taking("ol-2", 1)])
    assert [shop.on_hand(one) for one in (SHOES, LARGER, DRESS_M)] == [3, 2, 2]
    with pytest.raises(NotOfThatStyle):
        shop.pickups.hand_over(ORDER, CODE, [Taking("ol-1", 1, VariantId(f"{COAT}-BLK-M"))])


def test_what_she_leaves_out_is_hers_no_more(shop: SmallShop) -> None:
    deliver(shop, "ready")
    card = shop.pickups.hand_over(ORDER, CODE, [Taking("ol-1", 2), Taking("ol-2", 0, left_out=1)])
    assert (card.status, card.lines[1].dropped, card.lines[1].picked) == ("handed_over", 1, 0)
    assert shop.on_hand(DRESS_M) == 3
    deliver(shop, "ready", id="or-2", code="30004002")
    card = shop.pickups.hand_over(
        OrderId("or-2"), "30004002", [Taking("ol-1", 0, left_out=2), Taking("ol-2", 0, left_out=1)]
    )
    assert card.status == "cancelled"


def test_an_order_is_ready_with_its_last_piece(shop: SmallShop) -> None:
    deliver(shop)
    places = [(one.line.shelf, one.quantity) for one in shop.pickups.to_pick()]
    assert places == sorted(places)
    assert sorted(quantity for _, quantity in places) == [1, 2]
    assert shop.pickups.pick(ORDER, {"ol-1": 2}).status == "promised"
    assert [one.line.variant_id for one in shop.pickups.to_pick()] == [DRESS_M]
    assert shop.pickups.pick(ORDER, {"ol-2": 1}).status == "ready"
    assert shop.pickups.pick(ORDER).status == "ready"
    assert len(said(shop, "pickup.pick")) == 2  # nothing is told twice
    first = said(shop, "pickup.pick")[0]
    assert isinstance(first, PickupPick)
    assert [(one.line_id, one.quantity) for one in first.lines or []] == [("ol-1", 2)]


def test_a_piece_that_nobody_finds_holds_up_no_other(shop: SmallShop) -> None:
    deliver(shop)
    with pytest.raises(BadQuantity):
        shop.pickups.cannot_find(ORDER, {"ol-1": 3})
    shop.pickups.cannot_find(ORDER, {"ol-1": 1})
    card = shop.pickups.pick(ORDER)
    assert (card.status, card.lines[0].missing, card.pieces) == ("ready", 1, 2)
    (missed,) = said(shop, "pickup.cannot_find")
    assert isinstance(missed, PickupCannotFind)
    card = shop.pickups.hand_over(ORDER, CODE)
    assert (card.status, card.lines[0].handed) == ("promised", 1)  # she is still to say what she wants instead
    assert [one.order_id for one in shop.pickups.waiting()] == [ORDER]


def test_the_card_tells_what_she_was_asked(shop: SmallShop) -> None:
    deliver(shop, lines=[replace(TWO_LINES[0], missing=2)], offer=Offer(made_ms=NOON, shop_id=XUHUI))
    card = shop.pickups.get(ORDER)
    assert (card.asked, card.hindrance) == ("elsewhere", "nothing_waits")
    assert card.offered_shop is not None
    assert card.offered_shop.zh == "徐汇店"


def test_a_late_order_leaves_by_a_managers_word_only(shop: SmallShop) -> None:
    deliver(shop, "ready", collect_until_ms=NOON - HOUR)
    assert shop.pickups.get(ORDER).hindrance == "expired"
    with pytest.raises(ManagerWanted) as wanted:
        shop.pickups.hand_over(ORDER, CODE)
    assert (wanted.value.ask.permission, wanted.value.ask.extent.fen) == ("hand_over_late", 193_700)
    as_manager(shop)
    assert shop.pickups.hand_over(ORDER, CODE).status == "handed_over"
    deliver(shop, "expired", id="or-2", code="30004002")  # the mall has let it expire already
    assert shop.pickups.hand_over(OrderId("or-2"), "30004002").status == "handed_over"


def test_a_group_that_is_still_forming_gets_nothing_not_even_by_a_manager(shop: SmallShop) -> None:
    forming = Group(id="g", wanted=3, joined=2, until_ms=NOON + DAY)
    deliver(shop, "ready", kind="group", group=forming)
    as_manager(shop)
    with pytest.raises(NotOpenForHandOver, match="group_forming"):
        shop.pickups.hand_over(ORDER, CODE)
    deliver(shop, "ready", kind="group", group=replace(forming, joined=3, is_complete=True))
    assert shop.pickups.hand_over(ORDER, CODE).status == "handed_over"


def test_goods_of_a_flash_sale_are_not_swapped(shop: SmallShop) -> None:
    deliver(shop, "ready", kind="flash")
    assert not shop.pickups.get(ORDER).may_swap
    with pytest.raises(NotOpenForHandOver, match="no_swap"):
        shop.pickups.hand_over(ORDER, CODE, [Taking("ol-1", 1, VariantId(LARGER))])


def test_an_unpaid_order_leaves_with_the_sale_that_pays_for_it(shop: SmallShop) -> None:
    deliver(shop, "ready", payment="on_collection")
    with pytest.raises(ManagerWanted, match="hand_over_unpaid"):
        shop.pickups.hand_over(ORDER, CODE)
    cart = shop.pickups.to_cart(ORDER, CODE)
    assert (cart.total, cart.member.member_id if cart.member else "") == (193_700, LIN)
    assert (shop.pickups.get(ORDER).status, shop.on_hand(SHOES)) == ("ready", 3)  # nothing leaves before it is paid
    done = paying(shop).pay_cash()
    (sale,) = said(shop, "sale.commit")
    (given,) = said(shop, "pickup.hand_over")
    assert isinstance(sale, SaleCommit)
    assert isinstance(given, PickupHandOver)
    assert (given.sale_id, sale.total_fen, sale.movements) == (done.sale_id, 193_700, [])
    assert shop.pickups.get(ORDER).status == "handed_over"
    assert (shop.on_hand(SHOES), shop.on_hand(DRESS_M)) == (1, 2)


def test_what_she_leaves_on_the_counter_is_not_paid_and_waits(shop: SmallShop) -> None:
    deliver(shop, "ready", payment="on_collection")
    cart = shop.pickups.to_cart(ORDER, CODE)
    shop.selling.remove(cart.lines[1].line_id)
    assert paying(shop).pay_cash().total == 139_800
    card = shop.pickups.get(ORDER)
    assert (card.status, [line.handed for line in card.lines]) == ("ready", [2, 0])
    assert (shop.on_hand(SHOES), shop.on_hand(DRESS_M)) == (1, 3)


def test_other_goods_go_on_the_same_ticket_as_an_order_paid_at_the_mall(shop: SmallShop) -> None:
    deliver(shop, "ready")
    shop.pickups.to_cart(ORDER, CODE, [Taking("ol-1", 2), Taking("ol-2", 0, left_out=1)])
    shop.selling.add(VariantId(SHOES))  # one pair more, for her sister
    assert paying(shop).pay_cash().total == 69_900
    assert (shop.on_hand(SHOES), shop.on_hand(DRESS_M)) == (0, 3)
    card = shop.pickups.get(ORDER)
    assert (card.status, card.lines[1].dropped) == ("handed_over", 1)


def test_an_order_in_the_cart_survives_the_power_and_goes_with_its_last_piece(shop: SmallShop) -> None:
    deliver(shop, "ready", payment="on_collection")
    cart = shop.pickups.to_cart(ORDER, CODE)
    shop.open_again()
    for line in cart.lines:
        shop.selling.remove(line.line_id)
    shop.selling.add(VariantId(LARGER))
    paying(shop).pay_cash()
    assert said(shop, "pickup.hand_over") == []
    assert shop.pickups.get(ORDER).status == "ready"


def test_somebody_elses_cart_is_put_aside_and_nobody_practises_with_an_order(shop: SmallShop) -> None:
    deliver(shop, "ready", payment="on_collection")
    shop.selling.add(VariantId(LARGER))
    assert [line.variant_id for line in shop.pickups.to_cart(ORDER, CODE).lines] == [SHOES, DRESS_M]
    assert len(shop.selling.held()) == 1
    with pytest.raises(NotOpenForHandOver, match="wrong_code"):
        shop.pickups.to_cart(ORDER, "11112222")


def as_manager(shop: SmallShop) -> None:
    assert shop.duty.signed_in is not None
    shop.deliver(*[replace(one, role="manager") for one in staff(shop)])
    shop.duty.signed_in = with_changes(shop.duty.signed_in, staff_id=StaffId("staff-wang"), role="manager")


def staff(shop: SmallShop) -> list[object]:
    with shop.file.view() as view:
        return [one for one in view.staff.all() if one.id == "staff-wang"]


def test_an_order_lies_in_one_cart_however_often_its_code_is_read(shop: SmallShop) -> None:
    deliver(shop, "ready", payment="on_collection")
    shop.pickups.to_cart(ORDER, CODE)
    assert shop.pickups.to_cart(ORDER, CODE).total == 193_700  # a second press
    shop.selling.add(VariantId(LARGER))
    shop.selling.hold()
    assert shop.pickups.to_cart(ORDER, CODE, [Taking("ol-1", 2)]).total == 139_800
    (aside,) = shop.selling.held()
    assert aside.pieces == 1  # what else she chose stays put aside
    paying(shop).pay_cash()
    assert shop.selling.recall(aside.cart_id).total == 69_900
    assert [line.handed for line in shop.pickups.get(ORDER).lines] == [2, 0]


def test_nobody_pays_for_an_order_that_left_without_the_cart(shop: SmallShop) -> None:
    deliver(shop, "ready")
    shop.pickups.to_cart(ORDER, CODE)
    shop.selling.hold()
    shop.pickups.to_cart(ORDER, CODE)
    shop.pickups.hand_over(ORDER, CODE)
    assert shop.selling.current().lines == ()
    assert shop.selling.held() == ()
    assert len(said(shop, "pickup.hand_over")) == 1


def test_no_more_goes_at_the_price_of_an_order_than_was_ordered(shop: SmallShop) -> None:
    deliver(shop, "ready")
    shoes, _ = shop.pickups.to_cart(ORDER, CODE).lines
    assert shop.selling.set_quantity(shoes.line_id, 1).total == 0
    assert shop.selling.set_quantity(shoes.line_id, 2).total == 0
    with pytest.raises(MoreThanOrdered):
        shop.selling.set_quantity(shoes.line_id, 3)
    assert shop.selling.add(VariantId(SHOES)).total == 69_900
