"""What a cashier relies on when the piece that a customer hands her waits for somebody else."""

from __future__ import annotations

import dataclasses

import pytest
from msgspec.structs import replace

from posapp.domain.clock import DAY, HOUR, MINUTE
from posapp.domain.identity import BookingId, MemberId, StaffId, VariantId
from posapp.domain.text import Bilingual
from posapp.services.errors import ManagerWanted
from posapp.services.held_pieces import HeldLine, HeldPieces
from posapp.services.on_duty import SignedIn
from sync.protocol import rows
from tests.fakes.small_shop import DRESS, LIN, NOON, SHOE, SHOP, ZHOU, SmallShop, booking, order, stock

DRESS_M, SHOE_37 = VariantId(f"{DRESS}-BLK-M"), VariantId(f"{SHOE}-BLK-37")


def held_booking(id_: str, starts: int, member_id: str = LIN) -> rows.Booking:
    row = booking(id_, starts)
    garments = [replace(row.garments[0], id=f"{id_}-1", label="held")]
    return replace(row, member_id=member_id, garments=garments, code_no=9_000 + int(id_[-1]))


def spoken(shop: SmallShop) -> tuple[HeldLine, ...]:
    return HeldPieces(shop.file, shop.clock, shop.duty).in_cart()


@pytest.fixture(autouse=True)
def last_pieces(shop: SmallShop) -> None:
    shop.deliver(
        rows.Staff(id="staff-qian", number="1003", name_zh="钱多", name_en="Qian Duo", role="cashier", pin_hash=""),
        stock(SHOP, DRESS_M, 1),
        stock(SHOP, SHOE_37, 2, promised=2),
        held_booking("bk-1", NOON + HOUR),
    )


def test_the_last_piece_says_who_waits_for_it_and_until_when(shop: SmallShop) -> None:
    shop.selling.add(DRESS_M, "scan")
    (line,) = spoken(shop)
    (who,) = line.waiting
    assert (who.kind, who.name.zh, who.comes, who.until) == ("try_on", "林*清", NOON + HOUR, NOON + 90 * MINUTE)
    assert [one.shop_name.en for one in line.elsewhere] == ["Xuhui", "Hangzhou"]


def test_while_there_are_more_pieces_than_people_who_wait_it_is_silent(shop: SmallShop) -> None:
    shop.deliver(stock(SHOP, DRESS_M, 2))
    line_id = shop.selling.add(DRESS_M, "scan").lines[0].line_id
    assert spoken(shop) == ()
    shop.selling.set_quantity(line_id, 2)
    assert len(spoken(shop)) == 1, "two of two leave none for her"


def test_whoever_came_last_loses_her_piece_first_and_orders_are_paid(shop: SmallShop) -> None:
    shop.deliver(
        stock(SHOP, DRESS_M, 3),
        held_booking("bk-2", NOON + 3 * HOUR, ZHOU),
        replace(
            order("or-2", "promised"),
            member_id=ZHOU,
            code_no=7_002,
            lines=[rows.OrderLine(id="ol-2", variant_id=DRESS_M, quantity=1, paid_fen=59_900)],
        ),
    )
    line_id = shop.selling.add(DRESS_M, "scan").lines[0].line_id
    assert [one.subject for one in spoken(shop)[0].waiting] == ["bk-2"]
    shop.selling.set_quantity(line_id, 3)
    assert [one.subject for one in spoken(shop)[0].waiting] == ["or-2", "bk-1", "bk-2"]


def test_she_who_waits_for_it_may_buy_it(shop: SmallShop) -> None:
    shop.selling.attach_member(MemberId(LIN), "A")
    shop.selling.add(DRESS_M, "scan")
    assert spoken(shop) == ()


def test_a_label_that_has_ended_is_nobodys(shop: SmallShop) -> None:
    shop.selling.add(DRESS_M, "scan")
    shop.clock.pass_(HOUR + 31 * MINUTE)
    assert spoken(shop) == ()
    shop.deliver(booking("bk-1", NOON - DAY))
    assert spoken(shop) == ()


def test_sold_to_who_holds_it_her_booking_says_so_at_once(shop: SmallShop) -> None:
    shop.selling.add(DRESS_M, "scan")
    (line,) = spoken(shop)
    HeldPieces(shop.file, shop.clock, shop.duty).sell(line.waiting[0], line.variant_id)
    assert spoken(shop) == ()
    with shop.file.view() as view:
        kept = view.bookings.get(BookingId("bk-1"))
    assert kept is not None
    assert kept.row.garments[0].label == "gone"
    assert [one.kind for one in shop.operations()] == ["booking.release"]


def test_what_an_order_waits_for_is_let_go_by_whoever_may(shop: SmallShop) -> None:
    desk = HeldPieces(shop.file, shop.clock, shop.duty)
    shop.selling.add(SHOE_37, "scan")
    (line,) = spoken(shop)
    assert (line.waiting[0].number, line.waiting[0].is_picked) == ("E20261122001", True)
    shop.duty.signed_in = SignedIn(StaffId("staff-qian"), "1003", Bilingual("钱多", "Qian Duo"), "cashier")
    with pytest.raises(ManagerWanted):
        desk.release(line.waiting[0])
    assert shop.operations() == []
    shop.duty.signed_in = SignedIn(StaffId("staff-wang"), "1001", Bilingual("王蕾", "Wang Lei"), "senior")
    desk.release(line.waiting[0])
    assert [one.kind for one in shop.operations()] == ["pickup.cannot_find"]
    assert spoken(shop) == (), "one pair is hers still, one goes with the customer"


def test_nobody_is_told_of_a_practised_sale(shop: SmallShop) -> None:
    shop.selling.add(DRESS_M, "scan")
    with shop.file.unit() as unit:
        kept = unit.carts.open()
        assert kept is not None
        unit.carts.keep(kept.cart_id, dataclasses.replace(kept.body, is_practice=True), NOON)
        unit.commit()
    assert spoken(shop) == ()
