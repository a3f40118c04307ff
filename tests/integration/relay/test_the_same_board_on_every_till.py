"""The board of the day is the same on every till of a shop: with the mall, and through the relay without it."""

from __future__ import annotations

from posapp.domain.clock import DAY, HOUR, MINUTE
from posapp.domain.identity import BookingId, OrderId, StaffId
from posapp.domain.text import Bilingual
from posapp.services.booking import Bookings
from posapp.services.day_items import DayItem
from posapp.services.fitting import FittingRooms
from posapp.services.on_duty import SignedIn
from posapp.services.pickups import Pickups
from posapp.services.today import Today
from sync.protocol import rows
from sync.protocol.rooms import empty_room, room_id
from tests.fakes.hub_process import SHOP, WANG
from tests.fakes.shop_in_one_process import VARIANTS, TillHere
from tests.integration.relay.conftest import SmallShop

DRESS, ROOM = VARIANTS[0].id, room_id(SHOP.id, 1)
BOOKING, ORDER = BookingId("booking-1"), OrderId("order-1")


class Wang:
    """Is signed in at every till."""

    def who(self) -> SignedIn:
        return SignedIn(StaffId(WANG.id), WANG.number, Bilingual(WANG.name_zh, WANG.name_en), "senior")


def a_day(now: int) -> tuple[rows.Row, ...]:
    """Return a booking that is due, an order to be picked, and two rooms."""
    garment = rows.Garment(id="g-1", style_id="dress", variant_id=DRESS, my_size=False)
    booking = rows.Booking(
        id=BOOKING, shop_id=SHOP.id, member_id="m-1", code_no=2, code="87654321", starts_ms=now + MINUTE,
        ends_ms=now + HOUR, room=1, status="booked", note="", garments=[garment], booked_ms=now,
    )  # fmt: skip
    order = rows.Order(
        id=ORDER, shop_id=SHOP.id, member_id="m-1", number="W0001", code_no=1, code="12345678", status="promised",
        lines=[rows.OrderLine(id="l-1", variant_id=DRESS, quantity=1, paid_fen=39_900)], total_fen=39_900,
        placed_ms=now, collect_until_ms=now + 3 * DAY,
    )  # fmt: skip
    return booking, order, *(empty_room(SHOP.id, number) for number in (1, 2))


def board(till: TillHere) -> tuple[DayItem, ...]:
    return Today(till.file, till.clock, Wang()).board().items


def states(till: TillHere) -> dict[str, str]:
    return {item.key: item.state for item in board(till)}


def rooms(till: TillHere) -> FittingRooms:
    return FittingRooms(till.file, till.clock, Wang())


def open_day(shop: SmallShop) -> None:
    shop.hub.open_books(*a_day(shop.clock.now()))
    shop.one.pull_all()
    shop.two.pull_all()


def by_the_relay(shop: SmallShop) -> None:
    """Let each till hear of the other, with the mall away."""
    for till in (shop.one, shop.two):
        shop.relay.mirror(till)
    for till in (shop.one, shop.two):
        shop.relay.tell(till)


def by_the_mall(shop: SmallShop) -> None:
    for till in (shop.one, shop.two):
        till.push()
    for till in (shop.one, shop.two):
        till.pull_all()


def test_what_the_mall_tells_is_the_same_board_on_both_tills(shop: SmallShop) -> None:
    open_day(shop)
    assert states(shop.one) == {"booking:booking-1": "booked", "pickup:order-1": "to_pick"}
    assert board(shop.two) == board(shop.one)


def test_a_step_at_one_till_is_on_the_other_s_board_by_the_mall(shop: SmallShop) -> None:
    open_day(shop)
    Bookings(shop.one.file, shop.clock, Wang()).check_in(BOOKING, "list")
    Pickups(shop.two.file, shop.clock, Wang()).pick(ORDER)
    by_the_mall(shop)
    assert states(shop.one) == {"booking:booking-1": "here", "pickup:order-1": "ready"}
    assert {item.clerk_id for item in board(shop.two)} == {WANG.id}, "and both say who did it"
    assert board(shop.two) == board(shop.one)


def test_without_the_mall_every_step_is_on_the_other_s_board_by_the_relay(shop: SmallShop) -> None:
    open_day(shop)
    rooms(shop.one).let_in_booked(ROOM, BOOKING)
    Pickups(shop.two.file, shop.clock, Wang()).pick(ORDER)
    by_the_relay(shop)
    assert states(shop.one) == {"pickup:order-1": "ready"}, "she is in a room, and the board of the rooms has her"
    assert board(shop.two) == board(shop.one)
    rooms(shop.two).let_out(ROOM, ())
    by_the_relay(shop)
    assert states(shop.one)["room:1:missing"] == "missing", "what she did not give back is looked for at both tills"
    assert states(shop.one)["room:1:to_tidy"] == "to_tidy"
    assert board(shop.two) == board(shop.one)
    rooms(shop.one).make_ready(ROOM)
    by_the_relay(shop)
    assert "room:1:to_tidy" not in states(shop.two)


def test_with_the_mall_back_nothing_on_the_board_changes(shop: SmallShop) -> None:
    open_day(shop)
    rooms(shop.one).let_in_booked(ROOM, BOOKING)
    rooms(shop.one).let_out(ROOM, ())
    by_the_relay(shop)
    before = states(shop.two)
    by_the_mall(shop)
    assert states(shop.one) == states(shop.two) == before


def test_who_looks_after_a_room_is_told_to_every_till(shop: SmallShop) -> None:
    open_day(shop)
    rooms(shop.one).let_in(room_id(SHOP.id, 2))
    shop.clock.move(31 * MINUTE)
    by_the_relay(shop)
    (item,) = (item for item in board(shop.two) if item.kind == "room")
    assert (item.state, item.clerk_id) == ("long", WANG.id)
